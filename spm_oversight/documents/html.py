"""A :class:`Document` as HTML: its own strict, escaping template environment, which knows no Flask."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from spm_oversight.documents.model import Document

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parents[2] / "templates" / "documents"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def to_html(document: Document) -> str:
    """The whole paper as one page of HTML for ``pdf.py``; the same document gives the same text.

    Every text is escaped, whoever typed it. A name that a template does not find is an error, never a gap.
    """
    return _templates.get_template("paper.html").render(document=document)
