"""A row of the entry page: what is stored or typed, how it stands, what is odd, and what was reported before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from spm_oversight import formats
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.denominators import Registered
from spm_oversight.domain.entry import WrongEntry, decimals_of
from spm_oversight.domain.form import PairCell
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.warnings import pair_warnings
from spm_oversight.services.entry import EntryForm, base_of
from spm_oversight.services.entry_rows import (
    BUDGET,
    HALF,
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
from spm_oversight.services.overtaken import Overtaken
from spm_oversight.services.save_rows import Beside, CellAnswer, Outcome, Saved, stored_cell
from spm_oversight.web.entry.reading import NEW, token_of
from spm_oversight.web.entry.told_cells import Sides, told_cell, told_pair, told_sides
from spm_oversight.web.entry.words import told
from spm_oversight.web.entry_links import row_id


@dataclass(frozen=True)
class Row:
    """A row of the form. ``state``: "", "kept", "wrong" or "conflict"; ``wrong``: the field the message is about.

    ``name``: what the names of its fields begin with. ``over``: the version it was typed over. In a conflict
    ``version`` is the stored cell's, ``stored`` its fields, and ``sides`` tells the values to choose from. ``before``:
    the four periods before; ``registered``: the service's denominator in the register.
    """

    kind: str
    key: str
    id: str
    name: str
    unit: str
    decimals: int
    fields: Mapping[str, Any]
    version: int
    seen: str
    label: str = ""
    state: str = ""
    wrong: str = ""
    message: str = ""
    over: int = 0
    sides: Sides = ()
    stored: Mapping[str, Any] = field(default_factory=dict[str, Any])
    warnings: tuple[str, ...] = ()
    before: str = ""
    carry: Mapping[str, str] = field(default_factory=dict[str, str])
    registered: str = ""


@dataclass(frozen=True)
class _Said:
    """What was typed over the cell of ``version`` and does not count; ``seen``: of a cell saved by others since."""

    fields: Fields
    version: int
    seen: Overtaken | None = None


def page_row(
    form: EntryForm, kind: str, key: str, label: str, told_by: Mapping[tuple[str, str], CellAnswer]
) -> Row:
    """The row on the page; ``told_by``: what became of rows that were just sent and not saved."""
    cell, typed, answer = (
        stored_cell(form.cells, kind, key),
        form.typed.get((kind, key)),
        told_by.get((kind, key)),
    )
    said = _Said(typed.fields, typed.version, form.overtaken.get((kind, key))) if typed else None
    if answer:
        said = _Said(answer.fields, answer.version, answer.overtaken)
    quarter = form.my.period.quarter
    against = Beside(form.before[quarter.previous], form.registered, form.tolerances)
    row = _row(
        *(form.catalogue, quarter, kind, key, cell, said, against),
        label=label,
        before=_before(form, kind, key),
        carry=_carry(form, kind, key, cell),
        registered=_registered(form, kind, key),
    )
    if row.state == "kept" and not form.my.may_enter:
        return replace(row, message="Belum tersimpan.")
    return row


def answer_of(quarter: Quarter, saved: Saved, answer: CellAnswer) -> dict[str, Any]:
    """One row's answer for a script: the row as the page would show it."""
    said = None if answer.outcome is Outcome.SAVED else _Said(answer.fields, answer.version, answer.overtaken)
    row = _row(saved.catalogue, quarter, answer.kind, answer.key, answer.cell, said, saved.beside)
    return {
        "kind": row.kind,
        "key": row.key,
        "outcome": answer.outcome.value,
        "version": row.version,
        "fields": row.fields,
        "state": row.state,
        "wrong": row.wrong,
        "message": row.message,
        "sides": row.sides,
        "stored": row.stored,
        "warnings": row.warnings,
    }


def new_line(service: str) -> Row:
    """The empty row in which a budget line is added."""
    key = f"{service}|{NEW}|"
    empty = {"allocation": "", "realisation": "", "note": ""}
    id = row_id(BUDGET, f"{service}-baru")
    return Row(BUDGET, key, id, f"{BUDGET}/{key}", "", 0, empty, 0, "", label="Baris baru")


def _row(
    catalogue: Catalogue,
    quarter: Quarter,
    kind: str,
    key: str,
    cell: Cell,
    said: _Said | None,
    against: Beside,
    **beside: Any,
) -> Row:
    """``beside``: the fields of a row that only a page shows."""
    unit, stored = _unit(catalogue, kind, key), fields_of(cell)
    row = Row(
        kind=kind,
        key=key,
        id=row_id(kind, key),
        name=f"{kind}/{key}",
        unit=unit,
        decimals=decimals_of(unit) if unit else 0,
        fields=stored,
        version=cell.version,
        seen=token_of(stored),
        warnings=() if said else _warnings(quarter, kind, key, cell, unit, against),
        **beside,
    )
    if said is None:
        return row
    fields = {**fields_of(empty_cell(kind)), **said.fields}
    state, wrong, message = _typed_state(catalogue, kind, key, fields, said.version, cell)
    row = replace(
        row, fields=fields, version=said.version, seen="", state=state, wrong=wrong, message=message
    )
    if state != "conflict":
        return row
    by = said.seen.by if said.seen else ""
    mine = read_row(catalogue, kind, key, fields, said.version)
    return replace(
        row,
        version=cell.version,
        over=said.version,
        message=f"Berubah oleh {by or 'orang lain'}: {told_cell(cell, unit)}. Pilih salah satu.",
        sides=told_sides(said.seen, cell, mine, unit),
        stored=stored,
    )


def _typed_state(
    catalogue: Catalogue, kind: str, key: str, fields: Mapping[str, Any], version: int, stored: Cell
) -> tuple[str, str, str]:
    """How a row that was typed stands now: its state, the field it is about, the message."""
    try:
        wanted = read_row(catalogue, kind, key, fields, version)
    except WrongEntry as error:
        half = str(error) == HALF
        return ("kept" if half else "wrong"), error.field, str(error)
    if stored.version != version and not same(wanted, stored):
        return "conflict", "", ""
    return "kept", "", "Belum tersimpan. Tekan Simpan."


def _unit(catalogue: Catalogue, kind: str, key: str) -> str:
    if kind == RECIPIENTS:
        return catalogue.service[key].unit
    return catalogue.item[key].unit if kind == QUALITY else ""


def _warnings(
    quarter: Quarter, kind: str, key: str, stored: Cell, unit: str, against: Beside
) -> tuple[str, ...]:
    if not isinstance(stored, PairCell):
        return ()
    old = stored_cell(against.before, kind, key)
    known: Registered | None = against.registered.get(key)
    found = pair_warnings(
        stored.pair,
        old.pair if isinstance(old, PairCell) else None,
        same_year=quarter.previous.year == quarter.year,
        registered=known.denominator.value if known else None,
        tolerances=against.tolerances,
    )
    name = _short(quarter.previous)
    return tuple(told(each, unit=unit, before=name) for each in found)


def _before(form: EntryForm, kind: str, key: str) -> str:
    """The four periods before, the newest first; periods without a value are left out."""
    told_: list[str] = []
    for quarter, cells in form.before.items():
        stored = stored_cell(cells, kind, key)
        if kind == PROBLEMS or stored.is_empty:
            continue
        value = told_pair(stored.pair, "") if isinstance(stored, PairCell) else told_cell(stored, "")
        told_.append(f"{_short(quarter)}: {value}")
    return "; ".join(told_)


def _carry(form: EntryForm, kind: str, key: str, stored: Cell) -> Mapping[str, str]:
    """What the period before said of an empty row, for a script to fill in; of another year only the base.

    What is to be served comes from the register where it stands there.
    """
    quarter = form.my.period.quarter
    if kind == PROBLEMS or stored.version:
        return {}
    old = stored_cell(form.before[quarter.previous], kind, key)
    fields = {} if old.is_empty else fields_of(old)
    if quarter.previous.year != quarter.year:
        fields = {"base": fields["base"]} if "base" in fields else {}
    if kind == RECIPIENTS and key in form.registered:
        fields = {**fields, "base": base_of(form.registered[key])}
    return fields


def _registered(form: EntryForm, kind: str, key: str) -> str:
    known = form.registered.get(key) if kind == RECIPIENTS else None
    if known is None:
        return ""
    said = known.denominator
    unit = _unit(form.catalogue, kind, key)
    return f"{base_of(known)} {unit}, {said.source}, {formats.long_date(said.dated)}"


def _short(quarter: Quarter) -> str:
    return f"{formats.quarter_short(quarter.number)} {quarter.year}"
