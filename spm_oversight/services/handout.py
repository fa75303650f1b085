"""A district's meeting handout: asked for with all it says, printed from what was kept."""

from __future__ import annotations

from uuid import UUID

from spm_oversight.documents.check import Check
from spm_oversight.documents.handout import build_handout
from spm_oversight.documents.handout_facts import HandoutFacts
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import STEPS, Attachment
from spm_oversight.domain.access import Permission
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.district_papers import Frozen
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.booklet import ATTACHMENT, package_of
from spm_oversight.services.handout_figures import HANDOUT, frozen_handout, usual_sheet
from spm_oversight.services.number_papers import check_of, number_of_own
from spm_oversight.services.office_standing import OfficeState, state_by_completeness
from spm_oversight.services.paper_way import Owner, Printable, asking, enqueue_making


def request_handout(
    work: Work,
    *,
    quarter: Quarter,
    source: Source,
    sheet: PaperSize | None = None,
    office_state: OfficeState = state_by_completeness,
) -> UUID:
    """Ask for the own district's meeting handout; asked again while it is being made, the same paper answers.

    What it says is frozen here: live figures at this moment, or the district's part of the published package.
    ``sheet``: the letterhead's when none is named. ``office_state`` says where an office stands. ``Refused``: frozen
    figures of a period that is not published; ``Missing``: the province never opened the period.
    """
    actor = require(work, Permission.MAKE_DISTRICT_PAPERS)
    province, district = own_district(work)
    membership, store = asking(actor), work.district_papers
    sheet = sheet or usual_sheet(work, district)
    waiting = store.unfinished(
        kind=HANDOUT, quarter=quarter, source=source, sheet=sheet, membership=membership.id
    )
    if waiting is not None:
        return waiting.id
    facts, package = frozen_handout(
        work, quarter=quarter, source=source, sheet=sheet, office_state=office_state
    )
    paper = store.request(
        province,
        district,
        kind=HANDOUT,
        quarter=quarter,
        source=source,
        sheet=sheet,
        cut_off=facts.cut_off,
        data_hash=facts.data_hash,
        frozen=Frozen(content=facts.plain(), package=package),
        by=actor.name,
        membership=membership.id,
        steps=len(STEPS),
    )
    frozen = work.snapshots.of_quarter(quarter) if source is Source.FROZEN else None
    numbered = number_of_own(
        work,
        code=facts.number,
        title="Bahan rapat evaluasi",
        quarter=quarter,
        revision=frozen.revision if frozen else None,
    )
    told = {"quarter": quarter.code, "source": source.value, "data": facts.data_hash}
    enqueue_making(work, Owner(province, district), paper, actor, numbered, kind=HANDOUT, **told)
    return paper


def stored_handout(work: Work, paper: UUID) -> Printable:
    """A handout as it was asked for."""
    frozen = work.district_papers.frozen(paper)
    if frozen.package is None:
        raise RuntimeError("a handout without figures")
    facts = HandoutFacts.read(frozen.content)
    return handout_print(facts, frozen.package, check=check_of(work, paper))


def handout_print(facts: HandoutFacts, data: bytes, *, check: Check | None = None) -> Printable:
    """The handout's HTML with the package to attach; the same facts and figures give the same."""
    package = package_of(data)
    html = to_html(build_handout(package, calculate(package), facts=facts), check=check)
    attached = Attachment(ATTACHMENT, data, "Paket data terbuka: angka daerah ini, sumber setiap capaian.")
    return Printable(html, facts.cut_off, (attached,))


def newest_handout(work: Work) -> Printable:
    """The handout of the newest published period, without keeping it: a developer's look."""
    require(work, Permission.MAKE_DISTRICT_PAPERS)
    sheet = usual_sheet(work, own_district(work)[1])
    for snapshot in work.snapshots.all():
        if snapshot.published_at is not None:
            return handout_print(
                *frozen_handout(work, quarter=snapshot.quarter, source=Source.FROZEN, sheet=sheet)
            )
    raise Refused("Belum ada periode yang diterbitkan.")
