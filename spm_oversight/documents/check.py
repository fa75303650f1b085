"""What stands on a paper for whoever wants to check that it is ours: number, address, and both as a square."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup


@dataclass(frozen=True)
class Check:
    """The paper's ``number``; ``address``: of the page that checks papers; ``query``: what asks it for this one.

    ``anchor``: where the record stood when it was issued, as ``spm audit verify --anchor`` takes it; empty on papers
    from before it was printed.
    """

    number: str
    address: str
    query: str
    anchor: str = ""

    def line(self, above: str) -> str:
        """In words, at the foot of each page under the fact line ``above``, which may name the number already.

        The anchor stands on a line of its own, so that it is never broken.
        """
        named = "di atas" if self.number in above else self.number
        line = f"Periksa keaslian di {self.address} dengan nomor {named}."
        return f"{line}\nJangkar jejak audit {self.anchor}" if self.anchor else line

    @property
    def square(self) -> Markup:
        """As a QR code; the same address gives the same drawing."""
        code = segno.make(self.address + self.query, error="m", micro=False)
        return Markup(code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))  # noqa: S704 (drawn here)
