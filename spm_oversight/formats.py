"""Text a person reads and types: Indonesian numbers, money and dates.

What these functions write, the two reading functions read back. Plain values only; ``None`` is shown as ``EMPTY``.
Numbers are not left to Babel: its parser takes ``1e5`` and ``NaN``, and its formatter rounds half to even, while
every figure here is rounded half away from zero (contract 1, rule 8).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_month_names

EMPTY = "–"
MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"

_NUMBER = re.compile(r"([-\N{MINUS SIGN}]?)([1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d+))?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
_DAY_IN_WORDS = re.compile(r"(\d{1,2}) ([a-z]+) (\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTHS = [*get_month_names("wide", locale="id_ID").values()]
_IN_WORDS = [name.casefold() for name in _MONTHS]
_ROMAN = ("I", "II", "III", "IV")
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))


def number(value: int | Fraction | Decimal | None, decimals: int = 0) -> str:
    """``1.234,56``: points between thousands, a real minus, rounded half away from zero."""
    if value is None:
        return EMPTY
    # Whole numbers all the way: a page has hundreds of these.
    above, below = value.as_integer_ratio()
    scaled = (2 * abs(above) * 10**decimals + below) // (2 * below)
    whole, rest = divmod(scaled, 10**decimals)
    text = f"{whole:,}".replace(",", ".") + (f",{rest:0{decimals}d}" if decimals else "")
    return MINUS + text if above < 0 and scaled else text


def signed(value: int | Fraction | Decimal | None, decimals: int) -> str:
    """A difference with its sign: ``+7,51``, ``−2,65``; what is shown as zero has none."""
    text = number(value, decimals)
    return f"+{text}" if value is not None and value > 0 and text != number(0, decimals) else text


def percent(value: int | Fraction | Decimal | None, decimals: int = 2) -> str:
    """``85,20 %`` for a value already in percent, with a no-break space; differences are never percent."""
    return EMPTY if value is None else f"{number(value, decimals)}{NBSP}%"


def rupiah(value: int | Fraction | Decimal | None) -> str:
    """``Rp 1.385.437.875``: whole rupiah, with a no-break space."""
    return EMPTY if value is None else _in_rupiah(number(value))


def rupiah_short(value: int | Fraction | Decimal | None) -> str:
    """``Rp 117,26 miliar`` for sentences, with no-break spaces; below one million all digits."""
    if value is None:
        return EMPTY
    for scale, word in _SCALES:
        # 999.999.999 is "1,00 miliar", never "1.000,00 juta": the scale is chosen by what will be shown.
        if abs(Fraction(value)) >= scale - Fraction(scale, 200_000):
            return f"{_in_rupiah(number(Fraction(value) / scale, 2))}{NBSP}{word}"
    return rupiah(value)


def _in_rupiah(text: str) -> str:
    sign = MINUS if text.startswith(MINUS) else ""
    return f"{sign}Rp{NBSP}{text.removeprefix(MINUS)}"


def megabytes(size: int | None) -> str:
    """``12,4 MB`` for bytes, with a no-break space; rounded up, so that what is too large never looks as if it fitted.

    Below a tenth of a megabyte ``31 kB``.
    """
    if size is None:
        return EMPTY
    if size <= 2**20 // 10:
        return f"{number(-(-size // 1024))}{NBSP}kB"
    return f"{number(Fraction(-(-size * 10 // 2**20), 10), 1)}{NBSP}MB"


def long_date(day: date | None) -> str:
    """``21 Mei 2024``."""
    return EMPTY if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date | None) -> str:
    """``21 Mei``: only in a column whose year stands in the title."""
    return EMPTY if day is None else format_date(day, "d MMM", locale="id_ID")


def moment(when: datetime | None, zone: str, *, offset: bool = False) -> str:
    """``20 Oktober 2024 pukul 23.59 WIB``: an aware time in the zone given by its name (``Asia/Jakarta``).

    With ``offset`` the zone is ``WIB (UTC+7)``: old tables use WIT for what is WIB today.
    """
    if when is None:
        return EMPTY
    if when.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = when.astimezone(ZoneInfo(zone))
    hours = f" (UTC{(local.utcoffset() or timedelta()) // timedelta(hours=1):+d})" if offset else ""
    return f"{long_date(local.date())} pukul {local:%H.%M} {local.tzname()}{hours}"


def quarter_title(year: int, quarter: int) -> str:
    """``Triwulan III 2024``: for titles."""
    return f"Triwulan {_ROMAN[quarter - 1]} {year}"


def quarter_short(quarter: int) -> str:
    """``TW III``: for tables whose title names the year."""
    return f"TW {_ROMAN[quarter - 1]}"


def read_whole(text: str) -> int:
    """The whole number a person typed: ``1.234`` or ``1234``; ValueError with an Indonesian sentence otherwise."""
    found = _typed(text)
    if not found or found[3]:
        raise ValueError(
            f"{_quoted(text)} sebagai bilangan bulat. Tulis angka saja, misalnya 1234 atau 1.234."
        )
    return int(_plain(found))


def read_decimal(text: str, decimals: int) -> Fraction:
    """The number a person typed, at most ``decimals`` digits after the comma: ``1.234,56``; exact.

    Errors: ValueError with an Indonesian sentence. A point is only ever a thousands mark: ``1.5`` is refused.
    """
    found = _typed(text)
    if not found or len(found[3] or "") > decimals:
        expected = f"misalnya 1.234,5, dengan paling banyak {decimals} angka di belakang koma."
        raise ValueError(f"{_quoted(text)} sebagai bilangan. Tulis angka saja, {expected}")
    return Fraction(_plain(found))


def read_date(text: str) -> date:
    """The day a person typed: ``21/05/2024``, ``21-05-2024``, ``21 Mei 2024`` or ``2024-05-21``.

    Errors: ValueError with an Indonesian sentence, also for a day that does not exist.
    """
    words = text.strip().casefold()
    try:
        if found := _DAY_FIRST.fullmatch(words):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _DAY_IN_WORDS.fullmatch(words):
            return date(int(found[3]), _IN_WORDS.index(found[2]) + 1, int(found[1]))
        if _ISO_DAY.fullmatch(words):
            return date.fromisoformat(words)
    except ValueError:
        pass  # a shape of a day, but none of the calendar: the same sentence as for no day at all
    raise ValueError(f"{_quoted(text)} sebagai tanggal. Tulis misalnya 21/05/2024 atau 21 Mei 2024.")


def _typed(text: str) -> re.Match[str] | None:
    """The parts of a typed number. Nobody types 80 characters; Python refuses thousands of digits in English."""
    return _NUMBER.fullmatch(text.strip()) if len(text) <= 80 else None


def _plain(found: re.Match[str]) -> str:
    sign = "-" if found[1] else ""
    return f"{sign}{found[2].replace('.', '')}" + (f".{found[3]}" if found[3] else "")


def _quoted(text: str) -> str:
    short = text.strip()
    return f"“{short[:40]}{'…' if len(short) > 40 else ''}” tidak dapat dibaca"
