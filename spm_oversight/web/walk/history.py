"""A quarter's steps as its history tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spm_oversight import formats
from spm_oversight.services.history import Happened
from spm_oversight.web.told import STEPS


@dataclass(frozen=True)
class HistoryRow:
    """A step as the history tells it."""

    at: str
    step: str
    by: str
    reason: str


def history_rows(steps: Sequence[Happened], zone: str) -> tuple[HistoryRow, ...]:
    """The steps, the newest first."""
    return tuple(
        HistoryRow(
            at=formats.moment(step.at, zone),
            step=_step(step, zone),
            by=step.by,
            reason=step.reason,
        )
        for step in reversed(steps)
    )


def _step(step: Happened, zone: str) -> str:
    words = [STEPS[step.step]]
    if step.office:
        words.append(step.office)
    if step.number:
        words.append(f"kiriman ke-{step.number}")
    if step.until:
        words.append(f"sampai {formats.moment(step.until, zone)}")
    return ", ".join(words)
