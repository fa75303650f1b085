"""The words of the sheet Petunjuk: what the file is, for whom, and how to fill it."""

from __future__ import annotations

from datetime import datetime

from spm_oversight import formats
from spm_oversight.domain.entry import MOST_DECIMALS
from spm_oversight.domain.form import Form


def title(form: Form) -> str:
    """What this file is, in one line."""
    return f"Isian SPM {form.district_name}, {formats.quarter_title(form.quarter.year, form.quarter.number)}"


def facts(form: Form, made_at: datetime, zone: str) -> list[tuple[str, str]]:
    """What the file was made for: label and value."""
    return [
        ("Kabupaten/kota", f"{form.district_name} ({form.district_code})"),
        ("Periode", f"{formats.quarter_title(form.quarter.year, form.quarter.number)} ({form.quarter.code})"),
        ("Perangkat daerah", form.office.name if form.office else "Semua perangkat daerah"),
        ("Versi formulir", form.form_version),
        ("Dibuat", formats.moment(made_at, zone)),
    ]


def paragraphs(form: Form) -> list[tuple[str, list[str]]]:
    """How to fill the file: a heading with its sentences."""
    money = [
        "Anggaran: satu baris untuk setiap jenis pelayanan, versi APBD, dan sumber dana. Baris baru diisi di bawah "
        "baris yang sudah ada; pilih Kode, Versi APBD, dan Sumber dana dari daftar.",
        "Pagu dan realisasi ditulis dalam rupiah penuh, tanpa Rp dan tanpa desimal.",
    ]
    if form.office is None:
        money.append(
            "Total anggaran diisi untuk versi APBD yang sudah ditetapkan; yang belum diketahui dikosongkan."
        )
    return [
        (
            "Cara mengisi",
            [
                "Isi hanya sel berwarna biru muda. Sel lain terkunci dan tidak dibaca.",
                "Angka bersifat kumulatif sejak 1 Januari sampai akhir triwulan; yang harus dilayani, kebutuhan, dan "
                "pagu adalah angka setahun.",
                "Tulis angka saja, misalnya 1234 atau 1.234. Jangan menulis satuan, Rp, tanda kurung, atau %. Orang, "
                f"barang, dan rupiah ditulis bulat; satuan lain paling banyak {MOST_DECIMALS} angka di belakang koma.",
                "Keadaan Terisi: kedua angka diisi dan yang pertama lebih dari 0. Bila kedua angka diisi, Keadaan "
                "boleh dikosongkan.",
                "Keadaan Nihil: memang tidak ada yang harus dilayani atau dibutuhkan. Angka dikosongkan atau 0, dan "
                "Penjelasan wajib diisi.",
                "Untuk menghapus isian, kosongkan selnya (Keadaan dan kedua angka). Sel yang tidak diubah tidak "
                "dibaca, sehingga isian orang lain tetap aman.",
            ],
        ),
        ("Anggaran", money),
        (
            "Permasalahan",
            [
                "Isi lembar Permasalahan menggantikan seluruh daftar permasalahan dari urusan dalam berkas ini."
            ],
        ),
        (
            "Mengirim kembali",
            [
                "Simpan tetap sebagai .xlsx, tanpa kata sandi dan tanpa makro. Jangan mengubah nama lembar dan judul "
                "kolom; lembar atau kolom tambahan tidak dibaca.",
                "Unggah di Pengawasan SPM. Sebelum disimpan, semua perubahan ditampilkan dengan nilai lama dan baru, "
                "dan semua baris yang keliru disebut sekaligus.",
            ],
        ),
    ]
