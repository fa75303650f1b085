"""Boundaries become small without coming apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.outline import Ring, edges, simplified

heights = st.lists(st.integers(-40, 40), min_size=3, max_size=30)


def neighbours(border: list[int], turn: int) -> dict[str, tuple[Ring, ...]]:
    """Two districts beside each other, their border wandering; the second is listed from any of its points."""
    shared = [(swing, 100 * (at + 1)) for at, swing in enumerate(border)]
    top = 100 * (len(border) + 1)
    left = ((-900, 0), (0, 0), *shared, (0, top), (-900, top))
    right = ((900, 0), (900, top), (0, top), *reversed(shared), (0, 0))
    turn %= len(right)
    return {"a": (left,), "b": (right[turn:] + right[:turn],)}


@given(heights, st.integers(0, 40), st.sampled_from((0, 5, 20, 60)))
def test_neighbours_keep_one_border(border: list[int], turn: int, tolerance: int) -> None:
    small = simplified(neighbours(border, turn), tolerance)
    left, right = ({frozenset(edge) for edge in edges(small[code][0])} for code in "ab")
    inner = [edge for edge in left if all(abs(x) < 900 for x, _ in edge)]
    assert inner
    assert set(inner) <= right
    if tolerance == 0:
        straight = [0, *border, 0]
        bends = sum(
            2 * straight[at] != straight[at - 1] + straight[at + 1] for at in range(1, len(straight) - 1)
        )
        assert len(inner) == bends + 1
    if tolerance == 60:
        assert inner == [frozenset({(0, 0), (0, 100 * (len(border) + 1))})]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=12, unique=True))
def test_a_district_never_vanishes(points: list[tuple[int, int]]) -> None:
    islet = ((9000, 9000), (9001, 9000), (9001, 9001))
    small = simplified({"a": (islet, tuple(points))}, 500)
    assert len(small["a"]) == 1
    assert len(small["a"][0]) == 3


def test_a_long_line_is_cut_into_pieces() -> None:
    """Else a line made to be slow would take the square of its length: here each piece leaves its two ends."""
    line = tuple((at, 0) for at in range(1001))
    ring = simplified({"a": ((*line, (500, 900)),)}, 1)["a"][0]
    assert [x for x, y in ring if y == 0] == [0, 200, 400, 600, 800, 1000]
