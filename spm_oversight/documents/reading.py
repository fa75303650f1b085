"""What the builders of a paper ask of a package and its results: names, groups, and figures as cells."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from spm_oversight.charts.bars import divided_bar
from spm_oversight.documents.model import Badge, Cell, Drawing
from spm_oversight.documents.words import NIL, NO_BADGE, NOT_COMPUTABLE, badge_of
from spm_oversight.domain.catalogue import URUSAN, Urusan
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.results import Level, Result, Results
from spm_oversight.domain.show import shown
from spm_oversight.formats import EMPTY, number, signed


class Reading:
    """One province's quarter, read for paper. Every figure leaves here as shown text with its place in the results."""

    def __init__(self, package: Package, results: Results) -> None:
        self.package = package
        self.results = results
        self.running = package.quarter.number < 4
        self._bounds = package.method.bounds

    @cached_property
    def by_code(self) -> tuple[DistrictFigures, ...]:
        """All districts in the order of their codes."""
        return tuple(sorted(self.package.districts, key=lambda district: district.code))

    @cached_property
    def ranked(self) -> tuple[DistrictFigures, ...]:
        """Districts with a rank, best first, equal ones by code."""
        with_rank = [d for d in self.by_code if self.district(d).rank is not None]
        return tuple(sorted(with_rank, key=lambda d: self.district(d).rank or 0))

    @cached_property
    def unranked(self) -> tuple[DistrictFigures, ...]:
        """Districts that have an index but no rank: their report is not in a state the method ranks."""
        rows = ((d, self.district(d)) for d in self.by_code)
        return tuple(d for d, row in rows if row.index is not None and row.rank is None)

    @cached_property
    def unassessable(self) -> tuple[DistrictFigures, ...]:
        """Districts without an index: *belum dapat dinilai*, which is never a rank."""
        return tuple(d for d in self.by_code if self.district(d).index is None)

    @cached_property
    def ordered(self) -> tuple[DistrictFigures, ...]:
        """All districts as the comparisons list them: ranked, then unranked, then not assessable."""
        return self.ranked + self.unranked + self.unassessable

    @cached_property
    def urusan(self) -> tuple[Urusan, ...]:
        """The urusan of which the catalogue holds a service."""
        return tuple(u for u in URUSAN if self.package.catalogue.services_of[u.code])

    @property
    def mean(self) -> Cell:
        """The province's mean over the ranked districts."""
        return self.indicator(self.package.province, "province_mean", "percent")

    def district(self, district: DistrictFigures) -> Result:
        """The result of a district as a whole."""
        return self.at(district, Level.DISTRICT, district.code)

    def at(self, district: DistrictFigures, level: Level, code: str) -> Result:
        """One result; the calculation answers every district, urusan and service."""
        return self.results.by_key[district.code, level, code]

    def badge(self, row: Result) -> Badge:
        """The category of a result."""
        return badge_of(row.category, running=self.running)

    def band(self, name: str) -> Badge:
        """The badge of one of the method's bands."""
        return badge_of(name, running=self.running)

    def text(self, value: Fraction) -> str:
        """A percentage as shown: two decimals, never over a band's bound it has not reached (contract 1, rule 8)."""
        return number(shown(value, 2, self._bounds), 2)

    def percentage(self, row: Result, column: str, *, strong: bool = False, badge: bool = False) -> Cell:
        """A percentage of a result; absent: *nihil* where the district has an index and the row none, else a dash."""
        value: Fraction | None = getattr(row, column)
        whole = self.results.by_key[row.district_code, Level.DISTRICT, row.district_code]
        empty = NIL if row.index is None and whole.index is not None else EMPTY
        return Cell(
            text=empty if value is None else self.text(value),
            absent=value is None,
            answers=f"{row.district_code} {row.level} {row.code} {column}",
            number=True,
            strong=strong,
            badge=(NO_BADGE if row.index is None else self.badge(row)) if badge else None,
        )

    def recipients_and_quality(self, row: Result) -> Cell:
        """Both parts of a result in one cell: each cell costs the renderer about two milliseconds."""
        parts = [self.percentage(row, column) for column in ("recipients_pct", "quality_pct")]
        absent = all(part.absent for part in parts)
        text = parts[0].text if absent else " / ".join(part.text for part in parts)
        return Cell(text, " / ".join(part.answers for part in parts), absent=absent, number=True)

    def rank(self, row: Result) -> Cell:
        """A rank; *seri* where several share it."""
        tied = sum(self.district(other).rank == row.rank for other in self.ranked) > 1
        text = EMPTY if row.rank is None else f"{row.rank} seri" if tied else f"{row.rank}"
        answers = f"{row.district_code} {row.level} {row.code} rank"
        return Cell(text, answers, absent=row.rank is None, number=True, strong=True)

    def indicator(self, scope: str, metric: str, form: str) -> Cell:
        """An indicator as shown. ``form``: percent, signed, whole, ratio (empty: *tidak dapat dihitung*), yes."""
        value = self.results.indicator.get((scope, metric))
        text = self._written(value, form)
        return Cell(text, f"{scope} {metric}", absent=value is None, number=form != "yes")

    def has_indicator(self, metric: str) -> bool:
        """Whether any district has a value of this metric, so that its column is worth printing."""
        return any(self.results.indicator.get((d.code, metric)) is not None for d in self.by_code)

    def counts(self, width: float) -> Drawing:
        """How many districts stand in each band, best first, those without an index last; width in pixels of paper."""
        categories = [self.district(district).category for district in self.by_code]
        names: list[str | None] = [band.name for band in self.package.method.bands]
        parts = [(badge_of(n, running=self.running), categories.count(n)) for n in [*names, None]]
        chart = divided_bar(
            [(badge.letters, badge.label, badge.style, count) for badge, count in parts],
            title="Jumlah daerah menurut kategori",
            unit=f"dari {len(categories)} daerah",
            source=", ".join(f"{badge.letters} {badge.label}" for badge, count in parts if count),
            width=width,
        )
        return Drawing(chart)

    def _written(self, value: Fraction | None, form: str) -> str:
        if value is None:
            return NOT_COMPUTABLE if form == "ratio" else EMPTY
        if form == "whole":
            return number(value)
        if form == "yes":
            return "ya" if value else "tidak"
        return signed(shown(value, 2, self._bounds), 2) if form == "signed" else self.text(value)


def short_name(district: DistrictFigures) -> str:
    """``Kotawaringin Barat``; a city keeps its *Kota*, so that the two of one name stay apart."""
    return district.name.removeprefix("Kabupaten ")


def reason_unassessable(district: DistrictFigures) -> str:
    """Why a district has no index, in a few words (contract 1, calculation 5)."""
    if district.report_state is ReportState.NONE:
        return "laporan belum mulai diisi"
    pairs = district.recipients.values()
    if not any(pair.state is not CellState.BLANK for pair in pairs):
        return "belum ada isian penerima layanan"
    return "semua layanan dinyatakan nihil"
