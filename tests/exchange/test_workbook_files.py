"""Files that are no quarter workbook, or want to do harm, are refused with the remedy; formulas count by value."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from xlsxwriter import Workbook as WrittenWorkbook

from spm_oversight.domain.errors import Refused
from spm_oversight.exchange.workbook_guard import MOST_UNPACKED
from spm_oversight.exchange.workbook_reader import read_workbook
from tests.exchange.workbook_example import DASAR, KEY, PAUD, edited, made, outcome, typed, with_parts

SHEET = "xl/worksheets/sheet2.xml"  # Penerima


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def ole(stream: str = "Workbook") -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + stream.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rusak atau bukan buku kerja"),
        (b"Kode;Harus dilayani\n", "rusak atau bukan buku kerja"),
        (made()[:3000], "rusak atau bukan buku kerja"),
        (zipped(readme_dot_txt="halo"), "rusak atau bukan buku kerja"),
        (ole(), r"berformat lama \(.xls\). Simpan sebagai"),
        (ole("EncryptedPackage"), "dilindungi kata sandi. Buka, hapus kata sandinya"),
        (zipped(content_dot_xml="<x/>", mimetype="application/vnd.oasis"), "berformat .ods. Simpan sebagai"),
        (zipped(xl__workbook_dot_bin=""), "berformat .xlsb. Simpan sebagai"),
    ],
)
def test_other_kinds_of_file_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_workbook(data, seal_key=KEY)


def test_macros_are_refused() -> None:
    with pytest.raises(Refused, match="berisi makro. Simpan sebagai"):
        read_workbook(
            with_parts(made(), lambda parts: parts.update({"xl/vbaProject.bin": b""})), seal_key=KEY
        )

    def declare(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(
            b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"macroEnabled"
        )

    with pytest.raises(Refused, match="berisi makro"):
        read_workbook(with_parts(made(), declare), seal_key=KEY)


def test_a_document_type_is_refused() -> None:
    def entity(parts: dict[str, bytes]) -> None:
        head, rest = parts["xl/workbook.xml"].split(b"?>", 1)
        parts["xl/workbook.xml"] = head + b'?><!DOCTYPE x [<!ENTITY a "b">]>' + rest

    def hidden_encoding(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].decode().encode("utf-16")

    for harm in (entity, hidden_encoding):
        with pytest.raises(Refused, match="rusak atau bukan"):
            read_workbook(with_parts(made(), harm), seal_key=KEY)


def test_what_unpacks_too_large_is_refused() -> None:
    bomb = with_parts(made(), lambda parts: parts.update({SHEET: b" " * (MOST_UNPACKED + 1)}))
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="jauh lebih besar"):
        read_workbook(bomb, seal_key=KEY)
    many = with_parts(made(), lambda parts: parts.update({f"x{n}": b"" for n in range(2_000)}))
    with pytest.raises(Refused, match="jauh lebih besar"):
        read_workbook(many, seal_key=KEY)


def test_a_directory_that_lies_about_a_size_is_refused() -> None:
    data = bytearray(with_parts(made(), lambda parts: parts.update({SHEET: parts[SHEET] + b" " * 2**20})))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(SHEET)
        directory = archive.start_dir
    name = data.index(SHEET.encode(), directory)
    struct.pack_into("<L", data, name - 22, 1000)  # the uncompressed size in the central directory
    assert entry.file_size > 2**20
    with pytest.raises(Refused, match="rusak atau bukan"):
        read_workbook(bytes(data), seal_key=KEY)


@pytest.mark.parametrize("place", ["XFD1048576", "DA2", "A10000"])
def test_a_value_far_outside_its_table_is_refused(place: str) -> None:
    def far(book: Workbook) -> None:
        book["Mutu"][place] = 1

    with pytest.raises(Refused, match="Lembar Mutu berisi nilai jauh di luar tabel .* Hapus nilai itu"):
        read_workbook(edited(far), seal_key=KEY)


def test_a_prefixed_cell_cannot_reach_far_either() -> None:
    def far(parts: dict[str, bytes]) -> None:
        row = b'<row><x:c r="XFD1048576"><x:v>1</x:v></x:c></row></sheetData>'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row)

    with pytest.raises(Refused, match="jauh di luar tabel"):
        read_workbook(with_parts(made(), far), seal_key=KEY)


@pytest.mark.parametrize("trick", [b"<!--</sheetData>-->", b"<!--<sheetData></sheetData></worksheet>-->"])
def test_cells_behind_a_feigned_end_cannot_reach_far_either(trick: bytes) -> None:
    def far(parts: dict[str, bytes]) -> None:
        row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData >'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", trick + row)

    with pytest.raises(Refused, match="jauh di luar tabel"):
        read_workbook(with_parts(made(), far), seal_key=KEY)


def test_unplaced_cells_cannot_reach_far_either() -> None:
    def wide(parts: dict[str, bytes]) -> None:
        row = b"<row>" + b"<c><v>1</v></c>" * 5000 + b"</row></sheetData>"
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row)

    def long(parts: dict[str, bytes]) -> None:
        row = b'<row r="1048576"><c><v>1</v></c></row></sheetData>'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row)

    for harm in (wide, long):
        with pytest.raises(Refused, match="jauh di luar tabel"):
            read_workbook(with_parts(made(), harm), seal_key=KEY)


def test_empty_cells_far_away_do_no_harm() -> None:
    def style(book: Workbook) -> None:
        book["Mutu"]["XFD1048576"].number_format = "0.00"

    assert outcome(edited(style)).changes == ()


# Names and seal


@pytest.mark.parametrize("name", ["spm_district", "spm_period", "spm_form_version"])
def test_a_lost_name_is_refused(name: str) -> None:
    def lose(book: Workbook) -> None:
        del book.defined_names[name]

    with pytest.raises(Refused, match=f"nama {name} tidak ada.*Unduh berkas baru"):
        read_workbook(edited(lose), seal_key=KEY)


def test_a_name_may_point_to_a_cell() -> None:
    def point(book: Workbook) -> None:
        book["Petunjuk"]["D1"] = "2024-Q4"
        book.defined_names["spm_period"].value = "Petunjuk!$D$1"

    assert read_workbook(edited(point), seal_key=KEY).period == "2024-Q4"


def test_a_changed_name_or_hidden_sheet_is_refused() -> None:
    def rename(book: Workbook) -> None:
        book.defined_names["spm_district"].value = '"62.02"'

    def tamper(book: Workbook) -> None:
        cell = book["_spm"]["A2"]
        cell.value = str(cell.value).replace('"852"', '"851"')

    def empty(book: Workbook) -> None:
        book["_spm"].delete_rows(1, 5)

    with pytest.raises(Refused, match="telah diubah. Unduh berkas baru"):
        read_workbook(edited(rename), seal_key=KEY)
    for harm in (tamper, empty):
        with pytest.raises(Refused, match="Lembar tersembunyi .* Unduh berkas baru"):
            read_workbook(edited(harm), seal_key=KEY)
    with pytest.raises(Refused, match="Lembar tersembunyi"):
        read_workbook(made(), seal_key=b"another key")


# Formulas


def with_cell(xml: bytes) -> bytes:
    """The file whose ``Terlayani`` of the first service is this raw cell."""

    def put(parts: dict[str, bytes]) -> None:
        before, rest = parts[SHEET].split(b'<c r="H2"', 1)
        parts[SHEET] = before + xml + rest.split(b"</c>", 1)[1]

    return with_parts(made(), put)


@pytest.mark.parametrize(
    "xml",
    [
        b'<c r="H2" s="1"><f>800+53</f><v>853</v></c>',
        b'<c r="H2"><f t="shared" si="0"/><v>853</v></c>',
        b'<c r="H2" t="str"><f>"853"</f><v>853</v></c>',
    ],
)
def test_a_formula_counts_with_its_stored_value(xml: bytes) -> None:
    (change,) = outcome(with_cell(xml)).changes
    assert (change.old, change.new) == ("852", "853")


@pytest.mark.parametrize(
    ("xml", "read"),
    [
        (b'<c r="H2"><f>800+53</f></c>', "rumus tanpa nilai tersimpan"),
        (b'<c\tr="H2"><f>800+53</f></c>', "rumus tanpa nilai tersimpan"),
        (b'<c r="H2" s="1"><f>800+53</f><v></v></c>', "rumus tanpa nilai tersimpan"),
        (b'<c r="H2"><f>800+53</f><v/></c>', "rumus tanpa nilai tersimpan"),
        (b'<c r="H2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        (b'<c r="H2" t="e"><v>#N/A</v></c>', "#N/A"),
    ],
)
def test_a_formula_without_a_stored_value_is_wrong(xml: bytes, read: str) -> None:
    (wrong,) = outcome(with_cell(xml)).wrong_rows
    assert (wrong.sheet, wrong.row, wrong.column, wrong.read) == ("Penerima", 2, "Terlayani", read)
    assert "ketik nilainya" in wrong.expected


def test_a_formula_that_another_program_wrote_without_computing_is_wrong() -> None:
    found = outcome(
        edited(typed({("Penerima", DASAR, "Harus dilayani"): "=1+1", ("Penerima", PAUD, "Terlayani"): 9}))
    )
    assert [(wrong.row, wrong.column) for wrong in found.wrong_rows] == [(3, "Harus dilayani")]


def test_a_workbook_made_by_hand_is_read(tmp_path: Path) -> None:
    path = tmp_path / "buatan.xlsx"
    with WrittenWorkbook(path) as book:
        for name, value in (
            ("spm_district", "62.01"),
            ("spm_period", "2024-Q4"),
            ("spm_form_version", "2024.1"),
        ):
            book.define_name(name, f'="{value}"')
        heads = {
            "Penerima": "Kode,Urusan,Jenis pelayanan dasar,Penerima,Satuan,Keadaan,Harus dilayani,Terlayani,Penjelasan",
            "Mutu": "Kode,Jenis pelayanan dasar,Mutu minimal,Satuan,Keadaan,Kebutuhan,Tersedia,Penjelasan",
            "Anggaran": "Kode,Jenis pelayanan dasar,Versi APBD,Sumber dana,Pagu (Rp),Realisasi (Rp),Penjelasan",
            "Total anggaran": "Versi APBD,Total belanja daerah (Rp),Belanja enam urusan (Rp),"
            "Kebutuhan hasil penghitungan (Rp)",
            "Permasalahan": "Urusan,Permasalahan,Solusi,Penanggung jawab,Tenggat",
        }
        for name, columns in heads.items():
            book.add_worksheet(name).write_row(0, 0, columns.split(","))
        table = book.get_worksheet_by_name("Penerima")
        table.write_row(1, 0, [DASAR, "", "", "", "", "Terisi", 500, 400])
    found = outcome(path.read_bytes())
    assert list(found.change_set.recipients) == [DASAR]
    assert len(found.notes) == 1
