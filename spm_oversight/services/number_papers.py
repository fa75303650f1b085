"""The number of a paper, given before it is made and printed on it, and the address where anybody checks it.

Beside it is printed where the record stood when the paper was issued: an anchor in as many hands as there are copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from spm_oversight.documents.check import Check
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.post import post
from spm_oversight.formats import quarter_title
from spm_oversight.persistence.issued_papers import Issued
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, own_province

# A province's series by kind of paper, as their numbers begin.
BOOKLETS, CARDS, LETTERS = "BK", "KD", "SU"


@dataclass(frozen=True)
class Numbered:
    """A number that a paper is to be issued under; ``series`` and ``number`` where it is the next of its series."""

    issued: Issued
    series: str | None = None
    number: int | None = None

    @property
    def code(self) -> str:
        """As it is printed."""
        return self.issued.code


def number_paper(
    work: Work, *, kind: str, title: str, quarter: Quarter, revision: int | None = None
) -> Numbered:
    """The next number of the province's papers of this kind and year, such as ``BK/62/2024/0001``.

    Called in the transaction that asks for the paper: both stay, or neither. ``title`` is told to anybody.
    """
    province = own_province(work)
    series = f"{kind}/{province}/{quarter.year}"
    number = work.issued_papers.next_number(series)
    code = f"{series}/{number:04}"
    issuer = f"Provinsi {work.places.province(province).name}"
    return Numbered(_issued(work, code, title, issuer, quarter, revision), series, number)


def number_of_own(
    work: Work, *, code: str, title: str, quarter: Quarter, revision: int | None = None
) -> Numbered:
    """The number that the own district's paper has already."""
    issuer = work.places.district(own_district(work)[1]).name
    return Numbered(_issued(work, code, title, issuer, quarter, revision))


def issue(work: Work, paper: UUID, numbered: Numbered) -> None:
    """Note the paper under its number, with the end of the chain that the event just added has made."""
    work.issued_papers.add(
        paper, numbered.issued, work.record.end, series=numbered.series, number=numbered.number
    )


def check_of(work: Work, paper: UUID) -> Check | None:
    """What is printed on a paper for whoever wants to check it; None for a draft, which has no number."""
    found = work.issued_papers.printed_of(paper)
    if found is None:
        return None
    code, anchor = found
    return Check(code, f"{post.site}/periksa", f"?nomor={quote(code)}", anchor.short if anchor else "")


def _issued(work: Work, code: str, title: str, issuer: str, quarter: Quarter, revision: int | None) -> Issued:
    province = own_province(work)
    zone = ZoneInfo(work.places.province(province).time_zone)
    return Issued(
        province=province,
        code=code,
        title=f"{title}, {quarter_title(quarter.year, quarter.number)}",
        issuer=issuer,
        day=work.now.astimezone(zone).date(),
        quarter=quarter,
        revision=revision,
    )
