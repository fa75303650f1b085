"""A district's offices beside each other: how much of each kind is there, where each part stands, what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spm_oversight.services.district_todo import DistrictTodo, lines_of
from spm_oversight.services.needs import complete
from spm_oversight.services.parts import Part
from spm_oversight.services.reports import ServiceLine
from spm_oversight.services.unfinished import service_of


@dataclass(frozen=True)
class Tally:
    """How many of a kind are there, of how many."""

    there: int
    all: int


@dataclass(frozen=True)
class Tallies:
    """Complete services, answered quality items, services with a budget, services with their evidence.

    A nihil is shown by its signed statement, everything else by a file or a link.
    """

    services: Tally
    items: Tally
    budgets: Tally
    evidence: Tally


@dataclass(frozen=True)
class OfficeLine:
    """An office's part with its tallies, warnings without and with an explanation, and rows typed that do not count.

    ``manned``: whether somebody may enter its figures.
    """

    part: Part
    tallies: Tallies
    unexplained: int
    explained: int
    waiting: int
    manned: bool


@dataclass(frozen=True)
class Board:
    """All offices that carry a service; ``uncarried``: what is there of the services nobody carries."""

    offices: tuple[OfficeLine, ...]
    uncarried: Tallies


def board(todo: DistrictTodo) -> Board:
    """From what was read for the quarter already: no further question to the store."""
    my = todo.my
    carried = {code for part in my.parts for code in part.office.services}
    return Board(
        offices=tuple(_line(todo, part) for part in my.parts),
        uncarried=_tallies(todo, [line for line in my.services if line.service.code not in carried]),
    )


def _line(todo: DistrictTodo, part: Part) -> OfficeLine:
    ends, own = todo.ends, part.office.services
    return OfficeLine(
        part=part,
        tallies=_tallies(todo, lines_of(part.office, todo.my.services)),
        unexplained=sum(each.service in own for each in ends.unexplained),
        explained=sum(each.service in own for each in ends.explained),
        waiting=sum(service_of(row) in own for row in ends.waiting),
        manned=part.office.id in todo.manned,
    )


def _tallies(todo: DistrictTodo, lines: Sequence[ServiceLine]) -> Tallies:
    every = len(lines)
    return Tallies(
        services=Tally(sum(map(complete, lines)), every),
        items=Tally(sum(line.items_filled for line in lines), sum(line.items for line in lines)),
        budgets=Tally(sum(line.has_budget for line in lines), every),
        evidence=Tally(sum(_shown(todo, line) for line in lines), every),
    )


def _shown(todo: DistrictTodo, line: ServiceLine) -> bool:
    code = line.service.code
    return code not in todo.ends.unstated if line.nil else code in todo.ends.proven
