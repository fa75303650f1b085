"""A few small files of evidence for the running quarter, made here: a page of a list, a picture of an attendance board.

Added through the services by the districts' admins, before their reports are sent.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight.domain.evidence import Place
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.add_evidence import add_file, add_link
from spm_oversight.services.demonstration.profile import KOTAWARINGIN_BARAT

BARITO_UTARA = "62.05"


@dataclass(frozen=True)
class _Sample:
    service: str
    name: str
    title: str
    page: str = ""
    note: str = ""
    item: str | None = None


_SAMPLES: Mapping[str, tuple[_Sample, ...]] = {
    KOTAWARINGIN_BARAT: (
        _Sample(
            "kab.1.03.01", "Rekap sambungan rumah.pdf", "Rekap sambungan rumah per kecamatan", "halaman 2"
        ),
        _Sample(
            "kab.1.06.01",
            "Foto papan data panti.png",
            "",
            note="Papan data di ruang layanan",
        ),
        _Sample("kab.1.06.02", "Daftar anak terlayani.pdf", "Daftar anak terlayani", "halaman 1"),
    ),
    BARITO_UTARA: (
        _Sample(
            "kab.1.01.01", "Rekap peserta didik PAUD.pdf", "Rekap peserta didik PAUD", "halaman 3 sampai 5"
        ),
        _Sample("kab.1.02.01", "Kohort ibu hamil.pdf", "Kohort ibu hamil", "kolom 7"),
        _Sample(
            "kab.1.02.01",
            "Berita acara vaksin Td.pdf",
            "Berita acara serah terima vaksin",
            item="kab.1.02.01.q01",
        ),
        _Sample("kab.1.05.05", "Foto pos pemadam.png", "", note="Pos di ibu kota kabupaten"),
    ),
}
_LINKS = {BARITO_UTARA: (("kab.1.01.02", "https://contoh.go.id/dapodik/rekap-sd", "tabel 2"),)}


def add_samples(work: Work, *, district: str, quarter: Quarter) -> None:
    """What this district has to show; nothing for most."""
    for each in _SAMPLES.get(district, ()):
        data = _picture() if each.name.endswith(".png") else _page(f"{each.title}, {quarter.code}")
        place = Place(each.service, each.item)
        add_file(
            work, quarter=quarter, place=place, name=each.name, data=data, page=each.page, note=each.note
        )
    for service, link, page in _LINKS.get(district, ()):
        add_link(work, quarter=quarter, place=Place(service), link=link, page=page)


def _page(title: str) -> bytes:
    """One A4 page as PDF 1.4: the title, and that it is an example."""
    lines = (title, "Data contoh: berkas ini dibuat untuk provinsi contoh dan bukan bukti resmi.")
    shown = b"".join(
        b"BT /F1 12 Tf 56 %d Td (%s) Tj ET\n" % (770 - 22 * place, line.encode("latin-1"))
        for place, line in enumerate(lines)
    )
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%sendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    data, offsets = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(data))
    )


def _picture(width: int = 320, height: int = 200) -> bytes:
    """A plain picture as PNG: a board with bars, in shades of grey."""
    rows = bytearray()
    for y in range(height):
        bars = (200 if (x // 40) * 25 < height - y else 90 for x in range(width))
        rows += b"\x00" + bytes(bars)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
