"""Letters to the districts whose report has not come: who can be written to, asked for, printed by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from spm_oversight import formats
from spm_oversight.documents.handout_front import letterhead_lines
from spm_oversight.documents.html import to_html
from spm_oversight.documents.letter import LetterFacts, build_letter
from spm_oversight.documents.pdf import STEPS
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Fault, Invalid, Missing, Refused
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.letterhead import LONGEST, Letterhead, one_line
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.freeze import freeze
from spm_oversight.services.letterhead import province_letterhead
from spm_oversight.services.number_papers import LETTERS, check_of, number_paper
from spm_oversight.services.paper_way import Owner, Printable, asking, enqueue_making
from spm_oversight.services.papers import LETTER
from spm_oversight.services.remind_districts import DistrictsReminding, DistrictState, districts_reminding
from spm_oversight.services.reports import examine_report


@dataclass(frozen=True)
class LetterDesk:
    """Who can be written to; ``expired``: those whose deadline has passed, which a letter could only repeat."""

    reminding: DistrictsReminding
    late: tuple[DistrictState, ...]
    expired: tuple[DistrictState, ...]
    letterhead: Letterhead


def letter_desk(work: Work, *, quarter: Quarter) -> LetterDesk:
    """The districts without a report; ``Missing`` when the period was never opened."""
    require(work, Permission.REMIND_DISTRICTS)
    found = districts_reminding(work, quarter=quarter)
    left = [] if found.period.closed_at else [each for each in found.districts if not each.handed_in]
    return LetterDesk(
        reminding=found,
        late=tuple(each for each in left if work.now < each.closes),
        expired=tuple(each for each in left if work.now >= each.closes),
        letterhead=province_letterhead(work),
    )


def request_letters(
    work: Work, *, quarter: Quarter, districts: Sequence[str], number: str, nature: str, day: date
) -> tuple[UUID, ...]:
    """Have a letter made for each district, with its report as it stands now; all are asked for or none.

    ``number`` may be empty: one is given later by hand. ``Invalid`` with a fault at ``districts`` or ``number``;
    ``Missing``: a district of another province; ``Refused``: its report has come, or its deadline has passed, so that
    the letter would name none that holds.
    """
    actor = require(work, Permission.REMIND_DISTRICTS)
    province, desk = own_province(work), letter_desk(work, quarter=quarter)
    _check(desk, districts, number)
    chosen = [each for each in desk.late if each.district.id in districts]
    snapshot = freeze(work, quarter=quarter, draft=True)
    papers: list[UUID] = []
    for each in chosen:
        # The title names nobody: that a report is late is not for anybody who tries numbers.
        numbered = number_paper(work, kind=LETTERS, title="Surat kepada kabupaten/kota", quarter=quarter)
        facts = LetterFacts(
            letterhead=letterhead_lines(desk.letterhead),
            number=one_line(number),
            nature=nature,
            date=formats.long_date(day),
            district=each.district.name,
            period=desk.reminding.title,
            standing=each.standing,
            deadline=formats.moment(each.closes, desk.reminding.zone),
            cut_off=formats.moment(snapshot.cut_off, desk.reminding.zone),
            missing=_missing(work, quarter, each),
            signer=_signer(desk.letterhead),
            sample=work.places.province(province).sample,
            sheet=desk.letterhead.paper,
        )
        paper = work.papers.request(
            province,
            kind=LETTER,
            snapshot=snapshot.id,
            draft=True,
            by=actor.name,
            membership=asking(actor).id,
            steps=len(STEPS),
            content=facts.plain(),
        )
        told = {"kind": LETTER, "quarter": quarter.code, "to": each.district.id}
        enqueue_making(work, Owner(province), paper.id, actor, numbered, **told)
        papers.append(paper.id)
    return tuple(papers)


def stored_letter(work: Work, paper: UUID) -> Printable:
    """A letter as it was asked for."""
    found = work.papers.by_id(paper)
    facts = LetterFacts.read(found.content or {})
    return Printable(
        to_html(build_letter(facts), check=check_of(work, paper)),
        work.snapshots.by_id(found.snapshot).cut_off,
    )


def _check(desk: LetterDesk, districts: Sequence[str], number: str) -> None:
    names = {each.district.id: each.district.name for each in desk.reminding.districts}
    if not set(districts) <= set(names):
        raise Missing("Kabupaten/kota itu tidak ada.")
    if not districts:
        fault = Fault("districts", "Pilih paling sedikit satu kabupaten/kota.")
        raise Invalid("Surat belum dapat dibuat.", (fault,))
    if len(one_line(number)) > LONGEST:
        raise Invalid(
            "Surat belum dapat dibuat.", (Fault("number", f"Tulis paling panjang {LONGEST} huruf."),)
        )
    reachable = {each.district.id for each in desk.late}
    if beyond := [names[code] for code in districts if code not in reachable]:
        raise Refused(
            f"Surat tidak dapat dibuat untuk {', '.join(beyond)}: laporannya sudah masuk atau tenggatnya sudah lewat. "
            "Perpanjang dahulu tenggatnya, agar batas dalam surat berlaku."
        )


def _missing(work: Work, quarter: Quarter, each: DistrictState) -> tuple[tuple[str, str], ...]:
    """Each office with the services whose recipients nobody has entered yet, in catalogue order."""
    empty: dict[str, list[str]] = {}
    for line in examine_report(work, quarter=quarter, district=each.district.id).services:
        if line.recipients.state is CellState.BLANK:
            empty.setdefault(line.office_name or "Belum ada perangkat daerah", []).append(line.service.name)
    return tuple((office, "; ".join(names)) for office, names in empty.items())


def _signer(head: Letterhead) -> tuple[str, ...]:
    if not head.signers:
        return ()
    first = head.signers[0]
    nip = f"NIP {first.nip}" if first.nip else ""
    return (first.position, *(line for line in (first.name, first.rank, nip) if line))
