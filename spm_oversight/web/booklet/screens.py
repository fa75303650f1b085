"""What the pages of a composition show."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.documents.rich_text import RichText, rich_text
from spm_oversight.domain.composition import ALWAYS, Chapter, Part
from spm_oversight.formats import EMPTY, moment
from spm_oversight.persistence.quarters import Period
from spm_oversight.services.booklet_tables import table_about
from spm_oversight.services.compose_booklet import Booklet
from spm_oversight.web.booklet.forms import title_of_part
from spm_oversight.web.told import title_of

_NOTES = {
    Chapter.FOREWORD: "Tercetak sesudah daftar isi; tanpa teks halaman ini tidak ada.",
    Chapter.DISTRICTS: "Kartu setiap daerah, depan dan belakang. Teksnya menjadi satu halaman sebelum kartu pertama.",
    Chapter.URUSAN: "Satu halaman setiap urusan. Teksnya menjadi satu halaman sebelum urusan pertama.",
    Chapter.METHOD: "Selalu dimuat, supaya setiap angka dapat dihitung ulang.",
}


@dataclass(frozen=True)
class PartRow:
    """One line of the form, by the part's key; ``fixed``: cannot be left out."""

    key: str
    title: str
    note: str
    fixed: bool
    typed: bool
    long: bool


@dataclass(frozen=True)
class ComposeScreen:
    """The page of a composition."""

    title: str
    code: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[PartRow, ...]
    paper: str


@dataclass(frozen=True)
class PreviewPart:
    """A part as it will be printed: its name, and its text read."""

    title: str
    note: str
    text: RichText | None


@dataclass(frozen=True)
class PreviewScreen:
    """The booklet's parts in order, without figures: those are printed by the worker."""

    title: str
    code: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[PreviewPart, ...]
    left_out: tuple[str, ...]


def compose_screen(booklet: Booklet, zone: str) -> ComposeScreen:
    """The page to arrange a booklet."""
    composition = booklet.kept.composition
    shown = sum(part.shown for part in composition.parts)
    return ComposeScreen(
        title=f"Buku rakor {title_of(booklet.period.quarter)}: {shown} bagian dimuat",
        code=booklet.period.quarter.code,
        facts=_facts(booklet, zone),
        rows=tuple(_row(part) for part in composition.parts),
        paper=_paper(booklet.period),
    )


def preview_screen(booklet: Booklet, zone: str) -> PreviewScreen:
    """The booklet as it is kept."""
    parts = booklet.kept.composition.parts
    return PreviewScreen(
        title=f"Pratinjau buku rakor {title_of(booklet.period.quarter)}",
        code=booklet.period.quarter.code,
        facts=(*_facts(booklet, zone), ("Ukuran kertas", booklet.kept.composition.sheet.value)),
        parts=tuple(
            PreviewPart(title_of_part(p), _about(p), rich_text(p.text) if p.text else None)
            for p in parts
            if p.shown and (p.text or p.key != Chapter.FOREWORD)
        ),
        left_out=tuple(title_of_part(p) for p in parts if not p.shown),
    )


def _row(part: Part) -> PartRow:
    return PartRow(
        key=part.key,
        title=title_of_part(part),
        note=_about(part) or _NOTES.get(Chapter(part.key), "") if not part.table else _about(part),
        fixed=part.key in ALWAYS,
        typed=bool(part.text),
        long=part.key == Chapter.FOREWORD,
    )


def _about(part: Part) -> str:
    if part.table is None:
        return ""
    about = table_about(part.table)
    kept = "Dikeluarkan dari susunan bila tidak dimuat."
    return f"{about[:1].upper()}{about[1:]}. {kept}" if about else kept


def _facts(booklet: Booklet, zone: str) -> tuple[tuple[str, str], ...]:
    kept = booklet.kept
    changed = (
        f"versi {kept.version}, {kept.changed_by}, {moment(kept.changed_at, zone)}"
        if kept.changed_at
        else EMPTY
    )
    return (
        ("Periode", title_of(booklet.period.quarter)),
        ("Data", _paper(booklet.period)),
        ("Susunan", changed if kept.version else "susunan biasa, belum diubah"),
    )


def _paper(period: Period) -> str:
    if period.published_at:
        return "dibekukan dan diterbitkan"
    return (
        "dibekukan, belum diterbitkan: hanya konsep" if period.closed_at else "masih berjalan: hanya konsep"
    )
