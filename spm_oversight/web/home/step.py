"""The one step that is next: a sentence and a button."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """``address``: where the button leads, or posts to when ``acts``; ``number``: the walk's step that was looked at.

    ``mine``: whether the reader has the ball; else the button only looks.
    """

    sentence: str
    label: str
    icon: str
    address: str
    acts: bool = False
    number: int | None = None
    mine: bool = True
