"""A PDF's pages as words with their places, read by poppler: what a reader's eye meets, not what we meant."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree

MM = 72 / 25.4
_NS = {"x": "http://www.w3.org/1999/xhtml"}


@dataclass(frozen=True)
class Word:
    """A word and its box, in millimetres from the sheet's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Word, *, by: float = 0.4) -> bool:
        """Whether two words are printed over each other; a word's box is taller than its ink by a third."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > by and down > 0.4 * min(self.bottom - self.top, other.bottom - other.top)


@dataclass(frozen=True)
class Page:
    """One page; ``body`` leaves out running head and foot."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def body(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.top >= 22 and word.bottom <= self.height - 20)

    @property
    def lines(self) -> list[str]:
        """The body's lines from above, words of one height joined from the left."""
        in_order = sorted(self.body, key=lambda word: (round(word.bottom), word.left))
        return [
            " ".join(word.text for word in line)
            for _, line in groupby(in_order, key=lambda word: round(word.bottom))
        ]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def pages_of(pdf: bytes) -> list[Page]:
    """All pages of a PDF."""
    done = subprocess.run(["pdftotext", "-bbox-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    root = ElementTree.fromstring(done.stdout)  # noqa: S314 - poppler's answer about our own paper
    return [_page(element) for element in root.iterfind(".//x:page", _NS)]


def _page(element: ElementTree.Element) -> Page:
    def place(of: ElementTree.Element, name: str) -> float:
        return float(of.get(name, "nan")) / MM

    words = tuple(
        Word(
            word.text or "",
            place(word, "xMin"),
            place(word, "yMin"),
            place(word, "xMax"),
            place(word, "yMax"),
        )
        for word in element.iterfind(".//x:word", _NS)
    )
    return Page(place(element, "width"), place(element, "height"), words)
