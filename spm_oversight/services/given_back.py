"""What was given back to be mended, by whom and why, and what of it has been changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.walk import PartState, ProposalAct
from spm_oversight.persistence.work import Work
from spm_oversight.services.changes import changed_since, places_of
from spm_oversight.services.parts import Part
from spm_oversight.services.reports import MyQuarter


@dataclass(frozen=True)
class Remark:
    """What was said on a service or an item (``code``); ``mended``: whether it was changed since."""

    code: str
    text: str
    mended: bool


@dataclass(frozen=True)
class GivenBack:
    """The last return that is still to be answered; ``touched``: whether any figure was changed since.

    ``reopened``: the province opened an accepted report again.
    """

    reason: str
    by: str
    at: datetime
    remarks: tuple[Remark, ...]
    touched: bool
    by_province: bool
    reopened: bool

    @property
    def unmended(self) -> int:
        """How many remarks nobody has acted on; a return without any is one remark on the whole."""
        if self.remarks:
            return sum(not each.mended for each in self.remarks)
        return int(not self.touched)


def given_back(work: Work, my: MyQuarter) -> GivenBack | None:
    """What lies with this person's place to be mended: the own office's part, or the whole district's quarter."""
    returned = _to_office(my, my.parts[0]) if my.office and my.parts else _to_district(my)
    if returned is None:
        return None
    reason, by, at, comments, by_province = returned
    services = None if my.office is None else frozenset(my.office.services)
    changed = places_of(changed_since(work, my.district.id, my.period.quarter, at, services))
    return GivenBack(
        reason=reason,
        by=by,
        at=at,
        remarks=tuple(Remark(code, text, code in changed) for code, text in sorted(comments.items())),
        touched=bool(changed),
        by_province=by_province,
        reopened=by_province and my.report.reopened,
    )


_Returned = tuple[str, str, datetime, Mapping[str, str], bool]


def _to_office(my: MyQuarter, part: Part) -> _Returned | None:
    """The later of what the district and the province said; nothing once the part is on its way again."""
    if part.state is not PartState.RETURNED:
        return None
    inside = part.step is not None and part.reason
    if part.step and inside and not (part.given_back_at and part.step.at < part.given_back_at):
        return part.reason, part.step.by, part.step.at, part.comments, False
    if part.given_back_at is None:
        return None
    own = {line.service.code for line in my.services}
    said = {code: text for code, text in my.comments.items() if code in own}
    return my.report.reason, my.report.decided_by, part.given_back_at, said, True


def _to_district(my: MyQuarter) -> _Returned | None:
    """What the leader said on the way to the province, else what the province said."""
    last, report = my.proposal, my.report
    newest = last is not None and (report.decided_at is None or last.at > report.decided_at)
    if last and newest and last.act is ProposalAct.RETURN and report.state is not ReportState.SENT:
        return last.reason, last.by, last.at, {}, False
    if report.state is ReportState.RETURNED and report.decided_at:
        return report.reason, report.decided_by, report.decided_at, my.comments, True
    return None
