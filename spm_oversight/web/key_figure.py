"""A figure above all others, as the first pages and a district's page show it (``components/keys.html``)."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.documents.model import Badge


@dataclass(frozen=True)
class KeyFigure:
    """Large enough to be read on a phone: name, number, unit (empty where ``value`` is words), what it is of.

    ``link``: the words that lead to ``address``, where there is more of it; ``answers``: the key it is checked by.
    """

    label: str
    value: str
    unit: str
    about: str
    badge: Badge | None = None
    link: str = ""
    address: str = ""
    answers: str = ""
