"""All that a district has entered for a quarter, cell by cell, as it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, any_, func, literal_column, select, union_all

from spm_oversight.domain.catalogue import service_of_item
from spm_oversight.domain.figures import BudgetVersion, CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, BudgetKey, ChangeSet, PairCell, ProblemList, TotalsCell
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.asking import Asked, Question, joined, listed, listed_once
from spm_oversight.persistence.figure_tables import (
    BudgetRow,
    ProblemRow,
    QualityRow,
    RecipientsRow,
    TotalsRow,
)
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.tenancy import of_quarters

KINDS = ("recipients", "quality", "budget", "totals", "problems")


class Cells:
    """All stored cells of one district's quarter; filled while they are read."""

    def __init__(self) -> None:
        self.recipients: dict[str, PairCell] = {}
        self.quality: dict[str, PairCell] = {}
        self.budget: dict[BudgetKey, BudgetCell] = {}
        self.totals: dict[BudgetVersion, TotalsCell] = {}
        self.problems: dict[str, ProblemList] = {}

    @property
    def begun(self) -> bool:
        """Whether anything is reported."""
        return bool(self.recipients or self.quality or self.budget)

    @property
    def services(self) -> frozenset[str]:
        """The services of which anything is reported."""
        items = map(service_of_item, self.quality)
        return frozenset((*self.recipients, *items, *(service for service, _, _ in self.budget)))

    def only(self, services: Collection[str] | None) -> Cells:
        """The cells of these services alone, without totals and problems; all cells where None."""
        if services is None:
            return self
        some = Cells()
        some.recipients = {code: cell for code, cell in self.recipients.items() if code in services}
        some.quality = {c: cell for c, cell in self.quality.items() if service_of_item(c) in services}
        some.budget = {key: cell for key, cell in self.budget.items() if key[0] in services}
        return some

    def count(self, services: Collection[str] | None = None) -> int:
        """How many recipients, quality and budget cells stand here; of some services when given."""
        some = self.only(services)
        return len(some.recipients) + len(some.quality) + len(some.budget)

    def after(self, changes: ChangeSet) -> Cells:
        """What stands once the changes are stored (the versions are the old ones)."""
        cells = Cells()
        for kind in KINDS:
            both = {**getattr(self, kind), **getattr(changes, kind)}
            setattr(cells, kind, {key: cell for key, cell in both.items() if not cell.is_empty})
        return cells


def read_cells(
    session: ScopedSession,
    quarters: tuple[Quarter, ...],
    districts: tuple[str, ...],
    services: tuple[str, ...] | None = None,
) -> Mapping[tuple[str, Quarter], Cells]:
    """Every stored cell by district and quarter: one round trip, however many there are.

    With ``services`` only what they report, without totals and problems.
    """
    asked = questions(session, quarters, districts, services)
    if services is not None:
        return _read(session, quarters, districts, dict(zip(("pairs", "budget"), asked, strict=True)))
    return _read(session, quarters, districts, dict(zip(_NAMES, asked, strict=True)))


def read_money(session: ScopedSession, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, Cells]:
    """Recipients, budget and totals alone, by district: what money is held against."""
    _, budget, totals, _ = _QUESTIONS
    values = session.over((quarter,), districts)
    asked = {"pairs": _RECIPIENTS(**values), "budget": budget(**values), "totals": totals(**values)}
    return {code: cells for (code, _), cells in _read(session, (quarter,), districts, asked).items()}


def read_urusan(
    session: ScopedSession, quarter: Quarter, districts: tuple[str, ...], services: tuple[str, ...]
) -> Mapping[str, Cells]:
    """What these services report, by district, and the problems of all urusan."""
    pairs, budget = questions(session, (quarter,), districts, services)
    problems = _QUESTIONS[3](**session.over((quarter,), districts))
    asked = {"pairs": pairs, "budget": budget, "problems": problems}
    return {code: cells for (code, _), cells in _read(session, (quarter,), districts, asked).items()}


def _read(
    session: ScopedSession,
    quarters: tuple[Quarter, ...],
    districts: tuple[str, ...],
    asked: Mapping[str, Asked[Sequence[Any]]],
) -> Mapping[tuple[str, Quarter], Cells]:
    """The answers, laid into the cells of their district and quarter."""
    session.ahead(*asked.values())
    found = {(district, quarter): Cells() for district in districts for quarter in quarters}
    at = {(district, quarter.year, quarter.number): cells for (district, quarter), cells in found.items()}
    rows = {name: session.ask(question) for name, question in asked.items()}
    for row in rows.get("pairs", ()):
        cells = at[row.district_id, row.year, row.quarter]
        (cells.recipients if row.kind == "recipients" else cells.quality)[row.code] = _pair_cell(row)
    for row in rows.get("budget", ()):
        key = (row.service_code, BudgetVersion(row.budget_version), row.source)
        cell = BudgetCell(row.allocation, row.realisation, row.note, row.version)
        at[row.district_id, row.year, row.quarter].budget[key] = cell
    for row in rows.get("totals", ()):
        told = TotalsCell(row.total_spending, row.six_urusan_spending, row.computed_need, row.version)
        at[row.district_id, row.year, row.quarter].totals[BudgetVersion(row.budget_version)] = told
    lists: dict[tuple[str, int, int, str], list[Any]] = defaultdict(list)
    for row in rows.get("problems", ()):
        lists[row.district_id, row.year, row.quarter, row.urusan_code].append(row)
    for (district, year, number, urusan), listed_there in lists.items():
        at[district, year, number].problems[urusan] = _problem_list(listed_there)
    return found


def questions(
    session: ScopedSession,
    quarters: Sequence[Quarter],
    districts: Sequence[str],
    services: tuple[str, ...] | None = None,
) -> tuple[Asked[Sequence[Any]], ...]:
    """What ``read_cells`` asks: pairs, budget, totals, problems; of some services pairs and budget."""
    values = session.over(quarters, districts)
    if services is not None:
        return tuple(question(**values, services=joined(services)) for question in _OF_SERVICES)
    return tuple(question(**values) for question in _QUESTIONS)


def _question(
    table: Any, *columns: Any, where: Iterable[Any] = (), order: Iterable[Any] = ()
) -> Question[Sequence[Any]]:
    asked = select(table.district_id, table.year, table.quarter, *columns).where(*of_quarters(table), *where)
    return Question(asked.order_by(*order), tuple)


def _pairs(table: Any, *where: Any) -> Select[*tuple[Any, ...]]:
    kind = literal_column(f"'{table.__tablename__}'").label("kind")
    who = (kind, table.district_id, table.year, table.quarter)
    return select(*who, table.code, table.state, table.base, table.part, table.note, table.version).where(
        *where
    )


_PAIRS: tuple[Any, ...] = (RecipientsRow, QualityRow)
_BUDGET = (
    *(BudgetRow.service_code, BudgetRow.budget_version, BudgetRow.source),
    *(BudgetRow.allocation, BudgetRow.realisation, BudgetRow.note, BudgetRow.version),
)
_OF_SERVICES: tuple[Question[Sequence[Any]], ...] = (
    Question(
        union_all(
            _pairs(
                RecipientsRow,
                *of_quarters(RecipientsRow),
                RecipientsRow.code == any_(listed("services")),
            ),
            # As domain.catalogue.service_of_item: kab.1.02.01.q03 is of kab.1.02.01.
            _pairs(
                QualityRow,
                *of_quarters(QualityRow),
                func.split_part(QualityRow.code, literal_column("'.q'"), literal_column("1"))
                == any_(listed_once("services")),
            ),
        ),
        tuple,
    ),
    _question(BudgetRow, *_BUDGET, where=(BudgetRow.service_code == any_(listed("services")),)),
)
_RECIPIENTS: Question[Sequence[Any]] = Question(_pairs(RecipientsRow, *of_quarters(RecipientsRow)), tuple)
_NAMES = ("pairs", "budget", "totals", "problems")
_QUESTIONS: tuple[Question[Sequence[Any]], ...] = (
    Question(union_all(*(_pairs(t, *of_quarters(t)) for t in _PAIRS)), tuple),
    _question(BudgetRow, *_BUDGET),
    _question(
        TotalsRow,
        *(TotalsRow.budget_version, TotalsRow.total_spending, TotalsRow.six_urusan_spending),
        *(TotalsRow.computed_need, TotalsRow.version),
    ),
    _question(
        ProblemRow,
        *(ProblemRow.urusan_code, ProblemRow.problem, ProblemRow.solution, ProblemRow.owner, ProblemRow.due),
        ProblemRow.version,
        order=(ProblemRow.urusan_code, ProblemRow.position),
    ),
)


def _pair_cell(row: Any) -> PairCell:
    return PairCell(Pair(CellState(row.state), exact(row.base), exact(row.part)), row.note, row.version)


def _problem_list(rows: list[Any]) -> ProblemList:
    return ProblemList(
        tuple(Problem(r.urusan_code, r.problem, r.solution, r.owner, r.due) for r in rows), rows[0].version
    )
