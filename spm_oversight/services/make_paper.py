"""Make a paper that was asked for: the worker's job. Whatever happens, the page learns how it ended."""

from __future__ import annotations

import hashlib
import logging
from uuid import UUID

from spm_oversight.documents.pdf import Progress, RenderFailed
from spm_oversight.domain.access import Actor
from spm_oversight.persistence.files import files
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin
from spm_oversight.services.paper_way import PAPERS, SUFFIX, Owner, printed
from spm_oversight.services.printable import printable
from spm_oversight.services.sign_in import actor_by_membership

ENDED = "Pemintanya tidak lagi bertugas; minta sekali lagi."
FAILED = "Dokumen tidak dapat dibuat. Laporkan kepada admin."
_log = logging.getLogger(__name__)


def make_paper(*, paper: UUID, account: UUID, membership: UUID, owner: Owner, last_try: bool) -> None:
    """Make a paper with no more right than its asker has now. Safe to run again.

    ``owner`` is the paper's: there its end is noted when the asker has no right left. What goes wrong is
    raised for the queue to try again; on the ``last_try`` the paper is marked failed first.
    """
    actor = actor_by_membership(account=account, membership=membership)
    if actor is None:
        _log.warning("paper %s is not made: its asker has no such membership any more", paper)
        _end(paper, owner, ENDED)
        return
    with begin(actor) as work:
        attempt = owner.papers(work).claim(paper)
    if attempt is None:
        return
    try:
        _keep(actor, owner, paper, attempt, _printed(actor, owner, paper, attempt))
    except Exception as error:
        if last_try:
            why = str(error) if isinstance(error, RenderFailed) else FAILED
            with begin(actor) as work:
                owner.papers(work).fail(paper, attempt, why)
        raise


def give_up(*, paper: UUID, owner: Owner) -> None:
    """Tell the asker that a paper is not tried again: each time its worker was killed while making it."""
    _end(paper, owner, FAILED)


def _end(paper: UUID, owner: Owner, why: str) -> None:
    with open_work(owner.scope, None) as work:
        attempt = owner.papers(work).claim(paper)
        if attempt is not None:
            owner.papers(work).fail(paper, attempt, why)


def _printed(actor: Actor, owner: Owner, paper: UUID, attempt: int) -> bytes:
    with begin(actor) as work:
        found = printable(work, owner, paper)
    return printed(found, _progress(actor, owner, paper, attempt))


def _progress(actor: Actor, owner: Owner, paper: UUID, attempt: int) -> Progress:
    def show(done: int, _steps: int, doing: str) -> None:
        with begin(actor) as work:
            owner.papers(work).progress(paper, attempt, done, doing)

    return show


def _keep(actor: Actor, owner: Owner, paper: UUID, attempt: int, data: bytes) -> None:
    """The file lies there before the commit says done; the row, held until then, keeps out an overtaken attempt."""
    sha256 = hashlib.sha256(data).hexdigest()
    with begin(actor) as work:
        if owner.papers(work).finish(paper, attempt, sha256=sha256, size=len(data)):
            files.put(owner.tenant, PAPERS, paper, SUFFIX, data)
            work.issued_papers.seal(paper, sha256)
            work.record.add("paper_made", str(paper), sha256=sha256)
