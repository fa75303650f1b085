"""What was tried and refused, on record in a work of its own, since the refused one leaves nothing."""

from __future__ import annotations

from spm_oversight.domain.access import Actor
from spm_oversight.services.begin import begin

LONGEST = 300


def record_refusal(actor: Actor, *, tried: str, reason: str) -> None:
    """One event in the chain of whoever tried; ``tried``: the name of the act; nothing for people without a place."""
    if actor.membership is not None:
        with begin(actor) as work:
            work.record.add("refused", tried, reason=reason[:LONGEST])
