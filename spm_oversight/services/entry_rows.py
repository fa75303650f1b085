"""A row of the entry page: its fields as a person reads and types them, and the cell they mean.

A row is what is saved as one: a service's recipients, an item, a budget line, an urusan's list of problems. Fields are
texts by name (``state``, ``base``, ``part``, ``note``; ``allocation``, ``realisation``; for problems ``rows``, a list).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, cast

from spm_oversight import formats
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.entry import (
    LONGEST_TEXT,
    WrongEntry,
    decimals_of,
    entered_budget,
    entered_pair,
    entered_problem,
)
from spm_oversight.domain.figures import CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, PairCell, ProblemList

Fields = Mapping[str, Any]
Cell = PairCell | BudgetCell | ProblemList

RECIPIENTS, QUALITY, BUDGET, PROBLEMS = "recipients", "quality", "budget", "problems"
PROBLEM_FIELDS = ("problem", "solution", "owner", "due")
_EMPTY_PAIR = PairCell()
_EMPTY: Mapping[str, Cell] = {BUDGET: BudgetCell(), PROBLEMS: ProblemList()}
HALF = "Tersimpan sebagai konsep. Isi kedua angka agar dihitung."


def unit_of(catalogue: Catalogue, kind: str, key: str) -> str:
    """The unit of a pair's numbers."""
    return catalogue.service[key].unit if kind == RECIPIENTS else catalogue.item[key].unit


def empty_cell(kind: str) -> Cell:
    """The cell of a row that has never been stored."""
    return _EMPTY.get(kind, _EMPTY_PAIR)


def fields_of(cell: Cell) -> dict[str, Any]:
    """A stored cell as the fields of its row."""
    match cell:
        case PairCell(pair=pair, note=note):
            state = "nil" if pair.state is CellState.NIL else ""
            numbers = ("", "") if state else (_shown(pair.base), _shown(pair.part))
            return {"state": state, "base": numbers[0], "part": numbers[1], "note": note}
        case BudgetCell():
            return {
                "allocation": _shown(cell.allocation),
                "realisation": _shown(cell.realisation),
                "note": cell.note,
            }
        case ProblemList(problems=problems):
            return {"rows": [_problem_fields(problem) for problem in problems]}


def read_row(catalogue: Catalogue, kind: str, key: str, fields: Fields, version: int) -> Cell:
    """The cell that a row's fields mean; WrongEntry names the field and says what to do (a whole sentence)."""
    if kind == PROBLEMS:
        return ProblemList(tuple(_problems(key, fields)), version)
    note = _text(fields, "note")
    try:
        if kind == BUDGET:
            amounts = (_whole(fields, "allocation"), _whole(fields, "realisation"))
            return entered_budget(*amounts, note, version)
        return PairCell(_pair(fields, note, unit_of(catalogue, kind, key)), note, version)
    except _Told as told:
        raise WrongEntry(told.field, str(told)) from told
    except WrongEntry as wrong:
        raise WrongEntry(wrong.field, f"Seharusnya {wrong}.") from wrong


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same, whatever their versions."""
    return fields_of(one) == fields_of(other)


class _Told(WrongEntry):
    """A wrong entry whose message is a whole sentence already."""


def _pair(fields: Fields, note: str, unit: str) -> Pair:
    decimals = decimals_of(unit)
    state = CellState.NIL if fields.get("state") == "nil" else CellState.BLANK
    base, part = _number(fields, "base", decimals), _number(fields, "part", decimals)
    if state is CellState.BLANK and (base is None) != (part is None):
        raise _Told("part" if part is None else "base", HALF)
    return entered_pair(state, base, part, note)


def _problems(urusan: str, fields: Fields) -> list[Problem]:
    found: list[Problem] = []
    rows = cast("list[dict[str, str]]", fields.get("rows", []))
    for number, row in enumerate(rows):
        texts = [row.get(name, "").strip() for name in PROBLEM_FIELDS]
        if not any(texts):
            continue
        if max(map(len, texts)) > LONGEST_TEXT:
            raise WrongEntry(f"{number}.problem", _too_long())
        problem, solution, owner, due = texts
        try:
            day = formats.read_date(due) if due else None
        except ValueError as error:
            raise WrongEntry(f"{number}.due", str(error)) from error
        if not problem:
            raise WrongEntry(f"{number}.problem", "Tulis permasalahannya, atau kosongkan seluruh baris ini.")
        found.append(entered_problem(urusan, problem, solution, owner, day))
    return found


def _problem_fields(problem: Problem) -> dict[str, str]:
    due: date | None = problem.due
    return {
        "problem": problem.problem,
        "solution": problem.solution,
        "owner": problem.owner,
        "due": formats.long_date(due) if due else "",
    }


def _text(fields: Fields, name: str) -> str:
    text = str(fields.get(name, "")).replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise WrongEntry(name, _too_long())
    return text


def _too_long() -> str:
    return f"Teks paling panjang {formats.number(LONGEST_TEXT)} huruf. Ringkaskan."


def _number(fields: Fields, name: str, decimals: int) -> Fraction | None:
    text = str(fields.get(name, "")).strip()
    if not text:
        return None
    try:
        return formats.read_decimal(text, decimals) if decimals else Fraction(formats.read_whole(text))
    except ValueError as error:
        raise _Told(name, str(error)) from error


def _whole(fields: Fields, name: str) -> int | None:
    found = _number(fields, name, 0)
    return None if found is None else int(found)


def _shown(value: Fraction | int | None) -> str:
    if value is None:
        return ""
    decimals = 0
    while decimals < 4 and 10**decimals % value.denominator:
        decimals += 1
    return formats.number(value, decimals)
