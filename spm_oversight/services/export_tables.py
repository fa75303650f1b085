"""Comparison and ranking as plain tables for files: the figures as the pages show them, and the facts beside them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from spm_oversight.documents.method import grouped
from spm_oversight.documents.words import DATA_STATE, NIL, RATIOS, REPORT_STATE, badge_of
from spm_oversight.domain.package import DataState
from spm_oversight.domain.show import shown
from spm_oversight.exchange.tables import PlainTable, Value
from spm_oversight.formats import moment, number, quarter_title
from spm_oversight.persistence.snapshots import PublishedFigure
from spm_oversight.services.closed_period import FrozenPeriod
from spm_oversight.services.results import ComparedDistrict, Comparison, Ranking

HASH_SHOWN = 12
"""Digits of the hash that a page shows; files carry all."""

_METRICS = {"index": "capaian", **{ratio.metric: ratio.label.lower() for ratio in RATIOS}}


def facts_of(period: FrozenPeriod, *, hash_digits: int | None = None) -> tuple[tuple[str, str], ...]:
    """What travels with every figure of a closed period, as names and values."""
    title = quarter_title(period.quarter.year, period.quarter.number)
    return (
        ("Periode", f"{title}, berjalan" if period.running else title),
        ("Ukuran", f"capaian (IPSPM), {DATA_STATE[DataState.REPORTED]}"),
        ("Keadaan data", "diterbitkan" if period.published_at else "dibekukan, belum diterbitkan"),
        ("Batas data", moment(period.cut_off, period.province.time_zone)),
        ("Metode", f"IPSPM {period.method.version}"),
        ("Sidik data", grouped(period.sha256, hash_digits)),
    )


def metric_label(figure: PublishedFigure) -> str:
    """Which measure a published figure is of, in the words of the pages."""
    return _METRICS.get(figure.metric, figure.metric)


def comparison_table(comparison: Comparison) -> PlainTable:
    """A row a district in the order of the page: achievement by urusan, completeness, timeliness, budget ratios."""
    heads = (
        *("Kode", "Daerah", "Keadaan laporan", "Peringkat", "Capaian (IPSPM, %)", "Kategori"),
        *(f"{urusan.short} (IPSPM, %)" for urusan in comparison.urusan),
        *("Keterisian (%)", "Tepat waktu"),
        *(f"{ratio.label} (%)" for ratio in RATIOS),
    )
    rows = tuple(_comparison_row(comparison, each) for each in comparison.districts)
    return _table("Perbandingan", comparison.period, heads, rows, comparison.mean)


def ranking_table(ranking: Ranking) -> PlainTable:
    """A row a district by rank; those without rank follow, with the state of their report instead."""
    period = ranking.period
    earlier = [f"Peringkat {quarter_title(each.year, each.number)}" for each in ranking.earlier]
    heads = (
        "Peringkat",
        "Seri",
        "Kode",
        "Daerah",
        "Capaian (IPSPM, %)",
        "Kategori",
        "Keadaan laporan",
        *earlier,
    )
    standings = (*ranking.ranked, *ranking.unranked, *ranking.unassessable)
    rows = tuple(
        (
            each.rank,
            "seri" if each.tied else None,
            each.district.id,
            each.district.name,
            _shown(period, each.achievement.index),
            badge_of(each.achievement.category, running=period.running).label,
            REPORT_STATE[each.report_state],
            *(each.earlier or (None,) * len(earlier)),
        )
        for each in standings
    )
    return _table("Peringkat", period, heads, rows, ranking.mean)


def _comparison_row(comparison: Comparison, each: ComparedDistrict) -> tuple[Value, ...]:
    period, indicators = comparison.period, each.indicators
    parts = (each.urusan[urusan.code].index for urusan in comparison.urusan)
    nil = None if each.whole.index is None else NIL
    return (
        each.district.id,
        each.district.name,
        REPORT_STATE[each.report_state],
        each.rank,
        _shown(period, each.whole.index),
        badge_of(each.whole.category, running=period.running).label,
        *(nil if part is None else _shown(period, part) for part in parts),
        _shown(period, indicators["completeness"]),
        "ya" if indicators["on_time"] else "tidak",
        *(_shown(period, indicators[ratio.metric]) for ratio in RATIOS),
    )


def _table(
    name: str,
    period: FrozenPeriod,
    heads: tuple[str, ...],
    rows: tuple[tuple[Value, ...], ...],
    mean: Fraction | None,
) -> PlainTable:
    facts = (*facts_of(period), ("Rata-rata provinsi (IPSPM, %)", number(_shown(period, mean), 2)))
    return PlainTable(name, heads, rows, (*facts, *_sample(period)), period.cut_off)


def _sample(period: FrozenPeriod) -> tuple[tuple[str, str], ...]:
    """That the figures are examples, and which of them are not."""
    if not period.sample:
        return ()
    real = "; ".join(
        f"{each.district} {metric_label(each)} {number(each.value, 2)}" for each in period.published
    )
    return (("Data contoh", f"ya, kecuali {real}" if real else "ya"),)


def _shown(period: FrozenPeriod, value: Fraction | None) -> Decimal | None:
    return None if value is None else shown(value, 2, period.method.bounds)
