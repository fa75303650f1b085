"""Evaluation meetings of some districts on one quarter: what they agreed, and what was done until the year's end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from spm_oversight.domain.access import Actor
from spm_oversight.domain.agreements import Act
from spm_oversight.domain.catalogue import Catalogue, urusan_of_service
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin
from spm_oversight.services.demonstration.chance import chance
from spm_oversight.services.demonstration.problems import problems_of
from spm_oversight.services.demonstration.profile import KOTAWARINGIN_BARAT, Profile
from spm_oversight.services.keep_agreements import agree, record_meeting, take_step

MET_ON = Quarter(2024, 3)
_LEADERS = ("Sekretaris Daerah", "Asisten Pemerintahan dan Kesejahteraan Rakyat")
_DONE = "Sudah dilaksanakan; laporannya diserahkan kepada Bagian Tata Pemerintahan."


def hold_meeting(admin: Actor, profile: Profile, catalogue: Catalogue, *, now: datetime) -> None:
    """The district's meeting of that day, six weeks later what was done; some districts held none."""
    if profile.code != KOTAWARINGIN_BARAT and chance("met", profile.code) < 0.4:
        return
    with begin(admin, now=now) as work:
        if work.evaluations.meetings((profile.code,)):
            return
        leader = _LEADERS[int(chance("leader", profile.code) * len(_LEADERS))]
        record_meeting(work, quarter=MET_ON, held_on=now.date(), led_by=leader, seen=0)
        promised = tuple(_promised(work, profile, catalogue))
        for key, office, problem in promised:
            agree(
                work,
                quarter=MET_ON,
                office=office,
                key=key,
                text=problem.solution,
                owner=problem.owner,
                due=problem.due or now.date(),
            )
    with begin(admin, now=now + timedelta(days=42)) as work:
        for key, _, _ in promised:
            if chance("done", str(key)) < 0.6:
                take_step(
                    work, district=profile.code, agreement=key, act=Act.DONE, word=_DONE, due=None, seen=0
                )


def _promised(work: Work, profile: Profile, catalogue: Catalogue) -> Iterator[tuple[UUID, UUID, Problem]]:
    """The solutions that the district promised, each with the first office of its urusan."""
    offices = work.offices.of_district(profile.code)
    for urusan, listed in problems_of(profile, MET_ON, catalogue).items():
        carrying = [each for each in offices if urusan in map(urusan_of_service, each.services)]
        for place, problem in enumerate(listed.problems if carrying else ()):
            name = f"{profile.code} {MET_ON.code} {urusan} {place}"
            yield uuid5(NAMESPACE_URL, name), carrying[0].id, problem
