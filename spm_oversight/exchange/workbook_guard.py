"""What an uploaded file must survive before a spreadsheet reader sees it.

The parts that are needed are unpacked here, within limits, and packed anew: the reader gets exactly the bytes that
were measured, so a directory that lies about sizes, a second local header or a stray part cannot reach it. The
reader lays a sheet out as one block from its first to its last cell: a single value in cell XFD1048576 would end
the process, so distant values are refused as well.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from spm_oversight.domain.errors import Refused

MOST_ENTRIES = 2_000
MOST_UNPACKED = 20 * 2**20
"""Bytes of all parts that are read; a province's largest workbook has under two million."""
LAST_ROW, LAST_COLUMN = 9_999, "CZ"

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/.+|xl/[^/]+\.xml|xl/_rels/.+|xl/worksheets/[^/]+\.xml", re.ASCII
)

_SAVE_AS = "Simpan sebagai “Buku Kerja Excel (.xlsx)”, lalu unggah lagi."
DAMAGED = "Berkas ini rusak atau bukan buku kerja .xlsx. Unduh berkas baru, salin isian Anda ke sana, lalu unggah lagi."

# A document type can only stand before the first element.
_NO_DOCUMENT_TYPE = re.compile(rb"(?:<\?xml [^<>\x00]*\?>)?\s*<[A-Za-z]\w*[\s>]")
_ODD_CELL = re.compile(rb'<c(?=[\s/>])(?! r="[A-C]?[A-Z]\d{1,4}")')
_FAR_REFERENCE = rb"(?:[A-Z]{3,}\d+|[D-Z][A-Z]\d+|[A-Z]{1,2}\d{5,})"
_FAR = re.compile(rb"r=[\"']" + _FAR_REFERENCE)
_FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*\s)?r=[\"']" + _FAR_REFERENCE + rb"[\"'][^>]*(?<!/)>\s*<(?!/)",
)
_UNPLACED_CELL = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^>]*\br=))")
_FAR_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*\br=[\"']\d{5,}[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b")


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of an ``.xlsx`` that are worth reading; Refused, with the remedy, for any other file."""
    if data.startswith(_OLE):
        raise Refused(_ole_reason(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_kind({entry.filename for entry in entries})
            wanted = [entry for entry in entries if _NEEDED.fullmatch(entry.filename)]
            _check_sizes(len(entries), wanted)
            parts = {entry.filename: archive.read(entry) for entry in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused(DAMAGED) from error
    _check_parts(parts)
    return parts


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """The same parts as a plain archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def table_alone(xml: bytes) -> bytes:
    """A sheet without what follows its cells, as most are written: the input rules there can be most of its bytes."""
    head, end, rest = xml.partition(b"</sheetData>")
    # twice stands the word where nothing but one table's two tags bears it
    usual = head.count(b"sheetData") == 1 and b"sheetData" not in rest and rest.endswith(b"</worksheet>")
    return b"".join((head, end, b"</worksheet>")) if usual else xml


def check_extent(sheet: str, xml: bytes) -> None:
    """Refuse a sheet with values far from its table."""
    # Every usual program writes a cell's place first, and no prefix: one quick search settles it.
    if _ODD_CELL.search(xml) is None and b":c" not in xml:
        return
    unplaced = _UNPLACED_CELL.search(xml) is not None
    too_wide = unplaced and any(len(_UNPLACED_CELL.findall(row)) > 104 for row in _ROW.split(xml))
    too_long = unplaced and (_FAR_ROW.search(xml) or len(_ROW.findall(xml)) > LAST_ROW)
    if (_FAR.search(xml) and _FAR_CELL.search(xml)) or too_wide or too_long:
        raise Refused(
            f"Lembar {sheet} berisi nilai jauh di luar tabel (setelah kolom {LAST_COLUMN} atau baris {LAST_ROW}). "
            "Hapus nilai itu, lalu unggah lagi."
        )


def _ole_reason(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "Berkas ini dilindungi kata sandi. Buka, hapus kata sandinya, simpan, lalu unggah lagi."
    return f"Berkas ini berformat lama (.xls). {_SAVE_AS}"


def _check_kind(names: set[str]) -> None:
    if "xl/vbaProject.bin" in names:
        raise Refused(f"Berkas ini berisi makro. {_SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise Refused(f"Berkas ini berformat .xlsb. {_SAVE_AS}")
    if "content.xml" in names:
        raise Refused(f"Berkas ini berformat .ods. {_SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise Refused(DAMAGED)


def _check_sizes(entries: int, wanted: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in wanted):
        raise Refused(
            "Berkas ini dilindungi kata sandi. Buka, hapus kata sandinya, simpan, lalu unggah lagi."
        )
    # archive.read() never returns more than the declared size, so the sum of the declared sizes is the limit.
    if entries > MOST_ENTRIES or sum(entry.file_size for entry in wanted) > MOST_UNPACKED:
        raise Refused(
            "Berkas ini jauh lebih besar daripada buku kerja triwulan. Unduh berkas baru, salin isian Anda ke sana, "
            "lalu unggah lagi."
        )


def _check_parts(parts: Mapping[str, bytes]) -> None:
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise Refused(f"Berkas ini berisi makro. {_SAVE_AS}")
    for content in parts.values():
        # Spreadsheet programs write UTF-8 without a document type; what has one, or hides one, wants to do harm.
        if not _NO_DOCUMENT_TYPE.match(content) and (b"<!DOCTYPE" in content or b"\x00" in content[:200]):
            raise Refused(DAMAGED)
