"""The scorecard of one district as a paper of its own: one sheet, front and back, under the province's letterhead."""

from __future__ import annotations

from spm_oversight.documents.booklet import foot_of, sample_notes
from spm_oversight.documents.booklet_facts import BookletFacts
from spm_oversight.documents.district import scorecard_back, scorecard_front
from spm_oversight.documents.model import Block, Document, Front, Prose, Turn
from spm_oversight.documents.reading import Reading
from spm_oversight.domain.composition import Chapter
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.package import Package
from spm_oversight.domain.results import Results
from spm_oversight.formats import quarter_title


def build_scorecard(
    package: Package, results: Results, *, facts: BookletFacts, district: str, sheet: PaperSize
) -> Document:
    """What the booklet says of ``district`` (its code), from the same figures; ``sheet`` as the letterhead wants it."""
    reading = Reading(package, results)
    own = next(each for each in package.districts if each.code == district)
    period = quarter_title(package.quarter.year, package.quarter.number)
    problems = facts.problems.get(district, ())
    notes: tuple[Block, ...] = (
        (Prose((" ".join(sample_notes(facts, "kartu")),), note=True),) if facts.sample else ()
    )
    rest = "buku rakor, bab Permasalahan" if facts.composition.shows(Chapter.PROBLEMS) else ""
    front = scorecard_front(reading, own, history=facts.history, sample=facts.sample, apart=True)
    back = scorecard_back(reading, own, problems=problems, sample=facts.sample, rest=rest, apart=True)
    turn = () if reading.district(own).index is None else (Turn(),)
    return Document(
        title=f"Kartu capaian SPM {own.name}, {period}",
        author=", ".join(dict.fromkeys((*facts.letterhead[1:2], facts.letterhead[0]))),
        running_head=f"Kartu capaian SPM, {period}",
        foot=foot_of(package, facts, period),
        cover=Front(
            letterhead=tuple(facts.letterhead),
            title=own.name,
            subtitle=f"Kartu capaian Standar Pelayanan Minimal, {period}",
            blocks=(*front, *notes, *turn, *back),
        ),
        preface=(),
        sections=(),
        draft=facts.draft,
        sample=facts.sample,
        sheet=sheet,
    )
