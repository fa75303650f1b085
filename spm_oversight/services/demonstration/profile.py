"""The districts of the demonstration: size, money, and where their achievement is meant to arrive.

Population and money are round orders of magnitude, made up for this purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from spm_oversight.domain.indicators import Metric
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.snapshots import PublishedFigure

PROVINCE = "62"
KOTAWARINGIN_BARAT, KAPUAS, SUKAMARA = "62.01", "62.03", "62.08"
CLOSED_QUARTERS = tuple(Quarter(year, number) for year in (2023, 2024) for number in (1, 2, 3, 4))
PUBLISHED_QUARTER = Quarter(2023, 4)
NOTED_WITH = Quarter(2024, 2)
"""The first period published after the real figures were (21 May 2024)."""
TIED_YEAR = 2024

RELOCATION, HOMES_LOST, RESCUE, RELIEF = "kab.1.04.02", "kab.1.04.01", "kab.1.05.04", "kab.1.06.05"
"""Services that may be nil: relocation by the government, and three that only a disaster brings."""


@dataclass(frozen=True)
class Profile:
    """One district. ``targets``: index at the end of each year, percent; ``nil``: services without demand.

    ``share``: SPM allocation of the six urusan's spending at the end of each year, hundredths of a percent.
    ``lean``: percentage points by which a tied district's urusan differ, adding up to nothing.
    """

    code: str
    short: str
    population: int
    budget: int  # total spending of 2023, million rupiah
    targets: Mapping[int, Fraction]
    share: Mapping[int, int]
    nil: frozenset[str] = frozenset()
    unreported: Mapping[int, float] = field(default_factory=dict[int, float])  # part of the form left blank
    lean: Mapping[str, int] | None = None

    def is_tied(self, year: int) -> bool:
        """Whether this year ends in an exact tie with the district that has a ``lean`` too."""
        return self.lean is not None and year == TIED_YEAR


def _profile(
    code: str,
    short: str,
    thousands: int,
    billions: int,
    index: tuple[str, str],
    share: tuple[int, int],
    *nil: str,
) -> Profile:
    return Profile(
        code=code,
        short=short,
        population=thousands * 1000,
        budget=billions * 1000,
        targets={2023: Fraction(index[0]), 2024: Fraction(index[1])},
        share={2023: share[0], 2024: share[1]},
        nil=frozenset(nil),
        unreported={2023: 0.38, 2024: 0.12} if code == KAPUAS else {},
        lean=_LEANS.get(code),
    )


# Pendidikan has three services and sosial five, but each urusan weighs the same: what one loses the other gains.
_LEANS = {"62.05": {"1.01": 5, "1.06": -5}, "62.13": {"1.01": -5, "1.06": 5}}

PROFILES = (
    _profile("62.01", "kotawaringin-barat", 281, 1_624, ("85.20", "91.37"), (5_214, 5_466), RELOCATION),
    _profile("62.02", "kotawaringin-timur", 437, 2_183, ("74.62", "80.24"), (4_871, 5_032), RELOCATION),
    _profile("62.03", "kapuas", 416, 2_341, ("14.90", "46.31"), (3_127, 3_874)),
    _profile("62.04", "barito-selatan", 135, 1_254, ("61.83", "70.86"), (4_466, 4_590), RELOCATION),
    _profile("62.05", "barito-utara", 158, 1_952, ("70.34", "77.50"), (4_038, 4_219), RELOCATION),
    _profile("62.06", "katingan", 167, 1_553, ("55.41", "63.93"), (3_946, 4_171)),
    _profile("62.07", "seruyan", 169, 1_482, ("48.17", "57.22"), (3_712, 3_905), RELOCATION),
    _profile("62.08", "sukamara", 66, 861, ("78.43", "84.02"), (7_157, 6_884), RELOCATION, RESCUE, RELIEF),
    _profile("62.09", "lamandau", 101, 1_063, ("81.12", "86.61"), (5_703, 5_841), RELOCATION, HOMES_LOST),
    _profile("62.10", "gunung-mas", 141, 1_271, ("52.74", "66.38"), (4_127, 4_402), RELOCATION),
    _profile("62.11", "pulang-pisau", 137, 1_212, ("66.53", "73.11"), (4_689, 4_755), RELOCATION),
    _profile("62.12", "murung-raya", 115, 1_884, ("43.58", "59.64"), (3_538, 3_860), RELOCATION),
    _profile("62.13", "barito-timur", 117, 1_121, ("68.91", "77.50"), (4_812, 4_930), RELOCATION),
    _profile(
        "62.71", "palangka-raya", 306, 1_413, ("83.27", "90.08"), (6_018, 6_153), RELOCATION, HOMES_LOST
    ),
)
BY_CODE: Mapping[str, Profile] = {profile.code: profile for profile in PROFILES}

_SOURCE = "Inspektur Daerah Kalteng, 21 Mei 2024 (maharatinews.com)"
PUBLISHED = (
    PublishedFigure(
        KOTAWARINGIN_BARAT, PUBLISHED_QUARTER, "index", Decimal("85.20"), _SOURCE, "Capaian tertinggi."
    ),
    PublishedFigure(KAPUAS, PUBLISHED_QUARTER, "index", Decimal("14.90"), _SOURCE, "Capaian terendah."),
    PublishedFigure(
        SUKAMARA,
        PUBLISHED_QUARTER,
        Metric.PORSI_URUSAN.value,
        Decimal("71.57"),
        _SOURCE,
        "Alokasi tertinggi. Laporan lain menyebut angka yang sama sebagai realisasi anggaran.",
    ),
)
"""What is real (docs/rules.md, 5); everything else is *data contoh*."""
