"""The money of a district: allocation and realisation by urusan, and the four ratios with what each is divided by."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.documents.words import BUDGET_VERSION, NOT_COMPUTABLE, RATIOS
from spm_oversight.domain.catalogue import URUSAN, urusan_of_service
from spm_oversight.domain.figures import BudgetLine
from spm_oversight.domain.indicators import latest_version
from spm_oversight.formats import number, rupiah
from spm_oversight.services.district_page import DistrictPage

_UNTOLD = "belum diisi"


@dataclass(frozen=True)
class MoneyRow:
    """An urusan's money, or the sum."""

    name: str
    allocation: str
    realisation: str


@dataclass(frozen=True)
class RatioRow:
    """A ratio, percent, or that it cannot be computed; ``over``: what is divided by what, with the version."""

    label: str
    metric: str
    over: str
    value: str


@dataclass(frozen=True)
class Money:
    """``version``: of the budget act, empty where there is no budget yet."""

    version: str
    rows: tuple[MoneyRow, ...]
    total: MoneyRow
    ratios: tuple[RatioRow, ...]


def money_of(page: DistrictPage) -> Money:
    """The latest budget version's money."""
    lines = page.figures.figures.budget
    latest = latest_version(lines)
    version = BUDGET_VERSION[latest] if latest else ""
    own = [line for line in lines if line.version is latest]
    by_urusan = [
        (u, [line for line in own if urusan_of_service(line.service_code) == u.code]) for u in URUSAN
    ]
    return Money(
        version=version,
        rows=tuple(_row(urusan.name, some) for urusan, some in by_urusan if some),
        total=_row("Seluruh urusan", own),
        ratios=tuple(
            RatioRow(
                each.label,
                each.metric,
                f"{each.divided} dibagi {each.divisor}{f', {version}' if version else ''}",
                NOT_COMPUTABLE if (value := page.indicators.get(each.metric)) is None else number(value, 2),
            )
            for each in RATIOS
        ),
    )


def _row(name: str, lines: list[BudgetLine]) -> MoneyRow:
    told = [line.realisation for line in lines if line.realisation is not None]
    spent = rupiah(sum(told)) if told else _UNTOLD
    return MoneyRow(
        name,
        rupiah(sum(line.allocation for line in lines)),
        spent if len(told) == len(lines) or not told else f"{spent}, sebagian {_UNTOLD}",
    )
