"""The letters about one's own account: what about, when, whether they went out. What stands in them is told by none.

They are written by the platform or by whoever appoints, whose outboxes their reader does not see; without this list
somebody whose mail is read by another, or goes nowhere, would not learn that a letter was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.access import Actor
from spm_oversight.domain.messages import ACCOUNT, INVITATION, KINDS, RESET, MessageState
from spm_oversight.services.begin import begin_system

LATEST = 20


@dataclass(frozen=True)
class AccountLetter:
    """A letter; ``why`` tells why it was not mailed, in our own words, never in a mail server's."""

    subject: str
    written: datetime
    state: MessageState
    sent: datetime | None
    why: str


def account_letters(*, actor: Actor) -> tuple[AccountLetter, ...]:
    """The latest letters to any post the actor ever held, the newest first.

    An invitation is a tenant's own letter, whose subject the system does not read: its kind stands for it.
    """
    with begin_system(actor) as work:
        found = work.messages.envelopes(actor.account, (ACCOUNT, INVITATION, RESET), limit=LATEST)
        return tuple(
            AccountLetter(
                subject=each.subject or KINDS[each.kind].label,
                written=each.created_at,
                state=each.state,
                sent=each.sent_at,
                why=each.why if each.state is MessageState.KEPT else "",
            )
            for each in found
        )
