"""The steps of a quarter inside a district, what was said with them, and the time that was added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, null, select, union_all

from spm_oversight.domain.access import Actor
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import Extension, PartAct, PartStep, ProposalAct, ProposalStep
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.tenancy import of_quarter, of_quarters
from spm_oversight.persistence.walk_tables import (
    CellCommentRow,
    ExtensionRow,
    PartStepRow,
    ProposalStepRow,
    ServiceCommentRow,
    WithdrawalRow,
)


class Walk:
    """Questions and writes on the steps of the districts in scope."""

    def __init__(self, session: ScopedSession, actor: Actor | None) -> None:
        self._session, self._actor = session, actor

    def part_steps(self, district: str, quarter: Quarter) -> tuple[PartStep, ...]:
        """Every step of every office's part, in the order they were taken."""
        return self._session.ask(_STEPS(**self._session.at(district, quarter)))[0]

    def last_part_steps(self, district: str, quarter: Quarter) -> Mapping[UUID, PartStep]:
        """The last step of each office that has taken one."""
        return {step.office: step for step in self.part_steps(district, quarter)}

    def add_part_step(
        self,
        district: str,
        quarter: Quarter,
        step: PartStep,
        comments: Mapping[str, str] | None = None,
    ) -> None:
        """Take a step; ``comments`` by the code of a service or an item go with it."""
        key = self._session.key(district, quarter) | {"office_id": step.office, "number": step.number}
        self._session.add(PartStepRow(**key, **self._taken(step.reason), act=step.act.value))
        self._session.flush()
        self._session.add_all(
            CellCommentRow(**key, code=code, text=text) for code, text in (comments or {}).items()
        )
        self._session.flush()

    def comments(self, district: str, quarter: Quarter) -> Mapping[UUID, Mapping[str, str]]:
        """What was said on each office's cells when its part was last returned, by office and code."""
        last = {
            step.office: step.number
            for step in self.part_steps(district, quarter)
            if step.act is PartAct.RETURN
        }
        found: dict[UUID, dict[str, str]] = {office: {} for office in last}
        for row in self._session.ask(_CELL_COMMENTS(**self._session.at(district, quarter))):
            if last.get(row.office_id) == row.number:
                found[row.office_id][row.code] = row.text
        return found

    def proposals(self, district: str, quarter: Quarter) -> tuple[ProposalStep, ...]:
        """The steps before the leader, in order."""
        return self._session.ask(_STEPS(**self._session.at(district, quarter)))[1]

    def add_proposal(
        self,
        district: str,
        quarter: Quarter,
        *,
        number: int,
        act: ProposalAct,
        reason: str = "",
    ) -> None:
        """Take a step before the leader."""
        key = self._session.key(district, quarter)
        self._session.add(ProposalStepRow(**key, number=number, act=act.value, **self._taken(reason)))
        self._session.flush()

    def withdraw(self, district: str, quarter: Quarter, *, number: int, reason: str = "") -> None:
        """Take submission ``number`` back."""
        key = self._session.key(district, quarter)
        self._session.add(WithdrawalRow(**key, number=number, **self._taken(reason)))
        self._session.flush()

    def service_comments(self, district: str, quarter: Quarter, number: int) -> Mapping[str, str]:
        """What the province said on services when it returned submission ``number``, by service code."""
        return self._session.ask(_SERVICE_COMMENTS(**self._session.at(district, quarter))).get(number, {})

    def add_service_comments(
        self, district: str, quarter: Quarter, number: int, comments: Mapping[str, str]
    ) -> None:
        """Keep what the province said on services with its decision on submission ``number``."""
        key = self._session.key(district, quarter)
        self._session.add_all(
            ServiceCommentRow(**key, number=number, service_code=code, text=text)
            for code, text in comments.items()
        )
        self._session.flush()

    def extensions(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, tuple[Extension, ...]]:
        """The time added for each of the districts and its offices, in the order it was granted."""
        granted = self._session.ask(self.asked_extensions(quarter, districts))
        return {district: tuple(e for owner, e in granted if owner == district) for district in districts}

    def asked_extensions(
        self, quarter: Quarter, districts: tuple[str, ...]
    ) -> Asked[tuple[tuple[str, Extension], ...]]:
        """What ``extensions`` asks."""
        return _EXTENSIONS(**self._session.over((quarter,), districts))

    def asked(self, district: str, quarter: Quarter) -> tuple[Asked[Any], ...]:
        """What a district's quarter has of steps and comments."""
        at = self._session.at(district, quarter)
        return (_STEPS(**at), _CELL_COMMENTS(**at), _SERVICE_COMMENTS(**at))

    def wanted_for_a_save(self, district: str, quarter: Quarter) -> tuple[Asked[Any], ...]:
        """What deciding whether the district's quarter takes an entry will ask here."""
        steps = _STEPS(**self._session.at(district, quarter))
        return (self.asked_extensions(quarter, (district,)), steps)

    def grant(self, district: str, quarter: Quarter, extension: Extension) -> None:
        """Add time for a district or one of its offices."""
        self._session.add(
            ExtensionRow(
                **self._session.key(district, quarter),
                office_id=extension.office,
                reopening=extension.reopening,
                until=extension.until,
                reason=extension.reason,
                granted_at=extension.granted_at,
                granted_by=extension.granted_by,
            )
        )
        self._session.flush()

    def _taken(self, reason: str) -> dict[str, object]:
        who = self._actor
        return {
            # Not when this work began: who waited for the lock comes after who had it.
            "at": self._session.clock(),
            "by": who.name if who else "system",
            "account_id": who.account if who else None,
            "reason": reason,
        }


def _steps(rows: Sequence[Any]) -> tuple[tuple[PartStep, ...], tuple[ProposalStep, ...]]:
    """The offices' steps, and those before the leader, who has no office."""
    parts = tuple(
        PartStep(r.office_id, r.number, PartAct(r.act), r.at, r.by, r.reason) for r in rows if r.office_id
    )
    return parts, tuple(
        ProposalStep(r.number, ProposalAct(r.act), r.at, r.by, r.reason) for r in rows if not r.office_id
    )


def _service_comments(rows: Sequence[Any]) -> Mapping[int, Mapping[str, str]]:
    """By the number of the submission and the code of the service."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found[row.number][row.service_code] = row.text
    return found


def _granted(rows: Sequence[Any]) -> tuple[tuple[str, Extension], ...]:
    return tuple(
        (r.district_id, Extension(r.office_id, r.reopening, r.until, r.reason, r.granted_at, r.granted_by))
        for r in rows
    )


def _steps_of(table: Any, office: Any) -> Select[*tuple[Any, ...]]:
    asked = select(office, table.number, table.act, table.at, table.by, table.reason)
    return asked.where(*of_quarter(table))


_NO_OFFICE = null().cast(Uuid).label("office_id")
_TAKEN = union_all(_steps_of(PartStepRow, PartStepRow.office_id), _steps_of(ProposalStepRow, _NO_OFFICE))
_STEPS = Question(_TAKEN.order_by(_TAKEN.selected_columns.at, _TAKEN.selected_columns.number), _steps)
_CELL_COMMENTS: Question[Sequence[Any]] = Question(
    select(CellCommentRow.office_id, CellCommentRow.number, CellCommentRow.code, CellCommentRow.text)
    .where(*of_quarter(CellCommentRow))
    .order_by(CellCommentRow.code),
    tuple,
)
_SERVICE_COMMENTS = Question(
    select(ServiceCommentRow.number, ServiceCommentRow.service_code, ServiceCommentRow.text)
    .where(*of_quarter(ServiceCommentRow))
    .order_by(ServiceCommentRow.service_code),
    _service_comments,
)
_EXTENSIONS = Question(
    select(*ExtensionRow.__table__.columns)
    .where(*of_quarters(ExtensionRow))
    .order_by(ExtensionRow.granted_at),
    _granted,
)
