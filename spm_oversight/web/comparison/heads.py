"""Heads that sort: each links to the same view in another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from spm_oversight.services.comparison import BY_NAME, View
from spm_oversight.services.measures import Column
from spm_oversight.web.comparison.address import ordered


class Head(NamedTuple):
    """A column's head with the link that sorts by it.

    ``full``: the label where the head shows less of it; ``sorted``: the value of ``aria-sort`` or empty; ``detail``:
    the page of the urusan that the column is of, or empty.
    """

    label: str
    full: str
    unit: str
    address: str
    sorted: str
    detail: str = ""


def sort_heads(
    columns: Sequence[Column], labels: Sequence[str], view: View, address: Callable[[View], str]
) -> tuple[Head, ...]:
    """A head for the districts and one for each column, under its label; ``address`` is where a view is shown."""
    unordered = address(replace(view, column="", up=None))
    named = [(BY_NAME, "Daerah", "", "")]
    named += [
        (column.key, label, column.label if label != column.label else "", column.unit)
        for column, label in zip(columns, labels, strict=True)
    ]
    heads: list[Head] = []
    for key, label, full, unit in named:
        here = key == view.column
        upwards = not view.up if here else key == BY_NAME
        direction = ("ascending" if view.up else "descending") if here else ""
        heads.append(Head(label, full, unit, ordered(unordered, key, up=upwards), direction))
    return tuple(heads)


def without_prefix(names: Sequence[str]) -> list[str]:
    """Twelve services that all begin with the same words leave no room for the words that tell them apart."""
    words = [name.split() for name in names]
    shared = len(list(takewhile(lambda same: len(set(same)) == 1, zip(*words, strict=False))))
    rest = [" ".join(each[shared:]) for each in words]
    return [name[:1].upper() + name[1:] for name in rest]
