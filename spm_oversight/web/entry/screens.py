"""The entry page: an urusan's services with their rows, what is stored, typed, odd, and was reported before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spm_oversight import formats
from spm_oversight.documents.words import BUDGET_VERSION
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.figures import FUNDING_SOURCES, BudgetVersion
from spm_oversight.services.deadlines import until_in_full
from spm_oversight.services.entry import EntryForm
from spm_oversight.services.entry_rows import (
    BUDGET,
    PROBLEMS,
    QUALITY,
    RECIPIENTS,
)
from spm_oversight.services.save_rows import CellAnswer, Outcome
from spm_oversight.web.entry.rows import Row, new_line, page_row
from spm_oversight.web.entry.service_state import money_told, summary
from spm_oversight.web.entry_links import service_id
from spm_oversight.web.quarter.service_rows import UrusanRows, urusan_rows
from spm_oversight.web.told import cumulative, title_of

Rows = tuple[tuple[str, str], ...]


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

    ``first``: the id of the service to begin with, where none is open for a reason of its own; ``usual``: the budget
    version that a new line begins with.
    """

    code: str
    urusan: str
    title: str
    done: str
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
    usual: str
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
    problems = page_row(form, PROBLEMS, form.urusan.code, "Permasalahan dan solusi", told_by)
    rows = [row for s in services for row in (s.recipients, *s.items, *s.lines)] + [problems]
    my, quarter = form.my, form.my.period.quarter
    done = sum(service.state == "lengkap" for service in services)
    return EntryScreen(
        code=quarter.code,
        urusan=form.urusan.code,
        title=f"{form.urusan.name}, {title_of(quarter)}",
        done=f"{done} dari {len(services)} layanan lengkap",
        over=my.place,
        facts=(("Tenggat", until_in_full(my.closes, my.zone, now)), ("Angka", cumulative(quarter))),
        services=services,
        first=_first(services),
        problems=problems,
        may_enter=may_enter and my.may_enter,
        why_closed=my.why_closed or "",
        faults=tuple(
            (f"{row.label}: {row.message}", row.id) for row in rows if row.state in ("wrong", "conflict")
        ),
        sources=FUNDING_SOURCES,
        usual=_usual_version(form),
        versions=tuple((version.value, word) for version, word in BUDGET_VERSION.items()),
        months=cumulative(quarter).removeprefix("kumulatif "),
        sample=my.sample,
    )


def _usual_version(form: EntryForm) -> str:
    """The last version that any line of the quarter stands in; where there is none yet, of the periods before."""
    for cells in (form.cells, *form.before.values()):
        present = {version for _, version, _ in cells.budget}
        if present:
            return next(version.value for version in reversed(BudgetVersion) if version in present)
    return BudgetVersion.MURNI.value


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
        over=my.place,
        groups=tuple(zip(codes, groups, strict=True)),
    )


def _service(form: EntryForm, service: Service, told_by: Mapping[tuple[str, str], CellAnswer]) -> ServiceForm:
    items = form.catalogue.items_of[service.code]
    recipients = page_row(form, RECIPIENTS, service.code, f"{service.name}, penerima", told_by)
    quality = tuple(page_row(form, QUALITY, item.code, item.name, told_by) for item in items)
    lines = tuple(
        page_row(form, BUDGET, key, _line_name(key), told_by)
        for key in _line_keys(form, service.code, told_by)
    )
    rows = (recipients, *quality, *lines)
    entered = sum(bool(row.version) for row in (recipients, *quality)) + any(line.version for line in lines)
    missing = 2 + len(items) - entered
    wrong = sum(row.state in ("wrong", "conflict") for row in rows)
    warnings = money_told(form.cells, service)
    warned = len(warnings) + sum(len(row.warnings) for row in rows)
    state, words = _state(missing, wrong, warned)
    return ServiceForm(
        code=service.code,
        id=service_id(service.code),
        name=service.name,
        facts=_meaning(service),
        recipients=recipients,
        items=quality,
        lines=(*lines, new_line(service.code)),
        summary=summary(form.cells, form.catalogue, service),
        state=state,
        told=words,
        open=bool(wrong or warned or any(row.state for row in rows)) or 0 < missing < 2 + len(items),
        warnings=warnings,
        carry=_carry_label(form, service) if missing else "",
    )


def _state(missing: int, wrong: int, warned: int) -> tuple[str, str]:
    if wrong:
        return "salah", f"{wrong} perlu diperbaiki"
    if missing:
        return "kosong", f"{missing} isian kosong"
    return ("lengkap", f"lengkap, {warned} peringatan") if warned else ("lengkap", "lengkap")


def _carry_label(form: EntryForm, service: Service) -> str:
    previous = form.my.period.quarter.previous
    old = form.before[previous]
    if service.code not in old.services:
        return "Pakai sasaran terdaftar" if service.code in form.registered else ""
    return f"Pakai angka {formats.quarter_short(previous.number)} {previous.year}"


def _line_keys(form: EntryForm, service: str, told_by: Collection[tuple[str, str]]) -> list[str]:
    order = {source: place for place, source in enumerate(FUNDING_SOURCES)}
    stored = {"|".join(key) for key in form.cells.budget if key[0] == service}
    typed = {key for kind, key in (*form.typed, *told_by) if kind == BUDGET and key.startswith(f"{service}|")}
    versions = list(BudgetVersion)

    def place(key: str) -> tuple[int, int]:
        _, version, source = key.split("|")
        return versions.index(BudgetVersion(version)), order.get(source, len(order))

    return sorted(stored | typed, key=place)


def _line_name(key: str) -> str:
    _, version, source = key.split("|")
    return f"{BUDGET_VERSION[BudgetVersion(version)]}, {source}"


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
