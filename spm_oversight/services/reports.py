"""A district's report of a quarter: where it stands, sending it, accepting or returning it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Missing, Refused
from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.figures import Cells
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period, Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, own_province, require
from spm_oversight.services.forms import check_open, own_office, store_results
from spm_oversight.services.tell_of_periods import tell_decision


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

    ``zone`` is the province's time zone, ``sample`` whether its figures are invented.
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


def my_quarter(work: Work, *, quarter: Quarter | None = None) -> MyQuarter:
    """The own district's quarter; the newest period when none is named. ``Missing`` without any period."""
    require(work, Permission.SEE_QUARTER)
    province, code = own_district(work)
    periods = work.quarters.periods(province)
    if quarter is None and not periods:
        raise Missing("Provinsi belum membuka periode pelaporan.")
    period = work.quarters.period(province, quarter or periods[0].quarter)
    seen = _examined(work, province=province, period=period, district=code)
    office = own_office(work)
    services = tuple(s for s in seen.services if office is None or s.service.code in office.services)
    why_closed = _reason(work, period, seen.report)
    why_not = why_closed or (None if seen.completeness else "Belum ada isian yang dapat dikirim.")
    return MyQuarter(
        period=period,
        periods=periods,
        zone=seen.zone,
        sample=seen.sample,
        district=seen.district,
        report=seen.report,
        completeness=seen.completeness,
        index=seen.index,
        category=seen.category,
        services=services,
        office=office,
        offices=() if office else work.offices.of_district(code),
        may_send=why_not is None,
        why_not=why_not,
        may_enter=why_closed is None,
        why_closed=why_closed,
    )


def examine_report(work: Work, *, quarter: Quarter, district: str) -> SentReport:
    """One district's report as the province examines it; ``Missing`` for a district of another province."""
    require(work, Permission.SEE_DESK)
    province = own_province(work)
    return _examined(
        work, province=province, period=work.quarters.period(province, quarter), district=district
    )


def send_quarter(work: Work, *, quarter: Quarter) -> Report:
    """Hand the own district's quarter to the province; from now on its figures stand still."""
    actor = require(work, Permission.SEND_QUARTER)
    province, district = own_district(work)
    work.quarters.hold(province, quarter)
    work.figures.hold(district, quarter)
    period = work.quarters.period(province, quarter)
    report = work.quarters.report(province, quarter, district)
    check_open(work, period=period, report=report)
    if report.state is ReportState.NONE:
        raise Refused("Belum ada isian yang dapat dikirim. Unggah lembar kerja dahulu.")
    work.quarters.send(province, quarter, district, report.number + 1, actor.name)
    sent = work.quarters.report(province, quarter, district)
    # Timeliness is an indicator of the report as sent: what is stored must be what would be computed.
    store_results(work, period=period, report=sent, cells=work.figures.cells(quarter, (district,))[district])
    work.record.add("quarter_sent", f"{district} {quarter.code}", number=sent.number)
    return sent


def accept_report(work: Work, *, quarter: Quarter, district: str, number: int | None = None) -> None:
    """Accept a sent report; it counts in the ranking. ``number``: the submission that was examined, else Conflict."""
    _decide(work, quarter=quarter, district=district, number=number, state=ReportState.ACCEPTED, reason="")


def return_report(
    work: Work, *, quarter: Quarter, district: str, reason: str, number: int | None = None
) -> None:
    """Give a sent report back for correction, saying why; ``number`` as in ``accept_report``."""
    if not reason.strip():
        message = "Tulis apa yang harus diperbaiki dan di mana."
        raise Invalid("Alasan pengembalian belum ditulis.", (Fault("reason", message),))
    state = ReportState.RETURNED
    _decide(work, quarter=quarter, district=district, number=number, state=state, reason=reason.strip())


def _decide(
    work: Work, *, quarter: Quarter, district: str, number: int | None, state: ReportState, reason: str
) -> None:
    actor = require(work, Permission.DECIDE_REPORT)
    province = own_province(work)
    work.places.district(district)
    work.quarters.hold(province, quarter)
    work.figures.hold(district, quarter)
    if work.quarters.period(province, quarter).closed_at is not None:
        raise Refused("Periode ini sudah ditutup; keputusan atas laporan tidak dapat diubah lagi.")
    report = work.quarters.report(province, quarter, district)
    if report.state is not ReportState.SENT:
        raise Refused(
            "Laporan ini tidak sedang menunggu pemeriksaan. Muat ulang halaman untuk melihat keadaannya."
        )
    if number not in (None, report.number):
        raise Conflict(
            "Laporan ini sudah dikirim ulang sejak Anda membukanya. Periksa isian barunya, lalu putuskan."
        )
    work.quarters.decide(province, quarter, report, state, actor.name, reason)
    work.record.add(
        f"report_{state.value}", f"{district} {quarter.code}", number=report.number, reason=reason
    )
    tell_decision(
        work, quarter=quarter, district=district, accepted=state is ReportState.ACCEPTED, reason=reason
    )


def _examined(work: Work, *, province: str, period: Period, district: str) -> SentReport:
    quarter, place = period.quarter, work.places.district(district)
    owner = work.places.province(province)
    cells = work.figures.cells(quarter, (district,))[district]
    result = work.figures.results(quarter, (district,)).get((district, "district", district))
    return SentReport(
        period=period,
        zone=owner.time_zone,
        sample=owner.sample,
        district=place,
        report=work.quarters.report(province, quarter, district),
        completeness=work.figures.indicators(quarter, (district,)).get((district, "completeness")),
        index=result.index if result else None,
        category=result.category if result else None,
        services=service_lines(work, period=period, district=district, cells=cells),
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
