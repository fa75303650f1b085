"""The province's desk: open, close and publish a period, and see where every district stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Fault, Invalid, Refused
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.freeze import freeze
from spm_oversight.services.tell_of_periods import tell_opened


@dataclass(frozen=True)
class DeskRow:
    """A district's running state; ``index`` is the running achievement, percent."""

    district: District
    report: Report
    completeness: Decimal | None
    index: Decimal | None
    category: str | None


@dataclass(frozen=True)
class Desk:
    """A period with every district of the province; ``zone``: its time zone, ``sample``: its figures are invented."""

    period: Period
    snapshot: Snapshot | None
    zone: str
    sample: bool
    rows: tuple[DeskRow, ...]


def list_periods(work: Work) -> tuple[Period, ...]:
    """The province's periods, the newest first."""
    return work.quarters.periods(own_province(work))


def desk(work: Work, *, quarter: Quarter) -> Desk:
    """Every district's state in a period; ``Missing`` when the period was never opened."""
    require(work, Permission.SEE_DESK)
    province, codes = own_province(work), work.scope.districts
    reports = work.reports.of_districts(quarter, codes)
    indicators = work.figures.indicators(quarter, codes)
    results = work.figures.results(quarter, codes)
    rows: list[DeskRow] = []
    for district in work.places.districts(province):
        result = results.get((district.id, "district", district.id))
        rows.append(
            DeskRow(
                district=district,
                report=reports[district.id],
                completeness=indicators.get((district.id, "completeness")),
                index=result.index if result else None,
                category=result.category if result else None,
            )
        )
    owner = work.places.province(province)
    return Desk(
        period=work.quarters.period(province, quarter),
        snapshot=work.snapshots.of_quarter(quarter),
        zone=owner.time_zone,
        sample=owner.sample,
        rows=tuple(rows),
    )


def open_period(work: Work, *, quarter: Quarter, opens: datetime, deadline: datetime) -> Period:
    """Start taking reports for a quarter, under the province's newest method and the catalogue of its year."""
    require(work, Permission.MANAGE_PERIOD)
    province = own_province(work)
    work.quarters.hold(province, quarter)
    known = work.quarters.periods(province)
    if any(period.quarter == quarter for period in known):
        raise Invalid("Periode ini sudah ada.", (Fault("quarter", "Pilih triwulan lain."),))
    if opens >= deadline:
        raise Invalid(
            "Tenggat harus sesudah tanggal buka.", (Fault("deadline", "Tulis tanggal yang lebih akhir."),)
        )
    period = Period(
        quarter=quarter,
        window=Window(opens, deadline),
        catalogue_year=work.catalogues.first_year(quarter.year),
        method_version=work.quarters.methods(province)[-1],
        # who approves stays as it was until the province says otherwise
        head_approves=bool(known and known[0].head_approves),
        leader_approves=bool(known and known[0].leader_approves),
    )
    work.quarters.open(province, period)
    work.record.add(
        "period_opened",
        quarter.code,
        opens=opens.isoformat(),
        deadline=deadline.isoformat(),
        method=period.method_version,
    )
    tell_opened(work, period=period)
    return period


def set_approvals(work: Work, *, quarter: Quarter, head: bool, leader: bool) -> None:
    """Say whether heads of office and the districts' leaders approve before a quarter goes on; while it is open."""
    require(work, Permission.MANAGE_PERIOD)
    province = own_province(work)
    work.quarters.hold(province, quarter)
    period = work.quarters.period(province, quarter)
    if period.closed_at is not None:
        raise Refused("Periode ini sudah ditutup; jalannya persetujuan tidak dapat diubah lagi.")
    work.quarters.set_approvals(province, quarter, head=head, leader=leader)
    work.record.add(
        "approvals_set",
        quarter.code,
        before=[period.head_approves, period.leader_approves],
        after=[head, leader],
    )


def close_period(work: Work, *, quarter: Quarter) -> Snapshot:
    """Take no report any more, and freeze what was acknowledged before as the period's snapshot."""
    require(work, Permission.MANAGE_PERIOD)
    province = own_province(work)
    work.quarters.hold(province, quarter)
    if work.quarters.period(province, quarter).closed_at is not None:
        raise Refused("Periode ini sudah ditutup.")
    snapshot = freeze(work, quarter=quarter)
    work.quarters.mark_closed(province, quarter, snapshot.cut_off)
    work.record.add("period_closed", quarter.code, snapshot=str(snapshot.id), sha256=snapshot.sha256)
    return snapshot


def publish_period(work: Work, *, quarter: Quarter) -> Snapshot:
    """Let the districts see the frozen results."""
    require(work, Permission.MANAGE_PERIOD)
    province = own_province(work)
    work.quarters.hold(province, quarter)
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None:
        raise Refused("Periode ini belum ditutup. Tutup periode dahulu, lalu terbitkan hasilnya.")
    if snapshot.published_at is not None:
        raise Refused("Hasil periode ini sudah diterbitkan.")
    work.snapshots.publish(snapshot.id, work.now)
    work.quarters.mark_published(province, quarter)
    work.record.add("period_published", quarter.code, snapshot=str(snapshot.id), sha256=snapshot.sha256)
    return work.snapshots.by_id(snapshot.id)
