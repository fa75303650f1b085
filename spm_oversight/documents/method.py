"""The last pages: what state each report is in, how the figures came about, and how anyone recomputes them."""

from __future__ import annotations

from spm_oversight.documents.model import Cell, Columns, Head, Item, Items, Pairs, Prose, Row, Section, Table
from spm_oversight.documents.ranking import weight
from spm_oversight.documents.reading import Reading, short_name
from spm_oversight.documents.words import AGGREGATION, DATA_STATE, EMPTY_DENOMINATOR, REPORT_STATE
from spm_oversight.formats import moment, number, quarter_title

PACKAGE_NAME = "paket-data.zip"


def method_section(
    reading: Reading, *, zone: str, paper_number: str, data_hash: str, notes: tuple[str, ...]
) -> Section:
    """Method, cut-off and hash, and the way to rebuild every figure."""
    package = reading.package
    data = Pairs(
        "Data",
        (
            ("Periode", quarter_title(package.quarter.year, package.quarter.number)),
            ("Keadaan data", DATA_STATE[package.state]),
            ("Batas data", moment(package.cut_off, zone)),
            ("Nomor buku", paper_number),
            ("Sidik data", f"SHA-256 {grouped(data_hash)}"),
        ),
    )
    blocks = (
        Columns((Pairs("Metode", method_pairs(reading)),), (data, _recompute())),
        *((Prose(notes, heading="Catatan"),) if notes else ()),
    )
    return Section("metode", "Metode dan sumber data", blocks)


def state_section(reading: Reading, *, sample: bool) -> Section:
    """Each district's report: where it stands, how full it is, whether it was in time."""
    return Section("keadaan", "Keadaan data", (_state_table(reading, sample),))


def grouped(digest: str, length: int | None = None) -> str:
    """A hash in groups of four, as it is compared by eye; its first ``length`` digits or all."""
    digits = digest[:length]
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def method_pairs(reading: Reading) -> tuple[tuple[str, str], ...]:
    """The method's choices in words, by what they are about."""
    method = reading.package.method
    bands = "; ".join(
        f"{reading.band(band.name).label} mulai {number(band.lower, 0 if band.lower.denominator == 1 else 2)}"
        for band in method.bands
    )
    recipients, quality = weight(method.recipients_weight), weight(method.quality_weight)
    return (
        ("Ukuran", f"Indeks Pencapaian SPM (IPSPM), metode {method.version}"),
        ("Layanan", f"{recipients} × penerima + {quality} × mutu; masing-masing paling tinggi 100"),
        ("Penerima", "terlayani dibagi harus dilayani"),
        ("Mutu", AGGREGATION[method.quality_aggregation]),
        ("Urusan", "rata-rata layanan yang dihitung"),
        ("Daerah", "rata-rata urusan yang dihitung"),
        ("Nihil", EMPTY_DENOMINATOR[method.empty_denominator]),
        ("Kategori", f"{bands}; dari angka tanpa pembulatan, batas bawah termasuk"),
        (
            "Peringkat",
            "dari angka tanpa pembulatan; nilai yang sama berbagi peringkat; diperingkat bila laporan "
            + " atau ".join(REPORT_STATE[state] for state in method.ranked_states),
        ),
        (
            "Kumulatif",
            "1 Januari sampai akhir triwulan; sasaran, kebutuhan, dan pagu adalah angka setahun",
        ),
        ("Tampilan", "dua desimal, dibulatkan tanpa pernah melewati batas kategori yang belum tercapai"),
    )


def _recompute() -> Items:
    return Items(
        "Menghitung ulang",
        (
            Item(f"Simpan lampiran {PACKAGE_NAME} dari berkas PDF ini."),
            Item(f"Jalankan: flask --app wsgi spm recompute {PACKAGE_NAME}"),
            Item(
                "Bandingkan: setiap angka pada tabel buku ini ada dalam jawabannya. Tidak perlu basis data."
            ),
        ),
    )


def _state_table(reading: Reading, sample: bool) -> Table:
    heads = (
        Head("Daerah", width="38mm"),
        Head("Laporan", width="38mm"),
        Head("Keterisian", "%", True),
        Head("Tepat waktu", "tenggat semula"),
        Head("Tepat waktu", "dengan perpanjangan"),
        Head("Belum terlayani", "orang", True),
    )
    rows = tuple(
        Row(
            (
                Cell(short_name(d), heading=True),
                Cell(REPORT_STATE[d.report_state]),
                reading.indicator(d.code, "completeness", "percent"),
                reading.indicator(d.code, "on_time", "yes"),
                reading.indicator(d.code, "on_time_extended", "yes"),
                reading.indicator(d.code, "not_served_people", "whole"),
            )
        )
        for d in reading.by_code
    )
    notes = (
        "Belum terlayani: jumlah selisih harus dilayani dan terlayani pada layanan yang terisi dan bersatuan orang.",
    )
    return Table("Laporan menurut daerah", heads, rows, notes=notes, sample=sample)
