"""The province's papers: asked for on a page, listed while the worker makes them, fetched when done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from spm_oversight.documents.pdf import STEPS
from spm_oversight.domain.access import Permission
from spm_oversight.domain.composition import USUAL
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.issued_papers import Withdrawal
from spm_oversight.persistence.papers import Paper, PaperState
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.booklet import closed_snapshot, facts_of
from spm_oversight.services.freeze import freeze
from spm_oversight.services.number_papers import BOOKLETS, number_paper
from spm_oversight.services.paper_way import Owner, PaperFile, asking, enqueue_making, finished_file

BOOKLET, LETTER, SCORECARD = "booklet", "letter", "scorecard"


@dataclass(frozen=True)
class PaperView:
    """A paper as a list shows it. A district's own has a ``source`` with its ``cut_off`` and a sheet.

    ``number``: that it was issued under, where this person's place issued it.
    """

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
    number: str = ""
    withdrawn: Withdrawal | None = None


def papers(work: Work) -> tuple[PaperView, ...]:
    """The papers this person sees, the newest first; districts see finished ones that are no draft.

    Of the scorecards a district's people are shown their own: the others stand in the booklet.
    """
    require(work, Permission.SEE_PAPERS)
    own = work.scope.write_district
    seen = [each for each in work.papers.all() if not (own and each.kind == SCORECARD and _code(each) != own)]
    snapshots = work.snapshots.by_ids({paper.snapshot for paper in seen})
    issued = work.issued_papers.listed({paper.id for paper in seen})
    return tuple(_view(paper, snapshots[paper.snapshot], issued.get(paper.id)) for paper in seen)


def request_booklet(work: Work, *, quarter: Quarter, draft: bool = False) -> UUID:
    """Ask for the rakor booklet of a period; asked again alike while it is being made, the same paper answers.

    It is made of what the quarter's composition says now, and of what stands beside the figures now; a change later
    does not reach it.

    It is a draft of the figures as they stand now when ``draft``, a draft of the snapshot while the closed period is
    not published, the final booklet of that snapshot afterwards.
    """
    actor = require(work, Permission.MAKE_PAPERS)
    province, membership = own_province(work), asking(actor)
    snapshot, draft = snapshot_to_print(work, quarter=quarter, draft=draft)
    composition = work.compositions.of_quarter(quarter).composition
    waiting = work.papers.unfinished(kind=BOOKLET, quarter=quarter, draft=draft, membership=membership.id)
    for paper in waiting:
        if (paper.composition or USUAL) == composition:
            return paper.id
    frozen, numbered = snapshot(), None
    facts = facts_of(work, snapshot=frozen, draft=draft)
    if not draft:
        numbered = number_paper(
            work, kind=BOOKLETS, title="Buku rakor", quarter=quarter, revision=frozen.revision
        )
        facts = replace(facts, number=numbered.code)
    paper = work.papers.request(
        province,
        kind=BOOKLET,
        snapshot=frozen.id,
        draft=draft,
        by=actor.name,
        membership=membership.id,
        steps=len(STEPS),
        content=facts.plain(),
        composition=composition,
    )
    told = {"kind": BOOKLET, "quarter": quarter.code, "draft": draft}
    enqueue_making(work, Owner(province), paper.id, actor, numbered, **told)
    return paper.id


def snapshot_to_print(work: Work, *, quarter: Quarter, draft: bool) -> tuple[Callable[[], Snapshot], bool]:
    """What a paper of the period is made from, and whether it is a draft: of the figures as they stand now when
    ``draft``, or of the closed period's snapshot while it is not published.

    The figures are frozen only when the snapshot is asked for. ``Refused`` while the period is open.
    """
    if draft:
        return lambda: freeze(work, quarter=quarter, draft=True), True
    snapshot = closed_snapshot(work, quarter=quarter)
    return lambda: snapshot, snapshot.published_at is None


def paper_file(work: Work, *, paper: UUID) -> PaperFile:
    """The file of a finished paper; ``Missing`` while it is not done, not this person's to see, or lost."""
    require(work, Permission.SEE_PAPERS)
    found = work.papers.by_id(paper)
    quarter = work.snapshots.by_id(found.snapshot).quarter
    return finished_file(Owner(own_province(work)), found, _file_name(found, quarter))


def _file_name(paper: Paper, quarter: Quarter) -> str:
    draft = "-konsep" if paper.draft else ""
    of = (paper.content or {}).get("district", "").replace(" ", "-").lower()
    if paper.kind == LETTER:
        return f"surat-{quarter.code}-{of}.pdf"
    return f"kartu-{quarter.code}-{of}{draft}.pdf" if of else f"buku-rakor-{quarter.code}{draft}.pdf"


def _code(paper: Paper) -> str:
    return (paper.content or {}).get("code", "")


def _title(paper: Paper) -> str:
    of = (paper.content or {}).get("district", "")
    return {LETTER: f"Surat kepada {of},", SCORECARD: f"Kartu {of},"}.get(paper.kind, "Buku rakor")


def _view(paper: Paper, snapshot: Snapshot, issued: tuple[str, Withdrawal | None] | None) -> PaperView:
    number, withdrawn = issued or ("", None)
    return PaperView(
        id=paper.id,
        title=_title(paper),
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
        number=number,
        withdrawn=withdrawn,
    )
