"""The way of every paper, whoever owns it: one asks, a job waits in the same transaction, the file is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from spm_oversight.documents.pdf import Attachment, Progress, render_pdf
from spm_oversight.domain.access import Actor, Membership
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.district_papers import DistrictPapers
from spm_oversight.persistence.files import files
from spm_oversight.persistence.jobs import MAKE_PAPER, enqueue
from spm_oversight.persistence.papers import Making, Papers, PaperState
from spm_oversight.persistence.work import Work
from spm_oversight.services.number_papers import Numbered, issue

# Where the file of a paper lies, under its id.
PAPERS, SUFFIX = "papers", ".pdf"


@dataclass(frozen=True)
class Owner:
    """Whose paper it is: a province's, or with ``district`` that district's own."""

    province: str
    district: str | None = None

    @property
    def tenant(self) -> str:
        """In whose folder the file lies."""
        return self.district or self.province

    @property
    def scope(self) -> Scope:
        """The owner's own rows, for noting a paper's end when its asker has no right left."""
        if self.district:
            return Scope.of_district(self.province, self.district)
        return Scope.of_province(self.province, ())

    def papers(self, work: Work) -> Papers | DistrictPapers:
        """The store of the owner's papers."""
        return work.district_papers if self.district else work.papers


@dataclass(frozen=True)
class Printable:
    """A paper before the renderer: ``created`` (aware) becomes the file's date, never the moment of printing."""

    html: str
    created: datetime
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class PaperFile:
    """A finished paper's file."""

    name: str
    path: Path


def asking(actor: Actor) -> Membership:
    """The membership in which somebody asks: the paper is made with its rights, as they are then."""
    if actor.membership is None:
        raise Refused("Akun ini tidak mempunyai penugasan.")
    return actor.membership


def enqueue_making(
    work: Work, owner: Owner, paper: UUID, actor: Actor, numbered: Numbered | None = None, **told: Any
) -> None:
    """Have the worker make a paper that was just asked for, and record the wish; ``told`` goes into the record.

    ``numbered``: the number it is issued under; a draft has none.
    """
    ids = {"paper": str(paper), "account": str(actor.account), "membership": str(asking(actor).id)}
    place = {"province": owner.province} | ({"district": owner.district} if owner.district else {})
    enqueue(work.session, MAKE_PAPER, {**ids, **place})
    if numbered is None:
        work.record.add("paper_requested", str(paper), **told)
        return
    work.record.add("paper_requested", str(paper), **told | {"number": numbered.code})
    issue(work, paper, numbered)


def printed(paper: Printable, on_progress: Progress | None = None) -> bytes:
    """A paper as PDF, behind the render wall."""
    told = {} if on_progress is None else {"on_progress": on_progress}
    return render_pdf(paper.html, attachments=paper.attachments, created=paper.created, **told)


def finished_file(owner: Owner, paper: Making, name: str) -> PaperFile:
    """The file of a finished paper; ``Missing`` while it is not done, or when it is lost."""
    if paper.state is not PaperState.DONE:
        raise Missing("Dokumen ini belum selesai dibuat.")
    path = files.path(owner.tenant, PAPERS, paper.id, SUFFIX)
    if not path.is_file():
        raise Missing("Berkas dokumen ini tidak ada lagi. Minta dokumen itu sekali lagi.")
    return PaperFile(name, path)
