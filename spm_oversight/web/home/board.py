"""The admin's board: every office beside the others, what is empty, begun, handed in, returned or done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from spm_oversight import formats
from spm_oversight.domain.district_step import DistrictNext
from spm_oversight.domain.walk import LOCKED, PartState
from spm_oversight.services.board import Board, OfficeLine, Tally
from spm_oversight.services.deadlines import until
from spm_oversight.services.district_todo import DistrictTodo
from spm_oversight.web.home.district_rows import Blocking, blocking, finding
from spm_oversight.web.home.district_step import district_step_of
from spm_oversight.web.home.returned import Returned, returned
from spm_oversight.web.home.step import Step
from spm_oversight.web.quarter.service_rows import filled
from spm_oversight.web.told import PART, State, cumulative, figure, title_of

COLUMNS = ("Layanan", "Butir mutu", "Anggaran", "Bukti")
EMPTY = State("Kosong", "circle", "none")
BEGUN = State("Sebagian", "pencil", "draft")
FULL = State("Lengkap", "check2", "accepted")
HANDED_IN = State("Diserahkan", "send", "sent")
RETURNED = State("Dikembalikan", "arrow-return-left", "returned")
DONE = State("Selesai", "check2-circle", "accepted")


@dataclass(frozen=True)
class Mark:
    """A cell of the board: the column's name, a state in a word with its icon, and the count behind it."""

    label: str
    state: State
    count: str


@dataclass(frozen=True)
class BoardRow:
    """An office; ``address``: its part; ``remind``: where it is reminded, empty once it has handed in.

    ``warnings`` counts those nobody has explained, ``explained`` the others; ``manned``: somebody may enter.
    """

    name: str
    address: str
    state: State
    marks: tuple[Mark, ...]
    warnings: str
    explained: str
    waiting: str
    remind: str
    manned: bool


@dataclass(frozen=True)
class BoardScreen:
    """All the page shows; ``remind_all``: where all are reminded, unless that is the step.

    ``uncarried``: what is there of the services without an office, in a sentence.
    """

    code: str
    over: str
    title: str
    facts: tuple[tuple[str, str], ...]
    step: Step
    returned: Returned | None
    rows: tuple[BoardRow, ...]
    remind_all: str
    uncarried: str
    loose: tuple[Blocking, ...]
    sample: bool


def board_screen(todo: DistrictTodo, found: Board, *, now: datetime) -> BoardScreen:
    """The page at ``now``."""
    my, code = todo.my, todo.my.period.quarter.code
    nobodys = found.uncarried.services
    return BoardScreen(
        code=code,
        over=f"Papan perangkat daerah: {my.district.name}",
        title=f"{title_of(my.period.quarter)}: {finding(todo)}",
        facts=_facts(todo, found, now),
        step=district_step_of(todo),
        returned=returned(my, todo.returned),
        rows=tuple(_row(todo, line) for line in found.offices),
        remind_all=url_for("reminders.offices", code=code)
        if todo.standing.behind and my.may_enter and todo.next is not DistrictNext.REMIND
        else "",
        uncarried=f"{formats.number(nobodys.all)} layanan belum diampu perangkat daerah mana pun; "
        f"{formats.number(nobodys.there)} di antaranya lengkap."
        if nobodys.all
        else "",
        loose=tuple(each for each in blocking(todo) if not each.head),
        sample=my.sample,
    )


def _facts(todo: DistrictTodo, found: Board, now: datetime) -> tuple[tuple[str, str], ...]:
    my = todo.my
    share = "" if my.completeness is None else f", {figure(my.completeness, 1)}{formats.NBSP}%"
    states = Counter(PART[line.part.state].word.lower() for line in found.offices)
    told = ", ".join(f"{formats.number(count)} {word}" for word, count in states.most_common())
    return (
        ("Tenggat", until(my.closes, my.zone, now)),
        ("Perangkat daerah", told or "belum ada"),
        ("Keterisian", f"{filled(my.services).text}{share}"),
        ("Angka", cumulative(my.period.quarter)),
    )


def _row(todo: DistrictTodo, line: OfficeLine) -> BoardRow:
    part, tallies = line.part, line.tallies
    code = todo.my.period.quarter.code
    counted = (tallies.services, tallies.items, tallies.budgets, tallies.evidence)
    remind = url_for("reminders.offices", code=code, perangkat=part.office.id, _anchor="obrolan")
    return BoardRow(
        name=part.office.name,
        address=url_for("walk.part", code=code, office=part.office.id),
        state=PART[part.state],
        marks=tuple(
            Mark(label, _state(part.state, tally), _count(tally))
            for label, tally in zip(COLUMNS, counted, strict=True)
        ),
        warnings=f"{formats.number(line.unexplained)} belum dijelaskan" if line.unexplained else "",
        explained=f"{formats.number(line.explained)} dijelaskan" if line.explained else "",
        waiting=f"{formats.number(line.waiting)} isian belum dihitung" if line.waiting else "",
        manned=line.manned,
        remind=remind if part.state not in LOCKED and todo.my.may_enter else "",
    )


def _state(part: PartState, tally: Tally) -> State:
    """Where the walk has taken the part, its cells are; else how full they are."""
    match part:
        case PartState.HANDED_IN:
            return HANDED_IN
        case PartState.APPROVED:
            return DONE
        case PartState.RETURNED:
            return RETURNED
        case _ if not tally.there:
            return EMPTY
        case _:
            return FULL if tally.there == tally.all else BEGUN


def _count(tally: Tally) -> str:
    if not tally.all:
        return "tidak ada"
    return f"{formats.number(tally.there)} dari {formats.number(tally.all)}"
