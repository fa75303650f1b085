"""Papers: asked for on a page, made by the worker from a frozen snapshot, fetched when done."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from spm_oversight.documents.booklet import BookletFacts, build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import STEPS, Attachment, Progress, RenderFailed, render_pdf
from spm_oversight.domain.access import Actor, Permission
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package import read_package
from spm_oversight.formats import number
from spm_oversight.persistence.files import files
from spm_oversight.persistence.jobs import MAKE_PAPER, enqueue
from spm_oversight.persistence.papers import Paper, PaperState
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin, own_province, require
from spm_oversight.services.freeze import freeze
from spm_oversight.services.sign_in import actor_by_membership

BOOKLET, ATTACHMENT = "booklet", "paket-data.zip"
TRIES = 3
_PAPERS, _SUFFIX = "papers", ".pdf"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PaperView:
    """A paper as the list shows it."""

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
    published: bool


@dataclass(frozen=True)
class PaperFile:
    """A finished paper's file."""

    name: str
    path: Path


def papers(work: Work) -> tuple[PaperView, ...]:
    """The papers this person sees, the newest first; districts see finished ones of published periods."""
    require(work, Permission.SEE_PAPERS)
    seen = work.papers.all()
    snapshots = work.snapshots.by_ids({paper.snapshot for paper in seen})
    return tuple(_view(paper, snapshots[paper.snapshot]) for paper in seen)


def request_booklet(work: Work, *, quarter: Quarter, draft: bool = False) -> UUID:
    """Ask for the rakor booklet of a period: from its snapshot, or as a draft from the figures as they stand now."""
    actor = require(work, Permission.MAKE_PAPERS)
    province = own_province(work)
    snapshot = _snapshot_for(work, quarter=quarter, draft=draft)
    membership = actor.membership
    if membership is None:
        raise Refused("Akun ini tidak mempunyai penugasan.")
    paper = work.papers.request(
        province,
        kind=BOOKLET,
        snapshot=snapshot.id,
        draft=draft,
        by=actor.name,
        membership=membership.id,
        steps=len(STEPS),
    )
    enqueue(
        work.session,
        MAKE_PAPER,
        paper=str(paper.id),
        account=str(actor.account),
        membership=str(membership.id),
    )
    work.record.add("paper_requested", str(paper.id), kind=BOOKLET, quarter=quarter.code, draft=draft)
    return paper.id


def paper_file(work: Work, *, paper: UUID) -> PaperFile:
    """The file of a finished paper; ``Missing`` while it is not done or not this person's to see."""
    require(work, Permission.SEE_PAPERS)
    found = work.papers.by_id(paper)
    if found.state is not PaperState.DONE:
        raise Missing("Dokumen ini belum selesai dibuat.")
    snapshot = work.snapshots.by_id(found.snapshot)
    return PaperFile(
        _file_name(snapshot.quarter, found.draft), files.path(own_province(work), _PAPERS, paper, _SUFFIX)
    )


def make_paper(*, paper: UUID, account: UUID, membership: UUID) -> None:
    """Make a paper; run by the worker with no more right than its asker has now. Safe to run again."""
    actor = actor_by_membership(account=account, membership=membership)
    if actor is None:
        _log.warning("paper %s is not made: its asker has no such membership any more", paper)
        return
    with begin(actor) as work:
        attempt = work.papers.claim(paper)
    if attempt is None:
        return
    try:
        with begin(actor) as work:
            html, attachment, created = booklet_html(work, paper=paper)
        data = render_pdf(
            html, attachments=(attachment,), created=created, on_progress=_progress(actor, paper, attempt)
        )
    except Exception as error:
        _give_up(actor, paper, attempt, error)
        raise
    with begin(actor) as work:
        if work.papers.finish(paper, attempt, sha256=hashlib.sha256(data).hexdigest(), size=len(data)):
            files.put(own_province(work), _PAPERS, paper, _SUFFIX, data)
            work.record.add("paper_made", str(paper), sha256=hashlib.sha256(data).hexdigest())


def print_booklet(work: Work, *, quarter: Quarter, draft: bool = False) -> bytes:
    """The booklet at once, for the command line; through the same render process as the worker's."""
    require(work, Permission.MAKE_PAPERS)
    snapshot = _snapshot_for(work, quarter=quarter, draft=draft, published=True)
    html, attachment = _booklet(work, snapshot, draft=draft)
    return print_html(html, attachment, snapshot.cut_off)


def booklet_html(work: Work, *, paper: UUID) -> tuple[str, Attachment, datetime]:
    """The booklet's HTML, the package to attach, and the moment its data were frozen."""
    found = work.papers.by_id(paper)
    snapshot = work.snapshots.by_id(found.snapshot)
    html, attachment = _booklet(work, snapshot, draft=found.draft)
    return html, attachment, snapshot.cut_off


def newest_booklet_html(work: Work) -> tuple[str, Attachment, datetime]:
    """What ``booklet_html`` answers, for the newest published period."""
    require(work, Permission.MAKE_PAPERS)
    for snapshot in work.snapshots.all():
        if snapshot.published_at is not None:
            return (*_booklet(work, snapshot, draft=False), snapshot.cut_off)
    raise Refused("Belum ada periode yang diterbitkan.")


def print_html(html: str, attachment: Attachment, created: datetime) -> bytes:
    """A paper's HTML as PDF, behind the render wall."""
    return render_pdf(html, attachments=(attachment,), created=created)


def _snapshot_for(work: Work, *, quarter: Quarter, draft: bool, published: bool = False) -> Snapshot:
    if draft:
        return freeze(work, quarter=quarter, draft=True)
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None:
        raise Refused("Periode ini belum ditutup. Tutup dahulu, atau buat konsep.")
    if published and snapshot.published_at is None:
        raise Refused("Hasil periode ini belum diterbitkan. Terbitkan dahulu, atau buat konsep.")
    return snapshot


def _booklet(work: Work, snapshot: Snapshot, *, draft: bool) -> tuple[str, Attachment]:
    province = work.places.province(own_province(work))
    data = work.snapshots.package(snapshot.id)
    package = _package(data)
    published = work.snapshots.published_figures(snapshot.quarter) if province.sample else ()
    facts = BookletFacts(
        province_name=province.name,
        sender="Biro Pemerintahan",
        number=_number(snapshot, draft),
        created=snapshot.cut_off,
        zone=province.time_zone,
        data_hash=snapshot.sha256,
        draft=draft,
        sample=province.sample,
        published=tuple(_told(figure, package) for figure in published),
        notes=tuple(figure.note for figure in published if figure.note),
        previous_ranks=_ranks(work, snapshot.quarter.previous),
        problems=_problems(work.snapshots.problems(snapshot.id)),
    )
    html = to_html(build_booklet(package, calculate(package), facts=facts))
    return html, Attachment(ATTACHMENT, data, "Paket data terbuka: sumber setiap angka buku ini.")


def _package(data: bytes) -> Package:
    package = read_package(data).package
    if package is None:
        raise RuntimeError("a stored package cannot be read")
    return package


def _told(figure: PublishedFigure, package: Package) -> str:
    name = next(district.name for district in package.districts if district.code == figure.district)
    what = {"index": "capaian", "porsi_urusan": "porsi urusan"}.get(figure.metric, figure.metric)
    return f"{what} {name} {number(figure.value, 2)} % ({figure.source})"


def _ranks(work: Work, quarter: Quarter) -> Mapping[str, int]:
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None:
        return {}
    scores = work.snapshots.scores(snapshot.id, ("district",))
    return {district: score.rank for (district, _, _), score in scores.items() if score.rank is not None}


def _problems(stored: Mapping[str, Any]) -> Mapping[str, Sequence[Problem]]:
    return {
        district: tuple(
            Problem(
                each["urusan"],
                each["problem"],
                each["solution"],
                each["owner"],
                date.fromisoformat(each["due"]) if each["due"] else None,
            )
            for each in listed
        )
        for district, listed in stored.items()
    }


def _progress(actor: Actor, paper: UUID, attempt: int) -> Progress:
    def show(done: int, _steps: int, doing: str) -> None:
        with begin(actor) as work:
            work.papers.progress(paper, attempt, done, doing)

    return show


def _give_up(actor: Actor, paper: UUID, attempt: int, error: Exception) -> None:
    """Say so on the page once the last try failed; before that the queue tries again."""
    if attempt >= TRIES:
        why = (
            str(error)
            if isinstance(error, RenderFailed)
            else "Dokumen tidak dapat dibuat. Laporkan kepada admin."
        )
        with begin(actor) as work:
            work.papers.fail(paper, attempt, why)


def _number(snapshot: Snapshot, draft: bool) -> str:
    return "KONSEP" if draft else f"SPM/{snapshot.quarter.code}/{snapshot.revision}"


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
        published=snapshot.published_at is not None,
    )
