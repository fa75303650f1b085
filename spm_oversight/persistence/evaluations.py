"""Evaluation meetings, what they agreed, and what became of it: added, never altered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from spm_oversight.domain.agreements import Act, Agreement, Meeting, Step
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.asking import Asked, Question, joined
from spm_oversight.persistence.evaluation_tables import AgreementRow, AgreementStepRow, EvaluationMeetingRow
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.scoped_session import ScopedSession

OVERTAKEN = "Catatan ini baru saja diubah orang lain. Periksa yang baru di bawah, lalu simpan lagi."

Meetings = Mapping[str, tuple[Meeting, ...]]
Agreements = Mapping[str, tuple[Agreement, ...]]


class Evaluations:
    """Questions and writes on the meetings and agreements of the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def hold(self, district: str) -> None:
        """Let nobody else record for this district until the work ends."""
        lock(self._session, f"evaluation {district}")

    def meetings(self, districts: Collection[str]) -> Meetings:
        """The meeting on each quarter as last recorded, by district, the oldest quarter first."""
        return self._session.ask(self.asked_meetings(districts))

    def asked_meetings(self, districts: Collection[str]) -> Asked[Meetings]:
        """What ``meetings`` asks."""
        return _MEETINGS(province=self._session.province, districts=joined(districts))

    def agreements(self, districts: Collection[str]) -> Agreements:
        """All agreements by district, in the order they were made."""
        return self._session.ask(self.asked_agreements(districts))

    def asked_agreements(
        self, districts: Collection[str], quarter: Quarter | None = None
    ) -> Asked[Agreements]:
        """What ``agreements`` asks; with a ``quarter``, only what is still open or was agreed on that quarter."""
        values = {"province": self._session.province, "districts": joined(districts)}
        if quarter is None:
            return _AGREEMENTS(**values)
        return _OPEN(**values, year=quarter.year, quarter=quarter.number)

    def open_or_of(self, districts: Collection[str], quarter: Quarter) -> Agreements:
        """What is still open or was agreed on that quarter, by district."""
        return self._session.ask(self.asked_agreements(districts, quarter))

    def add_meeting(self, province: str, district: str, meeting: Meeting) -> None:
        """Record a meeting, over the one of the number before."""
        self._session.add(
            EvaluationMeetingRow(
                province_id=province,
                district_id=district,
                year=meeting.quarter.year,
                quarter=meeting.quarter.number,
                number=meeting.number,
                held_on=meeting.held_on,
                led_by=meeting.led_by,
                at=meeting.at,
                by=meeting.by,
            )
        )
        self._session.flush()

    def add(self, province: str, district: str, agreement: Agreement) -> None:
        """Record an agreement as it was made."""
        self._session.add(
            AgreementRow(
                province_id=province,
                district_id=district,
                id=agreement.id,
                year=agreement.quarter.year,
                quarter=agreement.quarter.number,
                office_id=agreement.office,
                text=agreement.text,
                owner=agreement.owner,
                due=agreement.agreed_due,
                at=agreement.at,
                by=agreement.by,
            )
        )
        self._session.flush()

    def add_step(self, province: str, district: str, agreement: Agreement, step: Step) -> None:
        """Record what became of it; ``Conflict`` when it does not follow the last step."""
        if step.number != len(agreement.steps) + 1:
            raise Conflict(OVERTAKEN)
        self._session.add(
            AgreementStepRow(
                province_id=province,
                district_id=district,
                agreement_id=agreement.id,
                number=step.number,
                act=step.act.value,
                due=step.due,
                word=step.word,
                at=step.at,
                by=step.by,
            )
        )
        self._session.flush()


def _meetings(rows: Sequence[Any]) -> Meetings:
    found: dict[str, tuple[Meeting, ...]] = {}
    for row in rows:
        quarter = Quarter(row.year, row.quarter)
        meeting = Meeting(quarter, row.number, row.held_on, row.led_by, row.at, row.by)
        found[row.district_id] = (*found.get(row.district_id, ()), meeting)
    return found


def _agreements(rows: Sequence[Any]) -> Agreements:
    found: dict[str, list[Agreement]] = {}
    for row in rows:
        said = row.text, row.owner, row.due, row.at, row.by
        steps = tuple(map(_step, row.steps or ()))
        each = Agreement(row.id, Quarter(row.year, row.quarter), row.office_id, *said, steps)
        found.setdefault(row.district_id, []).append(each)
    return {district: tuple(each) for district, each in found.items()}


def _step(plain: Mapping[str, Any]) -> Step:
    due = date.fromisoformat(plain["due"]) if plain["due"] else None
    at = datetime.fromisoformat(plain["at"])
    return Step(plain["number"], Act(plain["act"]), at, plain["by"], plain["word"], due)


_WHOSE = "x.province_id = %(province)s and x.district_id = any(string_to_array(%(districts)s, ','))"
_MEETINGS = Question(
    "select distinct on (district_id, year, quarter) *"  # noqa: S608 (every value is a parameter)
    f" from evaluation_meeting x where {_WHOSE} order by district_id, year, quarter, number desc",
    _meetings,
)
_OF_IT = "s.province_id = x.province_id and s.district_id = x.district_id and s.agreement_id = x.id"
_ASKED = (
    "select x.*, (select json_agg(s order by s.number)"  # noqa: S608 (every value is a parameter)
    f" from agreement_step s where {_OF_IT}) as steps from agreement x where {_WHOSE}"
)
# As domain.agreements has it: closed by the last step that is no move, unless that opened it again.
_STILL = (
    " and (x.year = %(year)s and x.quarter = %(quarter)s"  # noqa: S608 (every value is a parameter)
    " or coalesce((select act from agreement_step s"
    f" where {_OF_IT} and s.act <> 'moved' order by s.number desc limit 1), 'reopened') = 'reopened')"
)
_ORDER = " order by x.district_id, x.at, x.id"
_AGREEMENTS = Question(_ASKED + _ORDER, _agreements)
_OPEN = Question(_ASKED + _STILL + _ORDER, _agreements)
