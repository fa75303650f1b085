"""The summary page: the state of the province in sentences made from the data, and the bars of all districts."""

from __future__ import annotations

from spm_oversight.charts.bars import bar_chart
from spm_oversight.charts.marks import Figure
from spm_oversight.documents.model import (
    Cell,
    Columns,
    Drawing,
    Item,
    Items,
    KeyFigure,
    KeyFigures,
    Prose,
    Section,
)
from spm_oversight.documents.reading import Reading, reason_unassessable, short_name
from spm_oversight.documents.words import DATA_STATE
from spm_oversight.domain.catalogue import Urusan
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level
from spm_oversight.formats import EMPTY, quarter_title


def summary_section(reading: Reading) -> Section:
    """One page for those who read one page."""
    return Section(
        "ringkasan",
        "Ringkasan",
        (
            Prose((" ".join(_sentences(reading)),), lead=True),
            KeyFigures(_key_figures(reading)),
            Columns(
                left=(_bars(reading),),
                right=(
                    reading.counts(width=330),
                    Items("Yang perlu perhatian", _attention(reading)),
                ),
            ),
        ),
    )


def _sentences(reading: Reading) -> list[str]:
    quarter = reading.package.quarter
    total, ranked = len(reading.by_code), len(reading.ranked)
    when = quarter_title(quarter.year, quarter.number)
    if not ranked:
        return [f"Belum ada kabupaten/kota yang dapat diperingkat pada {when}."]
    best, last = reading.ranked[0], reading.ranked[-1]
    sentences = [
        f"Rata-rata capaian {ranked} kabupaten/kota yang diperingkat pada {when} ialah {reading.mean.text}\u00a0%.",
        f"Tertinggi {_named(reading, best)}, terendah {_named(reading, last)}.",
    ]
    if reading.unassessable:
        names = _listed([short_name(d) for d in reading.unassessable])
        sentences.append(f"{len(reading.unassessable)} dari {total} daerah belum dapat dinilai: {names}.")
    if reading.unranked:
        names = _listed([short_name(d) for d in reading.unranked])
        sentences.append(f"{len(reading.unranked)} daerah belum diperingkat: {names}.")
    if reading.running:
        sentences.append("Angka kumulatif dari 1 Januari, sehingga kategori masih berjalan.")
    return sentences


def _key_figures(reading: Reading) -> tuple[KeyFigure, ...]:
    state = DATA_STATE[reading.package.state]
    figures = [KeyFigure("Rata-rata capaian", reading.mean, "%", f"{len(reading.ranked)} daerah, {state}")]
    if reading.ranked:
        for label, district in (("Tertinggi", reading.ranked[0]), ("Terendah", reading.ranked[-1])):
            cell = reading.percentage(reading.district(district), "index")
            figures.append(KeyFigure(label, cell, "%", short_name(district)))
    lowest = min(reading.package.method.bands, key=lambda band: band.lower)
    below = sum(reading.district(d).category == lowest.name for d in reading.ranked)
    badge = reading.band(lowest.name)
    counted = f"dari {len(reading.ranked)} yang diperingkat"
    figures.append(KeyFigure(badge.label, Cell(str(below)), "daerah", counted))
    return tuple(figures)


def _bars(reading: Reading) -> Drawing:
    rows = [(d, reading.district(d), reading.badge(reading.district(d))) for d in reading.ordered]
    chart = bar_chart(
        [
            Figure(
                short_name(d),
                row.index,
                EMPTY if row.index is None else reading.text(row.index),
                badge.letters,
                badge.style,
            )
            for d, row, badge in rows
        ],
        title="Capaian daerah",
        unit="IPSPM, %" + (", yang belum diperingkat di bawah" if reading.unranked else ""),
        source=f"Sumber: laporan daerah, keadaan data {DATA_STATE[reading.package.state]}.",
        width=360,
    )
    return Drawing(chart)


def _attention(reading: Reading) -> tuple[Item, ...]:
    """What the meeting should look at, in counts that anyone can check in the tables that follow."""
    items: list[Item] = []
    lowest = min(reading.package.method.bands, key=lambda band: band.lower)
    label = reading.band(lowest.name).label
    worst, below, judged = _weakest_urusan(reading, lowest.name)
    if worst and below:
        items.append(
            Item(f"{below} dari {judged} daerah yang memiliki nilai berada di kategori {label}.", worst.name)
        )
    late = [short_name(d) for d in reading.by_code if reading.results.indicator.get((d.code, "on_time")) == 0]
    if late:
        items.append(
            Item(f"{len(late)} dari {len(reading.by_code)} daerah: {_listed(late)}.", "Tidak tepat waktu")
        )
    items += [
        Item(f"belum dapat dinilai, {reason_unassessable(district)}.", short_name(district))
        for district in reading.unassessable
    ]
    return tuple(items) or (Item("Semua daerah tepat waktu dan dapat dinilai."),)


def _weakest_urusan(reading: Reading, category: str) -> tuple[Urusan | None, int, int]:
    """The urusan with most districts in the lowest band, how many, and how many have a value in it."""
    counted: list[tuple[int, int, Urusan]] = []
    for urusan in reading.urusan:
        rows = [reading.at(d, Level.URUSAN, urusan.code) for d in reading.by_code]
        judged = [row for row in rows if row.index is not None]
        counted.append((sum(row.category == category for row in judged), len(judged), urusan))
    below, judged_count, worst = max(counted, key=lambda entry: entry[0], default=(0, 0, None))
    return worst, below, judged_count


def _named(reading: Reading, district: DistrictFigures) -> str:
    return f"{short_name(district)} {reading.percentage(reading.district(district), 'index').text}\u00a0%"


def _listed(names: list[str]) -> str:
    """``A, B, dan C``; long lists end in *dan n lainnya*."""
    if len(names) > 6:
        return ", ".join(names[:5]) + f", dan {len(names) - 5} lainnya"
    if len(names) < 3:
        return " dan ".join(names)
    return ", ".join(names[:-1]) + f", dan {names[-1]}"
