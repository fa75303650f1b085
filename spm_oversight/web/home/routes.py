"""GET /: where am I, what is the state, what next."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.board import board
from spm_oversight.services.district_todo import district_todo, leader_summary
from spm_oversight.services.office_todo import office_todo
from spm_oversight.services.open_province import provinces
from spm_oversight.services.province_overview import province_overview
from spm_oversight.web.address import quarter_in
from spm_oversight.web.guard import allow, may
from spm_oversight.web.home.board import board_screen
from spm_oversight.web.home.leader import leader_screen
from spm_oversight.web.home.office import office_screen
from spm_oversight.web.home.others import others_of
from spm_oversight.web.home.province import province_screen
from spm_oversight.web.home.screens import HomeScreen, empty_home, platform_home
from spm_oversight.web.home.ways import BESIDE_MENU
from spm_oversight.web.quarter.forms import ReasonForm
from spm_oversight.web.quarter.walk_card import walk_card

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow(Permission.SEE_HOME)
def page(work: Work) -> ResponseReturnValue:
    """The first page of whoever is signed in."""
    actor = require(work, Permission.SEE_HOME)
    if may(Permission.SEE_DESK):
        return _province(work)
    try:
        if actor.membership and actor.membership.role.bound_to_office:
            return _office(work)
        if may(Permission.APPROVE_QUARTER):
            return _leader(work)
        if may(Permission.SEND_QUARTER):
            return _board(work)
        return _plain(platform_home(provinces(work)))
    except Missing:
        return _plain(empty_home())


def _office(work: Work) -> str:
    todo = office_todo(work)
    return render_template(
        "home/office.html",
        screen=office_screen(todo, now=work.now, may=may),
        others=others_of(todo, work.now),
        walk=walk_card(todo.my, may=may),
        form=ReasonForm(formdata=None),
        ways=BESIDE_MENU,
    )


def _leader(work: Work) -> str:
    found = leader_summary(work)
    return render_template(
        "home/leader.html",
        screen=leader_screen(found, now=work.now),
        others=others_of(found.todo, work.now),
        walk=walk_card(found.todo.my, may=may),
        form=ReasonForm(formdata=None),
        ways=BESIDE_MENU,
    )


def _board(work: Work) -> str:
    todo = district_todo(work)
    screen = board_screen(todo, board(todo), now=work.now)
    others = others_of(todo, work.now)
    return render_template("home/board.html", screen=screen, others=others, ways=BESIDE_MENU)


def _province(work: Work) -> str:
    """``?triwulan=2024-Q4`` is that quarter's page; one that is not there is no page."""
    code = request.args.get("triwulan", "")
    found = province_overview(work, quarter=quarter_in(code) if code else None)
    if found is None:
        return _plain(empty_home())
    screen = province_screen(found, now=work.now, may=may)
    return render_template("home/province.html", screen=screen, ways=BESIDE_MENU)


def _plain(screen: HomeScreen) -> str:
    return render_template("home/home.html", screen=screen)
