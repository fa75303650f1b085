"""The desk as pages: all periods, one period with every district, one district's report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from spm_oversight import formats
from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import badge_of
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.walk import closes
from spm_oversight.services.deadlines import until_in_full
from spm_oversight.services.period_list import PeriodLine, PeriodList
from spm_oversight.services.periods import Desk, DeskRow
from spm_oversight.services.reports import SentReport
from spm_oversight.web.quarter.service_rows import UrusanRows, filled, urusan_rows
from spm_oversight.web.told import State, achieved, cumulative, figure, period_state, title_of

# What waits for the province stands first; what needs nothing any more stands last.
_ORDER = (ReportState.SENT, ReportState.RETURNED, ReportState.DRAFT, ReportState.NONE, ReportState.ACCEPTED)
_FROM_DONE = (
    ReportState.ACCEPTED,
    ReportState.SENT,
    ReportState.RETURNED,
    ReportState.DRAFT,
    ReportState.NONE,
)
_HANDED_IN = (ReportState.SENT, ReportState.ACCEPTED)


@dataclass(frozen=True)
class PeriodRow:
    """A period in the list of periods; ``counts`` in the order accepted, waiting, returned, not sent."""

    code: str
    title: str
    state: State
    deadline: str
    counts: tuple[int, int, int, int]


@dataclass(frozen=True)
class PeriodsScreen:
    """The list of periods; ``zone_name`` such as WIB, ``next_title`` what can be opened next."""

    title: str
    rows: tuple[PeriodRow, ...]
    next_title: str
    zone_name: str


@dataclass(frozen=True)
class DistrictRow:
    """A district on the desk. ``index`` is empty while the report is with the district; ``number``: its submission."""

    code: str
    number: int
    name: str
    state: ReportState
    sent: str
    completeness: str
    width: int
    index: str
    badge: Badge


@dataclass(frozen=True)
class PeriodScreen:
    """One period. ``next`` names the step that is due: ``examine``, ``close``, ``publish``, ``results`` or none."""

    code: str
    title: str
    name: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[ReportState, int], ...]
    rows: tuple[DistrictRow, ...]
    due: str
    first_waiting: DistrictRow | None
    waiting: int
    accepted: int
    not_accepted: tuple[str, ...]
    closed: bool
    published: bool
    past_deadline: bool
    sample: bool
    head_approves: bool
    leader_approves: bool


@dataclass(frozen=True)
class ReportScreen:
    """One district's report for the province to examine.

    ``services``: code and name, to comment on; ``said``: the comments of the last return, by the service's name.
    """

    code: str
    district: str
    period: str
    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    state: ReportState
    reason: str
    groups: tuple[UrusanRows, ...]
    services: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str], ...]
    may_decide: bool
    may_add_time: bool
    zone_name: str
    sample: bool


def periods_screen(found: PeriodList, *, now: datetime) -> PeriodsScreen:
    """The list of periods at ``now``."""
    running = [line.period for line in found.lines if line.period.closed_at is None]
    title = (
        f"{title_of(running[0].quarter)} {period_state(running[0], now).word.lower()}"
        if running
        else "Tidak ada periode yang sedang berjalan"
    )
    return PeriodsScreen(
        title=title,
        rows=tuple(_period_row(line, found.zone, now) for line in found.lines),
        next_title=title_of(found.next),
        zone_name=now.astimezone(ZoneInfo(found.zone)).tzname() or "",
    )


def _period_row(line: PeriodLine, zone: str, now: datetime) -> PeriodRow:
    count = line.districts
    return PeriodRow(
        code=line.period.quarter.code,
        title=title_of(line.period.quarter),
        state=period_state(line.period, now),
        deadline=formats.moment(line.period.window.closes, zone),
        counts=(
            count[ReportState.ACCEPTED],
            count[ReportState.SENT],
            count[ReportState.RETURNED],
            count[ReportState.DRAFT] + count[ReportState.NONE],
        ),
    )


def period_screen(desk: Desk, *, now: datetime) -> PeriodScreen:
    """One period with every district."""
    period = desk.period
    rows = tuple(_district_row(row, desk) for row in sorted(desk.rows, key=_rank))
    counts = tuple((state, sum(row.state is state for row in rows)) for state in _FROM_DONE)
    waiting = tuple(row for row in rows if row.state is ReportState.SENT)
    accepted = sum(row.state is ReportState.ACCEPTED for row in rows)
    past = now >= period.window.closes
    return PeriodScreen(
        code=period.quarter.code,
        title=f"{title_of(period.quarter)}: {_finding(desk, accepted, len(waiting))}",
        name=title_of(period.quarter),
        facts=_facts(desk, now),
        counts=counts,
        rows=rows,
        due=_due(desk, bool(waiting), past),
        first_waiting=waiting[0] if waiting else None,
        waiting=len(waiting),
        accepted=accepted,
        not_accepted=tuple(row.name for row in rows if row.state is not ReportState.ACCEPTED),
        closed=period.closed_at is not None,
        published=period.published_at is not None,
        past_deadline=past,
        sample=desk.sample,
        head_approves=period.head_approves,
        leader_approves=period.leader_approves,
    )


def _finding(desk: Desk, accepted: int, waiting: int) -> str:
    total = len(desk.rows)
    if desk.period.published_at:
        return f"hasil diterbitkan, {accepted} dari {total} laporan diterima"
    if desk.period.closed_at:
        return f"ditutup, {accepted} dari {total} laporan diterima"
    handed_in = accepted + waiting
    return f"{handed_in} laporan sudah masuk, {total - handed_in} belum"


def _facts(desk: Desk, now: datetime) -> tuple[tuple[str, str], ...]:
    period, snapshot = desk.period, desk.snapshot
    rows = [
        ("Periode", period_state(period, now).word.lower()),
        ("Tenggat", until_in_full(period.window.closes, desk.zone, now)),
    ]
    if snapshot is None:
        rows.append(("Keadaan data", "dilaporkan, sementara"))
        rows.append(("Per", formats.moment(now, desk.zone)))
    else:
        rows.append(("Keadaan data", "dilaporkan, dibekukan"))
        rows.append(("Batas data", formats.moment(snapshot.cut_off, desk.zone)))
        rows.append(("Sidik data", snapshot.sha256[:12]))
    again = ", sedang dihitung ulang" if period.recalculating else ""
    rows.append(("Metode", f"IP-SPM versi {period.method_version}{again}"))
    return tuple(rows)


def _due(desk: Desk, waiting: bool, past: bool) -> str:
    if desk.period.published_at:
        return "results"
    if desk.period.closed_at:
        return "publish"
    if waiting:
        return "examine"
    return "close" if past or all(r.report.state is ReportState.ACCEPTED for r in desk.rows) else ""


def _rank(row: DeskRow) -> tuple[int, bool, object, str]:
    """Waiting first and the oldest of them on top; else the higher achievement first."""
    if row.report.state is ReportState.SENT and row.report.sent_at:
        return (0, False, row.report.sent_at.timestamp(), row.district.name)
    return (_ORDER.index(row.report.state), row.index is None, -(row.index or 0), row.district.name)


def _district_row(row: DeskRow, desk: Desk) -> DistrictRow:
    handed_in = row.report.state in _HANDED_IN
    running = desk.period.quarter.number < 4
    sent = row.report.sent_at
    return DistrictRow(
        code=row.district.id,
        number=row.report.number or 0,
        name=row.district.name,
        state=row.report.state,
        sent=formats.short_date(sent.astimezone(ZoneInfo(desk.zone)).date() if sent else None),
        completeness=figure(row.completeness or Decimal(0), 1),
        width=round(row.completeness or 0),
        index=figure(row.index) if handed_in else formats.EMPTY,
        badge=badge_of(row.category if handed_in else None, running=running),
    )


def report_screen(sent: SentReport, *, warnings: str, may_decide: bool) -> ReportScreen:
    """One district's report, for somebody who may decide on it or only read it; ``warnings``: how many, in words."""
    report, quarter = sent.report, sent.period.quarter
    return ReportScreen(
        code=quarter.code,
        district=sent.district.id,
        period=title_of(quarter),
        name=sent.district.name,
        title=f"{sent.district.name}: {_standing(report.state)}",
        facts=_report_facts(sent, warnings),
        state=report.state,
        reason=report.reason,
        groups=urusan_rows(sent.services),
        services=tuple((line.service.code, line.service.name) for line in sent.services),
        said=tuple(
            (line.service.name, sent.comments[line.service.code])
            for line in sent.services
            if report.state is ReportState.RETURNED and line.service.code in sent.comments
        ),
        may_add_time=sent.period.closed_at is None,
        zone_name=sent.period.window.closes.astimezone(ZoneInfo(sent.zone)).tzname() or "",
        may_decide=may_decide and report.state is ReportState.SENT and sent.period.closed_at is None,
        sample=sent.sample,
    )


def _standing(state: ReportState) -> str:
    match state:
        case ReportState.ACCEPTED:
            return "laporan diterima"
        case ReportState.SENT:
            return "laporan menunggu pemeriksaan"
        case ReportState.RETURNED:
            return "laporan dikembalikan"
        case ReportState.DRAFT:
            return "sedang diisi, belum dikirim"
        case ReportState.NONE:
            return "belum mulai mengisi"


def _report_facts(sent: SentReport, warnings: str) -> tuple[tuple[str, str], ...]:
    report, zone = sent.report, sent.zone
    rows = [("Periode", title_of(sent.period.quarter))]
    ends = closes(sent.period.window, report.extensions)
    if ends > sent.period.window.closes:
        rows.append(("Diperpanjang sampai", formats.moment(ends, zone, offset=True)))
    if report.sent_at:
        told = f"{formats.moment(report.sent_at, zone)} oleh {report.sent_by}, kiriman ke-{report.number}"
        rows.append(("Dikirim", told))
    if report.decided_at:
        word = "Diterima" if report.state is ReportState.ACCEPTED else "Dikembalikan"
        word = "Dibuka kembali" if report.reopened else word
        rows.append((word, f"{formats.moment(report.decided_at, zone)} oleh {report.decided_by}"))
    full = figure(sent.completeness or Decimal(0), 1)
    rows.append(("Keterisian", f"{filled(sent.services).text}, {full}{formats.NBSP}%"))
    rows.append(("Peringatan", warnings))
    badge = badge_of(sent.category, running=sent.period.quarter.number < 4)
    rows.append(("Capaian dilaporkan", achieved(sent.index, badge)))
    rows.append(("Angka", cumulative(sent.period.quarter)))
    return tuple(rows)
