"""A district's admin reminds its offices by hand: who is behind, whom it was written to, a text for a chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.messages import REMINDER
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.reminders import PAUSE
from spm_oversight.persistence.messages import Message, Recipient
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.needs import DistrictNeeds, OfficeNeed, needs_of
from spm_oversight.services.open_quarter import check_open
from spm_oversight.services.reminder_texts import OFFICE_ROLES, chat, office_subject, office_text
from spm_oversight.services.tell import Told, tell


@dataclass(frozen=True)
class Reminded:
    """Whom it was written to, who was written to a short while ago already, and where nobody could be."""

    told: tuple[Told, ...]
    lately: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reminding:
    """What the page shows: the needs, people by office, the reminders of the quarter, and why none can be written."""

    needs: DistrictNeeds
    people: tuple[Recipient, ...]
    written: tuple[Message, ...]
    why_not: str | None


def reminding(work: Work, *, quarter: Quarter) -> Reminding:
    """The own district's offices with what they lack; ``Missing`` when the period was never opened."""
    require(work, Permission.REMIND)
    needs = _own_needs(work, quarter)
    return Reminding(
        needs=needs,
        people=work.messages.recipients(REMINDER, roles=OFFICE_ROLES, districts=(needs.report.district,)),
        written=work.messages.about(REMINDER, quarter),
        why_not=_why_not(work, needs),
    )


def remind(work: Work, *, quarter: Quarter, offices: Sequence[UUID] | None = None) -> Reminded:
    """Write to the operators and heads of these offices, or of all that are not done.

    Nobody is written to about the same quarter twice within ``PAUSE``, by hand or by schedule. ``Missing`` for an
    office of another district, ``Refused`` with the reason when nothing can be entered or nothing is missing.
    """
    require(work, Permission.REMIND)
    work.messages.hold(REMINDER, quarter)
    needs = _own_needs(work, quarter)
    wanted = _wanted(needs, offices)
    if reason := _why_not(work, needs):
        raise Refused(reason)
    if not wanted:
        raise Refused("Isian perangkat daerah itu sudah lengkap; tidak ada yang perlu diingatkan.")
    lately = work.messages.lately(REMINDER, quarter, work.now - PAUSE)
    people = work.messages.recipients(REMINDER, roles=OFFICE_ROLES, districts=(needs.report.district,))
    told, spared, nobody = list[Told](), list[str](), list[str]()
    for need in wanted:
        here = [each for each in people if each.office == need.office.id]
        if not here:
            nobody.append(need.office.name)
        spared += [each.name for each in here if each.membership in lately]
        to = [each.membership for each in here if each.membership not in lately]
        told += tell(
            work,
            kind=REMINDER,
            to=to,
            subject=office_subject(needs, need),
            text=office_text(needs, need),
            about=quarter,
            path=f"/triwulan/{quarter.code}",
        )
    work.record.add(
        "offices_reminded", quarter.code, offices=[need.office.code for need in wanted], people=len(told)
    )
    return Reminded(tuple(told), tuple(spared), tuple(nobody))


def chat_text(work: Work, *, quarter: Quarter, office: UUID | None = None) -> str:
    """A text ready to be copied: deadline with days and hours left, what is missing, the address.

    For one office of the own district (``Missing`` otherwise), or for all that are behind.
    """
    require(work, Permission.REMIND)
    needs = _own_needs(work, quarter)
    return chat(needs, _wanted(needs, (office,), done=True)[0] if office else None)


def _own_needs(work: Work, quarter: Quarter) -> DistrictNeeds:
    province, district = own_district(work)
    return needs_of(work, period=work.quarters.period(province, quarter), district=district)


def _wanted(
    needs: DistrictNeeds, offices: Sequence[UUID] | None, *, done: bool = False
) -> tuple[OfficeNeed, ...]:
    """The offices named, or all; without those that are done unless ``done``."""
    known = {each.office.id: each for each in needs.offices}
    if offices is not None and not set(offices) <= set(known):
        raise Missing("Perangkat daerah itu tidak ada, atau tidak mengampu satu layanan pun.")
    found = needs.offices if offices is None else tuple(known[each] for each in dict.fromkeys(offices))
    return tuple(each for each in found if done or not each.lack.done)


def _why_not(work: Work, needs: DistrictNeeds) -> str | None:
    try:
        check_open(work, period=needs.period, report=needs.report)
    except Refused as refused:
        return str(refused)
    return None if needs.behind else "Isian semua perangkat daerah sudah lengkap."
