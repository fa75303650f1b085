"""Links by which a person chooses a password: what they are for, how long they live, how often they are sent."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

LIFE = timedelta(minutes=30)
# Letters to one account within LIFE, requests from one network address within WINDOW.
PER_ACCOUNT, PER_ADDRESS = 3, 20
WINDOW = timedelta(hours=1)


class LinkKind(StrEnum):
    """What a link is for; the value is stored, and is the name of the message that carries it."""

    INVITATION = "invitation"
    RESET = "reset"
