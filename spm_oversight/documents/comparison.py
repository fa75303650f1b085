"""Districts beside each other: achievement by urusan, and the four budget ratios."""

from __future__ import annotations

from spm_oversight.documents.drawings import money_and_result
from spm_oversight.documents.model import Cell, Drawing, Head, Legend, Row, Section, Table
from spm_oversight.documents.reading import Reading, short_name
from spm_oversight.documents.words import BUDGET_VERSION, DATA_STATE, EMPTY_DENOMINATOR, NO_BADGE, RATIOS
from spm_oversight.domain.indicators import latest_version
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level
from spm_oversight.formats import EMPTY, number, quarter_title

# A long word may break in a narrow head; a smaller size would not be read.
_SOFT = {"1.03": "Pekerjaan Umum", "1.05": "Trantibum\u00adlinmas"}


def comparison_section(reading: Reading, *, sample: bool) -> Section:
    """Districts x urusan: band colour, letters and figure in each cell."""
    quarter = reading.package.quarter
    services = reading.package.catalogue.services_of
    urusan_heads = [
        Head(_SOFT.get(u.code, u.short), f"{len(services[u.code])} layanan", True) for u in reading.urusan
    ]
    table = Table(
        caption=f"Capaian menurut urusan, {quarter_title(quarter.year, quarter.number)}",
        measure=f"IPSPM, persen, {DATA_STATE[reading.package.state]}",
        heads=(Head("Daerah", width="34mm"), Head("Capaian", "daerah", True, "22mm"), *urusan_heads),
        rows=tuple(_comparison_row(reading, d) for d in reading.ordered),
        notes=(
            "Nihil: tidak ada yang harus dilayani, dengan surat pernyataan; "
            f"{EMPTY_DENOMINATOR[reading.package.method.empty_denominator]}. Tanda –: belum dapat dinilai.",
        ),
        style="heat",
        sample=sample,
    )
    return Section("urusan", "Daerah dan urusan", (table, legend(reading)))


def _comparison_row(reading: Reading, district: DistrictFigures) -> Row:
    whole = reading.percentage(reading.district(district), "index", strong=True, badge=True)
    parts = (
        reading.percentage(reading.at(district, Level.URUSAN, u.code), "index", badge=True)
        for u in reading.urusan
    )
    return Row((Cell(short_name(district), heading=True), whole, *parts))


def legend(reading: Reading) -> Legend:
    """The method's bands with their ranges, as the legend of letters and colours."""
    entries = []
    upper = None
    for band in reading.package.method.bands:
        lower = number(band.lower, 0 if band.lower.denominator == 1 else 2)
        if upper is None:
            text = f"{lower} ke atas" if band.lower < 100 else lower
        else:
            text = f"{lower} sampai kurang dari {upper}" if band.lower else f"kurang dari {upper}"
        entries.append((reading.band(band.name), text))
        upper = lower
    return Legend((*entries, (NO_BADGE, "tidak ada nilai")))


def budget_section(reading: Reading, *, sample: bool) -> Section:
    """The four labelled ratios, each over its named base, of the latest budget version a district has."""
    quarter = reading.package.quarter
    ratio_heads = [Head(ratio.label, f"{ratio.divided} dibagi {ratio.divisor}, %", True) for ratio in RATIOS]
    table = Table(
        caption=f"Rasio anggaran SPM, {quarter_title(quarter.year, quarter.number)}",
        measure=f"persen, {DATA_STATE[reading.package.state]}",
        heads=(Head("Daerah", width="34mm"), Head("APBD", "versi", width="19mm"), *ratio_heads),
        rows=tuple(
            Row(
                (
                    Cell(short_name(d), heading=True),
                    Cell(budget_version(d)),
                    *[reading.indicator(d.code, ratio.metric, "ratio") for ratio in RATIOS],
                )
            )
            for d in reading.by_code
        ),
        notes=(
            "Pagu, realisasi, dan penyebut diambil dari versi APBD terakhir yang dimiliki daerah. "
            "Tidak dapat dihitung: penyebut kosong, nol, atau dari versi lain; serapan juga bila ada realisasi "
            "yang belum diisi.",
            "Keempat rasio berbeda artinya dan tidak dapat saling menggantikan. Capaian layanan tidak memuat anggaran.",
        ),
        style="budget",
        sample=sample,
    )
    return Section("anggaran", "Anggaran", (table, Drawing(money_and_result(reading), sample=sample)))


def budget_version(district: DistrictFigures) -> str:
    """The name of the budget act whose figures count for this district."""
    version = latest_version(district.budget)
    return EMPTY if version is None else BUDGET_VERSION[version]
