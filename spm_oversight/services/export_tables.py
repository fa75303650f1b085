"""The ranking as a plain table for files, and the facts that every table of a period carries."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from spm_oversight.documents.method import grouped
from spm_oversight.documents.words import DATA_STATE, RATIOS, REPORT_STATE, badge_of
from spm_oversight.domain.package import DataState
from spm_oversight.domain.show import shown
from spm_oversight.exchange.tables import PlainTable
from spm_oversight.formats import moment, number, quarter_title
from spm_oversight.persistence.snapshots import PublishedFigure
from spm_oversight.services.ranking import Ranking
from spm_oversight.services.shown_period import ShownPeriod

HASH_SHOWN = 12
"""Digits of the hash that a page shows; files carry all."""

_METRICS = {"index": "capaian", **{ratio.metric: ratio.label.lower() for ratio in RATIOS}}


def facts_of(
    period: ShownPeriod, *, measure: str = "capaian (IPSPM)", hash_digits: int | None = None
) -> tuple[tuple[str, str], ...]:
    """What travels with every figure of a period, as names and values."""
    title = quarter_title(period.quarter.year, period.quarter.number)
    until = moment(period.cut_off, period.province.time_zone)
    again = ", sedang dihitung ulang" if period.recalculating else ""
    facts = (
        ("Periode", f"{title}, berjalan" if period.running else title),
        ("Ukuran", f"{measure}, {DATA_STATE[DataState.REPORTED]}"),
        ("Keadaan data", _data_state(period)),
        ("Batas data", until) if period.frozen else ("Per", until),
        ("Metode", f"IPSPM {period.method.version}{again}"),
    )
    return (*facts, ("Sidik data", grouped(period.sha256, hash_digits))) if period.frozen else facts


def metric_label(figure: PublishedFigure) -> str:
    """Which measure a published figure is of, in the words of the pages."""
    return _METRICS.get(figure.metric, figure.metric)


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
    mean = ("Rata-rata provinsi (IPSPM, %)", number(_shown(period, ranking.mean), 2))
    facts = (*facts_of(period), mean, *sample_facts(period))
    return PlainTable("Peringkat", heads, rows, facts, period.cut_off)


def _data_state(period: ShownPeriod) -> str:
    if not period.frozen:
        return "sementara, belum ditutup"
    state = "diterbitkan" if period.published_at else "dibekukan, belum diterbitkan"
    return f"{state}, revisi {period.revision}" if period.revision > 1 else state


def sample_facts(period: ShownPeriod) -> tuple[tuple[str, str], ...]:
    """That the figures are examples, and which of them are not."""
    if not period.sample:
        return ()
    real = "; ".join(
        f"{each.district} {metric_label(each)} {number(each.value, 2)}" for each in period.published
    )
    return (("Data contoh", f"ya, kecuali {real}" if real else "ya"),)


def _shown(period: ShownPeriod, value: Fraction | None) -> Decimal | None:
    return None if value is None else shown(value, 2, period.method.bounds)
