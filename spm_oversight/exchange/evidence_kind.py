"""Which kind of evidence a file is, by its content alone; whatever else it is, is refused with a remedy.

The files are only kept and handed out as attachments, never shown or run here. So this looks at magic bytes and
structure, as far as the standard library sees them cheaply, and does not unpack or draw anything.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.evidence import KINDS_TOLD, Kind

LONGEST_SIDE = 20_000
MOST_PIXELS = 100_000_000
"""Of a picture: an A3 page scanned at 600 dots an inch has 70 million."""
MOST_PARTS, MOST_UNPACKED, MOST_TYPES = 5_000, 300 * 2**20, 2**20
_TYPES = "[Content_Types].xml"

_PNG, _OLE = b"\x89PNG\r\n\x1a\n", bytes.fromhex("d0cf11e0a1b11ae1")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ZIP_END = b"PK\x05\x06"
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|body|iframe|\?php)", re.IGNORECASE)
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)\s*[(<\[/\d>]")
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex", re.IGNORECASE)
# JPEG: the start-of-frame markers carry the size; these have no length after them.
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})

_AGAIN = "Buka berkasnya, simpan atau cetak lagi, lalu unggah lagi."
_BROKEN_PDF = f"PDF ini rusak atau terpotong. {_AGAIN}"
_BROKEN_PICTURE = f"Gambar ini rusak atau terpotong. {_AGAIN}"
_BROKEN_OFFICE = f"Berkas ini rusak atau bukan XLSX atau DOCX. {_AGAIN}"
_TWO_IN_ONE = "Berkas ini memuat berkas lain di dalamnya. Cetak isinya sebagai PDF baru, lalu unggah itu."


def kind_of(data: bytes) -> Kind:
    """The kind of a whole file. Refused, with the remedy, when it is none that is taken or is not whole."""
    if not data:
        raise Refused("Berkas ini kosong. Periksa berkasnya, lalu pilih lagi.")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    raise Refused(_why_not(data))


def _why_not(data: bytes) -> str:
    head = data[:1024]
    if data.startswith(_PROGRAMS):
        return f"Berkas ini program, bukan dokumen. Unggah {KINDS_TOLD}."
    if data.startswith(_OLE):
        return (
            "Berkas ini berformat Office lama atau dilindungi kata sandi. Simpan sebagai .xlsx atau .docx tanpa kata "
            "sandi, lalu unggah lagi."
        )
    if head[4:8] == b"ftyp":
        return "Foto atau video ini bukan JPEG. Simpan fotonya sebagai JPEG, lalu unggah lagi."
    if b"%PDF-" in head:
        return f"Ada isi lain sebelum awal PDF ini. {_AGAIN}"
    if _MARKUP.search(head):
        return f"Halaman web dan gambar SVG tidak diterima. Simpan sebagai PDF, lalu unggah {KINDS_TOLD}."
    return f"Jenis berkas ini tidak diterima. Unggah {KINDS_TOLD}."


def _pdf(data: bytes) -> Kind:
    end = data.rfind(b"%%EOF")
    if end < 0 or data.rfind(b"startxref") < 0:
        raise Refused(_BROKEN_PDF)
    if data[end + 5 :].strip(b"\r\n\t \x00\x1a") or _is_zip_too(data) or _MARKUP.search(data[:1024]):
        raise Refused(_TWO_IN_ONE)
    if _ENCRYPTED.search(data):
        raise Refused(
            "PDF ini dilindungi kata sandi atau sandi hak akses. Simpan tanpa sandi, lalu unggah lagi."
        )
    if _ACTS.search(data):
        raise Refused("PDF ini memuat program atau media. Cetak isinya sebagai PDF biasa, lalu unggah itu.")
    return Kind.PDF


def _png(data: bytes) -> Kind:
    at, seen_data = len(_PNG), False
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise Refused(_BROKEN_PICTURE)
    _check_size(*struct.unpack(">II", data[16:24]))
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, end = data[at + 4 : at + 8], at + 12 + length
        if (
            end > len(data)
            or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack(">I", data[end - 4 : end])[0]
        ):
            raise Refused(_BROKEN_PICTURE)
        seen_data = seen_data or name == b"IDAT"
        if name == b"IEND":
            if not seen_data:
                raise Refused(_BROKEN_PICTURE)
            if data[end:].strip(b"\x00"):
                raise Refused(_TWO_IN_ONE)
            return Kind.PNG
        at = end
    raise Refused(_BROKEN_PICTURE)


def _jpeg(data: bytes) -> Kind:
    """Walk the segments up to the picture's data; telephones write more behind its end, so only a zip is refused."""
    at, sized = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if marker in _FRAMES and at + 9 <= len(data):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            _check_size(width, height)
            sized = True
        if marker == 0xDA:
            if not sized or data.find(b"\xff\xd9", at) < 0:
                raise Refused(_BROKEN_PICTURE)
            if _is_zip_too(data):
                raise Refused(_TWO_IN_ONE)
            return Kind.JPEG
        at += 2 + max(length, 2)
    raise Refused(_BROKEN_PICTURE)


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Refused(_BROKEN_PICTURE)
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise Refused(
            "Gambar ini terlalu besar ukurannya dalam piksel. Kecilkan, atau pindai dengan 300 titik per inci, lalu "
            "unggah lagi."
        )


def _is_zip_too(data: bytes) -> bool:
    """Whether an archive ends exactly where the file does: then a zip program would open it as well."""
    at = data.rfind(_ZIP_END, max(0, len(data) - 22 - 65_535))
    return (
        at >= 0
        and at + 22 <= len(data)
        and at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") == len(data)
    )


def _office(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_parts(data, entries)
            names = {entry.filename for entry in entries}
            types = _types(archive, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused(_BROKEN_OFFICE) from error
    if any(map(_MACROS.search, names)) or b"macroEnabled" in types:
        raise Refused(
            "Berkas ini berisi makro. Simpan sebagai .xlsx atau .docx tanpa makro, lalu unggah lagi."
        )
    if types and "word/document.xml" in names and "xl/workbook.xml" not in names:
        return Kind.DOCX
    if types and "xl/workbook.xml" in names and "word/document.xml" not in names:
        return Kind.XLSX
    raise Refused(f"Arsip zip tidak diterima. Keluarkan isinya, lalu unggah {KINDS_TOLD} satu per satu.")


def _types(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    """The archive's own list of its parts' kinds; never more is unpacked than is declared, so that is asked first."""
    if _TYPES not in names or archive.getinfo(_TYPES).file_size > MOST_TYPES:
        return b""
    return archive.read(_TYPES)


def _check_parts(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("Berkas ini dilindungi kata sandi. Hapus kata sandinya, simpan, lalu unggah lagi.")
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused("Isi berkas ini terlalu besar setelah dibuka. Simpan hanya bagian yang menjadi bukti.")
    # What stands before the first part, or behind the directory, belongs to another file.
    if not entries or min(entry.header_offset for entry in entries) != 0 or not _is_zip_too(data):
        raise Refused(_BROKEN_OFFICE)
