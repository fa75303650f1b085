"""How the workbook looks and what its entry cells let in."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from spm_oversight.domain.entry import LARGEST, MOST_DECIMALS
from spm_oversight.exchange.workbook_layout import STATE_WORDS, Kind

_INK, _SECOND, _LINE, _SURFACE, _ENTRY = "#16202B", "#4A5663", "#D5DBE1", "#F5F7F9", "#E9F0FA"
_CELL: dict[str, Any] = {"valign": "top", "border": 1, "border_color": _LINE, "font_color": _INK}
_ENTRY_CELL = _CELL | {"bg_color": _ENTRY, "locked": False}

WIDTHS = {
    "Kode": 16,
    "Urusan": 26,
    "Jenis pelayanan dasar": 40,
    "Penerima": 34,
    "Mutu minimal": 44,
    "Satuan": 13,
    "Keadaan": 11,
    "Versi APBD": 13,
    "Sumber dana": 27,
    "Penjelasan": 44,
    "Permasalahan": 50,
    "Solusi": 50,
    "Penanggung jawab": 28,
    "Tenggat": 14,
}
USUAL_WIDTH = 21


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        head = {
            "bold": True,
            "text_wrap": True,
            "valign": "vcenter",
            "bg_color": _SURFACE,
            "font_color": _INK,
        }
        head |= {"bottom": 2, "bottom_color": _INK}
        self.head: Format = book.add_format(head)
        self.number_head: Format = book.add_format(head | {"align": "right"})
        self.told: Format = book.add_format(_CELL | {"text_wrap": True, "font_color": _SECOND})
        self.title: Format = book.add_format({"bold": True, "font_size": 16, "font_color": _INK})
        self.heading: Format = book.add_format({"bold": True, "font_size": 12, "font_color": _INK})
        self.label: Format = book.add_format({"font_color": _SECOND, "valign": "top"})
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top", "font_color": _INK})
        self._whole: Format = book.add_format(_ENTRY_CELL | {"num_format": "#,##0", "align": "right"})
        self._measure: Format = book.add_format(_ENTRY_CELL | {"num_format": "#,##0.00##", "align": "right"})
        self._word: Format = book.add_format(_ENTRY_CELL)
        self._note: Format = book.add_format(_ENTRY_CELL | {"text_wrap": True, "num_format": "@"})
        self._day: Format = book.add_format(_ENTRY_CELL | {"num_format": "dd/mm/yyyy", "align": "left"})

    def entry(self, kind: Kind, decimals: int) -> Format:
        """The format of an entry cell."""
        match kind:
            case Kind.STATE:
                return self._word
            case Kind.TEXT:
                return self._note
            case Kind.DATE:
                return self._day
            case Kind.FIGURE | Kind.RUPIAH:
                return self._measure if decimals else self._whole

    @property
    def word(self) -> Format:
        """The format of a cell that takes a word from a list."""
        return self._word


def choice(source: list[str] | str, name: str) -> dict[str, Any]:
    """A drop-down of words, or of the cells that ``source`` names."""
    return {
        "validate": "list",
        "source": source,
        "error_title": name,
        "error_message": "Pilih salah satu dari daftar.",
    }


def validation(kind: Kind, decimals: int) -> dict[str, Any] | None:
    """What an entry cell lets in; the reader checks again, a spreadsheet's validation is only a help."""
    match kind:
        case Kind.STATE:
            return choice([word for word in STATE_WORDS.values() if word], "Keadaan")
        case Kind.FIGURE | Kind.RUPIAH:
            expected = f"angka paling banyak {MOST_DECIMALS} desimal" if decimals else "bilangan bulat"
            return {
                "validate": "decimal" if decimals else "integer",
                "criteria": "between",
                "minimum": 0,
                "maximum": LARGEST,
                "error_title": "Angka",
                "error_message": f"Tulis {expected}, paling sedikit 0, tanpa satuan.",
            }
        case Kind.TEXT | Kind.DATE:
            return None
