"""The peers of bench/booklet.py: the same paper by typst, from the same HTML, and by Chromium's print.

They bound what another choice would give, and are no target: typst has a language of its own, which the screen cannot
share, and Chromium writes neither PDF/A nor the pages of the contents.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from playwright.sync_api import sync_playwright

from spm_oversight.documents.pdf import static_files

SVG = "http://www.w3.org/2000/svg"
TYPST = """import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=sys.argv[3:], pdf_standards=["a-3a"])
"""
HEAD = """#set page(paper: "a4", margin: (x: 20mm, top: 24mm, bottom: 22mm), numbering: "1 / 1")
#set text(font: "Source Sans 3", size: 9.5pt, lang: "id")
#set document(title: "Buku")
#show table: set text(size: 8pt)
"""


def typst_print(html: str, folder: Path) -> Callable[[], object]:
    """Compile the paper's words, tables and drawings; writing the source is not part of the time.

    In a fresh process each time: within one it remembers what it has laid out, and measures its memory.
    """
    source = folder / "paper.typ"
    drawings: list[str] = []

    def keep(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<img src="{len(drawings) - 1}.svg">'

    tree = html5lib.parse(re.sub(r"<svg.*?</svg>", keep, html, flags=re.S), namespaceHTMLElements=False)
    for number, drawing in enumerate(drawings):
        (folder / f"{number}.svg").write_text(drawing.replace("<svg", f'<svg xmlns="{SVG}"', 1))
    source.write_text(HEAD + "".join(_written(tree.find("body"))))
    fonts = [str(path.parent) for path, kind in static_files().values() if kind == "font/ttf"]
    command = [sys.executable, "-c", TYPST, str(source), str(folder / "typst.pdf"), *fonts]
    return lambda: subprocess.run(command, check=True)


@contextmanager
def chromium_print(page: Path) -> Iterator[Callable[[], bytes]]:
    """Load and print in a browser that runs already."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        tab = browser.new_page()

        def print_() -> bytes:
            tab.goto(page.as_uri())
            return tab.pdf(prefer_css_page_size=True, tagged=True, outline=True)

        yield print_
        browser.close()


def _written(element: Any) -> Iterator[str]:
    tag = element.tag
    if tag == "table":
        yield _table(element)
    elif tag == "img":
        yield f'\n#figure(image("{element.get("src")}", alt: "grafik"))\n'
    elif tag in ("h1", "h2", "p", "li", "figcaption", "dt", "dd"):
        before = {"h1": "\n#pagebreak(weak: true)\n= ", "h2": "\n== ", "li": "\n- "}.get(tag, "\n")
        yield f"{before}#{_text(element)}\n"
    else:
        for child in element:
            yield from _written(child)


def _table(table: Element) -> str:
    head, body = (table.findall(f".//{part}//tr") for part in ("thead", "tbody"))
    first = ", ".join(map(_text, head[0]))
    rows = ",\n".join(", ".join(map(_text, row)) for row in body)
    caption = table.find("caption")
    title = "" if caption is None else f"\n#{_text(caption)}\n"
    return f"{title}#table(columns: {len(head[0])}, stroke: none, table.header({first}),\n{rows})\n"


def _text(element: Element) -> str:
    words = " ".join("".join(element.itertext()).split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'text("{words}")'
