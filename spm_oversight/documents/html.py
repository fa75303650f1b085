"""A :class:`Document` as HTML: its own strict, escaping template environment, which knows no Flask."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from spm_oversight.documents.check import Check
from spm_oversight.documents.model import Document

_FOLDER = Path(__file__).resolve().parents[2] / "templates"
_templates = Environment(
    # The drawings are those of the screen; nothing else of its templates stands on paper.
    loader=FileSystemLoader([_FOLDER / "documents", _FOLDER]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


# A typed text cannot look like this: its quotes are escaped.
_SOURCE = re.compile(r' data-answers="[^"]*"')


def to_html(document: Document, *, sources: bool = False, check: Check | None = None) -> str:
    """The whole paper as one page of HTML for ``pdf.py``; the same document gives the same text.

    Every text is escaped, whoever typed it. A name that a template does not find is an error, never a gap.
    With ``sources`` each number tells where recompute answers it: a third of the text, which print does without.
    ``check``: what stands on each page for whoever wants to check the paper.
    """
    html = _templates.get_template("paper.html").render(document=document, check=check)
    return html if sources else _SOURCE.sub("", html)
