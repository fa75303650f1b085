"""Files as people bring them as evidence, and as nobody should."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook

PDF_ENDING = b"trailer\n<< /Size 1 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def pdf(text: str = "bukti", *, extra: bytes = b"") -> bytes:
    """A PDF as far as its structure goes."""
    body = b"1 0 obj\n<< /Type /Catalog >>\nendobj\n% " + text.encode() + b"\n"
    return b"%PDF-1.4\n" + body + extra + PDF_ENDING


def png(width: int = 4, height: int = 3) -> bytes:
    """A picture whose header says this size."""
    rows = (b"\x00" + bytes(4)) * 3
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def jpeg(width: int = 4, height: int = 3) -> bytes:
    """A JPEG's segments, with the size in its frame."""
    app = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + app + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00data\xff\xd9"


def xlsx() -> bytes:
    """A workbook as another program writes it."""
    buffer = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "bukti"  # pyright: ignore
    book.save(buffer)
    return buffer.getvalue()


def archive(*names: str, types: bytes = b"<Types/>") -> bytes:
    """A zip of these parts; a word processor's document has ``word/document.xml``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types)
        for name in names:
            file.writestr(name, b"<a/>")
    return buffer.getvalue()


def bomb() -> bytes:
    """A document of a few hundred kilobytes that unpacks to far more than anybody writes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"<Types/>")
        file.writestr("word/document.xml", bytes(301 * 2**20))
    return buffer.getvalue()


def locked_archive() -> bytes:
    """A document whose parts say they are encrypted."""
    data = bytearray(archive("word/document.xml"))
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


DOCX = archive("word/document.xml")
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# What is brought under which name, and the sentence that refuses it.
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("kosong.pdf", b"", "Berkas ini kosong"),
    "program as pdf": ("laporan.pdf", b"MZ\x90\x00" + bytes(300), "Berkas ini program, bukan dokumen"),
    "linux program": ("laporan.pdf", b"\x7fELF" + bytes(300), "Berkas ini program"),
    "shell script": ("laporan.pdf", b"#!/bin/sh\nrm -rf /\n", "Berkas ini program"),
    "virus test file": ("eicar.pdf", EICAR, "Jenis berkas ini tidak diterima"),
    "svg with a script": ("peta.svg", SVG, "Halaman web dan gambar SVG tidak diterima"),
    "svg as png": ("peta.png", SVG, "Halaman web dan gambar SVG tidak diterima"),
    "html as pdf": ("bukti.pdf", HTML, "Halaman web dan gambar SVG tidak diterima"),
    "plain text": ("bukti.txt", b"sudah kami layani semua", "Jenis berkas ini tidak diterima"),
    "script before pdf": ("a.pdf", b"var a=1;//" + pdf(), "Ada isi lain sebelum awal PDF ini"),
    "script inside pdf's head": (
        "a.pdf",
        pdf(extra=b"<script>alert(1)</script>"),
        "memuat berkas lain di dalamnya",
    ),
    "pdf with a zip behind": ("a.pdf", pdf() + archive("a.txt"), "memuat berkas lain di dalamnya"),
    "pdf that a zip program opens": (
        "a.pdf",
        pdf(extra=b"PK\x05\x06" + bytes(16) + struct.pack("<H", len(PDF_ENDING))),
        "memuat berkas lain di dalamnya",
    ),
    "pdf with a program behind": ("a.pdf", pdf() + b"MZ" + bytes(99), "memuat berkas lain di dalamnya"),
    "pdf cut off": ("a.pdf", pdf()[:-20], "PDF ini rusak atau terpotong"),
    "encrypted pdf": ("a.pdf", pdf(extra=b"<< /Encrypt 7 0 R >>\n"), "dilindungi kata sandi"),
    "pdf with javascript": ("a.pdf", pdf(extra=b"<< /S /JavaScript /JS (x) >>\n"), "memuat program"),
    "pdf that starts a program": ("a.pdf", pdf(extra=b"<< /S/Launch/F(x) >>\n"), "memuat program"),
    "png of 40.000 by 40.000": ("a.png", png(40_000, 40_000), "terlalu besar ukurannya dalam piksel"),
    "png of many pixels": ("a.png", png(19_999, 19_999), "terlalu besar ukurannya dalam piksel"),
    "png of no size": ("a.png", png(0, 3), "Gambar ini rusak"),
    "png cut off": ("a.png", png()[:-9], "Gambar ini rusak"),
    "png with a wrong sum": ("a.png", png().replace(b"IDAT", b"IDAU"), "Gambar ini rusak"),
    "png with a zip behind": ("a.png", png() + archive("a.txt"), "memuat berkas lain di dalamnya"),
    "jpeg of 65.535 by 65.535": ("a.jpg", jpeg(65_535, 65_535), "terlalu besar ukurannya dalam piksel"),
    "jpeg cut off": ("a.jpg", jpeg()[:-3], "Gambar ini rusak"),
    "jpeg without a frame": (
        "a.jpg",
        b"\xff\xd8\xff\xda\x00\x08" + bytes(9) + b"\xff\xd9",
        "Gambar ini rusak",
    ),
    "jpeg with a zip behind": ("a.jpg", jpeg() + archive("a.txt"), "memuat berkas lain di dalamnya"),
    "telephone's other format": ("a.jpg", b"\x00\x00\x00\x18ftypheic" + bytes(99), "bukan JPEG"),
    "old or locked office file": (
        "a.docx",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99),
        "Office lama atau dilindungi kata sandi",
    ),
    "macros": ("a.xlsx", archive("xl/workbook.xml", "xl/vbaProject.bin"), "berisi makro"),
    "macros by type": (
        "a.docx",
        archive("word/document.xml", types=b"<Types macroEnabled/>"),
        "berisi makro",
    ),
    "plain zip": ("a.docx", archive("a.txt"), "Arsip zip tidak diterima"),
    "zip of two kinds": (
        "a.docx",
        archive("word/document.xml", "xl/workbook.xml"),
        "Arsip zip tidak diterima",
    ),
    "locked document": ("a.docx", locked_archive(), "dilindungi kata sandi"),
    "broken zip": ("a.xlsx", xlsx()[:-30], "rusak atau bukan XLSX"),
    "zip with something behind": ("a.docx", DOCX + b"<script>", "rusak atau bukan XLSX"),
}
