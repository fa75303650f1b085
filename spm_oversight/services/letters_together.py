"""All letters of a quarter in one file, for whoever prints them: bound when fetched, never kept (ADR 0044)."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.documents.joined import join_papers
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Missing
from spm_oversight.domain.period import Quarter
from spm_oversight.formats import quarter_title
from spm_oversight.persistence.papers import PaperState
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.papers import LETTER, PaperView, paper_file, papers

_WAITED_FOR = (PaperState.QUEUED, PaperState.RUNNING)


@dataclass(frozen=True)
class Letters:
    """A quarter's letters: ``made``, the newest of each district by name; ``waiting``: how many are being made."""

    made: tuple[PaperView, ...]
    waiting: int


@dataclass(frozen=True)
class Bound:
    """The file and its name."""

    name: str
    content: bytes


def letters_of(work: Work, *, quarter: Quarter) -> Letters:
    """What was written in a quarter. An older letter to the same district is left to the list of papers."""
    require(work, Permission.REMIND_DISTRICTS)
    found = [each for each in papers(work) if each.kind == LETTER and each.quarter == quarter]
    newest: dict[str, PaperView] = {}
    for each in found:  # the newest first
        if each.state is PaperState.DONE:
            newest.setdefault(each.title, each)
    waiting = sum(each.state in _WAITED_FOR for each in found)
    return Letters(tuple(newest[title] for title in sorted(newest)), waiting)


def bound_letters(work: Work, *, quarter: Quarter) -> Bound:
    """The letters in one PDF; ``Missing`` where there is none, ``Conflict`` while one is made: it would lack."""
    found = letters_of(work, quarter=quarter)
    if found.waiting:
        raise Conflict(f"{found.waiting} surat masih dibuat. Unduh semuanya setelah selesai.")
    if not found.made:
        raise Missing("Belum ada surat untuk periode ini.")
    parts = [
        (each.title.rstrip(","), paper_file(work, paper=each.id).path.read_bytes()) for each in found.made
    ]
    title = f"Surat kepada {len(parts)} daerah, {quarter_title(quarter.year, quarter.number)}"
    return Bound(f"surat-{quarter.code}-semua.pdf", join_papers(parts, title=title))
