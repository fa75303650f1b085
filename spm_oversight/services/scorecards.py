"""The districts' scorecards as papers of their own: asked for all at once, made beside each other by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from spm_oversight.documents.booklet_facts import BookletFacts
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import STEPS
from spm_oversight.documents.problems import read_problems
from spm_oversight.documents.scorecard import build_scorecard
from spm_oversight.domain.access import Permission
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.booklet import attached, computed, facts_of
from spm_oversight.services.letterhead import province_letterhead
from spm_oversight.services.number_papers import CARDS, Numbered, check_of, number_paper
from spm_oversight.services.paper_way import Owner, Printable, asking, enqueue_making
from spm_oversight.services.papers import SCORECARD, snapshot_to_print


def request_scorecards(work: Work, *, quarter: Quarter, draft: bool = False) -> tuple[UUID, ...]:
    """Ask for a card of each district of the period, drafts as ``request_booklet`` tells.

    Asked again alike while some are being made, those answer. ``Refused`` while the period is open and no draft wanted.
    """
    actor = require(work, Permission.MAKE_PAPERS)
    province, membership = own_province(work), asking(actor)
    snapshot, draft = snapshot_to_print(work, quarter=quarter, draft=draft)
    waiting = work.papers.unfinished(kind=SCORECARD, quarter=quarter, draft=draft, membership=membership.id)
    if waiting:
        return tuple(paper.id for paper in waiting)
    frozen = snapshot()
    facts = facts_of(work, snapshot=frozen, draft=draft)
    sheet = province_letterhead(work).paper
    names = {district.id: district.name for district in work.places.whole(province)[1]}
    papers: list[UUID] = []
    for code in sorted(work.snapshots.report_states(frozen.id)):
        numbered = None if draft else _number(work, names[code], frozen)
        number = numbered.code if numbered else facts.number
        paper = work.papers.request(
            province,
            kind=SCORECARD,
            snapshot=frozen.id,
            draft=draft,
            by=actor.name,
            membership=membership.id,
            steps=len(STEPS),
            content={
                **_of(facts, code, province, number),
                "code": code,
                "district": names[code],
                "sheet": sheet.value,
            },
        )
        told = {"kind": SCORECARD, "quarter": quarter.code, "draft": draft, "of": code}
        enqueue_making(work, Owner(province), paper.id, actor, numbered, **told)
        papers.append(paper.id)
    return tuple(papers)


def stored_scorecard(work: Work, paper: UUID) -> Printable:
    """A card as it was asked for."""
    found = work.papers.by_id(paper)
    kept = found.content or {}
    data, problems = work.snapshots.content(found.snapshot)
    package, results = computed(data)
    code = kept["code"]
    facts = replace(BookletFacts.read(kept), problems={code: read_problems(problems.get(code, ()))})
    sheet = PaperSize(kept["sheet"])
    html = to_html(
        build_scorecard(package, results, facts=facts, district=code, sheet=sheet),
        check=check_of(work, paper),
    )
    return Printable(html, facts.created, (attached(data, "kartu"),))


def _number(work: Work, district: str, frozen: Snapshot) -> Numbered:
    title, quarter = f"Kartu capaian {district}", frozen.quarter
    return number_paper(work, kind=CARDS, title=title, quarter=quarter, revision=frozen.revision)


def _of(facts: BookletFacts, code: str, province: str, number: str) -> Mapping[str, object]:
    """What one card says: its own number, and of the earlier quarters its district and the mean alone."""
    own = {each: facts.history[each] for each in (code, province) if each in facts.history}
    return replace(facts, number=number, history=own, previous_ranks={}, tiles=()).plain()
