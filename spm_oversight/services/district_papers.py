"""A district's own papers as its people find them: the list while the worker makes them, the file when done."""

from __future__ import annotations

from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.district_papers import DistrictPaper
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.handout_figures import HANDOUT, usual_sheet
from spm_oversight.services.paper_way import Owner, PaperFile, finished_file
from spm_oversight.services.papers import PaperView
from spm_oversight.services.receipt import RECEIPT

TITLES = {HANDOUT: "Bahan rapat evaluasi", RECEIPT: "Tanda terima"}
_FILES = {HANDOUT: "bahan-rapat", RECEIPT: "tanda-terima"}


def district_papers(work: Work, *, kind: str = HANDOUT) -> tuple[PaperView, ...]:
    """The own district's papers of a kind, the newest first, in every state."""
    require(work, Permission.SEE_PAPERS)
    return tuple(map(_view, work.district_papers.of_district(own_district(work)[1], kind=kind)))


def district_paper_file(work: Work, *, paper: UUID) -> PaperFile:
    """The file of a finished paper of the own district; ``Missing`` while it is not done, another's, or lost."""
    require(work, Permission.SEE_PAPERS)
    found = work.district_papers.by_id(paper)
    # A province reads its districts' figures, not their papers.
    if found.district != work.scope.write_district:
        raise Missing("Dokumen itu tidak ada.")
    name = f"{_FILES[found.kind]}-{found.district}-{found.quarter.code}.pdf"
    return finished_file(Owner(*own_district(work)), found, name)


def proposed_sheet(work: Work) -> PaperSize:
    """The sheet that the own district's letterhead names."""
    require(work, Permission.MAKE_DISTRICT_PAPERS)
    return usual_sheet(work, own_district(work)[1])


def _view(paper: DistrictPaper) -> PaperView:
    return PaperView(
        id=paper.id,
        title=TITLES[paper.kind],
        kind=paper.kind,
        quarter=paper.quarter,
        draft=False,
        state=paper.state,
        step=paper.step,
        steps=paper.steps,
        doing=paper.doing,
        size=paper.size,
        sha256=paper.sha256,
        requested_by=paper.requested_by,
        requested_at=paper.requested_at,
        finished_at=paper.finished_at,
        source=paper.source,
        cut_off=paper.cut_off,
        sheet=paper.sheet,
    )
