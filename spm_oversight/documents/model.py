"""What stands on a paper, as plain values: no HTML, no figures that still want rounding, no database.

Builders make a :class:`Document`; ``html.py`` writes each block with the template part named by its ``kind``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from spm_oversight.charts.marks import Chart
from spm_oversight.documents.rich_text import RichText
from spm_oversight.domain.district_paper import PaperSize


@dataclass(frozen=True)
class Badge:
    """A category: never colour alone, always its letters too. ``style`` names the colour in the style sheet."""

    letters: str
    label: str
    style: str


@dataclass(frozen=True)
class Cell:
    """One cell of a table, or one key figure.

    ``answers`` says where ``recompute`` answers the same number: ``62.01 urusan 1.02 index`` (a result: district,
    level, code, column) or ``62.01 serapan`` (an indicator: scope, metric). ``62 kab.1.02.03 not_served`` is who
    still waits in the province, a sum of the package's own figures. A cell with two figures names both places, with
    a slash between as in its text. Empty for words. ``absent``: there is no value, and the text says so in words or
    with a dash.
    """

    text: str
    answers: str = ""
    absent: bool = False
    badge: Badge | None = None
    number: bool = False
    strong: bool = False
    heading: bool = False
    bar: str = ""


@dataclass(frozen=True)
class Head:
    """A column's head; the unit stands once, here. ``width`` is a CSS length or empty."""

    text: str
    unit: str = ""
    number: bool = False
    width: str = ""


@dataclass(frozen=True)
class Row:
    """A row of cells; ``style`` may be ``tie``, ``group`` or empty."""

    cells: tuple[Cell, ...]
    style: str = ""


@dataclass(frozen=True)
class Table:
    """A data table. ``measure`` follows the caption: what is measured, in which unit and state of data."""

    kind: ClassVar[str] = "table"
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    measure: str = ""
    foot: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    style: str = ""
    sample: bool = False


@dataclass(frozen=True)
class Prose:
    """Paragraphs under an optional heading; ``lead`` for the finding that opens a page."""

    kind: ClassVar[str] = "prose"
    paragraphs: tuple[str, ...]
    heading: str = ""
    lead: bool = False
    note: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """One of up to four large figures; ``below`` names its measure or its denominator."""

    label: str
    value: Cell
    unit: str = ""
    below: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """The row of large figures under a page's first sentence."""

    kind: ClassVar[str] = "figures"
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Item:
    """An entry of a list; ``head`` is set bold before the text."""

    text: str
    head: str = ""


@dataclass(frozen=True)
class Items:
    """A ruled list under a heading."""

    kind: ClassVar[str] = "items"
    heading: str
    items: tuple[Item, ...]
    note: str = ""
    sample: bool = False


@dataclass(frozen=True)
class Pairs:
    """Terms and what they are, in two columns."""

    kind: ClassVar[str] = "pairs"
    heading: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Legend:
    """What the band letters and colours mean, with the range of each."""

    kind: ClassVar[str] = "legend"
    bands: tuple[tuple[Badge, str], ...]


@dataclass(frozen=True)
class Drawing:
    """A chart under its caption, with its source; ``table``: the figures behind it, where no page has them already."""

    kind: ClassVar[str] = "drawing"
    chart: Chart
    table: Table | None = None
    sample: bool = False


@dataclass(frozen=True)
class Columns:
    """Two columns of blocks side by side; ``shape`` names their widths in the style sheet."""

    kind: ClassVar[str] = "columns"
    left: tuple[Block, ...]
    right: tuple[Block, ...]
    shape: str = ""


@dataclass(frozen=True)
class Chapters:
    """The contents of a paper that has no page for them: each chapter's anchor and title."""

    kind: ClassVar[str] = "chapters"
    heading: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Signatures:
    """Where a paper is to be signed: for each signer the lines over and under the space, and what is in it now."""

    kind: ClassVar[str] = "signatures"
    state: str
    signers: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Turn:
    """The next block begins the back of the sheet; the chapter goes on."""

    kind: ClassVar[str] = "turn"


Block = (
    Table
    | Prose
    | KeyFigures
    | Items
    | Pairs
    | Legend
    | Columns
    | Chapters
    | Signatures
    | RichText
    | Drawing
    | Turn
)


@dataclass(frozen=True)
class Section:
    """What begins a new page. ``parent`` is the heading in the contents that it stands under; empty: a chapter.

    ``follows``: it stands under the one before instead, on the same page.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    parent: str = ""
    follows: bool = False


@dataclass(frozen=True)
class Cover:
    """The first page: who (``sender``: the letterhead's lines, the second set largest), what, when, which data."""

    sender: tuple[str, ...]
    title: str
    subtitle: str
    book: str
    date: str
    facts: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Front:
    """The first page of a paper without a cover. ``letterhead``: its lines, the second set largest; may be empty."""

    letterhead: tuple[str, ...]
    title: str
    subtitle: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole paper. ``foot`` is the fact line of every page; ``preface`` follows a cover's contents on their page."""

    title: str
    author: str
    running_head: str
    foot: str
    cover: Cover | Front
    preface: tuple[Block, ...]
    sections: tuple[Section, ...]
    draft: bool = False
    sample: bool = False
    sheet: PaperSize = PaperSize.A4

    @property
    def bound(self) -> bool:
        """Whether it is a book with a cover and contents, not sheets that begin at once."""
        return isinstance(self.cover, Cover)

    @property
    def parted(self) -> tuple[tuple[str, tuple[Section, ...]], ...]:
        """The sections that stand under a heading of their own in the contents, by that heading."""
        headings = dict.fromkeys(section.parent for section in self.sections if section.parent)
        return tuple((h, tuple(s for s in self.sections if s.parent == h)) for h in headings)
