"""Comparing the sheet of problems: it replaces the list of each of its urusan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.entry import WrongEntry
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.form import Change, Form, ProblemList
from spm_oversight.exchange.workbook_findings import ConflictingCell, Findings, WrongRow
from spm_oversight.exchange.workbook_layout import (
    PROBLEM_COLUMNS,
    PROBLEM_ENTRIES,
    PROBLEMS,
    URUSAN_COLUMN,
    Kind,
    Texts,
    problem_texts,
)
from spm_oversight.exchange.workbook_reader import Row
from spm_oversight.exchange.workbook_rows import (
    URUSAN_EXPECTED,
    allowed_urusan,
    entered_problem_row,
    problem_lines,
    urusan_code_of,
)
from spm_oversight.exchange.workbook_seal import SealedList
from spm_oversight.exchange.workbook_values import shown, text_of

Lists = dict[str, list[tuple[int, Texts]]]


def compare_problems(
    rows: Sequence[Row],
    form: Form,
    sealed: Mapping[str, SealedList] | None,
    may_change: Collection[str] | None,
    findings: Findings,
) -> None:
    """Add to the findings what the sheet would replace.

    Without a seal only the urusan that have a row are meant; with it also those whose rows were all removed.
    """
    lists = _lists(rows, findings)
    allowed = allowed_urusan(form, may_change)
    codes = {*(sealed or {}), *lists}
    for code in (code for code in URUSAN_BY_CODE if code in codes):
        read = lists.get(code, [])
        new = tuple(texts for _, texts in read)
        stored_list = form.problems.get(code, ProblemList())
        stored = tuple(problem_texts(problem) for problem in stored_list.problems)
        exported = (
            SealedList(stored_list.version, ()) if sealed is None else sealed.get(code, SealedList(0, ()))
        )
        if new in (stored, exported.problems):
            continue
        row = read[0][0] if read else 0
        name = URUSAN_BY_CODE[code].name
        if code not in allowed:
            findings.foreign.append(f"lembar {PROBLEMS} ({name})")
        elif exported.version != stored_list.version:
            values = (problem_lines(exported.problems), problem_lines(stored), problem_lines(new))
            findings.conflicts.append(ConflictingCell(PROBLEMS, row, name, PROBLEMS, *values))
        elif problems := _problems(code, read, findings):
            findings.problems[code] = ProblemList(tuple(problems), stored_list.version)
            findings.changes.extend(_changes(name, stored, read))
        elif not read:
            findings.problems[code] = ProblemList((), stored_list.version)
            findings.changes.extend(_changes(name, stored, read))


def _lists(rows: Sequence[Row], findings: Findings) -> Lists:
    """The rows of each urusan; what cannot be read becomes a wrong row."""
    lists: Lists = {}
    for row in rows:
        texts: list[str] = []
        for entry in PROBLEM_ENTRIES:
            raw = row.cells[entry.title]
            try:
                texts.append(text_of(raw, entry.kind))
            except ValueError as error:
                findings.wrong_rows.append(
                    WrongRow(PROBLEMS, row.number, entry.title, shown(raw), str(error))
                )
                texts.append("" if entry.kind is Kind.DATE else shown(raw))
        code = urusan_code_of(row.cells[URUSAN_COLUMN])
        if code:
            lists.setdefault(code, []).append((row.number, tuple(texts)))
        elif any(shown(row.cells[column]) for column in PROBLEM_COLUMNS):
            read = shown(row.cells[URUSAN_COLUMN])
            findings.wrong_rows.append(WrongRow(PROBLEMS, row.number, URUSAN_COLUMN, read, URUSAN_EXPECTED))
    return {code: [line for line in lines if any(line[1])] for code, lines in lists.items()}


def _problems(code: str, read: Sequence[tuple[int, Texts]], findings: Findings) -> list[Problem]:
    problems: list[Problem] = []
    for number, texts in read:
        try:
            problems.append(entered_problem_row(code, texts))
        except WrongEntry as error:
            title = next(entry.title for entry in PROBLEM_ENTRIES if entry.field == error.field)
            findings.wrong_rows.append(WrongRow(PROBLEMS, number, title, "", str(error)))
    return problems


def _changes(name: str, stored: Sequence[Texts], read: Sequence[tuple[int, Texts]]) -> list[Change]:
    new = [texts for _, texts in read]
    gone = [Change(PROBLEMS, 0, name, PROBLEMS, problem_lines([t]), "") for t in stored if t not in new]
    come = [
        Change(PROBLEMS, row, name, PROBLEMS, "", problem_lines([t])) for row, t in read if t not in stored
    ]
    # The same problems in another order, or one of them twice: shown as the whole list.
    return gone + come or [Change(PROBLEMS, 0, name, PROBLEMS, problem_lines(stored), problem_lines(new))]
