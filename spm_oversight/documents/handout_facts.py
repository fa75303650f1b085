"""What a district's meeting handout says beside its figures; kept as plain JSON, to print the same paper again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from spm_oversight.documents.problems import read_problems
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.letterhead import Letterhead, Signer


@dataclass(frozen=True)
class AgreedFacts:
    """An agreement of an earlier meeting, in words: its state on the day the paper was asked for, and the last word."""

    text: str
    owner: str
    due: str
    state: str
    last: str


@dataclass(frozen=True)
class OfficeFacts:
    """An office, the codes of its services, and in words where its part stands and who has to act.

    ``agreed``: with what the meeting opens; None on papers from before agreements were kept.
    """

    name: str
    services: tuple[str, ...]
    state: str
    agreed: tuple[AgreedFacts, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class HandoutFacts:
    """Everything the handout says beside the package of the district's own figures, whose hash is ``data_hash``.

    ``last_year``: indexes as published for the same quarter of last year, by the code of the service, the urusan or
    the district. ``province_hash``: of the published package that frozen figures were taken from. ``published``: which
    figures of a sample province are no sample, in words. ``last_meeting``: which meeting that was, and as of when.
    """

    number: str
    province_name: str
    source: Source
    cut_off: datetime
    zone: str
    data_hash: str
    sheet: PaperSize
    letterhead: Letterhead
    offices: tuple[OfficeFacts, ...]
    problems: tuple[Problem, ...] = ()
    last_year: Mapping[str, Fraction] = field(default_factory=dict[str, Fraction])
    province_hash: str = ""
    sample: bool = False
    published: tuple[str, ...] = ()
    last_meeting: str = ""

    @property
    def day(self) -> date:
        """The day of the cut-off where the district lies."""
        return self.cut_off.astimezone(ZoneInfo(self.zone)).date()

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            **asdict(self),
            "cut_off": self.cut_off.isoformat(),
            "problems": [_plain_problem(each) for each in self.problems],
            "last_year": {code: str(index) for code, index in self.last_year.items()},
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> HandoutFacts:
        """What ``plain`` wrote."""
        return cls(
            **{name: stored[name] for name in _TEXTS},
            source=Source(stored["source"]),
            cut_off=datetime.fromisoformat(stored["cut_off"]),
            sheet=PaperSize(stored["sheet"]),
            letterhead=_read_letterhead(stored["letterhead"]),
            offices=tuple(map(_read_office, stored["offices"])),
            problems=read_problems(stored["problems"]),
            last_year={code: Fraction(index) for code, index in stored["last_year"].items()},
            published=tuple(stored["published"]),
            last_meeting=stored.get("last_meeting", ""),
        )


_TEXTS = ("number", "province_name", "zone", "data_hash", "province_hash", "sample")


def _plain_problem(each: Problem) -> dict[str, Any]:
    due = each.due.isoformat() if each.due else None
    texts = {"problem": each.problem, "solution": each.solution, "owner": each.owner}
    return {"urusan": each.urusan_code, **texts, "due": due}


def _read_office(stored: Mapping[str, Any]) -> OfficeFacts:
    said = stored.get("agreed")
    agreed = None if said is None else tuple(AgreedFacts(**each) for each in said)
    return OfficeFacts(stored["name"], tuple(stored["services"]), stored["state"], agreed)


def _read_letterhead(stored: Mapping[str, Any]) -> Letterhead:
    return Letterhead(
        government=stored["government"],
        office=stored["office"],
        address=tuple(stored["address"]),
        contact=stored["contact"],
        paper=PaperSize(stored["paper"]),
        signers=tuple(Signer(**signer) for signer in stored["signers"]),
    )
