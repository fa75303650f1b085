"""The handout's last page: which data it shows, how the figures came about, and how anyone recomputes them."""

from __future__ import annotations

from spm_oversight.documents.handout_facts import HandoutFacts
from spm_oversight.documents.method import PACKAGE_NAME, grouped, method_pairs
from spm_oversight.documents.model import Columns, Item, Items, Pairs, Prose, Section
from spm_oversight.documents.own_reading import OwnReading
from spm_oversight.documents.words import DATA_STATE, REPORT_STATE
from spm_oversight.domain.district_paper import Source
from spm_oversight.formats import moment, quarter_title

SOURCE = {Source.LIVE: "Data langsung", Source.FROZEN: "Data beku"}
_MEANING = {
    Source.LIVE: "Isian sebagaimana tersimpan pada batas data; sesudahnya masih dapat berubah.",
    Source.FROZEN: "Isian sebagaimana dibekukan dan diterbitkan provinsi; tidak berubah lagi.",
}


def handout_method_section(reading: OwnReading, facts: HandoutFacts) -> Section:
    """State of the data, method, and the way to rebuild every figure."""
    # A rank is a matter of the province: one district alone has none.
    method = tuple(pair for pair in method_pairs(reading) if pair[0] != "Peringkat")
    data = Pairs("Keadaan data", _data(reading, facts))
    notes = (*sample_notes(facts), "Pembagian perangkat daerah menurut keadaan saat dokumen ini diminta.")
    blocks = (
        Columns((Pairs("Metode", method),), (data, _recompute())),
        Prose(notes, heading="Catatan"),
    )
    return Section("metode", "Metode dan keadaan data", blocks)


def sample_notes(facts: HandoutFacts) -> tuple[str, ...]:
    """What must be said of invented figures."""
    if not facts.sample:
        return ()
    if not facts.published:
        return ("Semua angka dalam dokumen ini adalah data contoh.",)
    return (f"Sesuai angka terbit: {'; '.join(facts.published)}. Selebihnya data contoh.",)


def _data(reading: OwnReading, facts: HandoutFacts) -> tuple[tuple[str, str], ...]:
    package, own = reading.package, reading.own
    sent = own.submission.sent_at if own.submission else None
    pairs = [
        ("Periode", f"{quarter_title(package.quarter.year, package.quarter.number)}, kumulatif"),
        ("Sumber", f"{SOURCE[facts.source]}. {_MEANING[facts.source]}"),
        ("Keadaan", DATA_STATE[package.state]),
        ("Batas data", moment(facts.cut_off, facts.zone)),
        ("Laporan", REPORT_STATE[own.report_state]),
        ("Dikirim", moment(sent, facts.zone)),
        ("Nomor", facts.number),
        ("Sidik data", f"SHA-256 {grouped(facts.data_hash)}, dari lampiran {PACKAGE_NAME}"),
    ]
    if facts.province_hash:
        pairs.append(("Diambil dari", f"paket data provinsi dengan sidik {grouped(facts.province_hash)}"))
    return tuple(pairs)


def _recompute() -> Items:
    return Items(
        "Menghitung ulang",
        (
            Item(f"Simpan lampiran {PACKAGE_NAME} dari berkas PDF ini; isinya angka daerah ini saja."),
            Item(f"Jalankan: flask --app wsgi spm recompute {PACKAGE_NAME}"),
            Item("Bandingkan capaian, penerima, mutu, dan indikator daerah. Tidak perlu basis data."),
        ),
    )
