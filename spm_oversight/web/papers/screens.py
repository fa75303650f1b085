"""Papers as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from spm_oversight.documents.method import grouped
from spm_oversight.domain.district_paper import Source
from spm_oversight.formats import EMPTY, long_date, moment, number
from spm_oversight.persistence.papers import PaperState
from spm_oversight.services.export_tables import HASH_SHOWN
from spm_oversight.services.papers import LETTER, SCORECARD, PaperView
from spm_oversight.web.told import State, title_of

_STATES = {
    PaperState.QUEUED: State("Menunggu giliran", "circle", "none"),
    PaperState.RUNNING: State("Sedang dibuat", "arrow-repeat", "sent"),
    PaperState.DONE: State("Selesai", "check2-circle", "accepted"),
    PaperState.FAILED: State("Gagal", "exclamation-circle", "returned"),
}
_WITHDRAWN = State("Dicabut", "exclamation-circle", "returned")


@dataclass(frozen=True)
class PaperLine:
    """A paper, fetched at ``endpoint``. ``progress``: words for the bar, empty when it is not being made.

    ``why`` tells a failure, or why it was withdrawn; ``number``: under which it was issued and holds. ``each``: the
    papers that were asked for together, under their own names, with ``all_of``: the quarter whose letters can be
    fetched in one file.
    """

    id: UUID
    endpoint: str
    title: str
    note: str
    state: State
    step: int
    steps: int
    progress: str
    why: str
    cut_off: str
    asked: str
    size: str
    hash: str
    ready: bool
    number: str = ""
    each: tuple[PaperLine, ...] = ()
    all_of: str = ""


@dataclass(frozen=True)
class PaperList:
    """The papers of one owner; ``nothing`` says why there is none and what to do."""

    anchor: str
    title: str
    lines: tuple[PaperLine, ...]
    nothing: str


@dataclass(frozen=True)
class PapersScreen:
    """The whole page; ``waiting``: something is being made."""

    title: str
    lists: tuple[PaperList, ...]
    waiting: bool


def screen_of(
    papers: tuple[PaperView, ...], own: tuple[PaperView, ...] | None, *, kind: str, zone: str, maker: bool
) -> PapersScreen:
    """Build the page from the province's papers and, for a district's people, ``own``; times in ``zone``.

    ``kind``: the district's (kabupaten or kota). ``maker``: the person may ask for a paper, and is told so where there
    is none.
    """
    both = (*papers, *(own or ()))
    busy = sum(each.state in (PaperState.QUEUED, PaperState.RUNNING) for each in both)
    done = sum(each.state is PaperState.DONE for each in both)
    title = f"{done} dokumen siap diunduh" if done else "Belum ada dokumen yang siap diunduh"
    lines = tuple(_together(tuple(asked), zone) for _, asked in groupby(papers, key=_asked))
    if own is None:
        lists = (PaperList("daftar", "Daftar dokumen", lines, _MAKE_BOOKLET if maker else _WAIT),)
    else:
        own_lines = tuple(_line(each, zone, "papers.own_file") for each in own)
        lists = (
            PaperList("daerah", f"Dari {kind}", own_lines, _MAKE_HANDOUT if maker else _NO_HANDOUT),
            PaperList("provinsi", "Dari provinsi", lines, _WAIT),
        )
    return PapersScreen(
        title=f"{title}, {busy} sedang dibuat" if busy else title, lists=lists, waiting=busy > 0
    )


_MAKE_BOOKLET = (
    "Belum ada dokumen. Buat buku rakor dari periode yang sudah diterbitkan, atau konsepnya sebelum itu."
)
_WAIT = "Belum ada dokumen yang diterbitkan. Dokumen muncul di sini begitu provinsi menerbitkannya."
_MAKE_HANDOUT = "Belum ada dokumen. Buat bahan rapat dari isian saat ini, atau dari hasil yang diterbitkan."
_NO_HANDOUT = "Belum ada dokumen. Admin kabupaten/kota atau pimpinan daerah dapat membuat bahan rapat."
_MANY = {SCORECARD: ("Kartu", "kartu"), LETTER: ("Surat kepada", "surat")}
_SOURCES = {Source.LIVE: "data langsung", Source.FROZEN: "data beku"}


def _asked(each: PaperView) -> object:
    """What is the same of cards or letters that were asked for together; of any other paper, itself."""
    if each.kind not in _MANY:
        return each.id
    return each.kind, each.quarter, each.draft, each.requested_by, each.requested_at


def _together(asked: tuple[PaperView, ...], zone: str) -> PaperLine:
    """One line; papers that were asked for together as long as any is being made show how many are done."""
    first, *more = sorted(asked, key=lambda each: each.title)
    if not more:
        return _line(first, zone)
    busy = [each for each in asked if each.state in (PaperState.QUEUED, PaperState.RUNNING)]
    failed = [each for each in asked if each.state is PaperState.FAILED]
    whole = (busy or failed or asked)[0]
    done = sum(each.state is PaperState.DONE for each in asked)
    title, thing = _MANY[whole.kind]
    return replace(
        _line(whole, zone),
        title=f"{title} {len(asked)} daerah, {title_of(whole.quarter)}",
        step=done,
        steps=len(asked),
        progress=f"{done} dari {len(asked)} {thing} selesai" if busy else "",
        ready=False,
        number="",
        each=tuple(_line(each, zone) for each in (first, *more)),
        all_of=whole.quarter.code if whole.kind == LETTER and not busy else "",
    )


def _line(each: PaperView, zone: str, endpoint: str = "papers.file") -> PaperLine:
    running, ready = each.state is PaperState.RUNNING, each.state is PaperState.DONE
    return PaperLine(
        id=each.id,
        title=f"{each.title} {title_of(each.quarter)}",
        endpoint=endpoint,
        note=_note(each),
        state=_WITHDRAWN if each.withdrawn else _STATES[each.state],
        step=each.step,
        steps=each.steps,
        progress=f"langkah {min(each.step + 1, each.steps)} dari {each.steps}: {_small(each.doing)}"
        if running
        else "",
        why=_why(each),
        cut_off=f"Batas data {moment(each.cut_off, zone)}. " if each.cut_off else "",
        asked=f"{each.requested_by}, {moment(each.requested_at, zone)}",
        size=_size(each.size) if ready else "",
        hash=grouped(each.sha256, HASH_SHOWN) if each.sha256 else "",
        ready=ready,
        number=each.number if ready and not each.withdrawn else "",
    )


def _why(each: PaperView) -> str:
    if each.withdrawn:
        return f"Dicabut {long_date(each.withdrawn.day)}: {each.withdrawn.why}"
    return each.doing if each.state is PaperState.FAILED else ""


def _note(each: PaperView) -> str:
    """What sets a paper apart from others of its title."""
    if each.source is None:
        return "konsep, tidak diterbitkan" if each.draft else ""
    sheet = f", {each.sheet}" if each.sheet else ""
    return f"{_SOURCES[each.source]}{sheet}"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _size(size: int | None) -> str:
    """``1,2 MB`` or ``340 kB``, thousands of bytes as browsers tell them."""
    if size is None:
        return EMPTY
    return f"{number(Fraction(size, 10**6), 1)} MB" if size >= 10**6 else f"{number(Fraction(size, 1000))} kB"
