"""A method version: every choice the rules leave open, as data (ADR 0008)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from spm_oversight.domain.tolerances import USUAL, USUAL_DAYS, Tolerances


class QualityAggregation(StrEnum):
    """How items make the quality of a service: two readings of the same annex (ADR 0008)."""

    MEAN_OF_ITEMS = "mean_of_items"
    POOLED = "pooled"


class EmptyDenominator(StrEnum):
    """What a declared absence of demand (nihil) does to the mean."""

    EXCLUDE = "exclude"
    COUNT_100 = "count_100"


class ReportState(StrEnum):
    """Where a district's quarter stands for the province."""

    ACCEPTED = "accepted"
    SENT = "sent"
    RETURNED = "returned"
    DRAFT = "draft"
    NONE = "none"


@dataclass(frozen=True)
class Band:
    """A category and its lower bound in percent, bound included."""

    lower: Fraction
    name: str


DEFAULT_BANDS = (
    Band(Fraction(100), "tuntas_paripurna"),
    Band(Fraction(90), "tuntas_utama"),
    Band(Fraction(80), "tuntas_madya"),
    Band(Fraction(70), "tuntas_pratama"),
    Band(Fraction(60), "tuntas_muda"),
    Band(Fraction(0), "belum_tuntas"),
)


@dataclass(frozen=True)
class Method:
    """One version of the calculation's settings; printed with every result (contract 1).

    ``tolerances`` of entry and ``deadline_days`` go with the version, but enter neither calculation nor package.
    """

    version: str = "2022.1"
    recipients_weight: Fraction = Fraction(4, 5)
    quality_weight: Fraction = Fraction(1, 5)
    quality_aggregation: QualityAggregation = QualityAggregation.MEAN_OF_ITEMS
    empty_denominator: EmptyDenominator = EmptyDenominator.EXCLUDE
    ranked_states: tuple[ReportState, ...] = (ReportState.ACCEPTED,)
    bands: tuple[Band, ...] = DEFAULT_BANDS
    tolerances: Tolerances = USUAL
    deadline_days: int = USUAL_DAYS

    @cached_property
    def bounds(self) -> tuple[Fraction, ...]:
        """What a shown figure may not reach before its value does: the bands' lower bounds, and always 100."""
        return (*(band.lower for band in self.bands), Fraction(100))
