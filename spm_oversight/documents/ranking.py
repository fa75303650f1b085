"""The ranking on paper: the table, who stands outside it and why, who moved, and the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from spm_oversight.documents.drawings import moves
from spm_oversight.documents.model import (
    Block,
    Cell,
    Columns,
    Drawing,
    Head,
    Item,
    Items,
    Prose,
    Row,
    Section,
    Table,
)
from spm_oversight.documents.reading import Reading, reason_unassessable, short_name
from spm_oversight.documents.words import DATA_STATE, EMPTY_DENOMINATOR, REPORT_STATE
from spm_oversight.domain.method import Method
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.formats import number, quarter_short, quarter_title

MOVERS_SHOWN = 6


def ranking_section(reading: Reading, *, previous_ranks: Mapping[str, int], sample: bool) -> Section:
    """Rank by rank, with the method under it; *belum dapat dinilai* stands apart, never as a rank."""
    quarter = reading.package.quarter
    blocks: list[Block] = [_ranking_table(reading, sample)]
    if reading.unranked or reading.unassessable:
        blocks.append(_outside_table(reading, sample))
    method = Prose(heading="Metode", paragraphs=(method_sentence(reading.package.method),), note=True)
    moved = _movers(reading, previous_ranks)
    if moved:
        title = f"Perpindahan peringkat sejak {quarter_title(quarter.previous.year, quarter.previous.number)}"
        blocks.append(Columns(left=(Items(title, moved),), right=(method,)))
    else:
        blocks.append(method)
    slope = moves(reading)
    if slope:
        blocks.append(Drawing(slope, sample=sample))
    return Section("peringkat", "Peringkat", tuple(blocks))


def method_sentence(method: Method) -> str:
    """How a rank comes about, in the words of this method version."""
    states = ", ".join(REPORT_STATE[state] for state in method.ranked_states)
    return (
        f"IPSPM, metode {method.version}. Layanan = {weight(method.recipients_weight)} × penerima + "
        f"{weight(method.quality_weight)} × mutu; urusan = rata-rata layanan; daerah = rata-rata urusan; "
        f"{EMPTY_DENOMINATOR[method.empty_denominator]}. Urutan memakai angka tanpa pembulatan. Nilai yang sama "
        f"berbagi peringkat, dan peringkat berikutnya dilewati. Diperingkat: laporan dengan keadaan {states}."
    )


def weight(value: Fraction) -> str:
    """A weight with the decimals it has, two at least: ``0,80``, ``0,125``."""
    decimals = next((d for d in range(2, 6) if (value * 10**d).denominator == 1), 6)
    return number(value, decimals)


def _ranking_table(reading: Reading, sample: bool) -> Table:
    quarter = reading.package.quarter
    deltas = [
        (metric, head)
        for metric, head in (
            (
                "delta_quarter",
                Head(f"Dari {quarter_short(quarter.previous.number)}", "poin persen", True, "20mm"),
            ),
            ("delta_year", Head("Dari tahun lalu", "poin persen", True, "23mm")),
        )
        if reading.has_indicator(metric)
    ]
    heads = (
        Head("Peringkat", number=True, width="16mm"),
        Head("Daerah", width="32mm"),
        Head("Capaian", "%, batang 0 sampai 100", True, "34mm"),
        Head("Kategori"),
        *[head for _, head in deltas],
    )
    mean = reading.mean
    foot = Row((Cell(""), Cell("Rata-rata provinsi", heading=True), mean, *[Cell("")] * (1 + len(deltas))))
    return Table(
        caption=f"Peringkat capaian {quarter_title(quarter.year, quarter.number)}",
        measure=f"{len(reading.ranked)} daerah, {DATA_STATE[reading.package.state]}",
        heads=heads,
        rows=tuple(_ranking_row(reading, d, [metric for metric, _ in deltas]) for d in reading.ranked),
        foot=(foot,) if reading.ranked else (),
        sample=sample,
    )


def _ranking_row(reading: Reading, district: DistrictFigures, deltas: list[str]) -> Row:
    result = reading.district(district)
    rank = reading.rank(result)
    index = reading.percentage(result, "index", strong=True)
    return Row(
        (
            rank,
            Cell(short_name(district), heading=True),
            replace(index, bar=bar_length(result.index)),
            Cell(reading.badge(result).label, badge=reading.badge(result)),
            *[reading.indicator(district.code, metric, "signed") for metric in deltas],
        ),
        style="tie" if "seri" in rank.text else "",
    )


def bar_length(value: Fraction | None) -> str:
    """A percentage as a length for the style sheet: ``85.2``; decoration, the figure stands beside it."""
    return "" if value is None else f"{float(value):.1f}"


def _outside_table(reading: Reading, sample: bool) -> Table:
    rows = [(d, "belum diperingkat", f"laporan {REPORT_STATE[d.report_state]}") for d in reading.unranked] + [
        (d, "belum dapat dinilai", reason_unassessable(d)) for d in reading.unassessable
    ]
    return Table(
        caption="Di luar peringkat",
        heads=(
            Head("Daerah", width="40mm"),
            Head("Capaian", "%", True, "26mm"),
            Head("Keadaan", width="38mm"),
            Head("Sebab"),
        ),
        rows=tuple(
            Row(
                (
                    Cell(short_name(d), heading=True),
                    reading.percentage(reading.district(d), "index", badge=True),
                    Cell(state),
                    Cell(reason),
                )
            )
            for d, state, reason in rows
        ),
        sample=sample and bool(reading.unranked),
    )


def _movers(reading: Reading, previous_ranks: Mapping[str, int]) -> tuple[Item, ...]:
    """Who changed place against the quarter before, farthest first."""
    moves = [
        (previous_ranks[d.code], rank, short_name(d))
        for d in reading.ranked
        if d.code in previous_ranks and (rank := reading.district(d).rank) is not None
    ]
    farthest = sorted((m for m in moves if m[0] != m[1]), key=lambda m: (-abs(m[0] - m[1]), m[1]))
    return tuple(
        Item(f"{'naik' if now < before else 'turun'} dari peringkat {before} ke {now}.", head=name)
        for before, now, name in farthest[:MOVERS_SHOWN]
    )
