"""The charts of the papers, made from one reading: each with unit, state of data and source, its table named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from spm_oversight.charts.dots import dot_plot, dot_strip
from spm_oversight.charts.marks import Chart, Figure
from spm_oversight.charts.multiples import small_multiples
from spm_oversight.charts.scatter import Axis, Dot, Quadrants, scatter_chart
from spm_oversight.charts.slopes import Change, slope_chart
from spm_oversight.charts.trends import Quarter as Point
from spm_oversight.charts.trends import trend_line
from spm_oversight.documents.reading import Reading, short_name
from spm_oversight.documents.words import DATA_STATE, NOT_COMPUTABLE
from spm_oversight.domain.catalogue import Urusan
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Level, Result
from spm_oversight.formats import EMPTY, number, quarter_short, quarter_title

History = Mapping[str, Sequence[tuple[Quarter, Fraction | None]]]
"""Each district's published achievement of earlier quarters, oldest first; the province's mean under its code."""

QUARTERS = 8
SHEET, HALF_SHEET, PANEL = 680, 327, 209
"""Widths at which a drawing's 12 units are 8.5 points on a sheet of 170 mm: whole, in two or in three columns."""
HALF = Fraction(50)
CORNERS = (
    "pagu kecil, capaian tinggi",
    "pagu besar, capaian tinggi",
    "pagu kecil, capaian rendah",
    "pagu besar, capaian rendah",
)


def place_among(reading: Reading, district: DistrictFigures) -> Chart:
    """Where a district stands among all with an achievement."""
    return dot_plot(
        _figures(reading, _whole(reading), district),
        title="Letak di antara daerah",
        unit=f"capaian (IPSPM), %, {_state(reading)}",
        source="",
        mean=reading.results.indicator.get((reading.package.province, "province_mean")),
        mean_text=f"rata-rata {reading.mean.text}",
        width=SHEET,
    )


def place_by_urusan(reading: Reading, district: DistrictFigures) -> Chart:
    """The same in each urusan, on one scale."""
    return small_multiples(
        [strip(reading, urusan, district, width=PANEL) for urusan in reading.urusan],
        title="Letak pada tiap urusan",
        unit=f"capaian urusan, %, {_state(reading)}, lingkaran penuh {short_name(district)}",
        source="",
    )


def strip(reading: Reading, urusan: Urusan, marked: DistrictFigures | None = None, *, width: float) -> Chart:
    """All districts in one urusan, small."""
    rows = {d.code: reading.at(d, Level.URUSAN, urusan.code) for d in reading.by_code}
    return _strip(reading, urusan.short, rows, marked, width)


def strips_of_services(reading: Reading, urusan: Urusan) -> Chart:
    """A dot plot for each service of an urusan, on one scale; the table under it names both ends."""
    panels = [
        _strip(
            reading,
            f"{number}. {_without_kind(service.name)}",
            {d.code: reading.at(d, Level.SERVICE, service.code) for d in reading.by_code},
            None,
            HALF_SHEET,
            mean_told=False,
        )
        for number, service in enumerate(reading.package.catalogue.services_of[urusan.code], start=1)
    ]
    return small_multiples(
        panels,
        title="Sebaran tiap layanan",
        unit=f"capaian layanan, %, {_state(reading)}, satu lingkaran satu daerah, garis tegak rata-rata",
        source="Nilai setiap daerah: lampiran paket data, dan halaman daerah.",
        columns=2,
    )


def _without_kind(name: str) -> str:
    """A service by what it is about: eleven of twelve in health begin alike."""
    about = name.removeprefix("Pelayanan ")
    return about[:1].upper() + about[1:]


def trend(reading: Reading, district: DistrictFigures, history: History) -> Chart:
    """Up to eight quarters of a district beside the province's mean; the last is the booklet's own."""
    quarter = reading.package.quarter
    means = dict(history.get(reading.package.province, ()))
    means[quarter] = reading.results.indicator.get((reading.package.province, "province_mean"))
    earlier = [(q, value) for q, value in history.get(district.code, ()) if q < quarter]
    own = reading.district(district).index
    quarters = [*earlier[-(QUARTERS - 1) :], (quarter, own)]
    return trend_line(
        [
            Point(q.year, q.number, value, EMPTY if value is None else reading.text(value), means.get(q))
            for q, value in quarters
        ],
        title="Perkembangan capaian",
        unit="%, kumulatif dalam satu tahun",
        source="",
        width=328,
        height=142,
    )


def moves(reading: Reading) -> Chart | None:
    """From the fairest earlier period there is (the same quarter of last year, else the quarter before) to this one."""
    quarter = reading.package.quarter
    fair = any(d.previous_year is not None for d in reading.by_code)
    before = quarter.year_before if fair else quarter.previous
    pairs = [
        (d, d.previous_year if fair else d.previous_quarter, reading.district(d).index)
        for d in reading.ordered
    ]
    both = [(d, old, new) for d, old, new in pairs if old is not None and new is not None]
    if len(both) < 2:
        return None
    extremes = {max(both, key=_gain)[0].code, min(both, key=_gain)[0].code}
    return slope_chart(
        [
            Change(short_name(d), old, new, reading.text(old), reading.text(new), d.code in extremes)
            for d, old, new in both
        ],
        heads=(_short(before), _short(quarter)),
        title=f"Capaian dari {_title(before)} ke {_title(quarter)}",
        unit=f"IPSPM, %, {_state(reading)}, tebal: kenaikan terbesar dan terkecil",
        source="",
        width=SHEET,
    )


def money_and_result(reading: Reading) -> Chart:
    """Allocation over the computed need, or where nobody computed it over all spending, against achievement."""
    metric, words = (
        ("kecukupan", "kecukupan: pagu SPM dibagi kebutuhan hasil penghitungan, %")
        if reading.has_indicator("kecukupan")
        else ("porsi_apbd", "porsi APBD: pagu SPM dibagi total belanja daerah, %")
    )
    points = [
        (d, reading.results.indicator.get((d.code, metric)), reading.district(d).index)
        for d in reading.ordered
    ]
    shares = sorted(x for _, x, y in points if x is not None and y is not None)
    middle = shares[len(shares) // 2] if shares else HALF
    far = _extremes([(d, x, y) for d, x, y in points if x is not None and y is not None])
    high = max([Fraction(10), *shares])
    return scatter_chart(
        [
            Dot(
                short_name(d),
                x,
                y,
                NOT_COMPUTABLE if x is None else reading.text(x),
                EMPTY if y is None else reading.text(y),
                named=len(shares) <= 15 or d.code in far,
            )
            for d, x, y in points
        ],
        across=Axis(words, high=Fraction(-(-high // 10) * 10)),
        up=Axis("capaian (IPSPM), %"),
        title="Pagu dan capaian",
        unit=f"{_state(reading)}, garis tegak ialah nilai tengah daerah {number(middle, 2)}, garis datar 60",
        source="Nilai setiap daerah pada tabel rasio anggaran dan tabel peringkat.",
        quadrants=Quadrants(
            middle,
            Fraction(60),
            (
                "pagu kecil, capaian tinggi",
                "pagu besar, capaian tinggi",
                "pagu kecil, capaian rendah",
                "pagu besar, capaian rendah",
            ),
        ),
        width=SHEET,
        height=360,
    )


def _extremes(points: Iterable[tuple[DistrictFigures, Fraction, Fraction]]) -> frozenset[str]:
    """The districts to name in a full field: both ends of both figures."""
    known = list(points)
    if not known:
        return frozenset()
    by_x, by_y = sorted(known, key=lambda p: p[1]), sorted(known, key=lambda p: p[2])
    return frozenset(p[0].code for p in (by_x[0], by_x[-1], by_y[0], by_y[-1]))


def _gain(pair: tuple[DistrictFigures, Fraction, Fraction]) -> Fraction:
    return pair[2] - pair[1]


def _strip(
    reading: Reading,
    title: str,
    rows: Mapping[str, Result],
    marked: DistrictFigures | None,
    width: float,
    *,
    mean_told: bool = True,
) -> Chart:
    values = [row.index for row in rows.values() if row.index is not None]
    mean = sum(values, Fraction(0)) / len(values) if values else None
    return dot_strip(
        _figures(reading, rows, marked),
        title=title,
        unit="%",
        source="",
        mean=mean,
        mean_text="" if mean is None or not mean_told else f"rata-rata {number(mean, 1)}",
        width=width,
    )


def _whole(reading: Reading) -> Mapping[str, Result]:
    return {d.code: reading.district(d) for d in reading.by_code}


def _figures(reading: Reading, rows: Mapping[str, Result], marked: DistrictFigures | None) -> list[Figure]:
    return [
        Figure(
            short_name(d),
            row.index,
            EMPTY if row.index is None else reading.text(row.index),
            marked=marked is not None and d.code == marked.code,
        )
        for d in reading.by_code
        if (row := rows[d.code]).index is not None or (marked is not None and d.code == marked.code)
    ]


def _state(reading: Reading) -> str:
    return DATA_STATE[reading.package.state] + (", berjalan" if reading.running else "")


def _title(quarter: Quarter) -> str:
    return quarter_title(quarter.year, quarter.number)


def _short(quarter: Quarter) -> str:
    return f"{quarter_short(quarter.number)} {quarter.year}"
