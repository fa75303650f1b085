"""What a district's own papers can be: which figures they show, and the sheet they are printed on."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Which figures a paper shows: as they stood when it was asked for, or as the province published them."""

    LIVE = "live"
    FROZEN = "frozen"


class PaperSize(StrEnum):
    """The sheet: 210 x 297 mm, or 215 x 330 mm as many offices keep it."""

    A4 = "A4"
    F4 = "F4"
