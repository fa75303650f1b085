"""A district's report of a quarter: where it stands, and what the province decides on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from spm_oversight.domain.access import Permission, decide
from spm_oversight.domain.catalogue import Catalogue, Service
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import PartState, ProposalAct, ProposalStep, closes
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, own_province, require
from spm_oversight.services.duties import why_not_approve_part, why_not_approve_quarter
from spm_oversight.services.open_quarter import check_open, own_office
from spm_oversight.services.parts import Part, check_approved, parts_of


@dataclass(frozen=True)
class ServiceLine:
    """One service in a district's quarter: what is there and what it gives."""

    service: Service
    office_name: str | None
    recipients: Pair
    items_filled: int
    items: int
    has_budget: bool
    index: Decimal | None

    @property
    def nil(self) -> bool:
        """Whether the absence of demand was declared."""
        return self.recipients.state is CellState.NIL


@dataclass(frozen=True)
class MyQuarter:
    """A district's quarter as its people see it; ``office`` narrows it to the services of an operator's office.

    ``zone`` is the province's time zone, ``sample`` whether its figures are invented. ``closes``: until when this
    person may enter, extensions included. ``parts``: of the offices, or the own one alone; ``proposal``: the last step
    before the leader; ``comments``: what the province said on services when it returned the report. ``apart``: why
    this person may not approve what waits for their approval, since they had a hand in it; empty otherwise.
    """

    period: Period
    periods: tuple[Period, ...]
    zone: str
    sample: bool
    district: District
    report: Report
    completeness: Decimal | None
    index: Decimal | None
    category: str | None
    services: tuple[ServiceLine, ...]
    office: Office | None
    offices: tuple[Office, ...]
    may_send: bool
    why_not: str | None
    may_enter: bool
    why_closed: str | None
    closes: datetime
    parts: tuple[Part, ...]
    proposal: ProposalStep | None
    comments: Mapping[str, str]
    catalogue: Catalogue
    apart: str = ""

    @property
    def place(self) -> str:
        """Whose quarter a page shows: the office and its district, or the district."""
        return f"{self.office.name}, {self.district.name}" if self.office else self.district.name

    @property
    def waits_for_leader(self) -> bool:
        """Whether the quarter lies before the district's leader."""
        return self.proposal is not None and self.proposal.act is ProposalAct.PROPOSE


@dataclass(frozen=True)
class SentReport:
    """A district's quarter as the province examines it; ``zone`` and ``sample`` as in ``MyQuarter``."""

    period: Period
    zone: str
    sample: bool
    district: District
    report: Report
    completeness: Decimal | None
    index: Decimal | None
    category: str | None
    services: tuple[ServiceLine, ...]
    cells: Cells
    offices: tuple[Office, ...]
    comments: Mapping[str, str]


def my_quarter(work: Work, *, quarter: Quarter | None = None) -> MyQuarter:
    """The own district's quarter; the newest period when none is named. ``Missing`` without any period."""
    require(work, Permission.SEE_QUARTER)
    province, code = own_district(work)
    if quarter is None:
        periods = work.quarters.periods(province)
        if not periods:
            raise Missing("Provinsi belum membuka periode pelaporan.")
        quarter = periods[0].quarter
    work.ahead_of_a_quarter(province, code, quarter)
    period = work.quarters.period(province, quarter)
    seen = _examined(work, province=province, period=period, district=code)
    report, office = seen.report, own_office(work)
    services = tuple(s for s in seen.services if office is None or s.service.code in office.services)
    why_closed = _reason(work, period, report)
    proposals = work.walk.proposals(code, period.quarter)
    bound = office.id if office else None
    parts = parts_of(work, period=period, report=report, cells=seen.cells, office=bound)
    why_not = why_closed or _why_not_sent(seen, parts)
    mine = MyQuarter(
        period=period,
        periods=work.quarters.periods(province),
        zone=seen.zone,
        sample=seen.sample,
        district=seen.district,
        report=report,
        completeness=seen.completeness,
        index=seen.index,
        category=seen.category,
        services=services,
        office=office,
        offices=() if office else seen.offices,
        may_send=why_not is None,
        why_not=why_not,
        may_enter=why_closed is None,
        why_closed=why_closed,
        closes=closes(period.window, report.extensions, bound),
        parts=parts,
        proposal=proposals[-1] if proposals else None,
        comments=seen.comments,
        catalogue=work.catalogues.of_year(period.catalogue_year),
    )
    return replace(mine, apart=_apart(work, mine))


def _apart(work: Work, my: MyQuarter) -> str:
    quarter, district = my.period.quarter, my.district.id
    if my.office and decide(work.actor, Permission.APPROVE_PART):
        waits = any(part.state is PartState.HANDED_IN for part in my.parts)
        return why_not_approve_part(work, district, quarter, my.office) if waits else ""
    if my.waits_for_leader and decide(work.actor, Permission.APPROVE_QUARTER):
        return why_not_approve_quarter(work, district, quarter)
    return ""


def examine_report(work: Work, *, quarter: Quarter, district: str) -> SentReport:
    """One district's report as the province examines it; ``Missing`` for a district of another province."""
    require(work, Permission.SEE_DESK)
    province = own_province(work)
    return _examined(
        work, province=province, period=work.quarters.period(province, quarter), district=district
    )


def _examined(work: Work, *, province: str, period: Period, district: str) -> SentReport:
    quarter, place = period.quarter, work.places.district(district)
    owner = work.places.province(province)
    cells = work.figures.cells(quarter, (district,))[district]
    result = work.figures.results(quarter, (district,)).get((district, "district", district))
    report = work.reports.of_district(quarter, district)
    return SentReport(
        period=period,
        zone=owner.time_zone,
        sample=owner.sample,
        district=place,
        report=report,
        completeness=work.figures.indicators(quarter, (district,)).get((district, "completeness")),
        index=result.index if result else None,
        category=result.category if result else None,
        services=service_lines(work, period=period, district=district, cells=cells),
        cells=cells,
        offices=work.offices.of_district(district),
        comments=work.walk.service_comments(district, quarter, report.number),
    )


def service_lines(work: Work, *, period: Period, district: str, cells: Cells) -> tuple[ServiceLine, ...]:
    """Every service of the catalogue with what the district has stored for it."""
    catalogue = work.catalogues.of_year(period.catalogue_year)
    results = work.figures.results(period.quarter, (district,))
    carried = {code: office.name for office in work.offices.of_district(district) for code in office.services}
    budgeted = {service for service, _, _ in cells.budget}
    lines: list[ServiceLine] = []
    for service in catalogue.services:
        items = catalogue.items_of[service.code]
        answered = [cells.quality[i.code] for i in items if i.code in cells.quality]
        result = results.get((district, "service", service.code))
        lines.append(
            ServiceLine(
                service=service,
                office_name=carried.get(service.code),
                recipients=cells.recipients[service.code].pair if service.code in cells.recipients else BLANK,
                items_filled=sum(cell.pair.state is not CellState.BLANK for cell in answered),
                items=len(items),
                has_budget=service.code in budgeted,
                index=result.index if result else None,
            )
        )
    return tuple(lines)


def _reason(work: Work, period: Period, report: Report) -> str | None:
    try:
        check_open(work, period=period, report=report)
    except Refused as refused:
        return str(refused)
    return None


def _why_not_sent(seen: SentReport, parts: tuple[Part, ...]) -> str | None:
    """Why the district's open quarter cannot go on its way now; None when it can."""
    if not seen.cells.begun:
        return "Belum ada isian yang dapat dikirim."
    try:
        if seen.period.head_approves:
            check_approved(parts)
    except Refused as refused:
        return str(refused)
    return None
