"""Where a district's quarter stands as a whole, and what is next for the people who answer for all of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import ROLES, Permission, decide
from spm_oversight.domain.district_step import DistrictNext, DistrictStanding, district_step
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import LOCKED, PartState
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.changes import ChangesSince, changes_since_approval
from spm_oversight.services.due_quarter import open_quarters
from spm_oversight.services.given_back import GivenBack, given_back
from spm_oversight.services.loose_ends import LooseEnds, loose_ends
from spm_oversight.services.needs import complete
from spm_oversight.services.overview import Overview, overview
from spm_oversight.services.reports import MyQuarter, ServiceLine, my_quarter
from spm_oversight.services.standing import standing_of


@dataclass(frozen=True)
class DistrictTodo:
    """The quarter with everything loose in it, what came back, and the next step; ``standing``: what it rests on.

    ``manned``: the offices in which somebody may enter; ``others``: quarters open beside this one, with their deadline.
    """

    my: MyQuarter
    ends: LooseEnds
    returned: GivenBack | None
    standing: DistrictStanding
    next: DistrictNext
    manned: frozenset[UUID]
    others: tuple[tuple[Quarter, datetime], ...]


@dataclass(frozen=True)
class LeaderSummary:
    """A district's quarter on one page; ``changed``: what is other than when the leader last approved."""

    todo: DistrictTodo
    view: Overview
    changed: ChangesSince


def district_todo(work: Work) -> DistrictTodo:
    """Of the quarter that is due first; ``Missing`` before the province opened any."""
    actor = require(work, Permission.SEE_QUARTER)
    opened = open_quarters(work)
    my = my_quarter(work, quarter=opened.first)
    ends, returned = loose_ends(work, my), given_back(work, my)
    manned = _manned(work, my)
    standing = _standing(work, my, ends, returned, manned)
    step = district_step(
        standing,
        sends=decide(actor, Permission.SEND_QUARTER),
        approves=decide(actor, Permission.APPROVE_QUARTER),
    )
    return DistrictTodo(my, ends, returned, standing, step, manned, opened.others)


def leader_summary(work: Work) -> LeaderSummary:
    """The same quarter with its achievement and money, and what changed since the last approval."""
    todo = district_todo(work)
    view = overview(work, todo.my, todo.ends.cells)
    return LeaderSummary(todo, view, changes_since_approval(work, quarter=todo.my.period.quarter))


def lines_of(office: Office, lines: Collection[ServiceLine]) -> tuple[ServiceLine, ...]:
    """The services an office carries."""
    return tuple(line for line in lines if line.service.code in office.services)


def _manned(work: Work, my: MyQuarter) -> frozenset[UUID]:
    enter = {role.name for role in ROLES.values() if Permission.ENTER_FIGURES in role.permissions}
    people = work.accounts.people(district=my.district.id)
    return frozenset(p.office for p in people if p.office and p.ended_at is None and p.role in enter)


def _standing(
    work: Work, my: MyQuarter, ends: LooseEnds, returned: GivenBack | None, manned: Collection[UUID]
) -> DistrictStanding:
    still = [part for part in my.parts if part.state not in LOCKED]
    behind = [part for part in still if not all(map(complete, lines_of(part.office, my.services)))]
    return DistrictStanding(
        **vars(standing_of(work, my, ends, returned)),
        still=len(still),
        behind=len(behind),
        unmanned=sum(part.office.id not in manned for part in behind),
        unapproved=sum(part.state is not PartState.APPROVED for part in my.parts),
    )
