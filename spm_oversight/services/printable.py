"""What each kind of paper is printed from, for the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from spm_oversight.documents.booklet_facts import BookletFacts
from spm_oversight.persistence.work import Work
from spm_oversight.services.booklet import booklet_of
from spm_oversight.services.handout import stored_handout
from spm_oversight.services.handout_figures import HANDOUT
from spm_oversight.services.letters import LETTER, stored_letter
from spm_oversight.services.number_papers import check_of
from spm_oversight.services.paper_way import Owner, Printable
from spm_oversight.services.papers import BOOKLET, SCORECARD
from spm_oversight.services.receipt import RECEIPT, stored_receipt
from spm_oversight.services.scorecards import stored_scorecard


def printable(work: Work, owner: Owner, paper: UUID) -> Printable:
    """A paper of ``owner`` as it was asked for; the same paper gives the same."""
    return _BY_KIND[owner.papers(work).by_id(paper).kind](work, paper)


def _booklet(work: Work, paper: UUID) -> Printable:
    found = work.papers.by_id(paper)
    snapshot = work.snapshots.by_id(found.snapshot)
    # A paper that was asked for before facts were kept says what holds now.
    facts = BookletFacts.read(found.content) if found.content else None
    return booklet_of(
        work,
        snapshot=snapshot,
        draft=found.draft,
        composition=found.composition,
        facts=facts,
        check=check_of(work, paper),
    )


_BY_KIND: Mapping[str, Callable[[Work, UUID], Printable]] = {
    BOOKLET: _booklet,
    SCORECARD: stored_scorecard,
    LETTER: stored_letter,
    HANDOUT: stored_handout,
    RECEIPT: stored_receipt,
}
