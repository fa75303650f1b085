"""Text that reaches for files, network or markup, in every text of every paper, with the filter of addresses removed.

Two walls stand then: what is typed is text and asks for nothing; and what does ask, as raw HTML would, finds no socket.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from markupsafe import escape

from spm_oversight.documents import pdf
from spm_oversight.documents.booklet import build_booklet
from spm_oversight.documents.handout import build_handout
from spm_oversight.documents.html import to_html
from spm_oversight.documents.letter import build_letter
from spm_oversight.documents.pdf import Attachment, render_pdf
from spm_oversight.documents.receipt import build_receipt
from spm_oversight.documents.scorecard import build_scorecard
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.composition import USUAL
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.wall import fence_available, wall_available
from tests.guard import tally
from tests.papers import factory, handouts, test_letter, test_receipt
from tests.papers.test_wall import CREATED, listening

MARKER = "canary-5821"
ROOT = Path(__file__).resolve().parents[2]


def payloads(port: int, folder: Path) -> tuple[str, ...]:
    """What somebody types who wants more than a text; the port listens, the folder's files hold the marker."""
    http, file = f"http://127.0.0.1:{port}", folder.as_uri()
    page = f"data:text/html,<img src={http}/nested>"
    return (
        f"<img src='{http}/img'>",
        f'"><img src="{file}/secret.png">',
        f"<img srcset='{http}/a 1x, {http}/b 2x'>",
        f"<object data='{file}/secret.txt'></object>",
        f"<embed src='{http}/embed'>",
        f"<iframe src='{file}/secret.txt'></iframe>",
        f"<link rel=stylesheet href='{http}/a.css'>",
        f"<link rel=attachment href='{file}/secret.txt'>",
        f"<a rel=attachment href='{file}/secret.txt'>lampiran</a>",
        f"<style>@import '{http}/b.css';</style>",
        f"<style>@import url({file}/secret.css);</style>",
        f"<style>p {{ background: url({http}/c.png) }}</style>",
        f"<style>@font-face {{ font-family: x; src: url({http}/x.ttf) }} p {{ font-family: x }}</style>",
        f"<style>p::before {{ content: url({file}/secret.png) }}</style>",
        f"<p style='background-image: url({http}/style)'>",
        f"' style='background: url({http}/attribute)' x='",
        f'" style="list-style-image: url({http}/quoted)" x="',
        f"<svg><image href='{http}/svg.png'/></svg>",
        f"<svg><image xlink:href='{file}/secret.png'/></svg>",
        f"<svg><use href='{http}/sprite.svg#a'/></svg>",
        f"<svg><style>@import '{http}/svg.css';</style></svg>",
        f"<svg xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{file}/secret.txt'/></svg>",
        f"<base href='{http}/'>",
        f"<meta http-equiv=refresh content='0;url={http}/meta'>",
        f"<img src='{http}/redirect?to={file}/secret.txt'>",
        f"<img src='{page}'>",
        "<img src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22><image href=%22"
        f"{file}/secret.png%22/></svg>'>",
        f"<!DOCTYPE x [<!ENTITY e SYSTEM '{file}/secret.txt'>]>&e;",
        f"<script>fetch('{http}/script')</script>",
        f"<a href='javascript:alert(1)'>{http}</a>",
        f"</td></tr></table></section><img src={http}/closed>",
        f"--><!--><img src={http}/comment>",
        f"]]><img src={http}/cdata>",
        f"{{{{ '{http}' }}}}{{% include '{folder}/secret.txt' %}}",
        f"![gambar]({http}/markdown.png) [tautan]({file}/secret.txt) <{http}/auto>",
        f"\\input{{{folder}/secret.txt}}",
        f"expression(url('{http}/name')); }} p {{ background: url({http}/escape)",
        f"\u202e\u2066{http}/bidi\u2069\u200f",
        "kata" * 400,
        "&lt;img src=x&gt; &#60;img src=x&#62;",
    )


class Poison:
    """Puts a payload behind every typed text of a value, however deep it lies; codes and words of ours stay."""

    _CODE = re.compile(r"[a-z0-9][\w.:/-]*|[A-Z]{2}/.*|[A-Z][a-z]+/[A-Z].*|\d.*|", re.ASCII)

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts, self._next = texts, count()

    def into(self, value: Any) -> Any:
        """The same value, poisoned."""
        if isinstance(value, str) and type(value) is str:
            if self._CODE.fullmatch(value):
                return value
            return f"{value} {self._texts[next(self._next) % len(self._texts)]}"
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value,
                **{each.name: self.into(getattr(value, each.name)) for each in fields(value) if each.init},
            )
        if isinstance(value, Mapping):
            return {key: self.into(each) for key, each in value.items()}
        if isinstance(value, tuple):
            return tuple(map(self.into, value)) if type(value) is tuple else value
        return value


def papers(texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every kind of paper with the payloads in its texts."""
    poison = Poison(texts)

    def spoiled(package: Package) -> Package:
        return replace(
            package, districts=poison.into(package.districts), catalogue=poison.into(package.catalogue)
        )

    package = spoiled(factory.package(quarter=Quarter(2024, 2), districts=2))
    results = calculate(package)
    typed = "\n\n".join((*texts, *(f"- {text}\n- **{text}**" for text in texts)))
    parts = tuple(replace(part, text=typed) for part in USUAL.parts[:2]) + USUAL.parts[2:]
    facts = replace(poison.into(factory.facts(package)), composition=replace(USUAL, parts=parts))
    yield "booklet", to_html(build_booklet(package, results, facts=facts))
    code = package.districts[0].code
    card = build_scorecard(package, results, facts=facts, district=code, sheet=handouts.LETTERHEAD.paper)
    yield "scorecard", to_html(card)
    own = spoiled(handouts.own_package())
    handout = poison.into(handouts.facts_of(own))
    yield "handout", to_html(build_handout(own, calculate(own), facts=handout))
    for text in texts:
        yield "letter", to_html(build_letter(Poison((text,)).into(test_letter.FACTS)))
    yield "receipt", to_html(build_receipt(poison.into(test_receipt.FACTS)))


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """A folder of files that no paper may carry."""
    for name in ("secret.txt", "secret.png", "secret.css"):
        (tmp_path / name).write_text(f"p::after {{ content: '{MARKER}' }}")
    return tmp_path


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Papers are made without the filter; the file holds each address that was fetched."""
    written = tmp_path / "ledger"

    def start_open(home: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.guard.open_press", str(pdf.MEMORY_BYTES), str(written)]
        known = {"LANG": "C.UTF-8", "HOME": home, "TMPDIR": home, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=known, cwd=home)

    pdf._idle.queue[-1].close()  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(pdf, "_start_child", start_open)
    yield written
    pdf._idle.queue[-1].close()  # pyright: ignore[reportPrivateUsage]


def test_what_is_typed_asks_for_nothing(secrets: Path, ledger: Path) -> None:
    with listening() as (port, knocks):
        texts = payloads(port, secrets)
        assert len(texts) >= 30
        made = list(papers(texts))
        letters = [html for kind, html in made if kind == "letter"]
        whole = [html for kind, html in made if kind != "letter"]
        # Each text stands in a letter; of their forty sheets one is printed in each build.
        for html in (*whole, letters[0], *(letters[1:] if tally.FULL else ())):
            data = render_pdf(html, attachments=[Attachment("data.zip", b"PK", "x")], created=CREATED)
            tally.add(requests=len(texts))
            with pikepdf.open(BytesIO(data)) as opened:
                assert list(opened.attachments) == ["data.zip"]
            assert MARKER not in carried(data)
        assert knocks == []
    asked = set(ledger.read_text().split("\n")[:-1])
    assert asked and {url for url in asked if not url.startswith("paper:")} == set()
    for text in texts:
        shown = str(escape(" ".join(text.split())))
        assert any(shown in " ".join(html.split()) for html in letters), text
        assert any(shown[:40] in " ".join(html.split()) for html in whole), text


def carried(made: bytes) -> str:
    """All that a file's streams hold, whatever they are."""
    with pikepdf.open(BytesIO(made)) as opened:
        streams = [each for each in opened.objects if isinstance(each, pikepdf.Stream)]
        plain = [each.read_raw_bytes() if "/Width" in each else each.read_bytes() for each in streams]
    return b"".join(plain).decode("latin-1")


def test_what_does_ask_finds_no_socket(secrets: Path, ledger: Path) -> None:
    with listening() as (port, knocks):
        texts = payloads(port, secrets)
        raw = "".join(f"<section>{text}</section>" for text in texts)
        made = render_pdf(f"<title>x</title>{raw}", created=CREATED)
        assert knocks == []
    assert wall_available() and (not fence_available() or MARKER not in carried(made))
    asked = [url for url in ledger.read_text().split("\n") if url.startswith("http://127.0.0.1")]
    assert len(asked) >= 10, asked  # else there was nothing to keep out
    tally.add(requests=len(asked))
