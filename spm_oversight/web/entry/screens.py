"""The entry page: an urusan's services with their rows, what is stored, typed, odd, and was reported before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spm_oversight import formats
from spm_oversight.documents.words import BUDGET_VERSION
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.entry import WrongEntry, decimals_of
from spm_oversight.domain.figures import FUNDING_SOURCES, BudgetVersion, CellState, Pair
from spm_oversight.domain.form import BudgetCell, PairCell, ProblemList
from spm_oversight.domain.warnings import pair_warnings
from spm_oversight.persistence.figures import Cells
from spm_oversight.services.entry import CellAnswer, EntryForm, Outcome, base_of
from spm_oversight.services.entry_rows import (
    BUDGET,
    HALF,
    PROBLEMS,
    QUALITY,
    RECIPIENTS,
    Cell,
    empty_cell,
    fields_of,
    read_row,
    same,
)
from spm_oversight.services.oddities import money_warnings
from spm_oversight.web.entry.reading import NEW, token_of
from spm_oversight.web.entry.words import told
from spm_oversight.web.quarter.service_rows import UrusanRows, urusan_rows
from spm_oversight.web.told import cumulative, title_of, until

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A row of the form. ``state``: "", "kept", "wrong" or "conflict"; ``wrong``: the field the message is about.

    ``theirs`` tells what is stored in a conflict, ``stored`` the same as fields; ``before`` the four periods before;
    ``registered`` the service's denominator in the register.
    """

    kind: str
    key: str
    id: str
    label: str
    unit: str
    decimals: int
    fields: Mapping[str, Any]
    version: int
    seen: str
    state: str = ""
    wrong: str = ""
    message: str = ""
    theirs: str = ""
    stored: Mapping[str, Any] = field(default_factory=dict[str, Any])
    warnings: tuple[str, ...] = ()
    before: str = ""
    carry: Mapping[str, str] = field(default_factory=dict[str, str])
    registered: str = ""


@dataclass(frozen=True)
class ServiceForm:
    """A service: its meaning, its rows, how much is entered, and what is odd between result and money."""

    code: str
    id: str
    name: str
    facts: Rows
    recipients: Row
    items: tuple[Row, ...]
    lines: tuple[Row, ...]
    summary: str
    state: str
    told: str
    open: bool
    warnings: tuple[str, ...]
    carry: str


@dataclass(frozen=True)
class EntryScreen:
    """The whole page; ``faults``: message and the id of the row, for the summary on top.

    ``first``: the id of the service to begin with, where none is open for a reason of its own.
    """

    code: str
    urusan: str
    title: str
    over: str
    facts: Rows
    services: tuple[ServiceForm, ...]
    first: str
    problems: Row
    may_enter: bool
    why_closed: str
    faults: Rows
    sources: tuple[str, ...]
    versions: Rows
    months: str
    sample: bool


@dataclass(frozen=True)
class ChooseScreen:
    """The urusan a person may fill in."""

    code: str
    title: str
    over: str
    groups: tuple[tuple[str, UrusanRows], ...]


def entry_screen(
    form: EntryForm, *, may_enter: bool, now: Any, answers: Sequence[CellAnswer] = ()
) -> EntryScreen:
    """The page; ``answers`` of a save that was just tried stand before what is typed on the server."""
    told_by = {(a.kind, a.key): a for a in answers if a.outcome is not Outcome.SAVED}
    services = tuple(_service(form, service, told_by) for service in form.services)
    problems = _row(form, PROBLEMS, form.urusan.code, "Permasalahan dan solusi", told_by)
    rows = [row for s in services for row in (s.recipients, *s.items, *s.lines)] + [problems]
    my, quarter = form.my, form.my.period.quarter
    done = sum(service.state == "lengkap" for service in services)
    return EntryScreen(
        code=quarter.code,
        urusan=form.urusan.code,
        title=f"{form.urusan.name}, {title_of(quarter)}: {done} dari {len(services)} layanan lengkap",
        over=f"{my.office.name}, {my.district.name}" if my.office else my.district.name,
        facts=(("Tenggat", until(my.closes, my.zone, now)), ("Angka", cumulative(quarter))),
        services=services,
        first=_first(services),
        problems=problems,
        may_enter=may_enter and my.may_enter,
        why_closed=my.why_closed or "",
        faults=tuple(
            (f"{row.label}: {row.message}", row.id) for row in rows if row.state in ("wrong", "conflict")
        ),
        sources=FUNDING_SOURCES,
        versions=tuple((version.value, word) for version, word in BUDGET_VERSION.items()),
        months=cumulative(quarter).removeprefix("kumulatif "),
        sample=my.sample,
    )


def _first(services: Sequence[ServiceForm]) -> str:
    if any(service.open for service in services):
        return ""
    return next((service.id for service in services if service.state != "lengkap"), "")


def choose_screen(my: Any) -> ChooseScreen:
    """The urusan of the person's services with their state."""
    groups = urusan_rows(my.services)
    codes = list(dict.fromkeys(line.service.urusan_code for line in my.services))
    return ChooseScreen(
        code=my.period.quarter.code,
        title=f"Isian {title_of(my.period.quarter)}: {len(groups)} urusan",
        over=f"{my.office.name}, {my.district.name}" if my.office else my.district.name,
        groups=tuple(zip(codes, groups, strict=True)),
    )


def answer_of(form: EntryForm, answer: CellAnswer) -> dict[str, Any]:
    """One row's answer for a script: the row as the page would show it."""
    told_by = {} if answer.outcome is Outcome.SAVED else {(answer.kind, answer.key): answer}
    row = _row(form, answer.kind, answer.key, "", told_by)
    return {
        "kind": row.kind,
        "key": row.key,
        "outcome": answer.outcome.value,
        "version": row.version,
        "fields": row.fields,
        "state": row.state,
        "wrong": row.wrong,
        "message": row.message,
        "theirs": row.theirs,
        "stored": row.stored,
        "warnings": row.warnings,
    }


def _service(form: EntryForm, service: Service, told_by: Mapping[tuple[str, str], CellAnswer]) -> ServiceForm:
    items = form.catalogue.items_of[service.code]
    recipients = _row(form, RECIPIENTS, service.code, f"{service.name}, penerima", told_by)
    quality = tuple(_row(form, QUALITY, item.code, item.name, told_by) for item in items)
    lines = tuple(_row(form, BUDGET, key, _line_name(key), told_by) for key in _line_keys(form, service.code))
    rows = (recipients, *quality, *lines)
    entered = bool(recipients.version) + sum(bool(row.version) for row in quality) + bool(lines)
    missing = 2 + len(items) - entered
    wrong = sum(row.state in ("wrong", "conflict") for row in rows)
    money = money_warnings(form.cells, service.code)
    warnings = tuple(told(each, unit=service.unit, before="") for each in money)
    warned = len(warnings) + sum(len(row.warnings) for row in rows)
    state, words = _state(missing, wrong, warned)
    return ServiceForm(
        code=service.code,
        id=f"s-{_slug(service.code)}",
        name=service.name,
        facts=_meaning(service),
        recipients=recipients,
        items=quality,
        lines=(*lines, _new_line(service.code)),
        summary=_summary(form.cells, service, len(items), quality),
        state=state,
        told=words,
        open=bool(wrong or warned) or 0 < missing < 2 + len(items),
        warnings=warnings,
        carry=_carry_label(form, service) if missing else "",
    )


def _state(missing: int, wrong: int, warned: int) -> tuple[str, str]:
    if wrong:
        return "salah", f"{wrong} perlu diperbaiki"
    if missing:
        return "kosong", f"{missing} isian kosong"
    return ("lengkap", f"lengkap, {warned} peringatan") if warned else ("lengkap", "lengkap")


def _row(
    form: EntryForm, kind: str, key: str, label: str, told_by: Mapping[tuple[str, str], CellAnswer]
) -> Row:
    stored: Cell = _stored(form.cells, kind, key)
    unit = _unit(form, kind, key)
    fields, state, wrong, message = fields_of(stored), "", "", ""
    theirs, version = "", stored.version
    typed, answer = form.typed.get((kind, key)), told_by.get((kind, key))
    if typed or answer:
        said = answer.fields if answer else typed.fields if typed else {}
        fields = {**fields_of(empty_cell(kind)), **said}
        version = answer.version if answer else typed.version if typed else 0
        state, wrong, message = _typed_state(form, kind, key, fields, version, stored)
        if state == "conflict":
            theirs, version = _told_stored(stored, unit), stored.version
            who = answer.by if answer and answer.by else "orang lain"
            message = f"Berubah oleh {who}: {theirs}. Pilih salah satu."
    return Row(
        kind=kind,
        key=key,
        id=f"{kind[0]}-{_slug(key)}",
        label=label,
        unit=unit,
        decimals=decimals_of(unit) if unit else 0,
        fields=fields,
        version=version,
        seen=token_of(fields_of(stored)) if not state else "",
        state=state,
        wrong=wrong,
        message=message,
        theirs=theirs,
        stored=fields_of(stored) if theirs else {},
        warnings=() if state else _warnings(form, kind, key, stored, unit),
        before=_before(form, kind, key),
        carry=_carry(form, kind, key, stored),
        registered=_registered(form, kind, key, unit),
    )


def _typed_state(
    form: EntryForm, kind: str, key: str, fields: Mapping[str, Any], version: int, stored: Cell
) -> tuple[str, str, str]:
    """How a row that was typed stands now: its state, the field it is about, the message."""
    try:
        wanted = read_row(form.catalogue, kind, key, fields, version)
    except WrongEntry as error:
        half = str(error) == HALF
        return ("kept" if half else "wrong"), error.field, str(error)
    if stored.version != version and not same(wanted, stored):
        return "conflict", "", ""
    return "kept", "", "Belum tersimpan. Tekan Simpan."


def _stored(cells: Cells, kind: str, key: str) -> Cell:
    if kind == BUDGET:
        service, version, source = key.split("|")
        return cells.budget.get((service, BudgetVersion(version), source), BudgetCell())
    stored: Mapping[str, Cell] = getattr(cells, kind)
    return stored.get(key, empty_cell(kind))


def _unit(form: EntryForm, kind: str, key: str) -> str:
    if kind == RECIPIENTS:
        return form.catalogue.service[key].unit
    return form.catalogue.item[key].unit if kind == QUALITY else ""


def _told_stored(stored: Cell, unit: str) -> str:
    match stored:
        case PairCell(pair=pair):
            return _told_pair(pair, unit) or "dikosongkan"
        case BudgetCell():
            parts = (formats.rupiah(stored.allocation), formats.rupiah(stored.realisation))
            return "dihapus" if stored.is_empty else f"pagu {parts[0]}, realisasi {parts[1]}"
        case ProblemList(problems=problems):
            return f"{len(problems)} permasalahan"


def _told_pair(pair: Pair, unit: str) -> str:
    match pair.state:
        case CellState.NIL:
            return "nihil"
        case CellState.BLANK:
            return ""
        case CellState.FILLED:
            fields = fields_of(PairCell(pair))
            return f"{fields['part']} dari {fields['base']} {unit}".rstrip()


def _before(form: EntryForm, kind: str, key: str) -> str:
    """The four periods before, the newest first; periods without a value are left out."""
    told_: list[str] = []
    for quarter, cells in form.before.items():
        stored = _stored(cells, kind, key)
        if kind == PROBLEMS or stored.is_empty:
            continue
        name = f"{formats.quarter_short(quarter.number)} {quarter.year}"
        value = _told_pair(stored.pair, "") if isinstance(stored, PairCell) else _told_stored(stored, "")
        told_.append(f"{name}: {value}")
    return "; ".join(told_)


def _carry(form: EntryForm, kind: str, key: str, stored: Cell) -> Mapping[str, str]:
    """What the period before said of an empty row, for a script to fill in; of another year only the base.

    What is to be served comes from the register where it stands there.
    """
    quarter = form.my.period.quarter
    if kind == PROBLEMS or stored.version:
        return {}
    old = _stored(form.before[quarter.previous], kind, key)
    fields = {} if old.is_empty else fields_of(old)
    if quarter.previous.year != quarter.year:
        fields = {"base": fields["base"]} if "base" in fields else {}
    if kind == RECIPIENTS and key in form.registered:
        fields = {**fields, "base": base_of(form.registered[key])}
    return fields


def _registered(form: EntryForm, kind: str, key: str, unit: str) -> str:
    known = form.registered.get(key) if kind == RECIPIENTS else None
    if known is None:
        return ""
    said = known.denominator
    return f"{base_of(known)} {unit}, {said.source}, {formats.long_date(said.dated)}"


def _carry_label(form: EntryForm, service: Service) -> str:
    previous = form.my.period.quarter.previous
    old = form.before[previous]
    if service.code not in old.services:
        return "Pakai sasaran terdaftar" if service.code in form.registered else ""
    return f"Pakai angka {formats.quarter_short(previous.number)} {previous.year}"


def _warnings(form: EntryForm, kind: str, key: str, stored: Cell, unit: str) -> tuple[str, ...]:
    if not isinstance(stored, PairCell):
        return ()
    quarter = form.my.period.quarter
    previous = quarter.previous
    old = _stored(form.before[previous], kind, key)
    before = old.pair if isinstance(old, PairCell) else None
    known = form.registered.get(key)
    found = pair_warnings(
        stored.pair,
        before,
        same_year=previous.year == quarter.year,
        registered=known.denominator.value if known else None,
    )
    name = f"{formats.quarter_short(previous.number)} {previous.year}"
    return tuple(told(each, unit=unit, before=name) for each in found)


def _line_keys(form: EntryForm, service: str) -> list[str]:
    order = {source: place for place, source in enumerate(FUNDING_SOURCES)}
    stored = {"|".join(key) for key in form.cells.budget if key[0] == service}
    typed = {key for kind, key in form.typed if kind == BUDGET and key.startswith(f"{service}|")}
    versions = list(BudgetVersion)

    def place(key: str) -> tuple[int, int]:
        _, version, source = key.split("|")
        return versions.index(BudgetVersion(version)), order.get(source, len(order))

    return sorted(stored | typed, key=place)


def _line_name(key: str) -> str:
    _, version, source = key.split("|")
    return f"{BUDGET_VERSION[BudgetVersion(version)]}, {source}"


def _new_line(service: str) -> Row:
    key = f"{service}|{NEW}|"
    empty = {"allocation": "", "realisation": "", "note": ""}
    return Row(BUDGET, key, f"b-{_slug(service)}-baru", "Baris baru", "", 0, empty, 0, "")


def _meaning(service: Service) -> Rows:
    rows = (
        ("Penerima", service.recipients),
        ("Yang dihitung terlayani", service.numerator),
        ("Yang harus dilayani", service.denominator),
        ("Rumus penerima", "terlayani dibagi harus dilayani, dikalikan 100, paling banyak 100"),
        ("Dasar", service.legal_basis),
        ("Kepastian", service.certainty),
    )
    return tuple((name, text) for name, text in rows if text)


def _summary(cells: Cells, service: Service, items: int, quality: tuple[Row, ...]) -> str:
    pair = cells.recipients[service.code].pair if service.code in cells.recipients else Pair()
    filled = sum(bool(row.version) for row in quality)
    words = _told_pair(pair, service.unit) or "penerima belum diisi"
    if pair.state is CellState.FILLED and pair.base and pair.part is not None:
        share = min(100 * pair.part / pair.base, 100)
        words = f"{words}, {formats.number(share, 2)}{formats.NBSP}% penerima"
    return f"{words}; mutu {filled} dari {items} butir"


def _slug(key: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in key).lower()
