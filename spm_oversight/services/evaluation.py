"""A district evaluated office by office: the state of each, what hinders it, what was agreed and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.agreements import Agreement, Meeting
from spm_oversight.domain.catalogue import urusan_of_service
from spm_oversight.domain.district_paper import Source
from spm_oversight.domain.figures import BudgetVersion, Problem
from spm_oversight.domain.index_tree import ServiceNode, UrusanNode, index_tree
from spm_oversight.domain.indicators import latest_version
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.part import Part, part_of
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.spending import Spending, district_spending
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.agreed_before import agreed
from spm_oversight.services.begin import require
from spm_oversight.services.district_figures import Own, read_own
from spm_oversight.services.district_page import seen_district
from spm_oversight.services.gathering import OfficePart, gathering
from spm_oversight.services.office_standing import (
    OfficeStanding,
    OfficeState,
    state_by_completeness,
    state_by_walk,
)
from spm_oversight.services.shown_period import Chosen, ShownPeriod

UNCARRIED = "Layanan tanpa pengampu"


@dataclass(frozen=True)
class OfficeEvaluation:
    """An office in a meeting. ``id`` None: the services that no office carries.

    ``state`` says whose turn it is, ``since`` when that began where a step began it. ``problems`` are those of its
    urusan, which it carries with ``others``. ``carried`` comes from earlier meetings, ``made`` is of this quarter's.
    """

    id: UUID | None
    name: str
    state: str
    since: datetime | None
    part: Part
    services: tuple[tuple[ServiceNode, Spending], ...]
    urusan: tuple[UrusanNode, ...]
    problems: tuple[Problem, ...]
    others: tuple[str, ...]
    carried: tuple[Agreement, ...] = ()
    made: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """A district's evaluation of a quarter. ``version``: of the budget act that counts; ``last``: the meeting before.

    ``today``: the day on which an agreement is overdue or not, where the district lies.
    """

    period: ShownPeriod
    district: District
    report: ReportState
    version: BudgetVersion | None
    meeting: Meeting | None
    last: Meeting | None
    offices: tuple[OfficeEvaluation, ...]
    today: date

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """All that the page shows."""
        return tuple(each for office in self.offices for each in (*office.carried, *office.made))


def evaluation(work: Work, *, district: str, quarter: Quarter | None) -> Evaluation | None:
    """A district in the named quarter, else the newest that takes reports, else the newest closed one.

    None: no quarter to show yet. ``Missing``: no such district or quarter for this scope.
    """
    require(work, Permission.SEE_EVALUATION)
    place, chosen = seen_district(work, district, quarter, running_first=True)
    if chosen is None:
        return None
    own, period = read_own(work, chosen, place, {}), chosen.period
    said = agreed(work, district=district, quarter=period.quarter, zone=period.province.time_zone)
    spoken = {each.office for each in (*said.carried, *said.made)}
    offices = [
        replace(
            office,
            carried=tuple(each for each in said.carried if each.office == office.id),
            made=tuple(each for each in said.made if each.office == office.id),
        )
        for office in _offices(work, chosen, own, place)
        if office.services or office.id in spoken
    ]
    return Evaluation(
        period=period,
        district=place,
        report=own.figures.report_state,
        version=latest_version(own.figures.budget),
        meeting=said.meeting,
        last=said.last,
        offices=tuple(offices),
        today=said.today,
    )


def _offices(work: Work, chosen: Chosen, own: Own, place: District) -> tuple[OfficeEvaluation, ...]:
    """All offices of the district by code, and the services that none of them carries; still without agreements."""
    offices = work.offices.of_district(place.id)
    carries = {code for office in offices for code in office.services}
    loose = tuple(code for code in own.catalogue.service if code not in carries)
    listed = [(office.id, office.name, office.services) for office in offices]
    tree = index_tree(own.figures, own.catalogue, chosen.period.method)
    spent = district_spending(own.figures, tuple(own.catalogue.service)).services
    told, walked = _told(work, chosen, place)

    def evaluated(office: UUID | None, name: str, codes: tuple[str, ...]) -> OfficeEvaluation:
        part = part_of(own.figures, own.catalogue, codes)
        whose = own.figures.report_state, Source.FROZEN if chosen.snapshot else Source.LIVE
        urusan = tuple(
            node for node in tree.urusan if any(each.service.code in codes for each in node.services)
        )
        named = {node.code for node in urusan}
        return OfficeEvaluation(
            id=office,
            name=name,
            state=told(OfficeStanding(office, name, part, *whose, closed=chosen.snapshot is not None))
            if office
            else "Belum ada perangkat daerah yang mengampu. Giliran admin kabupaten/kota menetapkan pengampunya.",
            since=walked[office].since if office in walked else None,
            part=part,
            services=tuple(
                (each, next(money for money in spent if money.service == each.service.code))
                for node in urusan
                for each in node.services
                if each.service.code in codes
            ),
            urusan=urusan,
            problems=tuple(each for each in own.problems if each.urusan_code in named),
            others=tuple(
                other
                for which, other, theirs in listed
                if which != office and named & set(map(urusan_of_service, theirs))
            ),
        )

    found = [evaluated(*each) for each in listed]
    return (*found, evaluated(None, UNCARRIED, loose)) if loose else tuple(found)


def _told(
    work: Work, chosen: Chosen, place: District
) -> tuple[OfficeState, Mapping[UUID | None, OfficePart]]:
    """Who says where an office stands, and where each is on its way while the quarter takes reports."""
    if chosen.snapshot:
        return state_by_completeness, {}
    period = work.quarters.period(chosen.period.province.id, chosen.period.quarter)
    parts = gathering(work, period=period, districts=(place.id,))[place.id].offices
    walked = {each.office: each.state for each in parts}
    return state_by_walk(walked, head_approves=period.head_approves), {each.office: each for each in parts}
