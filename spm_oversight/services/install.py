"""Bring a database up to date: schema, then the shared register of regions and the catalogue."""

from __future__ import annotations

from spm_oversight.persistence.database import migrate
from spm_oversight.persistence.register import load_register


def install(*, owner_url: str) -> None:
    """Run as ``spm_owner`` at ``owner_url`` (``postgresql://...``); changes nothing the second time."""
    migrate(owner_url)
    load_register(owner_url)
