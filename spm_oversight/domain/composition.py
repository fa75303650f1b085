"""What a province's booklet is made of: its chapters in order, the texts over them, and the tables put into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.errors import Fault, Invalid

LONGEST = 12_000
"""Letters of one text: about four printed pages."""
TABLES = 12
TABLE = "tabel-"


class Chapter(StrEnum):
    """A chapter that every booklet can have; the value is its name in forms and in what is stored."""

    FOREWORD = "kata-pengantar"
    SUMMARY = "ringkasan"
    MAP = "peta"
    RANKING = "peringkat"
    COMPARISON = "perbandingan"
    URUSAN = "urusan"
    BUDGET = "anggaran"
    DISTRICTS = "daerah"
    PROBLEMS = "permasalahan"
    STATE = "keadaan-data"
    GLOSSARY = "istilah"
    METHOD = "metode"


ALWAYS = frozenset({Chapter.METHOD})
"""Never left out: without it nobody could rebuild a figure."""


@dataclass(frozen=True)
class TableView:
    """A view of the comparison, without its quarter: a table is drawn from the booklet's own frozen data.

    ``districts``: of the group, as it was when the table was put in; empty: all. The other names are those of the
    comparison's address.
    """

    measure: str
    urusan: str = ""
    column: str = ""
    up: bool | None = None
    bands: tuple[str, ...] = ()
    kind: str = ""
    group: str = ""
    districts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One place in the order: a chapter, or a ``table`` that was put in. ``text`` stands over it, as it was typed."""

    key: str
    shown: bool = True
    text: str = ""
    table: TableView | None = None


@dataclass(frozen=True)
class Composition:
    """A booklet's parts in order, and its sheet."""

    parts: tuple[Part, ...]
    sheet: PaperSize = PaperSize.A4

    def shows(self, chapter: Chapter) -> bool:
        """Whether the booklet has this chapter."""
        return any(part.shown and part.key == chapter for part in self.parts)


USUAL = Composition(tuple(Part(chapter.value) for chapter in Chapter))
"""What a booklet is until somebody composes it: every chapter, no text; a foreword without a text prints nothing."""


def arranged(parts: Sequence[Part], places: Mapping[str, int]) -> tuple[Part, ...]:
    """The parts by the number typed for each; of two with the same one the earlier stays before."""
    return tuple(sorted(parts, key=lambda part: places.get(part.key, len(parts))))


def checked_composition(typed: Composition) -> Composition:
    """The composition with its texts in order; ``Invalid`` names each place as ``text_<key>``.

    A table that is not shown is taken out: it is put in again from the comparison as easily.
    """
    kept = (part for part in typed.parts if part.shown or not part.table)
    parts = tuple(replace(part, text=neat(part.text)) for part in kept)
    faults = [
        Fault(f"text_{part.key}", f"Teks ini {len(part.text)} huruf. Tulis paling panjang {LONGEST} huruf.")
        for part in parts
        if len(part.text) > LONGEST
    ]
    if faults:
        raise Invalid("Susunan buku belum tersimpan.", tuple(faults))
    return replace(typed, parts=tuple(replace(p, shown=True) if p.key in ALWAYS else p for p in parts))


def neat(text: str) -> str:
    """The text without control characters, which a printer would stumble over, and without empty ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c if c.isprintable() else " " for c in line).rstrip() for line in lines).strip(
        "\n"
    )


def with_table(composition: Composition, table: TableView) -> Composition:
    """The composition with a table as its last part before the method; ``Invalid`` when there are enough."""
    numbers = [int(part.key.removeprefix(TABLE)) for part in composition.parts if part.table]
    if len(numbers) >= TABLES:
        raise Invalid(f"Buku ini sudah memuat {TABLES} tabel tambahan. Keluarkan satu dahulu.")
    added = Part(f"{TABLE}{max(numbers, default=0) + 1}", table=table)
    keys = [part.key for part in composition.parts]
    at = keys.index(Chapter.PROBLEMS)
    return replace(composition, parts=(*composition.parts[:at], added, *composition.parts[at:]))


def stored(composition: Composition) -> dict[str, Any]:
    """The composition as plain values, for keeping; ``restored`` reads them."""
    return {
        "sheet": composition.sheet.value,
        "parts": [
            {"key": p.key, "shown": p.shown, "text": p.text, "table": _plain(p.table)}
            for p in composition.parts
        ],
    }


def restored(content: Mapping[str, Any]) -> Composition:
    """What ``stored`` wrote. A chapter that did not exist then comes last, left out."""
    parts = tuple(
        Part(each["key"], each["shown"], each["text"], _view(each["table"])) for each in content["parts"]
    )
    known = {part.key for part in parts}
    later = tuple(Part(chapter.value, shown=False) for chapter in Chapter if chapter not in known)
    return Composition((*parts, *later), PaperSize(content["sheet"]))


def _plain(table: TableView | None) -> dict[str, Any] | None:
    if table is None:
        return None
    return {**asdict(table), "bands": list(table.bands), "districts": list(table.districts)}


def _view(plain: Mapping[str, Any] | None) -> TableView | None:
    if plain is None:
        return None
    lists: dict[str, Any] = {name: tuple(plain[name]) for name in ("bands", "districts")}
    return TableView(**{**plain, **lists})
