"""How far an entered figure may stray before it is asked about, and how long reporting takes: the province's choice.

None of it enters the calculation; it is kept with the method, so that each quarter knows what it was opened with.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

FEWEST_DAYS, MOST_DAYS = 1, 90


@dataclass(frozen=True)
class Tolerances:
    """What entry asks about. ``jump``: times last period's figure; ``fall``: per cent below last quarter's that is let
    pass; ``slip``: per cent by which a ratio may miss 10, 100 or 1.000 and still look like a slip of the pen.
    """

    jump: Fraction = Fraction(3)
    fall: Fraction = Fraction(0)
    slip: Fraction = Fraction(5)


USUAL = Tolerances()
USUAL_DAYS = 20
"""Days after a quarter's end on which reports are due (docs/rules.md, 4: the ministry's days)."""
