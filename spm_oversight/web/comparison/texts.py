"""The sentences around the comparison: its title, what its figures are, and what its words mean."""

from __future__ import annotations

from spm_oversight.services.comparison import Comparison
from spm_oversight.services.measures import CHANGE_UNIT, Form, Measure
from spm_oversight.web.told import cumulative, title_of

BARS = (Form.PERCENT, Form.SHARE, Form.RATIO)
"""Figures whose bars are drawn on 0 to 100 %."""

_COUNT = {1: "satu", 2: "dua", 3: "tiga", 4: "empat", 5: "lima", 6: "enam"}
_NO_VALUE = "Belum ada: belum dapat dinilai, tanpa peringkat."
_NOTES = {
    "capaian": f"Nihil: tidak ada yang harus dilayani, disertai surat pernyataan. {_NO_VALUE}",
    "mutu": f"–: nihil, atau tidak ada butir mutu yang dihitung. {_NO_VALUE}",
    "keterisian": "Penerima layanan, butir mutu, dan anggaran setiap layanan yang sudah diisi atau dinyatakan nihil.",
    "ketepatan-waktu": "Belum dikirim: laporan masih diisi daerah.",
    "belum-terlayani": (
        "Yang harus dilayani dikurangi yang terlayani; rumah tangga dan rumah tidak dijumlahkan. Belum ada: belum ada "
        "isian yang dapat dinilai."
    ),
    "anggaran": (
        "Keempat rasio berbeda artinya. Pagu, realisasi, dan penyebut diambil dari versi APBD terakhir yang dimiliki "
        "daerah. Tidak dapat dihitung: penyebut kosong, nol, atau dari versi lain; serapan juga bila ada realisasi "
        "yang belum diisi."
    ),
    "perubahan": (
        "Dihitung dari hasil yang sudah diterbitkan. –: tidak ada hasil terbit untuk dibandingkan, atau belum dapat "
        "dinilai. Turun dari triwulan sebelumnya patut diperiksa, karena angka kumulatif dalam satu tahun."
    ),
}


def title(comparison: Comparison) -> str:
    """``Capaian di 14 kabupaten/kota menurut enam urusan``."""
    view, there = comparison.view, len(comparison.districts)
    shown = len(comparison.rows)
    what = view.measure.label.removesuffix(" (IPSPM)")
    whom = f"{there} kabupaten/kota" if shown == there else f"{shown} dari {there} kabupaten/kota"
    parts = len(comparison.columns) - 1
    if view.urusan:
        return f"{what} {comparison.columns[0].label} di {whom} menurut layanan"
    return (
        f"{what} di {whom} menurut {_COUNT.get(parts, parts)} urusan"
        if view.measure.part
        else f"{what} di {whom}"
    )


def heading_of_table(comparison: Comparison) -> str:
    """What stands beside what."""
    view = comparison.view
    if view.urusan:
        return f"Daerah dan layanan {comparison.columns[0].label}"
    return "Daerah dan urusan" if view.measure.part else view.measure.label


def caption(comparison: Comparison) -> str:
    """What the figures are, what stands under them, and what a bar is drawn on."""
    view, quarter = comparison.view, comparison.period.quarter
    told = [f"{view.measure.label} {title_of(quarter)}, dilaporkan, {cumulative(quarter)}."]
    units = dict.fromkeys(CHANGE_UNIT[c.form] for c in comparison.columns if c.form in CHANGE_UNIT)
    if view.against:
        told.append(f"Baris kedua: perubahan dari {title_of(view.against)}, {' dan '.join(units)}.")
    forms = {column.form for column in comparison.columns}
    if forms & set(BARS):
        told.append("Batang: 0 sampai 100 %.")
    if Form.PEOPLE in forms:
        told.append("Batang: dibandingkan dengan yang terbanyak.")
    return " ".join(told)


def note(measure: Measure) -> str:
    """What the words in the table mean."""
    return _NOTES.get(measure.key, _NOTES["capaian"])
