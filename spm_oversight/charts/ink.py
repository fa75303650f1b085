"""Colours of the drawings (look, section 2), hatching, and how wide a text is at most.

The colours are presentation attributes: a strict content policy allows them, and the printer reads them. Their
lightness falls strictly from the lowest band to the highest, so that a grey print keeps the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

INK, INK_2, LINE, LINE_2 = "#16202B", "#4A5663", "#D5DBE1", "#8A95A0"
ACCENT, GROUND, PAPER, HATCH = "#1B4B91", "#E8ECF0", "#FFFFFF", "#E3E7EB"


@dataclass(frozen=True)
class Shade:
    """How a band fills an area: its colour, its edge, and the ink of a text on it."""

    fill: str
    edge: str
    text: str
    hatched: bool = False


_SHADES = {
    "pa": Shade("#003A51", "#003A51", PAPER),
    "ut": Shade("#036464", "#036464", PAPER),
    "ma": Shade("#439982", "#439982", INK),
    "pr": Shade("#93AF7D", "#93AF7D", INK),
    "mu": Shade("#E8C25B", LINE_2, INK),
    "bt": Shade("#FCE3DD", "#D9A89B", INK),
    "bd": Shade(PAPER, LINE_2, INK_2, hatched=True),
    "own": Shade(PAPER, LINE_2, INK),
}
_PLAIN = Shade(LINE_2, LINE_2, INK)


def shade(style: str) -> Shade:
    """The shade of a band's style; of a figure without bands, and of a name nobody gave a colour, plain grey."""
    return _SHADES.get(style, _PLAIN)


def hatch(x: float, y: float, width: float, height: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Slanted strokes that fill a box: strokes and not a pattern, whose name would have to differ on every page."""
    strokes: list[tuple[tuple[float, float], ...]] = []
    step = 8
    for index in range(1, int((width + height) / step) + 1):
        reach = index * step
        first = (min(reach, width), max(0.0, reach - width))
        last = (max(0.0, reach - height), min(reach, height))
        if first != last:
            ends = (first, last)
            strokes.append(tuple((round(x + dx, 1), round(y + dy, 1)) for dx, dy in ends))
    return tuple(strokes)


_NARROW = frozenset("iIljt.,:;'|()[]! ’\u00a0-")
_MIDDLING = frozenset('frs1"*/“”')
_WIDE = frozenset("mwMW%@—")


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at most in any face the pages use (Noto Sans is the widest of them), in units of ``size``."""
    ems = sum(_ems(sign) for sign in text)
    return ems * size * (1.08 if bold else 1)


def _ems(sign: str) -> float:
    if sign in _NARROW:
        return 0.37
    if sign in _MIDDLING:
        return 0.57 if sign == "1" else 0.49
    if sign in _WIDE:
        return 0.94
    return 0.74 if sign.isupper() or not sign.isascii() else 0.61


def sized(text: str, room: float, size: float, least: float, *, bold: bool = False) -> tuple[str, float]:
    """The text and its size: the size given, or as small as the room needs, to ``least``; narrower still, it is cut."""
    while size > least and text_width(text, size, bold=bold) > room:
        size -= 1
    return fitted(text, room, size, bold=bold), size


def in_two(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, str]:
    """Over two lines, broken between words; the second ends at a word, with an ellipsis, where it has no room."""
    words = text.split(" ")
    count = _words_in(words, room, size, bold)
    first, rest = words[:count], words[count:]
    second = " ".join(rest)
    if text_width(second, size, bold=bold) > room:
        kept = _words_in(rest, room - text_width("…", size, bold=bold), size, bold)
        second = " ".join(rest[:kept]) + "…"
    return fitted(" ".join(first), room, size, bold=bold), fitted(second, room, size, bold=bold)


def _words_in(words: list[str], room: float, size: float, bold: bool) -> int:
    """How many of the words a line holds, one at least."""
    count = len(words)
    while count > 1 and text_width(" ".join(words[:count]), size, bold=bold) > room:
        count -= 1
    return count


def fitted(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than ``width``."""
    if text_width(text, size, bold=bold) <= width:
        return text
    for length in range(len(text) - 1, 0, -1):
        cut = text[:length].rstrip() + "…"
        if text_width(cut, size, bold=bold) <= width:
            return cut
    return ""
