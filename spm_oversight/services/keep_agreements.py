"""What happens in an evaluation meeting: it is recorded, agreements are made, and it is told what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from spm_oversight.domain.access import Permission
from spm_oversight.domain.agreements import (
    Act,
    Agreement,
    Meeting,
    Step,
    check_act,
    checked_agreement,
    checked_meeting,
    checked_step,
)
from spm_oversight.domain.errors import Conflict, Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.evaluations import OVERTAKEN
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, own_province, require
from spm_oversight.services.district_page import seen_district

_RECORDED: Mapping[Act, str] = {
    Act.DONE: "agreement_done",
    Act.MOVED: "agreement_moved",
    Act.DROPPED: "agreement_dropped",
    Act.REOPENED: "agreement_reopened",
}


@dataclass(frozen=True)
class AgreementPage:
    """One agreement. ``today``: the day it is held against, in the zone of the province."""

    district: District
    office: str
    agreement: Agreement
    meeting: Meeting | None
    today: date
    zone: str


def agreement_page(work: Work, *, district: str, agreement: UUID) -> AgreementPage:
    """An agreement with all that became of it; ``Missing`` where this scope sees none."""
    require(work, Permission.SEE_EVALUATION)
    place, found = _seen(work, district, agreement)
    zone = work.places.province(own_province(work)).time_zone
    return AgreementPage(
        district=place,
        office=work.offices.office(district, found.office).name,
        agreement=found,
        meeting=_meeting(work, district, found.quarter),
        today=_today(work),
        zone=zone,
    )


def record_meeting(work: Work, *, quarter: Quarter, held_on: date, led_by: str, seen: int) -> None:
    """Record the own district's meeting on a quarter, over the one of number ``seen`` (0: the first).

    ``Invalid`` with faults, ``Conflict`` when somebody recorded it meanwhile, ``Missing``: no such quarter.
    """
    actor = require(work, Permission.KEEP_AGREEMENTS)
    province, district = own_district(work)
    seen_district(work, district, quarter)
    work.evaluations.hold(district)
    before = _meeting(work, district, quarter)
    if (before.number if before else 0) != seen:
        raise Conflict(OVERTAKEN)
    name = checked_meeting(quarter, held_on, led_by, today=_today(work))
    meeting = Meeting(quarter, seen + 1, held_on, name, work.clock(), actor.name)
    work.evaluations.add_meeting(province, district, meeting)
    told = {"held_on": held_on.isoformat(), "led_by": name}
    was = {"held_on": before.held_on.isoformat(), "led_by": before.led_by} if before else None
    work.record.add("evaluation_recorded", f"{district} {quarter.code}", before=was, after=told)


def agree(work: Work, *, quarter: Quarter, office: UUID, key: UUID, text: str, owner: str, due: date) -> None:
    """Record what the meeting on ``quarter`` agreed with an office; the same ``key`` again changes nothing.

    ``Refused`` before the meeting itself is recorded, ``Invalid`` with faults, ``Conflict`` for a key used otherwise.
    """
    actor = require(work, Permission.KEEP_AGREEMENTS)
    province, district = own_district(work)
    work.offices.office(district, office)
    work.evaluations.hold(district)
    meeting = _meeting(work, district, quarter)
    if meeting is None:
        raise Refused("Catat dahulu tanggal dan pimpinan rapat, lalu tulis kesepakatannya.")
    said, name = checked_agreement(text, owner, due, meeting=meeting)
    made = Agreement(key, quarter, office, said, name, due, work.clock(), actor.name)
    known = {each.id: each for each in work.evaluations.agreements((district,)).get(district, ())}
    if key in known:
        before = known[key]
        if (before.text, before.owner, before.agreed_due, before.office) != (said, name, due, office):
            raise Conflict(OVERTAKEN)
        return
    work.evaluations.add(province, district, made)
    after = {"office": str(office), "text": said, "owner": name, "due": due.isoformat()}
    work.record.add("agreement_made", f"{district} {quarter.code} {key}", after=after)


def take_step(
    work: Work, *, district: str, agreement: UUID, act: Act, word: str, due: date | None, seen: int
) -> Agreement:
    """Say what became of an agreement of the own district; ``seen``: how many steps were looked at.

    ``Missing`` where it is not the own one's, ``Refused`` where the act does not follow, ``Invalid`` with faults,
    ``Conflict`` when somebody was faster.
    """
    actor = require(work, Permission.KEEP_AGREEMENTS)
    province, own = own_district(work)
    if district != own:
        raise Missing("Kabupaten/kota itu tidak ada.")
    work.evaluations.hold(own)
    _, found = _seen(work, own, agreement)
    check_act(found, act)
    due = due if act is Act.MOVED else None
    said = checked_step(found, act, word, due, today=_today(work))
    step = Step(seen + 1, act, work.clock(), actor.name, said, due)
    work.evaluations.add_step(province, own, found, step)
    moved = {"before": found.due.isoformat(), "after": due.isoformat()} if due else {}
    work.record.add(_RECORDED[act], f"{own} {found.quarter.code} {agreement}", reason=said, **moved)
    return found


def _seen(work: Work, district: str, agreement: UUID) -> tuple[District, Agreement]:
    own = work.scope.write_district
    if district != own if own else district not in work.scope.districts:
        raise Missing("Kabupaten/kota itu tidak ada.")
    for each in work.evaluations.agreements((district,)).get(district, ()):
        if each.id == agreement:
            return work.places.district(district), each
    raise Missing("Kesepakatan itu tidak ada.")


def _meeting(work: Work, district: str, quarter: Quarter) -> Meeting | None:
    met = work.evaluations.meetings((district,)).get(district, ())
    return next((each for each in met if each.quarter == quarter), None)


def _today(work: Work) -> date:
    """The day by the database's clock, where the province lies."""
    return work.now.astimezone(ZoneInfo(work.places.province(own_province(work)).time_zone)).date()
