"""What an office's operator and its head have to do in a quarter: what is missing, what came back, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.access import Membership, Permission, decide
from spm_oversight.domain.office_step import Next, OfficeStanding, next_step
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import PartState
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.due_quarter import open_quarters
from spm_oversight.services.duties import why_not_approve_part
from spm_oversight.services.given_back import GivenBack, given_back
from spm_oversight.services.loose_ends import LooseEnds, loose_ends
from spm_oversight.services.needs import lack_of
from spm_oversight.services.reports import MyQuarter, my_quarter
from spm_oversight.services.standing import standing_of


@dataclass(frozen=True)
class OfficeTodo:
    """The quarter with everything loose in it. ``missing``: empty entries of the office's services.

    ``also``: another membership of the same person in this office that could take the step one waits for, if any.
    ``others``: quarters open beside this one, with their deadline.
    """

    my: MyQuarter
    ends: LooseEnds
    returned: GivenBack | None
    missing: int
    next: Next
    also: Membership | None
    others: tuple[tuple[Quarter, datetime], ...]


def office_todo(work: Work) -> OfficeTodo:
    """Of the quarter that is due first; ``Missing`` before the province opened any."""
    actor = require(work, Permission.SEE_QUARTER)
    opened = open_quarters(work)
    my = my_quarter(work, quarter=opened.first)
    ends, returned = loose_ends(work, my), given_back(work, my)
    lack = lack_of(my.services)
    missing = lack.recipients + lack.items + lack.budgets
    step = next_step(
        _standing(work, my, ends, returned, missing),
        enters=decide(actor, Permission.ENTER_FIGURES),
        approves=decide(actor, Permission.APPROVE_PART),
    )
    return OfficeTodo(my, ends, returned, missing, step, _also(work, my, step), opened.others)


def _standing(
    work: Work, my: MyQuarter, ends: LooseEnds, returned: GivenBack | None, missing: int
) -> OfficeStanding:
    return OfficeStanding(
        **vars(standing_of(work, my, ends, returned)),
        part=my.parts[0].state if my.parts else PartState.EMPTY,
        missing=missing,
        unstated=len(ends.unstated),
        unexplained=len(ends.unexplained),
        carries=bool(my.services),
    )


def _also(work: Work, my: MyQuarter, step: Next) -> Membership | None:
    """The person's other membership in this office that the step waits for."""
    wanted = {Next.WAIT_FOR_HEAD: Permission.APPROVE_PART, Next.WAIT_FOR_OPERATOR: Permission.ENTER_FIGURES}
    if step not in wanted or my.office is None or work.actor is None:
        return None
    quarter, district = my.period.quarter, my.district.id
    if step is Next.WAIT_FOR_HEAD and why_not_approve_part(work, district, quarter, my.office):
        return None
    for each in work.accounts.memberships_of(work.actor.account):
        if each.office == my.office.id and wanted[step] in each.role.permissions:
            return each
    return None
