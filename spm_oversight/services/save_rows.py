"""Saving rows of the entry page: nothing typed is lost, nothing of others is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from spm_oversight.domain.catalogue import URUSAN_BY_CODE, Catalogue
from spm_oversight.domain.denominators import Registered
from spm_oversight.domain.entry import WrongEntry
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.figures import FUNDING_SOURCES, BudgetVersion
from spm_oversight.domain.form import BudgetCell, BudgetKey, ChangeSet, PairCell, ProblemList
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.tolerances import Tolerances
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.work import Work
from spm_oversight.services.entry_rows import (
    BUDGET,
    PROBLEMS,
    QUALITY,
    RECIPIENTS,
    Cell,
    Fields,
    empty_cell,
    fields_of,
    read_row,
    same,
)
from spm_oversight.services.forms import store
from spm_oversight.services.open_quarter import Held, hold_open, own_office
from spm_oversight.services.overtaken import Overtaken, overtaken
from spm_oversight.services.unfinished import service_of


@dataclass(frozen=True)
class TypedCell:
    """A row as it was sent: its fields, and the version of the stored cell that the person had before them."""

    kind: str
    key: str
    fields: Fields
    version: int


class Outcome(StrEnum):
    """What became of a row: it counts now, it is kept as typed, or somebody else was faster."""

    SAVED = "saved"
    KEPT = "kept"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class CellAnswer:
    """What became of one row. ``fields``: as stored where saved, else as typed; ``overtaken``: of a conflict."""

    kind: str
    key: str
    outcome: Outcome
    version: int
    fields: Fields
    cell: Cell
    field: str = ""
    message: str = ""
    overtaken: Overtaken | None = None


@dataclass(frozen=True)
class Beside:
    """What pairs are held against: their services' in the quarter before, the year's register of denominators, and the
    tolerances of the method that the quarter is counted with.
    """

    before: Cells
    registered: Mapping[str, Registered]
    tolerances: Tolerances


@dataclass(frozen=True)
class Saved:
    """What became of the rows, in their order, the catalogue they were read with, what warns about them, and their
    services' cells as they are now.
    """

    catalogue: Catalogue
    answers: tuple[CellAnswer, ...]
    beside: Beside
    cells: Cells


def save_cells(work: Work, *, quarter: Quarter, urusan: str, rows: Sequence[TypedCell]) -> Saved:
    """Save what can count, keep the rest as typed, and say of each row what became of it.

    The same row sent twice is saved once. ``Refused`` when the quarter takes nothing; ``Missing`` for a row that is
    not of this urusan or not the person's.
    """
    pairs = [row for row in rows if row.kind in (RECIPIENTS, QUALITY)]
    # Sent to the database before they are known to be codes.
    keys = [(row.kind, row.key) for row in pairs if row.key.isascii() and row.key.isprintable()]
    services = tuple(sorted(set(map(service_of, keys))))
    held = hold_open(work, quarter=quarter, services=services, whole=len(pairs) < len(rows))
    catalogue = work.catalogues.of_year(held.period.catalogue_year)
    _check_rows(work, catalogue, urusan, rows)
    register = work.denominators.of_year(held.district, quarter.year) if services else {}
    answers = [_answer(work, held, catalogue, row) for row in rows]
    new = [a for a in answers if a.outcome is Outcome.SAVED and a.version != _version(held.cells, a)]
    changes = _changes(new)
    version = store(work, held=held, changes=changes, source="form") if new else 0
    done = [_stored(answer, version) if answer in new else answer for answer in answers]
    typed = {(a.kind, a.key): (a.fields, a.version) for a in done if a.outcome is not Outcome.SAVED}
    by = work.actor.name if work.actor else ""
    work.typed.keep(held.district, quarter, typed, by)
    saved = [(a.kind, a.key) for a in done if a.outcome is Outcome.SAVED]
    work.typed.forget(held.district, quarter, saved)
    tolerances = work.quarters.method_of(held.province, quarter).tolerances
    return Saved(catalogue, tuple(done), Beside(held.before, register, tolerances), held.cells.after(changes))


def unsaved(rows: Sequence[TypedCell]) -> tuple[CellAnswer, ...]:
    """Rows that a refusal kept from being saved, to be shown as they were typed."""
    return tuple(
        CellAnswer(row.kind, row.key, Outcome.KEPT, row.version, row.fields, empty_cell(row.kind))
        for row in rows
        if row.kind != BUDGET or _is_line(row.key)
    )


def give_up(work: Work, *, quarter: Quarter, urusan: str, kind: str, key: str) -> None:
    """Let go of a row as it was typed: what is stored stands."""
    held = hold_open(work, quarter=quarter)
    catalogue = work.catalogues.of_year(held.period.catalogue_year)
    _check_rows(work, catalogue, urusan, (TypedCell(kind, key, {}, 0),))
    work.typed.forget(held.district, quarter, ((kind, key),))


def _check_rows(work: Work, catalogue: Catalogue, urusan: str, rows: Sequence[TypedCell]) -> None:
    office = own_office(work)
    own = {s.code for s in catalogue.services if s.urusan_code == urusan}
    if office is not None:
        own &= set(office.services)
    if not own:
        raise Missing("Urusan itu tidak ada.")
    for row in rows:
        known = {
            RECIPIENTS: catalogue.service,
            QUALITY: catalogue.item,
            BUDGET: None,
            PROBLEMS: URUSAN_BY_CODE,
        }
        if row.kind not in known or (row.kind != BUDGET and row.key not in (known[row.kind] or ())):
            raise Missing("Isian itu tidak ada.")
        if row.kind == BUDGET and not _is_line(row.key):
            raise Missing("Baris anggaran itu tidak ada.")
        mine = (
            bool(own) and row.key == urusan
            if row.kind == PROBLEMS
            else service_of((row.kind, row.key)) in own
        )
        if not mine:
            raise Missing("Isian itu tidak ada.")


def _is_line(key: str) -> bool:
    parts = key.split("|")
    return len(parts) == 3 and parts[1] in set(BudgetVersion) and parts[2] in FUNDING_SOURCES


def _answer(work: Work, held: Held, catalogue: Catalogue, row: TypedCell) -> CellAnswer:
    """What becomes of a row, as if it were alone; a cell to be stored has the version it replaces."""
    present = stored_cell(held.cells, row.kind, row.key)
    try:
        wanted = read_row(catalogue, row.kind, row.key, row.fields, present.version)
    except WrongEntry as wrong:
        return CellAnswer(
            row.kind, row.key, Outcome.KEPT, row.version, row.fields, present, wrong.field, str(wrong)
        )
    if same(wanted, present):
        return CellAnswer(row.kind, row.key, Outcome.SAVED, present.version, fields_of(present), present)
    if present.version != row.version:
        seen = overtaken(work, quarter=held.period.quarter, row=(row.kind, row.key), version=row.version)
        return CellAnswer(
            *(row.kind, row.key, Outcome.CONFLICT, row.version, row.fields, present), overtaken=seen
        )
    return CellAnswer(row.kind, row.key, Outcome.SAVED, -1, fields_of(wanted), wanted)


def _version(cells: Cells, answer: CellAnswer) -> int:
    return stored_cell(cells, answer.kind, answer.key).version


def _stored(answer: CellAnswer, version: int) -> CellAnswer:
    kept = 0 if answer.cell.is_empty else version
    return replace(answer, version=kept, cell=replace(answer.cell, version=kept))


def stored_cell(cells: Cells, kind: str, key: str) -> Cell:
    """The stored cell of a row, or an empty one."""
    stored: Mapping[Any, Cell] = getattr(cells, kind)
    return stored.get(_budget_key(key) if kind == BUDGET else key, empty_cell(kind))


def _budget_key(key: str) -> BudgetKey:
    service, version, source = key.split("|")
    return service, BudgetVersion(version), source


def _changes(answers: Sequence[CellAnswer]) -> ChangeSet:
    recipients: dict[str, PairCell] = {}
    quality: dict[str, PairCell] = {}
    budget: dict[BudgetKey, BudgetCell] = {}
    problems: dict[str, ProblemList] = {}
    for answer in answers:
        match answer.cell:
            case PairCell():
                (recipients if answer.kind == RECIPIENTS else quality)[answer.key] = answer.cell
            case BudgetCell():
                budget[_budget_key(answer.key)] = answer.cell
            case ProblemList():
                problems[answer.key] = answer.cell
    return ChangeSet(recipients=recipients, quality=quality, budget=budget, problems=problems)
