"""How many a district owes each service, and what its quality items ask for: derived from its population."""

from __future__ import annotations

from spm_oversight.domain.catalogue import QualityItem
from spm_oversight.services.demonstration.chance import between
from spm_oversight.services.demonstration.profile import Profile

# People (households, houses) per 1,000 inhabitants that a service is owed to.
_PER_THOUSAND = {
    "kab.1.01.01": 34.0,
    "kab.1.01.02": 165.0,
    "kab.1.01.03": 11.0,
    "kab.1.02.01": 21.0,
    "kab.1.02.02": 20.0,
    "kab.1.02.03": 19.0,
    "kab.1.02.04": 88.0,
    "kab.1.02.05": 165.0,
    "kab.1.02.06": 640.0,
    "kab.1.02.07": 74.0,
    "kab.1.02.08": 201.0,
    "kab.1.02.09": 16.0,
    "kab.1.02.10": 1.8,
    "kab.1.02.11": 11.0,
    "kab.1.02.12": 26.0,
    "kab.1.03.01": 270.0,
    "kab.1.03.02": 262.0,
    "kab.1.04.01": 0.25,
    "kab.1.04.02": 0.15,
    "kab.1.05.01": 1.1,
    "kab.1.05.02": 210.0,
    "kab.1.05.03": 210.0,
    "kab.1.05.04": 3.0,
    "kab.1.05.05": 0.6,
    "kab.1.06.01": 1.2,
    "kab.1.06.02": 1.5,
    "kab.1.06.03": 2.0,
    "kab.1.06.04": 0.15,
    "kab.1.06.05": 3.5,
}
# Both look after the people who live where disasters strike.
_SAME_PEOPLE = {"kab.1.05.03": "kab.1.05.02"}
# Part of the recipients an item is meant for, where it is not all of them.
_PART = {
    "kab.1.01.01.q06": 1 / 22,
    "kab.1.01.01.q07": 1 / 48,
    "kab.1.01.02.q07": 1 / 26,
    "kab.1.01.02.q08": 1 / 170,
    "kab.1.01.03.q07": 1 / 24,
    "kab.1.01.03.q08": 1 / 130,
    "kab.1.04.01.q01": 0.5,
    "kab.1.04.01.q02": 0.3,
    "kab.1.04.01.q03": 0.1,
    "kab.1.04.01.q04": 0.1,
    "kab.1.05.03.q04": 0.01,
    "kab.1.05.03.q05": 0.012,
    "kab.1.05.03.q06": 0.004,
    "kab.1.05.05.q01": 0.8,
    "kab.1.06.05.q03": 0.01,
}
COUNTED_SINGLY = {"dokumen": (1, 3), "kawasan": (4, 14), "kegiatan": (3, 9), "laporan": (4, 13)}
"""Units of which there are few; the range that a district needs."""
_EQUIPMENT = (
    "alat ",
    "tensimeter",
    "glukometer",
    "fotometer",
    "pedoman",
    "buku pedoman",
    "media",
    "kit ",
    "peralatan",
)
_PEOPLE_PER_HEALTH_CENTRE = 13_000
_PUPILS_PER_TEACHER = 19
_GRID = 20


def to_serve(profile: Profile, year: int, service: str) -> int:
    """Recipients owed the service in the year; each year has its own projection."""
    grown = profile.population * (1 + 0.013 * (year - 2023))
    same = _SAME_PEOPLE.get(service, service)
    amount = grown * _PER_THOUSAND[service] / 1000 * between(0.88, 1.12, profile.code, year, same)
    return _on_grid(profile, year, max(12, round(amount)))


def needed(profile: Profile, year: int, item: QualityItem, recipients: int) -> int:
    """How many of a quality item the year needs, for that many recipients of its service."""
    words = (profile.code, year, item.code)
    if item.code in _PART:
        amount = recipients * _PART[item.code]
    elif item.unit in COUNTED_SINGLY:
        return round(between(*COUNTED_SINGLY[item.unit], *words))
    elif item.unit == "unit":
        amount = between(18, 64, *words)
    elif item.kind == "sdm":
        amount = _staff(profile, item, recipients) * between(0.8, 1.3, *words)
    elif item.name.lower().startswith(_EQUIPMENT):
        amount = profile.population / _PEOPLE_PER_HEALTH_CENTRE * between(2, 5, *words)
    else:
        amount = recipients
    return _on_grid(profile, year, max(2, round(amount)))


def _staff(profile: Profile, item: QualityItem, recipients: int) -> float:
    if item.code.startswith("kab.1.01"):
        return recipients / _PUPILS_PER_TEACHER * (1.0 if item.name.startswith("Pendidik") else 0.2)
    if item.code.startswith("kab.1.02"):
        return profile.population / _PEOPLE_PER_HEALTH_CENTRE * 3
    return profile.population / 4_500


def _on_grid(profile: Profile, year: int, amount: int) -> int:
    """An exact tie needs bases that whole steps of five percent divide."""
    return max(_GRID, round(amount / _GRID) * _GRID) if profile.is_tied(year) else amount
