"""Any figures, as charts take them, and the SVG of a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from xml.etree import ElementTree

from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from spm_oversight.charts.bars import bar_chart, divided_bar
from spm_oversight.charts.dots import dot_plot, dot_strip
from spm_oversight.charts.marks import Box, Chart, Figure, Group, Mark
from spm_oversight.charts.multiples import small_multiples
from spm_oversight.charts.regions import Region, region_map
from spm_oversight.charts.scatter import Axis, Dot, Quadrants, scatter_chart
from spm_oversight.charts.slopes import Change, slope_chart
from spm_oversight.charts.tiles import Tile, tile_map
from spm_oversight.charts.trends import Quarter, sparkline, trend_line
from spm_oversight.config.settings import PROJECT
from spm_oversight.formats import number

ABOUT = {"title": "Capaian daerah", "unit": "%, dilaporkan", "source": "Sumber: laporan daerah"}

values = st.none() | st.fractions(min_value=0, max_value=120, max_denominator=100)
names = st.sampled_from(
    ("Kapuas", "Kotawaringin Barat", "Siau", "Kepulauan Siau Tagulandang Biaro", "P. Raya")
)
styles = st.sampled_from(("pa", "ut", "ma", "pr", "mu", "bt", "bd", "own", ""))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    value = draw(values)
    return Figure(draw(names), value, number(value, 2), draw(st.sampled_from(("Pa", "BT", ""))), draw(styles))


def many(each: st.SearchStrategy, most: int = 38) -> st.SearchStrategy[list]:
    return st.lists(each, max_size=most)


def one_marked(rows: Sequence[Figure], at: int) -> list[Figure]:
    return [row._replace(marked=index == at) for index, row in enumerate(rows)]


@st.composite
def quarters(draw: st.DrawFn) -> list[Quarter]:
    first = draw(st.integers(0, 3))
    count = draw(st.integers(1, 8))
    return [
        Quarter(2023 + at // 4, at % 4 + 1, value := draw(values), number(value, 2), draw(values))
        for at in range(first, first + count)
    ]


@st.composite
def dots(draw: st.DrawFn) -> list[Dot]:
    def one() -> Dot:
        x, y = draw(values), draw(values)
        return Dot(draw(names), x, y, number(x, 2), number(y, 2), draw(st.booleans()), draw(st.booleans()))

    return [one() for _ in range(draw(st.integers(0, 38)))]


changes = st.builds(
    lambda name, before, after, marked: Change(
        name, before, after, number(before, 2), number(after, 2), marked
    ),
    names,
    values,
    values,
    st.booleans(),
)
places = st.tuples(st.integers(1, 6), st.integers(1, 8))
QUADRANTS = Quadrants(
    Fraction(46), Fraction(60), ("Dana kecil", "Dana besar", "Hasil rendah", "Hasil tinggi")
)


@st.composite
def tiles(draw: st.DrawFn) -> list[Tile]:
    return [Tile(*place, draw(figures())) for place in draw(st.lists(places, min_size=1, unique=True))]


def bars(rows: Sequence[Figure], target: Fraction | None) -> Chart:
    return bar_chart(rows, target=target, target_text="60, batas Tuntas Muda", **ABOUT)


def dotted(rows: Sequence[Figure], mean: Fraction | None) -> Chart:
    return dot_plot(one_marked(rows, 0), mean=mean, mean_text=f"rata-rata {number(mean, 2)}", **ABOUT)


def stripped(rows: Sequence[Figure], mean: Fraction | None) -> Chart:
    strip = dot_strip(one_marked(rows, 1), mean=mean, mean_text=f"rata-rata {number(mean, 2)}", **ABOUT)
    return small_multiples([strip] * 4, **ABOUT)


def sloped(rows: Sequence[Change]) -> Chart:
    return slope_chart(rows, heads=("TW III 2023", "TW IV 2023"), **ABOUT)


def scattered(rows: Sequence[Dot], high: int = 100) -> Chart:
    axes = (
        Axis("Porsi urusan: pagu SPM dibagi belanja enam urusan (%)", high=Fraction(high)),
        Axis("Capaian (%), dilaporkan", high=Fraction(high)),
    )
    return scatter_chart(rows, across=axes[0], up=axes[1], quadrants=QUADRANTS, **ABOUT)


def divided(counts: Sequence[int]) -> Chart:
    bands = ("Pa", "pa"), ("Ut", "ut"), ("Ma", "ma"), ("Pr", "pr"), ("Mu", "mu"), ("BT", "bt"), ("BD", "bd")
    parts = [(letters, letters, style, count) for (letters, style), count in zip(bands, counts, strict=True)]
    return divided_bar(parts, **ABOUT)


@st.composite
def regions(draw: st.DrawFn) -> list[Region]:
    """Blocks of a province, some of them with an island."""

    def block(at: int) -> tuple[tuple[tuple[float, float], ...], ...]:
        left, top = 110_000 + at % 5 * draw(st.integers(50, 900)), -1000 - at // 5 * 800
        wide, tall = draw(st.integers(5, 900)), draw(st.integers(5, 800))
        ring = ((left, top), (left + wide, top), (left + wide, top - tall), (left, top - tall))
        isle = tuple((x + 2000, y + 50) for x, y in ring[:3])
        return (ring, isle) if draw(st.booleans()) else (ring,)

    return [Region(block(at), draw(figures())) for at in range(draw(st.integers(0, 20)))]


marks_or_none = st.none() | st.fractions(min_value=0, max_value=100, max_denominator=4)
charts = st.one_of(
    st.builds(bars, many(figures()), marks_or_none),
    st.builds(divided, st.lists(st.integers(0, 38), min_size=7, max_size=7)),
    st.builds(dotted, many(figures()), marks_or_none),
    st.builds(stripped, many(figures()), marks_or_none),
    st.builds(sloped, many(changes)),
    st.builds(lambda rows: trend_line(rows, **ABOUT), quarters()),
    st.builds(lambda rows: trend_line(rows, heading=True, width=220, height=130, **ABOUT), quarters()),
    st.builds(sparkline, quarters()),
    st.builds(scattered, dots(), st.sampled_from((100, 2500, 250_000))),
    st.builds(lambda rows: tile_map(rows, **ABOUT), tiles()),
    st.builds(lambda rows: region_map(rows, **ABOUT), regions()),
)


def flat(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Every mark, those inside groups too."""
    for mark in marks:
        if isinstance(mark, Group):
            yield from flat(mark.marks)
        else:
            yield mark


def texts(chart: Chart) -> list[tuple[str, Box]]:
    return [(mark.text, mark.box()) for mark in flat(chart.marks) if mark.kind == "text"]


_environment = Environment(
    loader=FileSystemLoader(PROJECT / "templates"), autoescape=True, undefined=StrictUndefined
)


def svg(chart: Chart) -> str:
    source = '{% from "charts/drawing.html" import drawing %}{{ drawing(chart) }}'
    return _environment.from_string(source).render(chart=chart)


def tree(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart))  # noqa: S314 our own text
