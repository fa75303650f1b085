"""Receipts as papers: asked for by whatever step is receipted, printed by the worker."""

from __future__ import annotations

from uuid import UUID

from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import STEPS
from spm_oversight.documents.receipt import ReceiptFacts, build_receipt
from spm_oversight.domain.access import Permission
from spm_oversight.domain.district_paper import Source
from spm_oversight.persistence.district_papers import Frozen
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.number_papers import check_of, number_of_own
from spm_oversight.services.paper_way import Owner, Printable, asking, enqueue_making

RECEIPT = "receipt"


def request_receipt(work: Work, *, facts: ReceiptFacts) -> UUID:
    """Have the receipt of a step made; called in the step's own transaction, so that both happen or neither.

    The step has asked for its own permission; this asks only that the person may read the district's papers.
    """
    actor = require(work, Permission.SEE_PAPERS)
    owner = Owner(*own_district(work))
    paper = work.district_papers.request(
        *own_district(work),
        kind=RECEIPT,
        quarter=facts.quarter,
        source=Source.LIVE,
        sheet=facts.sheet,
        cut_off=facts.at,
        data_hash=facts.data_hash,
        frozen=Frozen(content=facts.plain()),
        by=actor.name,
        membership=asking(actor).id,
        steps=len(STEPS),
    )
    numbered = number_of_own(work, code=facts.number, title="Tanda terima", quarter=facts.quarter)
    enqueue_making(work, owner, paper, actor, numbered, kind=RECEIPT, quarter=facts.quarter.code)
    return paper


def stored_receipt(work: Work, paper: UUID) -> Printable:
    """A receipt as it was asked for."""
    facts = ReceiptFacts.read(work.district_papers.frozen(paper).content)
    return Printable(to_html(build_receipt(facts), check=check_of(work, paper)), facts.at)
