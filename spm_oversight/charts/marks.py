"""What a drawing is made of. Every place is in units of the drawing (one pixel on screen), to a tenth.

A mark knows the box it fills, so that tests can say of any drawing that nothing leaves it and no two texts overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, NamedTuple

from spm_oversight.charts.ink import INK, text_width

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def tidy(value: float | Fraction) -> float:
    """A place to a tenth; a whole one as an int, which prints without its ``.0``."""
    rounded = round(float(value), 1)
    return int(rounded) if rounded == int(rounded) else rounded


@dataclass(frozen=True)
class Rect:
    """A rectangle; ``stroke`` and ``dash`` may be empty."""

    kind: ClassVar[str] = "rect"
    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    dash: str = ""

    def moved(self, dx: float, dy: float) -> Rect:
        """The same, elsewhere."""
        return replace(self, x=tidy(self.x + dx), y=tidy(self.y + dy))

    def box(self) -> Box:
        """What it fills."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True)
class Circle:
    """A dot or a ring."""

    kind: ClassVar[str] = "circle"
    x: float
    y: float
    radius: float
    fill: str
    stroke: str = ""
    weight: float = 1

    def moved(self, dx: float, dy: float) -> Circle:
        """The same, elsewhere."""
        return replace(self, x=tidy(self.x + dx), y=tidy(self.y + dy))

    def box(self) -> Box:
        """What it fills."""
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius


@dataclass(frozen=True)
class Rings:
    """Circles of one kind, as many as there are points; one outline, which is written far faster than each alone."""

    kind: ClassVar[str] = "rings"
    points: tuple[Point, ...]
    radius: float
    fill: str
    stroke: str
    weight: float = 1

    def moved(self, dx: float, dy: float) -> Rings:
        """The same, elsewhere."""
        return replace(self, points=tuple((tidy(x + dx), tidy(y + dy)) for x, y in self.points))

    def box(self) -> Box:
        """What they fill."""
        xs, ys, reach = (
            [x for x, _ in self.points],
            [y for _, y in self.points],
            self.radius + self.weight / 2,
        )
        return min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach

    @property
    def d(self) -> str:
        """The attribute of this name: each round in two halves."""
        r, across = self.radius, tidy(2 * self.radius)
        halves = f"a{r} {r} 0 0 1 {across} 0a{r} {r} 0 0 1 {-across} 0Z"
        return "".join(f"M{tidy(x - r)} {y}{halves}" for x, y in self.points)


@dataclass(frozen=True)
class Path:
    """Strokes, each through its points in order; ``closed``: each ends where it began, and ``fill`` may colour it."""

    kind: ClassVar[str] = "path"
    strokes: tuple[tuple[Point, ...], ...]
    stroke: str
    weight: float = 1
    dash: str = ""
    fill: str = "none"
    closed: bool = False

    def moved(self, dx: float, dy: float) -> Path:
        """The same, elsewhere."""
        strokes = tuple(tuple((tidy(x + dx), tidy(y + dy)) for x, y in stroke) for stroke in self.strokes)
        return replace(self, strokes=strokes)

    def box(self) -> Box:
        """What it fills."""
        points = [point for stroke in self.strokes for point in stroke]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def d(self) -> str:
        """The attribute of this name."""
        end = "Z" if self.closed else ""
        return "".join("M" + "L".join(f"{x} {y}" for x, y in stroke) + end for stroke in self.strokes)


@dataclass(frozen=True)
class Text:
    """A line of text on its base line. ``anchor``: start, middle or end."""

    kind: ClassVar[str] = "text"
    x: float
    y: float
    text: str
    size: float = 12
    anchor: str = "start"
    fill: str = INK
    bold: bool = False

    def moved(self, dx: float, dy: float) -> Text:
        """The same, elsewhere."""
        return replace(self, x=tidy(self.x + dx), y=tidy(self.y + dy))

    def box(self) -> Box:
        """What it fills, by widths that are never too small."""
        width = text_width(self.text, self.size, bold=self.bold)
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, self.y - 0.74 * self.size, left + width, self.y + 0.22 * self.size


@dataclass(frozen=True)
class Group:
    """Marks of one thing, with its full name for who points at it."""

    kind: ClassVar[str] = "group"
    title: str
    marks: tuple[Mark, ...]

    def moved(self, dx: float, dy: float) -> Group:
        """The same, elsewhere."""
        return replace(self, marks=tuple(mark.moved(dx, dy) for mark in self.marks))

    def box(self) -> Box:
        """What it fills."""
        boxes = [mark.box() for mark in self.marks]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


Mark = Rect | Circle | Rings | Path | Text | Group


@dataclass(frozen=True)
class Chart:
    """A drawing with what must be said about it.

    ``kind``: bar, divided, slope, dots, trend, multiples, scatter, tiles, regions, spark. ``title``: its caption;
    ``unit``: of its figures, with the state of data; ``source``: the line under it; ``alternative``: the same
    figures in words, empty for a drawing inside a cell whose number stands beside it. ``width``, ``height`` in
    pixels; on paper it takes the width of its column.
    """

    kind: str
    title: str
    unit: str
    source: str
    alternative: str
    width: float
    height: float
    marks: tuple[Mark, ...]


class Figure(NamedTuple):
    """One district's figure. ``text``: as shown, in words where there is no value; ``style``: of its band or empty.

    ``letters`` of the band; ``marked``: the one that is meant; ``full``: its whole name where ``name`` is short.
    """

    name: str
    value: Fraction | None
    text: str
    letters: str = ""
    style: str = ""
    marked: bool = False
    full: str = ""


def alternative(title: str, unit: str, parts: list[str]) -> str:
    """The drawing in words: what it shows, its unit, and every figure."""
    return f"{title}, {unit}: {'; '.join(parts)}" if parts else f"{title}, {unit}: belum ada nilai"


def said(figure: Figure) -> str:
    """One figure in the words of an alternative: ``Kapuas 14,90 BT``."""
    return " ".join(filter(None, (figure.full or figure.name, figure.text, figure.letters)))
