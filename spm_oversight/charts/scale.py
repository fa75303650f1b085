"""From a figure to a place on a line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from spm_oversight.charts.ink import INK_2, LINE
from spm_oversight.charts.marks import Mark, Path, Text, tidy
from spm_oversight.charts.places import overlap
from spm_oversight.formats import number


@dataclass(frozen=True)
class Scale:
    """Figures from ``low`` to ``high`` on places from ``start`` to ``end``; what lies outside stands at its end."""

    low: Fraction
    high: Fraction
    start: float
    end: float

    @cached_property
    def _ends(self) -> tuple[float, float]:
        return float(self.low), float(self.high)

    def __call__(self, value: Fraction) -> float:
        """The place of a figure."""
        # Far finer than the tenth of a pixel it is told in, and far faster than fractions.
        low, high = self._ends
        inside = min(max(float(value), low), high)
        part = (inside - low) / (high - low) if high > low else 0
        return tidy(self.start + part * (self.end - self.start))


def steps(low: Fraction, high: Fraction, count: int) -> tuple[Fraction, ...]:
    """``count`` figures evenly from low to high."""
    return tuple(low + (high - low) * index / (count - 1) for index in range(count))


def plain(value: Fraction) -> str:
    """A figure of a scale: whole, or with one decimal."""
    return number(value, 0 if round(value * 10) % 10 == 0 else 1)


def upright(scale: Scale, top: float, bottom: float, target: Text | None) -> list[Mark]:
    """Lines at the two ends and the middle, with their figures over them; a target's name takes the place of one."""
    marks: list[Mark] = []
    for value in steps(scale.low, scale.high, 3):
        x = scale(value)
        marks.append(Path((((x, top), (x, bottom)),), LINE))
        label = Text(x, tidy(top - 10), plain(value), 11, "middle", INK_2)
        if target is None or not overlap(label.box(), target.box()):
            marks.append(label)
    return marks
