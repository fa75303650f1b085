"""The province's papers: asked for on a page, listed while the worker makes them, fetched when done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.documents.pdf import STEPS
from spm_oversight.domain.access import Permission
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.papers import Paper, PaperState
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.booklet import closed_snapshot
from spm_oversight.services.freeze import freeze
from spm_oversight.services.paper_way import Owner, PaperFile, asking, enqueue_making, finished_file

BOOKLET = "booklet"


@dataclass(frozen=True)
class PaperView:
    """A paper as a list shows it. A district's own has a ``source`` with its ``cut_off``, a sheet and a number."""

    id: UUID
    title: str
    kind: str
    quarter: Quarter
    draft: bool
    state: PaperState
    step: int
    steps: int
    doing: str
    size: int | None
    sha256: str | None
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None
    source: Source | None = None
    cut_off: datetime | None = None
    sheet: PaperSize | None = None


def papers(work: Work) -> tuple[PaperView, ...]:
    """The papers this person sees, the newest first; districts see finished ones that are no draft."""
    require(work, Permission.SEE_PAPERS)
    seen = work.papers.all()
    snapshots = work.snapshots.by_ids({paper.snapshot for paper in seen})
    return tuple(_view(paper, snapshots[paper.snapshot]) for paper in seen)


def request_booklet(work: Work, *, quarter: Quarter, draft: bool = False) -> UUID:
    """Ask for the rakor booklet of a period; asked again while it is being made, the same paper answers.

    It is a draft of the figures as they stand now when ``draft``, a draft of the snapshot while the closed period is
    not published, the final booklet of that snapshot afterwards.
    """
    actor = require(work, Permission.MAKE_PAPERS)
    province, membership = own_province(work), asking(actor)
    snapshot = None if draft else closed_snapshot(work, quarter=quarter)
    draft = snapshot is None or snapshot.published_at is None
    waiting = work.papers.unfinished(kind=BOOKLET, quarter=quarter, draft=draft, membership=membership.id)
    if waiting is not None:
        return waiting.id
    paper = work.papers.request(
        province,
        kind=BOOKLET,
        snapshot=(snapshot or freeze(work, quarter=quarter, draft=True)).id,
        draft=draft,
        by=actor.name,
        membership=membership.id,
        steps=len(STEPS),
    )
    enqueue_making(work, Owner(province), paper.id, actor, kind=BOOKLET, quarter=quarter.code, draft=draft)
    return paper.id


def paper_file(work: Work, *, paper: UUID) -> PaperFile:
    """The file of a finished paper; ``Missing`` while it is not done, not this person's to see, or lost."""
    require(work, Permission.SEE_PAPERS)
    found = work.papers.by_id(paper)
    quarter = work.snapshots.by_id(found.snapshot).quarter
    return finished_file(Owner(own_province(work)), found, _file_name(quarter, found.draft))


def _file_name(quarter: Quarter, draft: bool) -> str:
    return f"buku-rakor-{quarter.code}{'-konsep' if draft else ''}.pdf"


def _view(paper: Paper, snapshot: Snapshot) -> PaperView:
    return PaperView(
        id=paper.id,
        title="Buku rakor",
        kind=paper.kind,
        quarter=snapshot.quarter,
        draft=paper.draft,
        state=paper.state,
        step=paper.step,
        steps=paper.steps,
        doing=paper.doing,
        size=paper.size,
        sha256=paper.sha256,
        requested_by=paper.requested_by,
        requested_at=paper.requested_at,
        finished_at=paper.finished_at,
    )
