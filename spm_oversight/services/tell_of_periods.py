"""What the province tells its districts of a period: that it opened, and what became of a report."""

from __future__ import annotations

from spm_oversight.domain.messages import PERIOD, REPORT
from spm_oversight.domain.period import Quarter
from spm_oversight.formats import moment, quarter_title
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.tell import members, tell


def tell_opened(work: Work, *, period: Period) -> None:
    """Tell every district's admins that a quarter takes reports, from when and until when."""
    province = work.places.province(own_province(work))
    title, zone = quarter_title(period.quarter.year, period.quarter.number), province.time_zone
    tell(
        work,
        kind=PERIOD,
        to=members(work, roles=("district_admin",), districts=work.scope.districts),
        subject=f"{title} dibuka untuk laporan SPM",
        text=(
            f"Provinsi {province.name} membuka {title} untuk laporan SPM.\n"
            f"Laporan diterima sejak {moment(period.window.opens, zone)}.\n"
            f"Tenggat: {moment(period.window.closes, zone)}."
        ),
        about=period.quarter,
        path=f"/triwulan/{period.quarter.code}",
    )


def tell_switched(work: Work, *, quarter: Quarter, before: str, after: str, moves: bool) -> None:
    """Tell every district's admins that a running quarter is counted by another version."""
    title, name = quarter_title(quarter.year, quarter.number), work.places.province(own_province(work)).name
    effect = (
        "Isian Anda tidak berubah; capaian dan kategorinya dihitung ulang."
        if moves
        else "Isian, capaian, dan kategori tidak berubah; yang berubah hanya kapan isian ditanyakan."
    )
    tell(
        work,
        kind=PERIOD,
        to=members(work, roles=("district_admin",), districts=work.scope.districts),
        subject=f"{title} dihitung dengan metode {after}",
        text=f"Provinsi {name} mengganti metode {title} dari versi {before} ke versi {after}.\n{effect}",
        about=quarter,
        path=f"/triwulan/{quarter.code}",
    )


def tell_decision(work: Work, *, quarter: Quarter, district: str, accepted: bool, reason: str) -> None:
    """Tell a district's admins and leader that their report was accepted, or returned and why."""
    name, title = work.places.district(district).name, quarter_title(quarter.year, quarter.number)
    if accepted:
        outcome, text = (
            "diterima",
            f"Laporan SPM {title} {name} diterima provinsi. Tidak ada yang perlu dilakukan.",
        )
    else:
        outcome = "dikembalikan"
        text = (
            f"Laporan SPM {title} {name} dikembalikan provinsi untuk diperbaiki.\n\n"
            f"Yang harus diperbaiki:\n{reason}\n\nPerbaiki, lalu kirim lagi sebelum tenggat."
        )
    tell(
        work,
        kind=REPORT,
        to=members(work, roles=("district_admin", "district_leader"), districts=(district,)),
        subject=f"Laporan SPM {title} {outcome}",
        text=text,
        about=quarter,
        path=f"/triwulan/{quarter.code}",
    )
