"""Where a district's quarter stands, as far as it decides what is next for an office and for the district alike."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.method import ReportState


@dataclass(frozen=True)
class Standing:
    """``opened``, ``late``: whether the window has begun, and is over for whoever asks (an office may have more time).

    ``with_leader``: whether the quarter lies before the district's leader; ``head_approves``: whether the province asks
    for the heads' approval. ``unmended``: remarks of a return nobody has acted on; ``waiting``: rows typed that do not
    count, which nothing is handed in or sent with.
    """

    report: ReportState
    closed: bool
    opened: bool
    late: bool
    with_leader: bool
    head_approves: bool
    unmended: int = 0
    waiting: int = 0
