"""What can be chosen for the comparison: the selects and boxes of its form."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import NO_BADGE, badge_of
from spm_oversight.domain.catalogue import URUSAN
from spm_oversight.domain.period import Quarter
from spm_oversight.services.compared_words import KINDS
from spm_oversight.services.comparison import UNASSESSED, Comparison
from spm_oversight.services.measures import MEASURES
from spm_oversight.services.peer_groups import members
from spm_oversight.web.frozen import Choice, choices_of_period
from spm_oversight.web.told import title_of


@dataclass(frozen=True)
class Select:
    """A field of the form, by the name it has in the address."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Box:
    """A category to filter by."""

    code: str
    badge: Badge
    chosen: bool


@dataclass(frozen=True)
class Choices:
    """``selects``: what the table shows; ``districts``, ``bands``: which of them."""

    selects: tuple[Select, ...]
    districts: tuple[Select, ...]
    bands: tuple[Box, ...]


def choices_of(comparison: Comparison) -> Choices:
    """The form as it stands for this view."""
    view, period = comparison.view, comparison.period
    measures = [(each.key, each.label) for each in MEASURES]
    urusan = [("", "Semua urusan"), *((each.code, f"Layanan {each.short}") for each in URUSAN)]
    against = [("", "Tanpa pembanding")]
    against += [
        (each.code, f"{title_of(each)}{_relation(each, period.quarter)}")
        for each in period.closed
        if each != period.quarter
    ]
    return Choices(
        selects=(
            Select("periode", "Periode", choices_of_period(period)),
            select("ukuran", "Ukuran", measures, view.measure.key),
            select("urusan", "Kolom", urusan, view.urusan),
            select("banding", "Pembanding", against, view.against.code if view.against else ""),
        ),
        districts=district_choices(comparison),
        bands=band_boxes(comparison),
    )


def band_boxes(comparison: Comparison) -> tuple[Box, ...]:
    """The categories of the period's method, and that of districts without any."""
    bands = [
        *((band.name, badge_of(band.name, running=False)) for band in comparison.period.method.bands),
        (UNASSESSED, NO_BADGE),
    ]
    return tuple(Box(name, badge, name in comparison.view.bands) for name, badge in bands)


def district_choices(comparison: Comparison) -> tuple[Select, ...]:
    """Kabupaten or kota, and the province's own groups where there are any."""
    view = comparison.view
    kinds = [("", "Kabupaten dan kota"), *((code, f"{label} saja") for code, label in KINDS.items())]
    groups = [("", "Tanpa kelompok"), *((name, name) for name in members(comparison.districts))]
    selects = (
        select("jenis", "Jenis daerah", kinds, view.kind),
        select("kelompok", "Kelompok daerah", groups, view.group),
    )
    return selects if len(groups) > 1 else selects[:1]


def select(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> Select:
    """A field with these codes and texts."""
    return Select(name, label, tuple(Choice(code, text, code == chosen) for code, text in choices))


def _relation(other: Quarter, shown: Quarter) -> str:
    if other == shown.year_before:
        return " (tahun lalu)"
    return " (triwulan sebelumnya)" if other == shown.previous else ""
