"""Letters bound into one file for printing: each stays as it was issued, with its own number and check address.

The file is PDF/A-3a and PDF/UA-1 like its parts (veraPDF: tests/papers/test_joined.py). The first part lends it
what these standards ask of a file as a whole (colours, language, metadata); the structure of the others is hung into
its tree under new page keys. It is an assembly and no paper: it has no number, is not kept, and its hash is checked
nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from pikepdf import Name, NumberTree, OutlineItem, Pdf


def join_papers(parts: Sequence[tuple[str, bytes]], *, title: str) -> bytes:
    """One PDF of all pages of ``parts`` (bookmark, PDF of ``render_pdf``) in their order; the same give the same bytes.

    At least one part. Parts have no links and no attachments, as letters have none: such need keys of their own.
    """
    with pikepdf.open(BytesIO(parts[0][1])) as whole:
        starts = [0]
        for _, content in parts[1:]:
            starts.append(len(whole.pages))
            with pikepdf.open(BytesIO(content)) as part:
                _append(whole, part)
        with whole.open_outline() as outline:
            outline.root[:] = [
                OutlineItem(name, start) for (name, _), start in zip(parts, starts, strict=True)
            ]
        whole.docinfo[Name.Title] = title
        with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = title
        bound = BytesIO()
        whole.save(bound, deterministic_id=True)
        return bound.getvalue()


def _append(whole: Pdf, part: Pdf) -> None:
    """The pages of a part, and its branch of the structure, which names these pages by keys of the parent tree."""
    tree = whole.Root.StructTreeRoot
    parents = NumberTree(tree.ParentTree)
    offset = max(parents, default=-1) + 1
    before = len(whole.pages)
    # Pages first: what is copied afterwards and points to one then finds it.
    whole.pages.extend(part.pages)
    branch = whole.copy_foreign(part.Root.StructTreeRoot)
    for key, value in NumberTree(branch.ParentTree).items():
        parents[key + offset] = value
    for top in branch.K:
        top.P = tree
        tree.K.append(top)
    for page in list(whole.pages)[before:]:
        page.obj.StructParents = int(page.obj.StructParents) + offset
