"""Problems and promised solutions, by urusan, in the words of the offices that report them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.form import ProblemList
from spm_oversight.domain.period import Quarter
from spm_oversight.services.demonstration.chance import chance
from spm_oversight.services.demonstration.profile import Profile

_Known = tuple[tuple[str, str], ...]
_KNOWN: Mapping[str, _Known] = {
    "1.01": (
        (
            "Satuan PAUD belum ada di semua desa dan kelurahan, terutama di permukiman tepi sungai.",
            "Membuka kelompok bermain di gedung sekolah dasar terdekat dan menugaskan pendidik dari kecamatan.",
        ),
        (
            "Anak putus sekolah belum seluruhnya terdata sehingga sasaran pendidikan kesetaraan belum lengkap.",
            "Mendata ulang anak tidak sekolah dan memadankannya dengan data kependudukan.",
        ),
        (
            "Sebagian pendidik belum berkualifikasi S1/D-IV.",
            "Menyediakan bantuan studi bagi pendidik melalui kerja sama dengan perguruan tinggi.",
        ),
        (
            "Perlengkapan belajar bagi peserta didik keluarga miskin belum mencukupi.",
            "Menambah alokasi perlengkapan belajar pada perubahan anggaran.",
        ),
    ),
    "1.02": (
        (
            "Alat pemeriksaan Hb dan glukoprotein urin belum tersedia di semua puskesmas pembantu.",
            "Mengadakan alat dan reagen melalui katalog elektronik, lalu membaginya menurut jumlah sasaran.",
        ),
        (
            "Skrining usia produktif baru menjangkau pengunjung puskesmas.",
            "Menjadwalkan skrining di kantor, pasar, dan perusahaan setiap pekan.",
        ),
        (
            "Dokter belum ada di puskesmas terpencil.",
            "Mengusulkan formasi dan menugaskan dokter bergilir dari rumah sakit daerah.",
        ),
        (
            "Pencatatan pelayanan hipertensi dan diabetes melitus belum terpadu antarpuskesmas.",
            "Melatih petugas pencatatan dan memeriksa kelengkapan data setiap bulan.",
        ),
    ),
    "1.03": (
        (
            "Jaringan perpipaan belum menjangkau permukiman di sepanjang sungai.",
            "Membangun sumur dalam dan penampungan bersama, sambil memperluas jaringan dari kecamatan terdekat.",
        ),
        (
            "Layanan penyedotan lumpur tinja terjadwal belum berjalan.",
            "Menyusun jadwal layanan, menambah satu truk tinja, dan menetapkan tarifnya.",
        ),
        (
            "Data rumah tangga dengan akses air limbah belum dimutakhirkan.",
            "Melakukan survei sanitasi bersama pemerintah desa dan kelurahan.",
        ),
    ),
    "1.04": (
        (
            "Verifikasi rumah rusak akibat banjir berlangsung lama karena lokasi sulit dijangkau.",
            "Membentuk tim verifikasi bersama BPBD dan pemerintah kecamatan.",
        ),
        (
            "Anggaran rehabilitasi rumah korban bencana baru tersedia pada perubahan anggaran.",
            "Mengusulkan kegiatan sejak anggaran murni tahun berikutnya.",
        ),
    ),
    "1.05": (
        (
            "Dokumen rencana kontingensi belum ditetapkan untuk semua ancaman.",
            "Menyelesaikan rencana kontingensi banjir dan kebakaran lahan bersama perangkat daerah terkait.",
        ),
        (
            "Pos pemadam kebakaran baru ada di pusat kota sehingga waktu tanggap di kecamatan terjauh belum tercapai.",
            "Menempatkan regu dan kendaraan pemadam di dua kecamatan terjauh.",
        ),
        (
            "Anggota Satpol PP belum seluruhnya mengikuti pelatihan dasar.",
            "Mengirim anggota ke pelatihan provinsi secara bertahap.",
        ),
    ),
    "1.06": (
        (
            "Pendataan lanjut usia telantar belum menjangkau semua kecamatan.",
            "Melatih pendamping sosial dan memutakhirkan data terpadu setiap semester.",
        ),
        (
            "Bantuan permakanan dan alat bantu terlambat karena pengadaan dilakukan pada akhir tahun.",
            "Memajukan jadwal pengadaan ke triwulan pertama.",
        ),
        (
            "Pekerja sosial masih kurang dibanding jumlah penerima layanan.",
            "Mengangkat tenaga pendamping dan membagi wilayah kerjanya.",
        ),
    ),
}


def problems_of(profile: Profile, quarter: Quarter, catalogue: Catalogue) -> Mapping[str, ProblemList]:
    """One or two problems of some urusan; each stays a problem through the year it was found in."""
    return {
        urusan: ProblemList(tuple(_problem(profile, quarter, urusan, each, catalogue) for each in chosen))
        for urusan, known in _KNOWN.items()
        if (chosen := _chosen(profile, quarter.year, urusan, known))
    }


def _chosen(profile: Profile, year: int, urusan: str, known: _Known) -> _Known:
    start = int(chance("problem", profile.code, year, urusan) * len(known))
    amount = int(chance("problems", profile.code, year, urusan) * 3)
    return (known[start:] + known[:start])[:amount]


def _problem(
    profile: Profile, quarter: Quarter, urusan: str, words: tuple[str, str], catalogue: Catalogue
) -> Problem:
    services = catalogue.services_of[urusan]
    owner = services[int(chance("owner", profile.code, *words) * len(services))].usual_office.partition(" (")[
        0
    ]
    months = (3 * quarter.number) % 12
    due = date(quarter.year + (quarter.number == 4), months + 3, 28)
    return Problem(urusan, *words, owner, due)
