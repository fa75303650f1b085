"""The words of the booklet: the metric dictionary and the states, for those who did not make it."""

from __future__ import annotations

from spm_oversight.documents.model import Pairs, Section
from spm_oversight.documents.words import RATIOS

_MEASURES = (
    (
        "SPM",
        "Standar pelayanan minimal: jenis dan mutu pelayanan dasar yang berhak diperoleh setiap warga negara.",
    ),
    ("Urusan", "Satu dari enam urusan pemerintahan wajib yang berkaitan dengan pelayanan dasar."),
    (
        "Capaian",
        "IPSPM: gabungan capaian penerima dan capaian mutu; rata-rata layanan, lalu urusan, lalu daerah.",
    ),
    ("Penerima", "Yang terlayani dibagi yang harus dilayani dalam setahun, kumulatif sejak 1 Januari."),
    ("Mutu", "Barang, jasa, dan tenaga yang tersedia dibagi yang dibutuhkan menurut standar."),
    ("Keterisian", "Bagian formulir yang terisi atau dinyatakan nihil. Bukan capaian."),
    ("Ketepatan", "Ketepatan waktu: laporan dikirim sebelum tenggat. Bukan capaian."),
)
_STATES = (
    ("Dilaporkan", "Angka menurut laporan kabupaten/kota, belum direviu."),
    (
        "Nihil",
        "Tidak ada yang harus dilayani, dengan alasan dan surat pernyataan. Tidak sama dengan kosong atau nol.",
    ),
    ("BD", "Belum dapat dinilai: tidak ada capaian. Tidak pernah menjadi peringkat."),
    ("Berjalan", "Kategori sebelum Triwulan IV: angka masih bertambah sampai akhir tahun."),
    ("Seri", "Nilai yang sama berbagi peringkat; peringkat berikutnya dilewati."),
    ("Batas data", "Saat periode dibekukan; perubahan sesudahnya tidak termuat dalam buku ini."),
    ("Sidik data", "Jumlah periksa (SHA-256) paket data terlampir, untuk memastikan datanya tidak berubah."),
)


def glossary_section() -> Section:
    """What each word of the booklet means."""
    budget = tuple(
        (ratio.label, f"{ratio.divided[:1].upper()}{ratio.divided[1:]} dibagi {ratio.divisor}.")
        for ratio in RATIOS
    )
    return Section(
        "istilah",
        "Istilah",
        (
            Pairs("Ukuran", _MEASURES),
            Pairs("Anggaran", budget),
            Pairs("Keadaan dan kategori", _STATES),
        ),
    )
