"""Variety without randomness: numbers that depend on words alone, the same on every machine."""

from __future__ import annotations

import hashlib


def chance(*words: object) -> float:
    """A number from 0 up to 1, made of the words."""
    digest = hashlib.sha256("|".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def between(low: float, high: float, *words: object) -> float:
    """A number from ``low`` up to ``high``, made of the words."""
    return low + (high - low) * chance(*words)
