"""What is not yet in order in an office's quarter, each with the places where it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from spm_oversight.formats import number
from spm_oversight.persistence.typed import RowKey
from spm_oversight.services.entry_rows import PROBLEMS
from spm_oversight.services.office_todo import OfficeTodo
from spm_oversight.services.unfinished import service_of
from spm_oversight.web.entry_links import row_link

SHOWN = 4
"""Places that a line names with a link; the others are counted."""


@dataclass(frozen=True)
class Loose:
    """What, how many, and where: names with addresses; ``more``: places that are not named."""

    icon: str
    text: str
    places: tuple[tuple[str, str], ...]
    more: int


def loose_rows(todo: OfficeTodo) -> tuple[Loose, ...]:
    """One line a kind of loose end; none where all is in order."""
    ends, code = todo.ends, todo.my.period.quarter.code
    catalogue, found = todo.my.catalogue, list[Loose]()
    if ends.waiting:
        places = ((_name(todo, row), row_link(catalogue, code, row)) for row in ends.waiting)
        text = (
            f"{number(len(ends.waiting))} isian sudah diketik tetapi belum dihitung: betulkan atau kosongkan."
        )
        found.append(_line("exclamation-circle", text, places))
    if ends.unexplained:
        places = (
            (catalogue.service[each.service].name, row_link(catalogue, code, each.row))
            for each in ends.unexplained
        )
        done = f", {number(len(ends.explained))} sudah" if ends.explained else ""
        text = f"{number(len(ends.unexplained))} peringatan belum dijelaskan{done}."
        found.append(_line("exclamation-triangle", text, places))
    if ends.unstated:
        text = f"{number(len(ends.unstated))} layanan nihil belum mempunyai surat pernyataan."
        found.append(_line("file-earmark-text", text, _evidence(todo, ends.unstated, "nihil")))
    if ends.bare:
        text = f"{number(len(ends.bare))} layanan sudah terisi tetapi belum berbukti."
        found.append(_line("file-earmark-text", text, _evidence(todo, ends.bare)))
    return tuple(found)


def _line(icon: str, text: str, places: Iterable[tuple[str, str]]) -> Loose:
    """Each place once, by the first of its addresses."""
    first = dict[str, str]()
    for name, address in places:
        first.setdefault(name, address)
    return Loose(icon, text, tuple(first.items())[:SHOWN], max(0, len(first) - SHOWN))


def _name(todo: OfficeTodo, row: RowKey) -> str:
    return (
        "Permasalahan dan solusi" if row[0] == PROBLEMS else todo.my.catalogue.service[service_of(row)].name
    )


def _evidence(
    todo: OfficeTodo, services: Iterable[str], wanted: str | None = None
) -> Iterable[tuple[str, str]]:
    code = todo.my.period.quarter.code
    return (
        (
            todo.my.catalogue.service[each].name,
            url_for("evidence.service", code=code, service=each, untuk=wanted),
        )
        for each in services
    )
