"""The problems that districts raised: short on a district's page, in full in their own chapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from spm_oversight.documents.model import Item, Items, Section
from spm_oversight.documents.reading import Reading, short_name
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.figures import Problem
from spm_oversight.formats import long_date

PROBLEMS_SHOWN = 3
PROBLEM_LETTERS = 100  # about one line on the page; the chapter prints every word


def problem_items(problems: Sequence[Problem], *, rest: str) -> Items:
    """The first problems of one district, each cut to a line; the note says where the ``rest`` stands: "" nowhere."""
    if not problems:
        return Items("Permasalahan", (Item("Daerah tidak menyampaikan permasalahan pada triwulan ini."),))
    shown = [_short_problem(problem) for problem in problems[:PROBLEMS_SHOWN]]
    left_out = len(problems) - len(shown)
    if rest:
        more = f"{left_out} permasalahan lain" if left_out else "Rumusan lengkap dan solusi"
        note = f"{more}: lihat {rest}."
    else:
        note = f"{left_out} permasalahan lain tidak dimuat di sini." if left_out else ""
    return Items("Permasalahan yang disampaikan daerah", tuple(shown), note)


def _short_problem(problem: Problem) -> Item:
    text = problem.problem
    if len(text) > PROBLEM_LETTERS:
        text = text[:PROBLEM_LETTERS].rsplit(" ", 1)[0].rstrip(",.;:") + " …"
    return Item(text, head=URUSAN_BY_CODE[problem.urusan_code].short)


def problems_section(
    reading: Reading, problems: Mapping[str, Sequence[Problem]], *, sample: bool
) -> Section | None:
    """Every problem in full, by district: what it is, the promised solution, who and when. None without problems."""
    blocks = tuple(
        Items(short_name(d), tuple(full_problem(p) for p in problems[d.code]), sample=sample)
        for d in reading.by_code
        if problems.get(d.code)
    )
    return Section("permasalahan", "Permasalahan", blocks) if blocks else None


def full_problem(problem: Problem) -> Item:
    """A problem with every word of it: what it is, the promised solution, who and when."""
    parts = [f"{problem.problem.rstrip('.')}."]
    if problem.solution:
        parts.append(f"Solusi: {problem.solution.rstrip('.')}.")
    if problem.owner:
        parts.append(f"Penanggung jawab: {problem.owner}.")
    if problem.due:
        parts.append(f"Tenggat: {long_date(problem.due)}.")
    return Item(" ".join(parts), head=URUSAN_BY_CODE[problem.urusan_code].short)


def read_problems(stored: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Problems as snapshots and handouts keep them, in JSON."""
    return tuple(
        Problem(
            each["urusan"],
            each["problem"],
            each["solution"],
            each["owner"],
            date.fromisoformat(each["due"]) if each["due"] else None,
        )
        for each in stored
    )
