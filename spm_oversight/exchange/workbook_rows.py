"""One row of the workbook: whose it is, and what it means as a value of the domain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction

from spm_oversight.domain.catalogue import URUSAN, URUSAN_BY_CODE, Catalogue
from spm_oversight.domain.entry import (
    decimals_of,
    entered_budget,
    entered_pair,
    entered_problem,
    entered_totals,
)
from spm_oversight.domain.figures import FUNDING_SOURCES, BudgetVersion, Problem
from spm_oversight.domain.form import Form, PairCell
from spm_oversight.exchange.workbook_layout import (
    BUDGET,
    CODE,
    QUALITY,
    RECIPIENTS,
    SERVICE,
    SOURCE,
    STATE_WORDS,
    TOTALS,
    VERSION,
    VERSION_WORDS,
    Cell,
    Entry,
    Grid,
    Kind,
    Texts,
    budget_key,
)
from spm_oversight.exchange.workbook_values import Raw, shown, text_of, whole_text

_WORDED = (Kind.TEXT, Kind.STATE)
_STATES = {word: state for state, word in STATE_WORDS.items()}
_URUSAN = {name.casefold(): u.code for u in URUSAN for name in (u.code, u.name, u.short)}
URUSAN_EXPECTED = "salah satu dari: " + "; ".join(urusan.name for urusan in URUSAN)


KeyWords = Mapping[str, tuple[Mapping[Raw, str], str]]
"""By key column: the known words, as written and folded, with the part of the key each stands for; what is expected."""


class KeyFault(ValueError):
    """A row whose key has a wrong part: in ``column`` stands something that is ``missing`` or unknown."""

    def __init__(self, column: str, expected: str, *, missing: bool) -> None:
        super().__init__(expected)
        self.column = column
        self.missing = missing


def row_key(words: KeyWords, cells: Mapping[str, Raw]) -> str:
    """The key of a row; an unknown part is told before a missing one (KeyFault)."""
    parts: list[str] = []
    missing: KeyFault | None = None
    for column, (known, expected) in words.items():
        raw = cells.get(column, "")
        if part := known.get(raw):  # written as it was handed out
            parts.append(part)
            continue
        word = " ".join(shown(raw).split()).casefold()
        if word in known:
            parts.append(known[word])
        elif word:
            raise KeyFault(column, expected, missing=False)
        else:
            missing = missing or KeyFault(column, expected, missing=True)
    if missing:
        raise missing
    return "|".join(parts)


def key_words(grid: Grid, catalogue: Catalogue) -> KeyWords:
    """What may stand in the key columns of a sheet, and what is expected there."""
    return {column: _words_of(grid, column, catalogue) for column in grid.key}


def _words_of(grid: Grid, column: str, catalogue: Catalogue) -> tuple[Mapping[Raw, str], str]:
    if column == VERSION:
        versions = {word: version.value for version, word in VERSION_WORDS.items()}
        return _also_folded(versions), ", ".join(VERSION_WORDS.values())
    if column == SOURCE:
        return _also_folded({source: source for source in FUNDING_SOURCES}), ", ".join(FUNDING_SOURCES)
    codes: Collection[str] = catalogue.item if grid is QUALITY else catalogue.service
    expected = f"{CODE} dari katalog, seperti pada berkas yang diunduh"
    return _also_folded({code: code for code in codes}), expected


def _also_folded(words: Mapping[str, str]) -> Mapping[Raw, str]:
    return {**{word.casefold(): part for word, part in words.items()}, **words}


def told_cells(grid: Grid, key: str, catalogue: Catalogue) -> Mapping[str, str]:
    """The cells of a row that are not for entry, its key included."""
    if grid is TOTALS:
        return {VERSION: VERSION_WORDS[BudgetVersion(key)]}
    if grid is BUDGET:
        code, version, source = budget_key(key)
        return {
            CODE: code,
            SERVICE: catalogue.service[code].name,
            VERSION: VERSION_WORDS[version],
            SOURCE: source,
        }
    if grid is QUALITY:
        item = catalogue.item[key]
        return {
            CODE: key,
            SERVICE: catalogue.service[item.service_code].name,
            "Mutu minimal": item.name,
            "Satuan": item.unit,
        }
    service = catalogue.service[key]
    return {
        CODE: key,
        "Urusan": URUSAN_BY_CODE[service.urusan_code].name,
        SERVICE: service.name,
        "Penerima": service.recipients,
        "Satuan": service.unit,
    }


def service_code_of(grid: Grid, key: str, catalogue: Catalogue) -> str | None:
    """The service a row belongs to; None for the totals, which are the whole district's."""
    if grid is TOTALS:
        return None
    return catalogue.item[key].service_code if grid is QUALITY else key.split("|")[0]


def decimals_in(grid: Grid, entry: Entry, key: str, catalogue: Catalogue) -> int:
    """How many digits after the comma an entry cell takes."""
    if entry.kind is not Kind.FIGURE:
        return 0
    return decimals_of(catalogue.service[key].unit if grid is RECIPIENTS else catalogue.item[key].unit)


def changed(
    grid: Grid, key: str, cells: Mapping[str, Raw], exported: Texts, catalogue: Catalogue
) -> tuple[dict[int, str], dict[int, str]]:
    """The entry cells that no longer hold what was exported, and those that cannot be read with what is expected.

    Both by the cell's place among the entry columns.
    """
    new: dict[int, str] = {}
    wrong: dict[int, str] = {}
    for place, entry in enumerate(grid.entries):
        raw, old = cells.get(entry.title, ""), exported[place]
        if raw == old and (not raw or entry.kind in _WORDED):
            continue  # most cells: the quick way past
        text = whole_text(raw, entry.kind)
        if text is None:
            try:
                text = text_of(raw, entry.kind, decimals_in(grid, entry, key, catalogue))
            except ValueError as error:
                wrong[place] = str(error)
                continue
        if text != old:
            new[place] = text
    return new, wrong


def entered_cell(grid: Grid, texts: Texts, version: int) -> Cell:
    """The value a row means; WrongEntry when a rule forbids it."""
    if grid is BUDGET:
        return entered_budget(_whole(texts[0]), _whole(texts[1]), texts[2], version)
    if grid is TOTALS:
        return entered_totals(_whole(texts[0]), _whole(texts[1]), _whole(texts[2]), version)
    state, base, part, note = texts
    pair = entered_pair(_STATES[state], _exact(base), _exact(part), note)
    return PairCell(pair, note, version)


def urusan_code_of(raw: Raw) -> str | None:
    """The code of an urusan given by code, full or short name."""
    return _URUSAN.get(" ".join(shown(raw).split()).casefold())


def entered_problem_row(urusan_code: str, texts: Texts) -> Problem:
    """The problem a row means; WrongEntry when it is not named."""
    problem, solution, owner, due = texts
    return entered_problem(urusan_code, problem, solution, owner, date.fromisoformat(due) if due else None)


def problem_lines(problems: Sequence[Texts]) -> str:
    """Problems as a person reads them, one a line."""
    return "\n".join("; ".join(text for text in texts if text) for texts in problems)


def allowed_urusan(form: Form, may_change: Collection[str] | None) -> Collection[str]:
    """The urusan whose problem lists may be replaced by someone who may change these services."""
    services = form.catalogue.services
    return {s.urusan_code for s in services if may_change is None or s.code in may_change}


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _exact(text: str) -> Fraction | None:
    return Fraction(int(text) if text.isdigit() else text) if text else None
