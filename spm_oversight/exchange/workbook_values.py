"""One cell of a workbook, whatever a spreadsheet program put there, as its canonical text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from spm_oversight import formats
from spm_oversight.domain.entry import LONGEST_TEXT, MOST_DECIMALS
from spm_oversight.exchange.workbook_layout import STATE_WORDS, Kind, clean, plain


@dataclass(frozen=True)
class Unreadable:
    """A cell without a usable value: a formula that was never computed, or an error such as ``#REF!``."""

    shown: str


Raw = str | int | float | bool | date | datetime | time | timedelta | Unreadable

_STEP = Decimal(1).scaleb(-MOST_DECIMALS)
_NUMERIC = (Kind.FIGURE, Kind.RUPIAH)
_STATES = {word.casefold(): word for word in STATE_WORDS.values()}


def text_of(raw: Raw, kind: Kind, decimals: int = 0) -> str:
    """The canonical text of a cell; ValueError says what is expected (Indonesian)."""
    if raw == "":
        return ""
    if (whole := whole_text(raw, kind)) is not None:
        return whole
    if isinstance(raw, Unreadable):
        raise ValueError(
            "nilai, bukan rumus yang belum dihitung atau galat; buka dan simpan lagi, atau ketik nilainya"
        )
    match kind:
        case Kind.TEXT:
            return _free_text(raw)
        case Kind.STATE:
            return _state(raw)
        case Kind.DATE:
            return _day(raw)
        case Kind.FIGURE | Kind.RUPIAH:
            return _number(raw, decimals)


def whole_text(raw: Raw, kind: Kind) -> str | None:
    """The canonical text of a whole figure, as nearly every one is; None for any other cell."""
    return str(int(raw)) if isinstance(raw, float) and kind in _NUMERIC and raw.is_integer() else None


def readable(raw: Raw, kind: Kind) -> str:
    """The canonical text of a cell, or what stands there when it cannot be read."""
    try:
        return text_of(raw, kind, MOST_DECIMALS)
    except ValueError:
        return shown(raw)


def shown(raw: Raw) -> str:
    """A cell as it is quoted to the person who typed it."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, Unreadable):
        return raw.shown
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        return _digits(raw).replace(".", ",")
    if isinstance(raw, date):
        return formats.long_date(raw)
    return str(raw)


def _free_text(raw: Raw) -> str:
    text = clean(raw if isinstance(raw, str) else shown(raw))
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"teks paling panjang {formats.number(LONGEST_TEXT)} huruf")
    return text


def _state(raw: Raw) -> str:
    word = _STATES.get(raw.strip().casefold()) if isinstance(raw, str) else None
    if word is None:
        raise ValueError("Terisi, Nihil, atau kosong")
    return word


def _day(raw: Raw) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, str) and not raw.strip():
        return ""
    try:
        return formats.read_date(shown(raw)).isoformat()
    except ValueError:
        raise ValueError("tanggal, misalnya 21/05/2024 atau 21 Mei 2024") from None


def _number(raw: Raw, decimals: int) -> str:
    if isinstance(raw, str):
        return _typed(raw, decimals) if raw.strip() else ""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError(_expected(decimals))
    digits = _digits(raw)
    if "." not in digits:
        return digits
    if not decimals:
        raise ValueError(_expected(decimals))
    return _trimmed(Decimal(digits).quantize(_STEP, ROUND_HALF_UP))


def _typed(text: str, decimals: int) -> str:
    try:
        return plain(formats.read_decimal(text, decimals) if decimals else formats.read_whole(text))
    except ValueError:
        raise ValueError(_expected(decimals)) from None


def _digits(value: float) -> str:
    """The digits a spreadsheet shows: fifteen, so that 0.1 + 0.2 is 0.3 and 3.0000000000000004 is 3."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return _trimmed(Decimal(f"{value:.15g}"))


def _trimmed(value: Decimal) -> str:
    text = f"{value:f}"
    return plain(0) if not value else text.rstrip("0").rstrip(".") if "." in text else text


def _expected(decimals: int) -> str:
    if decimals:
        return f"angka dengan paling banyak {decimals} angka di belakang koma, misalnya 1.234,5"
    return "bilangan bulat tanpa satuan, misalnya 1234 atau 1.234"


def raw_of(text: str, kind: Kind) -> Raw:
    """The value to write for a canonical text."""
    if not text:
        return ""
    match kind:
        case Kind.FIGURE | Kind.RUPIAH:
            return float(text) if "." in text else int(text)
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.TEXT | Kind.STATE:
            return text
