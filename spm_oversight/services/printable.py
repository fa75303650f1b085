"""What each kind of paper is printed from, for the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from spm_oversight.persistence.work import Work
from spm_oversight.services.booklet import booklet_of
from spm_oversight.services.handout import stored_handout
from spm_oversight.services.handout_figures import HANDOUT
from spm_oversight.services.paper_way import Owner, Printable
from spm_oversight.services.papers import BOOKLET
from spm_oversight.services.receipt import RECEIPT, stored_receipt


def printable(work: Work, owner: Owner, paper: UUID) -> Printable:
    """A paper of ``owner`` as it was asked for; the same paper gives the same."""
    return _BY_KIND[owner.papers(work).by_id(paper).kind](work, paper)


def _booklet(work: Work, paper: UUID) -> Printable:
    found = work.papers.by_id(paper)
    snapshot = work.snapshots.by_id(found.snapshot)
    return booklet_of(work, snapshot=snapshot, draft=found.draft)


_BY_KIND: Mapping[str, Callable[[Work, UUID], Printable]] = {
    BOOKLET: _booklet,
    HANDOUT: stored_handout,
    RECEIPT: stored_receipt,
}
