"""Typed text as plain values: paragraphs, headings, lists, bold and italic, and nothing else (ADR 0024).

The text is read as a small part of CommonMark. No HTML is ever made of it here: what looks like a tag is text, so
there is nothing to clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Run:
    """A stretch of typed text in one look, or the end of a line."""

    text: str
    strong: bool = False
    emphasis: bool = False
    line_end: bool = False


@dataclass(frozen=True)
class RichBlock:
    """``form``: heading, paragraph, points or numbers; a list has several ``lines``, the others one."""

    form: str
    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class RichText:
    """What somebody wrote, read into plain values."""

    kind: ClassVar[str] = "rich"
    blocks: tuple[RichBlock, ...]


_read = MarkdownIt("zero").enable(["heading", "list", "emphasis", "escape", "newline"]).parse
# What a word processor puts before a point; and a year at the beginning of a line, which is no numbered list.
_BULLET = re.compile(r"^(\s*)[•·▪‣]\s*", re.MULTILINE)
_YEAR = re.compile(r"^(\s*\d{4,})([.)])(?=\s)", re.MULTILINE)
_KINDS = {"heading_open": "heading", "paragraph_open": "paragraph"}
_LISTS = {"bullet_list_open": "points", "ordered_list_open": "numbers"}


def rich_text(typed: str) -> RichText:
    """The blocks of a typed text; any text is one, the worst that can happen is that it stays plain."""
    tidy = _YEAR.sub(r"\1\\\2", _BULLET.sub(r"\1- ", typed))
    return RichText(tuple(_blocks(_read(tidy))))


def _blocks(tokens: list[Token]) -> Iterator[RichBlock]:
    """A list inside a list continues it: on paper two levels of points would need two more sizes."""
    kind, depth = "", 0
    items: list[tuple[Run, ...]] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in _LISTS:
            kind, depth = (kind, depth + 1) if depth else (_LISTS[token.type], 1)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if not depth:
                yield RichBlock(kind, tuple(items))
                items = []
        elif token.type == "inline":
            runs = tuple(_runs(token.children or []))
            if depth:
                items.append(runs)
            elif before is not None:
                yield RichBlock(_KINDS[before.type], (runs,))


def _runs(tokens: list[Token]) -> Iterator[Run]:
    """Stretches of one look; a line that ended with Enter ends on paper too."""
    strong = emphasis = 0
    for token in tokens:
        strong += (token.type == "strong_open") - (token.type == "strong_close")
        emphasis += (token.type == "em_open") - (token.type == "em_close")
        if token.type in ("softbreak", "hardbreak"):
            yield Run("", line_end=True)
        elif token.content and token.type in ("text", "text_special"):
            yield Run(token.content, strong=strong > 0, emphasis=emphasis > 0)
