"""/pesan: messages to oneself and which come by mail; /kotak-keluar: what one's own place sent."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.work import Work
from spm_oversight.services.read_messages import choose, my_choices, my_messages, outbox
from spm_oversight.web.guard import allow
from spm_oversight.web.messages.screens import inbox_screen, outbox_screen

blueprint = Blueprint("messages", __name__)

# No list is that long; a larger number in an address is no page.
LAST_PAGE = 10_000


@blueprint.get("/pesan")
@allow(Permission.SEE_MESSAGES)
def page(work: Work) -> ResponseReturnValue:
    """The messages to oneself, and the form of one's choices."""
    screen = inbox_screen(my_messages(work, page=_page()), my_choices(work))
    return render_template("messages/messages.html", screen=screen)


@blueprint.post("/pesan/pilihan")
@allow(Permission.SEE_MESSAGES)
def choice(work: Work) -> ResponseReturnValue:
    """Keep which kinds come by mail."""
    choose(work, mailed=request.form.getlist("surel"))
    flash("Pilihan pesan Anda sudah tersimpan.")
    return redirect(url_for("messages.page"))


@blueprint.get("/kotak-keluar")
@allow(Permission.SEE_OUTBOX)
def sent(work: Work) -> ResponseReturnValue:
    """What one's own place sent."""
    return render_template("messages/outbox.html", screen=outbox_screen(outbox(work, page=_page())))


def _page() -> int:
    """``?halaman=2``; a number that is none of ours is no page."""
    text = request.args.get("halaman", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= LAST_PAGE):
        raise Missing("Halaman itu tidak ada.")
    return int(text)
