"""The ways on from a first page, each for whoever may go it."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.web.screen import MENU


@dataclass(frozen=True)
class Way:
    """A way on: what is there, the word on its button, where it leads, and who may go."""

    about: str
    label: str
    endpoint: str
    permission: Permission


WAYS = (
    Way(
        "Isian triwulan dan keadaan laporan daerah Anda.",
        "Buka triwulan",
        "quarter.page",
        Permission.SEE_QUARTER,
    ),
    Way("Keadaan laporan setiap kabupaten/kota.", "Buka periode", "desk.page", Permission.SEE_DESK),
    Way(
        "Provinsi yang memakai aplikasi ini.", "Buka provinsi", "provinces.page", Permission.MANAGE_PROVINCES
    ),
    Way(
        "Pekerjaan, penyimpanan, versi, dan cadangan.",
        "Buka keadaan sistem",
        "platform.page",
        Permission.RUN_PLATFORM,
    ),
    Way(
        "Capaian kabupaten/kota pada setiap urusan.",
        "Lihat perbandingan",
        "comparison.page",
        Permission.SEE_RESULTS,
    ),
    Way("Urutan kabupaten/kota menurut capaian.", "Lihat peringkat", "ranking.page", Permission.SEE_RESULTS),
    Way("Buku rakor dan dokumen lain.", "Lihat dokumen", "papers.page", Permission.SEE_PAPERS),
    Way("Orang dan penugasannya.", "Atur pengguna", "people.page", Permission.MANAGE_PEOPLE),
    Way("Pengampu setiap pelayanan.", "Atur perangkat daerah", "offices.page", Permission.MANAGE_OFFICES),
    Way("Pagu dan hasil berdampingan.", "Lihat anggaran dan capaian", "money.page", Permission.SEE_DESK),
    Way("Rapat dan kesepakatan setiap daerah.", "Buka evaluasi", "evaluation.page", Permission.SEE_DESK),
    Way("Capaian pada peta provinsi.", "Lihat peta", "province_map.page", Permission.SEE_RESULTS),
    Way("Triwulan yang lalu dan revisinya.", "Buka arsip hasil", "archive.page", Permission.SEE_RESULTS),
    Way(
        "Kelompok daerah untuk dibandingkan.",
        "Atur kelompok daerah",
        "peer_groups.page",
        Permission.KEEP_GROUPS,
    ),
    Way("Versi metode penghitungan.", "Atur metode", "settings.page", Permission.MANAGE_METHOD),
    Way("Kop surat dan penanda tangan.", "Atur kop surat", "letterhead.page", Permission.KEEP_LETTERHEAD),
    Way(
        "Pesan kepada Anda, dan mana yang dikirim lewat surel.",
        "Baca pesan",
        "messages.page",
        Permission.SEE_MESSAGES,
    ),
    Way(
        "Pesan yang dikirim atas nama tempat Anda.",
        "Buka kotak keluar",
        "messages.sent",
        Permission.SEE_OUTBOX,
    ),
    Way("Pelayanan dasar dan butir mutu.", "Baca katalog", "catalogue.page", Permission.SEE_CATALOGUE),
)
BESIDE_MENU = tuple(way for way in WAYS if all(endpoint != way.endpoint for _, endpoint, _ in MENU))
"""The ways that no word of the menu leads to."""
