"""Fixed Indonesian words of the papers for the domain's codes (look section 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight.documents.model import Badge
from spm_oversight.domain.agreements import Standing
from spm_oversight.domain.composition import Chapter
from spm_oversight.domain.figures import BudgetVersion
from spm_oversight.domain.method import EmptyDenominator, QualityAggregation, ReportState
from spm_oversight.domain.package import DataState

DATA_STATE: Mapping[DataState, str] = {
    DataState.REPORTED: "dilaporkan",
    DataState.VERIFIED: "terverifikasi",
    DataState.FIELD: "lapangan",
    DataState.FINAL: "final",
}
REPORT_STATE: Mapping[ReportState, str] = {
    ReportState.ACCEPTED: "diterima",
    ReportState.SENT: "menunggu pemeriksaan",
    ReportState.RETURNED: "dikembalikan",
    ReportState.DRAFT: "sedang diisi",
    ReportState.NONE: "belum mulai",
}
STANDING: Mapping[Standing, str] = {
    Standing.OPEN: "Terbuka",
    Standing.OVERDUE: "Terlambat",
    Standing.DONE: "Selesai",
    Standing.DROPPED: "Dicabut",
}
BUDGET_VERSION: Mapping[BudgetVersion, str] = {
    BudgetVersion.MURNI: "Murni",
    BudgetVersion.PERGESERAN: "Pergeseran",
    BudgetVersion.PERUBAHAN: "Perubahan",
}
AGGREGATION: Mapping[QualityAggregation, str] = {
    QualityAggregation.MEAN_OF_ITEMS: "rata-rata persentase setiap butir mutu; butir yang belum diisi bernilai 0",
    QualityAggregation.POOLED: "jumlah tersedia dibagi jumlah kebutuhan semua butir, dikalikan bagian butir terisi",
}
EMPTY_DENOMINATOR: Mapping[EmptyDenominator, str] = {
    EmptyDenominator.EXCLUDE: "layanan nihil tidak ikut rata-rata",
    EmptyDenominator.COUNT_100: "layanan nihil bernilai 100",
}
PART_TITLES: Mapping[Chapter, str] = {
    Chapter.FOREWORD: "Kata pengantar",
    Chapter.SUMMARY: "Ringkasan",
    Chapter.MAP: "Peta capaian",
    Chapter.RANKING: "Peringkat",
    Chapter.COMPARISON: "Daerah dan urusan",
    Chapter.URUSAN: "Halaman urusan",
    Chapter.BUDGET: "Anggaran",
    Chapter.DISTRICTS: "Halaman daerah",
    Chapter.PROBLEMS: "Permasalahan",
    Chapter.STATE: "Keadaan data",
    Chapter.GLOSSARY: "Istilah",
    Chapter.METHOD: "Metode dan data",
}
NOT_COMPUTABLE = "tidak dapat dihitung"
NIL = "nihil"


@dataclass(frozen=True)
class Ratio:
    """One of the four budget ratios (contract 1, indicators), always named with what it is divided by."""

    metric: str
    label: str
    divided: str
    divisor: str


RATIOS = (
    Ratio("serapan", "Serapan", "realisasi", "pagu SPM"),
    Ratio("porsi_apbd", "Porsi APBD", "pagu SPM", "total belanja daerah"),
    Ratio("porsi_urusan", "Porsi urusan", "pagu SPM", "belanja enam urusan"),
    Ratio("kecukupan", "Kecukupan", "pagu SPM", "kebutuhan hasil penghitungan"),
)

NO_BADGE = Badge("BD", "Belum dapat dinilai", "bd")
_BADGES = {
    "tuntas_paripurna": Badge("Pa", "Tuntas Paripurna", "pa"),
    "tuntas_utama": Badge("Ut", "Tuntas Utama", "ut"),
    "tuntas_madya": Badge("Ma", "Tuntas Madya", "ma"),
    "tuntas_pratama": Badge("Pr", "Tuntas Pratama", "pr"),
    "tuntas_muda": Badge("Mu", "Tuntas Muda", "mu"),
    "belum_tuntas": Badge("BT", "Belum Tuntas", "bt"),
}


def _own_badge(category: str) -> Badge:
    words = category.replace("_", " ").title()
    return Badge("".join(word[0] for word in words.split())[:2], words, "own")


def badge_of(category: str | None, *, running: bool) -> Badge:
    """The badge of a band's name; before the fourth quarter its label carries *berjalan*. None: BD.

    A band with a name of a province's own method is written out and left uncoloured.
    """
    if category is None:
        return NO_BADGE
    badge = _BADGES.get(category) or _own_badge(category)
    return Badge(badge.letters, f"{badge.label} berjalan", badge.style) if running else badge
