"""What holds for every drawing of every kind, and what each kind promises (look, section 10)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spm_oversight.charts.bars import bar_chart
from spm_oversight.charts.dots import dot_plot, dot_strip
from spm_oversight.charts.ink import shade
from spm_oversight.charts.marks import Chart, Figure, Text
from spm_oversight.charts.places import overlap, spread
from spm_oversight.charts.scatter import Dot
from spm_oversight.charts.slopes import Change
from spm_oversight.charts.tiles import Tile, tile_map
from spm_oversight.charts.trends import Quarter, trend_line
from tests.charts.drawn import (
    ABOUT,
    bars,
    charts,
    divided,
    dotted,
    flat,
    scattered,
    sloped,
    svg,
    texts,
    tree,
)

BANDS = ("pa", "ut", "ma", "pr", "mu", "bt")


def of(name: str, value: str | None, style: str = "", **more: str | bool) -> Figure:
    exact = None if value is None else Fraction(value)
    return Figure(
        name, exact, "–" if value is None else value.replace(".", ","), style.upper(), style, **more
    )


@settings(max_examples=150, deadline=None)
@given(charts)
def test_no_text_covers_another_and_nothing_leaves_the_drawing(chart: Chart) -> None:
    written = texts(chart)
    for (one, box), (other, place) in combinations(written, 2):
        assert not overlap(box, place), (chart.kind, one, other, box, place)
    for mark in flat(chart.marks):
        left, top, right, bottom = mark.box()
        assert left >= -0.1 and top >= -0.1, (chart.kind, mark)
        assert right <= chart.width + 0.1 and bottom <= chart.height + 0.1, (chart.kind, mark)


@settings(max_examples=40, deadline=None)
@given(charts)
def test_a_drawing_is_well_formed_and_uses_no_style_and_no_name(chart: Chart) -> None:
    root = tree(chart)
    assert svg(chart) == svg(chart)
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"style", "id", "onclick", "href"}
    if chart.alternative:
        assert (root.get("role"), root.get("aria-label")) == ("img", root[0].text)
        assert root[0].tag == "title"
    else:
        assert root.get("aria-hidden") == "true"


@given(
    st.lists(st.floats(0, 300), min_size=1, max_size=38),
    st.floats(1, 20),
)
def test_labels_are_spread_in_order_and_stay_where_there_is_room(wanted: list[float], gap: float) -> None:
    low, high = 0.0, 20.0 * 38
    places = spread(wanted, gap, low, high)
    ordered = [place for _, place in sorted(zip(wanted, places, strict=True))]
    assert all(after - before >= gap - 1e-6 for before, after in pairwise(ordered))
    assert min(places) >= low - 1e-6 and max(places) <= high + 1e-6
    free = all(after - before >= gap for before, after in pairwise(sorted(wanted)))
    if free:
        assert places == pytest.approx(wanted)


def words(chart: Chart) -> list[str]:
    return [text for text, _ in texts(chart)]


def by_tag(chart: Chart, tag: str) -> list[Element]:
    return [element for element in tree(chart).iter() if element.tag == tag]


def test_bars_keep_their_order_and_say_a_missing_value_in_words() -> None:
    rows = [of("Sukamara", "78.35", "pr"), of("Kapuas", "14.90", "bt"), of("Murung Raya", None, "bd")]
    chart = bars(rows, Fraction(60))
    found = [word for word in words(chart) if word in {"Sukamara", "Kapuas", "Murung Raya"}]
    assert found == ["Sukamara", "Kapuas", "Murung Raya"]
    lengths = [float(element.attrib["width"]) for element in by_tag(chart, "rect")]
    assert lengths == pytest.approx([78.35 * lengths[1] / 14.90, lengths[1]], rel=0.01)
    assert chart.alternative == (
        "Capaian daerah, %, dilaporkan: Sukamara 78,35 PR; Kapuas 14,90 BT; Murung Raya – BD"
    )


def test_a_target_line_crosses_no_figure() -> None:
    chart = bars([of("Kapuas", "14.90", "bt")], Fraction(100))
    dashed = next(mark for mark in flat(chart.marks) if getattr(mark, "dash", ""))
    figure = next(box for text, box in texts(chart) if text == "14,90")
    assert dashed.box()[2] < figure[0]


def test_the_bands_stay_in_order_in_grey() -> None:
    def light(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    greys = [light(shade(style).fill) for style in BANDS]
    assert all(after - before > 15 for before, after in pairwise(greys))
    assert shade("bd").hatched


def test_parts_of_a_bar_are_the_bands_that_have_districts() -> None:
    chart = divided([0, 0, 1, 3, 3, 6, 1])
    assert words(chart) == ["1", "Ma", "3", "Pr", "3", "Mu", "6", "BT", "1", "BD"]


def test_the_district_meant_is_filled_and_named_above_the_line() -> None:
    chart = dotted([of("Katingan", "58.48"), of("Kapuas", "14.90")], Fraction("59.75"))
    (rings,) = [path for path in by_tag(chart, "path") if path.get("fill") == "#FFFFFF"]
    assert str(rings.get("d")).count("Z") == 1
    assert [circle.get("fill") for circle in by_tag(chart, "circle")] == ["#1B4B91"]
    assert "Katingan 58,48" in words(chart)
    assert "rata-rata 59,75" in words(chart)
    assert not any("Kapuas" in word for word in words(chart))


def test_a_slope_leaves_out_who_lacks_a_period() -> None:
    rows = [
        Change("Kapuas", Fraction(12), Fraction(14), "12,00", "14,00"),
        Change("Murung Raya", None, Fraction(1), "–", "1,00"),
    ]
    assert "Kapuas" in words(sloped(rows))
    assert "Murung Raya" not in words(sloped(rows))


def test_a_line_breaks_between_years_and_where_a_quarter_is_missing() -> None:
    def drawn(*values: int | None) -> list[int]:
        rows = [
            Quarter(2023 + at // 4, at % 4 + 1, None if v is None else Fraction(v), f"{v}")
            for at, v in enumerate(values)
        ]
        line = [m for m in flat(trend_line(rows, **ABOUT).marks) if getattr(m, "weight", 0) == 2.2]
        return [len(stroke) for stroke in line[0].strokes]

    assert drawn(10, 20, 30, 40, 12, 24) == [4, 2]
    assert drawn(10, 20, None, 40, 12, 24) == [2, 2]


@pytest.mark.parametrize("apart", [0, 2, 6])
def test_names_in_a_crowd_of_points_stand_once_each_and_cover_neither_ring_nor_word(apart: int) -> None:
    crowd = [
        Dot(f"Daerah {at}", Fraction(20 + at * apart), Fraction(30 + at % 4 * apart), "1", "1", named=True)
        for at in range(14)
    ]
    chart = scattered(crowd)
    names = {text: box for text, box in texts(chart) if text.startswith("Daerah")}
    assert sorted(names) == sorted(dot.name for dot in crowd)
    solid = [mark.box() for mark in flat(chart.marks) if mark.kind == "circle"]
    solid += [box for text, box in texts(chart) if text not in names]
    assert not [(name, box) for name, box in names.items() if any(overlap(box, each) for each in solid)]
    assert not any(overlap(*pair) for pair in combinations(names.values(), 2))


@pytest.mark.parametrize(
    ("target", "text"),
    [(0, "0, batas bawah yang ditetapkan"), (100, "100, target yang ditetapkan pemerintah pusat")],
)
def test_the_name_of_a_target_stays_inside_at_both_ends(target: int, text: str) -> None:
    chart = bar_chart([of("A", "50")], target=Fraction(target), target_text=text, **ABOUT)
    ((left, _, right, _),) = [box for word, box in texts(chart) if word == text]
    assert left >= -0.1 and right <= chart.width + 0.1


def test_the_smallest_part_of_a_bar_keeps_room_for_its_letters() -> None:
    chart = divided([0, 0, 1, 1, 1, 500, 1])
    parts = [mark.box() for mark in flat(chart.marks) if mark.kind == "rect"]
    letters = [box for word, box in texts(chart) if word.isalpha()]
    assert len(parts) == len(letters) == 5
    for part, word in zip(parts, letters, strict=True):
        assert part[0] <= word[0] and word[2] <= part[2]
    assert parts[3][2] - parts[3][0] > 8 * (parts[0][2] - parts[0][0])


def test_of_several_districts_meant_all_are_filled_and_the_first_alone_is_named() -> None:
    rows = [of("Katingan", "58.48", marked=True), of("Kapuas", "58.50", marked=True), of("Seruyan", None)]
    chart = dot_plot([*rows, of("Lamandau", None, marked=True)], **ABOUT)
    assert [circle.get("fill") for circle in by_tag(chart, "circle")] == ["#1B4B91", "#1B4B91"]
    assert [word for word in words(chart) if word[0] in "KSL"] == ["Katingan 58,48"]


def test_a_tile_stands_at_its_row_and_column_with_its_full_name() -> None:
    tiles = [
        Tile(3, 5, of("Kapuas", "14.90", "bt", full="Kabupaten Kapuas")),
        Tile(2, 4, of("Mura", None, "bd", full="Kabupaten Murung Raya")),
    ]
    chart = tile_map(tiles, **ABOUT)
    titles = [element.text for element in by_tag(chart, "title")][1:]
    assert titles == ["Kabupaten Murung Raya – BD", "Kabupaten Kapuas 14,90 BT"]
    first, second = by_tag(chart, "rect")
    assert float(first.attrib["x"]) < float(second.attrib["x"])
    assert float(first.attrib["y"]) < float(second.attrib["y"])
    assert (first.get("stroke-dasharray"), second.get("stroke-dasharray")) == ("3 3", None)


def test_a_scale_is_written_as_figures_are() -> None:
    rows = [of("Kapuas", "500")]
    chart = bar_chart(rows, full=Fraction(2500), **ABOUT)
    assert {"0", "1.250", "2.500"} <= set(words(chart))
    assert "12,5" in words(bar_chart(rows, full=Fraction(25), **ABOUT))


def test_a_long_heading_of_a_strip_takes_two_lines_and_no_word_is_cut() -> None:
    def lines(title: str) -> list[str]:
        chart = dot_strip([], **{**ABOUT, "title": title}, width=327)
        return [mark.text for mark in chart.marks if isinstance(mark, Text) and mark.bold]

    assert lines("Pendidikan dasar") == ["Pendidikan dasar"]
    long = "3. Rehabilitasi sosial dasar lanjut usia terlantar di luar panti sosial"
    assert len(lines(long)) == 2
    assert " ".join(lines(long)) == long
    endless = (
        "Fasilitasi penyediaan rumah yang layak huni bagi masyarakat yang terkena relokasi program pemerintah"
    )
    first, second = lines(endless + " daerah kabupaten/kota")
    assert second.endswith("…")
    assert set(f"{first} {second[:-1]}".split()) <= set(f"{endless} daerah kabupaten/kota".split())
    assert len(f"{first} {second}") > 80
