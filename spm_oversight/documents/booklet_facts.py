"""What the rakor booklet says beside its frozen figures; kept as plain JSON, to print the same paper again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from spm_oversight.documents.added_table import AddedTable
from spm_oversight.documents.drawings import History
from spm_oversight.domain.composition import USUAL, Composition
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.tile_layout import TilePlace


@dataclass(frozen=True, kw_only=True)
class BookletFacts:
    """What the booklet says beside the package: who issues it, under which number, from which frozen data.

    ``created`` (aware) is the moment the data were frozen for this paper, never the moment of printing, so that the
    same facts give the same bytes. ``letterhead``: its lines. ``published`` lists the figures that are not sample
    data, in words. ``previous_ranks``, ``history``: of other quarters, as they were published when the paper was asked
    for. ``tiles``: where the districts' squares stand. ``problems`` come from the snapshot; ``tables``: what the
    composition's added tables show, by their keys.
    """

    province_name: str
    letterhead: Sequence[str]
    number: str
    created: datetime
    zone: str
    data_hash: str
    draft: bool = False
    sample: bool = False
    published: Sequence[str] = ()
    notes: Sequence[str] = ()
    previous_ranks: Mapping[str, int] = field(default_factory=dict[str, int])
    history: History = field(default_factory=dict[str, Sequence[tuple[Quarter, Fraction | None]]])
    tiles: Sequence[TilePlace] = ()
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict[str, Sequence[Problem]])
    composition: Composition = USUAL
    tables: Sequence[AddedTable] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it, without what the snapshot and the composition tell again."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "created": self.created.isoformat(),
            "letterhead": list(self.letterhead),
            "published": list(self.published),
            "notes": list(self.notes),
            "previous_ranks": dict(self.previous_ranks),
            "history": {
                code: [[quarter.code, None if value is None else str(value)] for quarter, value in values]
                for code, values in self.history.items()
            },
            "tiles": [[each.district, each.row, each.column, each.label] for each in self.tiles],
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> BookletFacts:
        """What ``plain`` wrote."""
        return cls(
            **{name: stored[name] for name in _PLAIN},
            created=datetime.fromisoformat(stored["created"]),
            letterhead=tuple(stored["letterhead"]),
            published=tuple(stored["published"]),
            notes=tuple(stored["notes"]),
            previous_ranks=stored["previous_ranks"],
            history={
                code: tuple(
                    (Quarter.parse(q), None if value is None else Fraction(value)) for q, value in values
                )
                for code, values in stored["history"].items()
            },
            tiles=tuple(TilePlace(*place) for place in stored["tiles"]),
        )


_PLAIN = ("province_name", "number", "zone", "data_hash", "draft", "sample")
