"""What the province decides on a district's report: accepted, or returned with its reasons."""

from __future__ import annotations

from collections.abc import Mapping

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Refused
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.duties import check_decision
from spm_oversight.services.receipts import attest
from spm_oversight.services.tell_of_periods import tell_decision


def accept_report(work: Work, *, quarter: Quarter, district: str, number: int | None = None) -> None:
    """Accept a sent report; it counts in the ranking. ``number``: the submission that was examined, else Conflict."""
    _decide(work, quarter=quarter, district=district, number=number, state=ReportState.ACCEPTED)


def return_report(
    work: Work,
    *,
    quarter: Quarter,
    district: str,
    reason: str,
    comments: Mapping[str, str] | None = None,
    number: int | None = None,
) -> None:
    """Give a sent report back for correction, saying why; ``number`` as in ``accept_report``.

    ``comments`` by service code open the parts of the offices that carry these services, and no other; without any
    the whole report is open again.
    """
    if not reason.strip():
        message = "Tulis apa yang harus diperbaiki dan di mana."
        raise Invalid("Alasan pengembalian belum ditulis.", (Fault("reason", message),))
    _decide(
        work,
        quarter=quarter,
        district=district,
        number=number,
        state=ReportState.RETURNED,
        reason=reason.strip(),
        comments={code: text.strip() for code, text in (comments or {}).items() if text.strip()},
    )


def _decide(
    work: Work,
    *,
    quarter: Quarter,
    district: str,
    number: int | None,
    state: ReportState,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
) -> None:
    actor = require(work, Permission.DECIDE_REPORT)
    province = own_province(work)
    work.places.district(district)
    work.figures.hold(province, district, quarter)
    period = work.quarters.period(province, quarter)
    if period.closed_at is not None:
        raise Refused("Periode ini sudah ditutup; keputusan atas laporan tidak dapat diubah lagi.")
    report = work.reports.of_district(quarter, district)
    if report.state is not ReportState.SENT:
        raise Refused(
            "Laporan ini tidak sedang menunggu pemeriksaan. Muat ulang halaman untuk melihat keadaannya."
        )
    if number not in (None, report.number):
        raise Conflict(
            "Laporan ini sudah dikirim ulang sejak Anda membukanya. Periksa isian barunya, lalu putuskan."
        )
    check_decision(work, district, quarter)
    known = work.catalogues.of_year(period.catalogue_year).service
    if comments and (unknown := set(comments) - set(known)):
        raise Invalid(f"Pelayanan {', '.join(sorted(unknown))} tidak ada dalam katalog.")
    work.reports.decide(quarter, report, state, actor.name, reason)
    if comments:
        work.walk.add_service_comments(district, quarter, report.number, comments)
    step = f"report_{state.value}"
    event = work.record.add(
        step, f"{district} {quarter.code}", number=report.number, reason=reason, services=comments or {}
    )
    cells = work.figures.cells(quarter, (district,))[district]
    attest(work, period=period, report=report, cells=cells, step=step, event=event)
    tell_decision(
        work, quarter=quarter, district=district, accepted=state is ReportState.ACCEPTED, reason=reason
    )
