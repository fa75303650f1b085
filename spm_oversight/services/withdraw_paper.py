"""Withdraw an issued paper: it keeps its number and its file, and whoever checks it learns that it holds no more."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Missing
from spm_oversight.persistence.issued_papers import Withdrawal
from spm_oversight.persistence.papers import PaperState
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.papers import PaperView, papers

LONGEST = 300
SHORTEST = 10


def paper_to_withdraw(work: Work, *, paper: UUID) -> PaperView:
    """A paper of the own province that holds; ``Missing`` where it has no number, ``Conflict`` once it is withdrawn."""
    require(work, Permission.WITHDRAW_PAPERS)
    found = next((each for each in papers(work) if each.id == paper), None)
    if found is None or not found.number or found.state is not PaperState.DONE:
        raise Missing("Dokumen bernomor itu tidak ada.")
    if found.withdrawn:
        raise Conflict("Dokumen ini sudah dicabut.")
    return found


def withdraw_paper(work: Work, *, paper: UUID, reason: str) -> PaperView:
    """Withdraw it for good. ``Invalid`` (field ``reason``) where the reason says nothing or too much."""
    found = paper_to_withdraw(work, paper=paper)
    reason = " ".join(reason.split())
    if not SHORTEST <= len(reason) <= LONGEST:
        fault = Fault("reason", f"Tulis alasannya dalam {SHORTEST} sampai {LONGEST} huruf.")
        raise Invalid("Alasan belum benar.", (fault,))
    zone = ZoneInfo(work.places.province(own_province(work)).time_zone)
    # Of two who withdraw at once one does.
    if not work.issued_papers.withdraw(paper, Withdrawal(work.now.astimezone(zone).date(), reason)):
        raise Conflict("Dokumen ini sudah dicabut.")
    told = {"kind": found.kind, "number": found.number, "quarter": found.quarter.code, "reason": reason}
    work.record.add("paper_withdrawn", str(paper), **told)
    return found
