"""The register of denominators: how many people each service owes in a year, who says so, and since when.

Several sources for one denominator are a known trouble (oversight-practice section 6): the register names one, with
its source and document, and a figure in a form that differs from it is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from spm_oversight.domain.entry import LARGEST
from spm_oversight.domain.errors import Fault, Invalid

LONGEST = 300


@dataclass(frozen=True)
class Denominator:
    """What is to serve in a year: ``value`` in the service's unit, ``source`` who counted, ``dated`` as of when.

    ``document`` proves it (number and title), ``owner`` answers for it; both may be empty.
    """

    value: Fraction
    source: str
    dated: date
    document: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Registered:
    """A denominator as it stands in the register. ``taken_from``: the year it was carried over from, if it was.

    A locked one is changed by nobody until it is unlocked with a reason.
    """

    denominator: Denominator
    locked: bool
    taken_from: int | None
    version: int


def differs(entered: Fraction | None, registered: Registered | None) -> bool:
    """Whether a form says something else than the register; where either says nothing, nothing differs."""
    return entered is not None and registered is not None and entered != registered.denominator.value


def checked(typed: Denominator, *, today: date) -> Denominator:
    """The denominator with its texts in order; ``Invalid`` with a fault for each wrong place."""
    neat = replace(
        typed,
        source=" ".join(typed.source.split()),
        document=" ".join(typed.document.split()),
        owner=" ".join(typed.owner.split()),
    )
    faults: list[Fault] = []
    if neat.value < 0 or neat.value > LARGEST:
        faults.append(Fault("value", "Tulis jumlah dari 0 sampai paling banyak 15 digit."))
    if not neat.source:
        faults.append(Fault("source", "Tulis siapa yang menghitung, misalnya BPS atau Dinas Dukcapil."))
    if neat.dated > today:
        faults.append(Fault("dated", "Tulis tanggal data, paling lambat hari ini."))
    faults += [
        Fault(place, f"Tulis paling panjang {LONGEST} huruf.")
        for place in ("source", "document", "owner")
        if len(getattr(neat, place)) > LONGEST
    ]
    if faults:
        raise Invalid("Sasaran belum benar.", tuple(faults))
    return neat
