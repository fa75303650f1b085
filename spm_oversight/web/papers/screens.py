"""Papers as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from spm_oversight.documents.method import grouped
from spm_oversight.formats import EMPTY, moment, number
from spm_oversight.persistence.papers import PaperState
from spm_oversight.services.export_tables import HASH_SHOWN
from spm_oversight.services.papers import PaperView
from spm_oversight.web.told import State, title_of

_STATES = {
    PaperState.QUEUED: State("Menunggu giliran", "circle", "none"),
    PaperState.RUNNING: State("Sedang dibuat", "arrow-repeat", "sent"),
    PaperState.DONE: State("Selesai", "check2-circle", "accepted"),
    PaperState.FAILED: State("Gagal", "exclamation-circle", "returned"),
}


@dataclass(frozen=True)
class PaperLine:
    """A paper. ``progress`` is words for the bar, empty when it is not being made; ``why`` tells a failure."""

    id: UUID
    title: str
    note: str
    state: State
    step: int
    steps: int
    progress: str
    why: str
    asked: str
    size: str
    hash: str
    ready: bool


@dataclass(frozen=True)
class PapersScreen:
    """The whole page; ``waiting``: something is being made."""

    title: str
    lines: tuple[PaperLine, ...]
    waiting: bool


def screen_of(papers: tuple[PaperView, ...], *, zone: str) -> PapersScreen:
    """Build the page; times in ``zone``."""
    busy = sum(each.state in (PaperState.QUEUED, PaperState.RUNNING) for each in papers)
    done = sum(each.state is PaperState.DONE for each in papers)
    title = f"{done} dokumen siap diunduh" if done else "Belum ada dokumen yang siap diunduh"
    return PapersScreen(
        title=f"{title}, {busy} sedang dibuat" if busy else title,
        lines=tuple(_line(each, zone) for each in papers),
        waiting=busy > 0,
    )


def _line(each: PaperView, zone: str) -> PaperLine:
    running, ready = each.state is PaperState.RUNNING, each.state is PaperState.DONE
    return PaperLine(
        id=each.id,
        title=f"{each.title} {title_of(each.quarter)}",
        note="konsep, tidak diterbitkan" if each.draft else "",
        state=_STATES[each.state],
        step=each.step,
        steps=each.steps,
        progress=f"langkah {min(each.step + 1, each.steps)} dari {each.steps}: {_small(each.doing)}"
        if running
        else "",
        why=each.doing if each.state is PaperState.FAILED else "",
        asked=f"{each.requested_by}, {moment(each.requested_at, zone)}",
        size=_size(each.size) if ready else "",
        hash=grouped(each.sha256, HASH_SHOWN) if each.sha256 else "",
        ready=ready,
    )


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _size(size: int | None) -> str:
    """``1,2 MB`` or ``340 kB``, thousands of bytes as browsers tell them."""
    if size is None:
        return EMPTY
    return f"{number(Fraction(size, 10**6), 1)} MB" if size >= 10**6 else f"{number(Fraction(size, 1000))} kB"
