"""Where the squares of a province stand before and after somebody placed them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.errors import Invalid
from spm_oversight.domain.tile_layout import LONGEST, MOST, TilePlace, checked_layout, layout, short_label
from tests.papers.factory import NAMES


@given(st.integers(1, 38), st.integers(0, 38))
def test_any_province_has_a_map_that_can_be_kept(count: int, kept: int) -> None:
    names = {f"12.{number:02}": f"Tapanuli Nomor {number}" for number in range(1, count + 1)}
    some = [TilePlace(code, 1 + at // MOST, 1 + at % MOST, "T") for at, code in enumerate(list(names)[:kept])]
    places = layout(names, some)
    assert [place.district for place in places] == sorted(names)
    assert len({(place.row, place.column) for place in places}) == count
    assert checked_layout(places, names) == places
    assert [place for place in places if place in some] == some


def test_kalimantan_tengah_begins_with_its_own_map() -> None:
    places = {place.district: place for place in layout(NAMES)}
    assert len(places) == 14
    assert {place.row for place in places.values()} == {1, 2, 3}
    assert places["62.08"].column < places["62.01"].column < places["62.02"].column
    assert places["62.12"].row < places["62.03"].row
    assert places["62.71"].label == "P. Raya"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Kapuas", "Kapuas"),
        ("Hulu Sungai Tengah", "H. S. Tengah"),
        ("Kota Banjarmasin", "K. Banjarmas"),
        ("Pegununganbintang", "Pegununganbi"),
    ],
)
def test_a_long_name_is_shortened_before_its_last_word(name: str, label: str) -> None:
    assert short_label(name) == label
    assert len(label) <= LONGEST


KAPUAS, SERUYAN = TilePlace("62.03", 2, 5, "Kapuas"), TilePlace("62.07", 2, 2, "Seruyan")


@pytest.mark.parametrize(
    ("place", "where", "told"),
    [
        (
            replace(SERUYAN, column=5),
            "62.07-column",
            "Baris 2 kolom 5 sudah dipakai Kapuas. Pilih petak yang kosong.",
        ),
        (replace(SERUYAN, row=0), "62.07-row", "Tulis angka 1 sampai 12."),
        (replace(SERUYAN, column=13), "62.07-column", "Tulis angka 1 sampai 12."),
        (replace(SERUYAN, label=" "), "62.07-label", "Tulis nama singkat, paling panjang 12 huruf."),
        (replace(SERUYAN, label="S" * 13), "62.07-label", "Tulis nama singkat, paling panjang 12 huruf."),
    ],
)
def test_a_wrong_square_is_told_at_its_place(place: TilePlace, where: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_layout((KAPUAS, place), {"62.03": "Kapuas", "62.07": "Seruyan"})
    assert [(fault.place, fault.message) for fault in refused.value.faults] == [(where, told)]
