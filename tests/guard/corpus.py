"""Hostile files, made here and kept nowhere: ``python -m tests.guard.corpus FOLDER`` writes them down to look at.

Each names the doors that it is made for. What is a workbook is a true one of the district, spoiled; so it reaches as
deep as it can.
"""

from __future__ import annotations

import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.exchange.boundaries import features, geojson
from tests.exchange.workbook_example import made, with_parts
from tests.web.evidence_files import HOSTILE, archive, bomb, jpeg, pdf, png, xlsx

WORKBOOK, EVIDENCE, NIL, BOUNDARIES, CHECK = "workbook", "evidence", "nil", "boundaries", "check"
DOORS = (WORKBOOK, EVIDENCE, NIL, BOUNDARIES, CHECK)
SHEET, BOOK, STRINGS = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
XSS = b"<script>alert(document.domain)</script>"
_XXE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>%s]>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
# What may be kept where it is brought: it does nothing, as nobody unpacks, computes, draws or shows it.
INERT = {
    WORKBOOK: {
        "with 500,000 rows.xlsx",
        "with 19 MB of strings.xlsx",
        "with elements 200,000 deep.xlsx",
        "with a formula that calls out.xlsx",
        "with a formula for a program.xlsx",
        "with an external link.xlsx",
        "with a DDE link.xlsx",
        "a name twice.xlsx",
        "with a web page in front.xlsx",
        "with a program behind.xlsx",
    },
    EVIDENCE: {
        "a jpeg with a page behind.jpg",
        "a jpeg with a page in its remark.jpg",
        "a png with a page in its text.png",
        "a pdf with a file inside.pdf",
        "a pdf that opens an address.pdf",
        "a pdf with a form that sends.pdf",
        "a picture that unpacks to 3 GB.png",
        "a document with an external picture.docx",
        "a workbook with a formula.xlsx",
        "names that climb.xlsx",
        "names that are absolute.xlsx",
        "a name twice.xlsx",
        "entries that overlap.xlsx",
        "a directory that says less.xlsx",
    },
    BOUNDARIES: {"a property of markup.geojson", "half a character.geojson"},
}


@dataclass(frozen=True)
class Hostile:
    """A file under its own name; ``doors`` it is brought to in each build (to all of them in the full size)."""

    name: str
    data: bytes
    doors: tuple[str, ...]


def corpus(workbook: bytes, *, doors: Sequence[str] = DOORS) -> Iterator[Hostile]:
    """All that are brought to one of ``doors``, ``workbook`` spoiled in every way."""
    families: tuple[tuple[tuple[str, ...], Callable[[], Iterator[tuple[str, bytes]]]], ...] = (
        ((WORKBOOK,), lambda: _ending(".xlsx", _workbooks(workbook))),
        ((EVIDENCE,), _evidence),
        ((WORKBOOK, EVIDENCE), lambda: _zips(workbook)),
        ((BOUNDARIES,), lambda: _ending(".geojson", _boundaries())),
        (DOORS, _anywhere),
    )
    for taken_by, made_now in families:
        if set(taken_by) & set(doors):
            yield from (Hostile(name, data, taken_by) for name, data in made_now())


def _ending(suffix: str, files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    return ((name + suffix, data) for name, data in files)


def _anywhere() -> Iterator[tuple[str, bytes]]:
    for case in ("svg with a script", "html as pdf", "program as pdf", "png of 40.000 by 40.000"):
        name, data, _ = HOSTILE[case]
        yield f"{case} {name}", data


# Workbooks


def _workbooks(workbook: bytes) -> Iterator[tuple[str, bytes]]:
    def spoiled(part: str, change: Callable[[bytes], bytes]) -> bytes:
        return with_parts(workbook, lambda parts: parts.update({part: change(parts.get(part, b""))}))

    def row(xml: bytes) -> Callable[[bytes], bytes]:
        return lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")

    def typed(dtd: bytes, use: bytes) -> Callable[[bytes], bytes]:
        return lambda xml: xml.replace(b"?>", b"?>" + dtd, 1).replace(b"</sheetData>", use + b"</sheetData>")

    yield "with macros", with_parts(workbook, lambda parts: parts.update({"xl/vbaProject.bin": b"\xd0\xcf"}))
    yield (
        "with macros by its type",
        spoiled(
            "[Content_Types].xml",
            lambda xml: xml.replace(
                b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"macroEnabled"
            ),
        ),
    )
    yield "encrypted", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    cell = b'<row r="900"><c r="A900" t="inlineStr"><is><t>&%b;</t></is></c></row>'
    yield "with an external entity", spoiled(SHEET, typed(_XXE, cell % b"e"))
    yield "with a billion laughs", spoiled(SHEET, typed(_LAUGHS, cell % b"a9"))
    yield "with a billion laughs in its book", spoiled(BOOK, typed(_LAUGHS, b""))
    yield "with an entity in its strings", spoiled(STRINGS, typed(_XXE, b""))
    yield "in another encoding", spoiled(SHEET, lambda xml: xml.decode().encode("utf-16"))
    yield (
        "with bad UTF-8",
        spoiled(SHEET, lambda xml: xml.replace(b"</sheetData>", b"\xff\xfe\xc3(</sheetData>")),
    )
    yield (
        "with a cell at XFD1048576",
        spoiled(SHEET, row(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    )
    yield "with a row of 5,000", spoiled(SHEET, row(b"<row>" + b"<c><v>1</v></c>" * 5_000 + b"</row>"))
    yield "with 500,000 rows", spoiled(SHEET, row(b"<row/>" * 500_000))
    yield "of 40 MB when unpacked", spoiled(SHEET, lambda xml: xml + b" " * (40 * 2**20))
    yield "with 19 MB of strings", spoiled(STRINGS, _strings)
    yield "with elements 200,000 deep", spoiled(SHEET, row(b"<x>" * 200_000 + b"</x>" * 200_000))
    deep = b"<x>" * 200_000 + b"<sheets>"
    yield "with a book 200,000 deep", spoiled(BOOK, lambda xml: xml.replace(b"<sheets>", deep))
    yield "with an answer too long to take", spoiled(SHEET, row(_endless()))
    # A pattern that looks for a cell's place would try every beginning with every ending.
    yield "that goes round in circles", spoiled(SHEET, row(b'<x r="XFD1"/>' + b"<c " * 300_000))
    yield "with a formula that calls out", spoiled(SHEET, row(_formula(b'WEBSERVICE("http://127.0.0.1/x")')))
    yield "with a formula for a program", spoiled(SHEET, row(_formula(b"cmd|'/C calc'!A0")))
    yield "with an external link", _linked(workbook, "externalLink", b"file:///etc/passwd")
    yield "with a DDE link", _linked(workbook, "oleLink", b"cmd|/C calc")
    yield (
        "whose sheet lies elsewhere",
        spoiled("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"worksheets/", b"../../../../etc/")),
    )


def _formula(text: bytes) -> bytes:
    return b'<row r="900"><c r="H900" t="str"><f>' + text + b"</f><v>1</v></c></row>"


def _endless() -> bytes:
    """Rows of what is read, each cell as long as a spreadsheet program would let it be."""
    text = b'" t="inlineStr"><is><t>' + b"A" * 32_000 + b"</t></is></c>"
    return b"".join(b'<row r="%d"><c r="A%d' % (n, n) + text + b"</row>" for n in range(900, 1_100))


def _strings(xml: bytes) -> bytes:
    return xml.replace(b"</sst>", b"<si><t>" + b"A" * (18 * 2**20) + b"</t></si></sst>")


def _linked(workbook: bytes, kind: str, target: bytes) -> bytes:
    name = "xl/externalLinks/externalLink1.xml"
    link = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="' + target + b'"/></externalLink>'
    way = (
        b'<Relationships><Relationship Id="rId1" Type="' + kind.encode() + b'" Target="' + target
        + b'" TargetMode="External"/></Relationships>'
    )  # fmt: skip
    return with_parts(
        workbook,
        lambda parts: parts.update({name: link, "xl/externalLinks/_rels/externalLink1.xml.rels": way}),
    )


# Archives that lie


def _zips(workbook: bytes) -> Iterator[tuple[str, bytes]]:
    nested = archive("xl/workbook.xml")
    for _ in range(8):
        nested = _zip([("xl/workbook.xml", nested), ("inner.zip", nested)])
    yield "archive in archive, eight deep.xlsx", nested
    yield (
        "65,536 entries.xlsx",
        _zip([(f"xl/{n}", b"") for n in range(65_536)] + [("xl/workbook.xml", b"<x/>")]),
    )
    yield "names that climb.xlsx", _renamed(workbook, "xl/sharedStrings.xml", "../../../../tmp/x.xml")
    yield "names that are absolute.xlsx", _renamed(workbook, "xl/sharedStrings.xml", "/etc/cron.d/x000.xml")
    yield (
        "a name twice.xlsx",
        _zip([("xl/workbook.xml", b"<a/>"), ("xl/workbook.xml", b"<b/>"), *_parts(workbook)]),
    )
    yield "entries that overlap.xlsx", _overlapping(workbook)
    yield "a directory that says less.xlsx", _declared(workbook, 10)
    yield "a directory that says 4 GB.xlsx", _declared(workbook, 2**32 - 2)
    yield "a directory of nothing but itself.xlsx", b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + bytes(10)
    yield "cut in the middle.xlsx", workbook[: len(workbook) // 2]
    yield "with a web page in front.xlsx", b"<html>" + XSS + workbook
    yield "with a program behind.xlsx", workbook + b"MZ" + bytes(200)


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


def _zip(parts: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts:
            file.NameToInfo.pop(name, None)  # so that a name may stand twice without a word
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    return buffer.getvalue()


def _renamed(data: bytes, old: str, new: str) -> bytes:
    """A part under another name of any length."""
    return _zip([(new if name == old else name, content) for name, content in _parts(data)])


def _declared(data: bytes, size: int) -> bytes:
    """The directory says another size of a sheet than there is."""
    spoiled = bytearray(data)
    at = spoiled.rfind(SHEET.encode())
    struct.pack_into("<L", spoiled, at - 22, size)
    return bytes(spoiled)


def _overlapping(data: bytes) -> bytes:
    """Every entry of the directory points at the first one's bytes."""
    spoiled = bytearray(data)
    at = spoiled.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", spoiled, at + 42, 0)
        at = spoiled.find(b"PK\x01\x02", at + 4)
    return bytes(spoiled)


# Evidence


def _evidence() -> Iterator[tuple[str, bytes]]:
    yield "a gif that is a page.gif", b"GIF89a/*" + bytes(20) + b"*/=1;" + XSS
    yield "a jpeg with a page behind.jpg", jpeg() + b"<html>" + XSS
    yield "a jpeg with a page in its remark.jpg", _remark(b"<html>" + XSS)
    yield "a png with a page in its text.png", _png_text(b"Comment\x00<html>" + XSS)
    yield "a pdf with a file inside.pdf", pdf(extra=b"<< /Type /EmbeddedFile >> stream\nMZ\nendstream\n")
    yield (
        "a pdf that opens an address.pdf",
        pdf(extra=b"<< /OpenAction << /S /URI /URI (http://127.0.0.1/) >> >>\n"),
    )
    yield "a pdf with a form that sends.pdf", pdf(extra=b"<< /S /SubmitForm /F (http://127.0.0.1/) >>\n")
    yield "a picture that unpacks to 3 GB.png", _flood()
    yield "a document that unpacks to 300 MB.docx", bomb()
    yield (
        "a document with an external picture.docx",
        archive("word/document.xml", "word/_rels/document.xml.rels"),
    )
    yield "a workbook with a formula.xlsx", xlsx()


def _remark(text: bytes) -> bytes:
    plain = jpeg()
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + plain[2:]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png_text(text: bytes) -> bytes:
    plain = png()
    return plain[:33] + _chunk(b"tEXt", text) + plain[33:]


def _flood() -> bytes:
    """Ten thousand pixels square, in a few kilobytes a stripe: within the size that is taken, and never drawn."""
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 16, 6, 0, 0, 0))
    return head + _chunk(b"IDAT", zlib.compress(bytes(2**20), 9)) * 40 + _chunk(b"IEND", b"")


# Boundaries


def _boundaries() -> Iterator[tuple[str, bytes]]:
    whole = geojson()
    shaped = features()

    def drawn(coordinates: object, kind: str = "Polygon") -> bytes:
        first = {**shaped[0], "geometry": {"type": kind, "coordinates": coordinates}}
        return geojson(features_of=[first, *shaped[1:]])

    point = [113.5, -2.5]
    yield "deep lists", b'{"type":"FeatureCollection","features":' + b"[" * 300_000
    yield "deep objects", b'{"a":' * 100_000
    yield (
        "1,000,000 points",
        drawn("@").replace(b'"@"', b"[[" + b"[95,0]," * 1_000_000 + b"[95,0]]]"),
    )
    yield "160,000 points in one ring", drawn([[point, *([[113, -2], [114, -2]] * 80_000), point]])
    yield "900,000 objects", b'{"type":"FeatureCollection","features":[' + b'{"a":[]},' * 900_000 + b"{}]}"
    yield "not a number", whole.replace(b"113.", b"NaN,113.", 1)
    yield "infinity", drawn([[point, [float("inf"), -2], [114, -3], point]])
    yield "1e999", drawn([[point, ["@", -3], [113, -3], point]]).replace(b'"@"', b"1e999")
    yield (
        "a number of 500,000 digits",
        drawn([[point, "@", [113, -3], point]]).replace(b'"@"', b"1" * 500_000),
    )
    yield "a property of markup", whole.replace(b"KODE", XSS)
    yield "bad UTF-8", whole.replace(b"KODE", b"KO\xc3(DE")
    yield "half a character", whole.replace(b"KODE", b"KO\\ud800DE").replace(b"KABUPATEN", b"\\ud800")
    yield "9 MB of blanks", b" " * (9 * 2**20)
    yield (
        "a name a thousand times",
        b'{"type":"FeatureCollection",' + b'"features":[],' * 1_000 + b'"features":7}',
    )
    yield "a workbook", xlsx()


def main(folder: Path) -> None:
    """Write them all down."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(corpus(made()), start=1):
        ending = each.name.rpartition(".")[2]
        (folder / f"{number:02}.{ending}").write_bytes(each.data)
        sys.stdout.write(json.dumps([number, each.name, len(each.data), each.doors]) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
