"""The steps of a quarter inside a district, what was said with them, and the time that was added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from spm_oversight.domain.access import Actor
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import Extension, PartAct, PartStep, ProposalAct, ProposalStep
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

    def __init__(self, session: Session, now: datetime, actor: Actor | None) -> None:
        self._session, self._now, self._actor = session, now, actor

    def part_steps(self, district: str, quarter: Quarter) -> tuple[PartStep, ...]:
        """Every step of every office's part, in the order they were taken."""
        rows = self._session.scalars(
            select(PartStepRow)
            .where(PartStepRow.district_id == district)
            .where(PartStepRow.year == quarter.year, PartStepRow.quarter == quarter.number)
            .order_by(PartStepRow.at, PartStepRow.number)
            .execution_options(populate_existing=True)
        )
        return tuple(
            PartStep(row.office_id, row.number, PartAct(row.act), row.at, row.by, row.reason) for row in rows
        )

    def last_part_steps(self, district: str, quarter: Quarter) -> Mapping[UUID, PartStep]:
        """The last step of each office that has taken one."""
        return {step.office: step for step in self.part_steps(district, quarter)}

    def add_part_step(
        self,
        province: str,
        district: str,
        quarter: Quarter,
        step: PartStep,
        comments: Mapping[str, str] | None = None,
    ) -> None:
        """Take a step; ``comments`` by the code of a service or an item go with it."""
        key = _key(province, district, quarter) | {"office_id": step.office, "number": step.number}
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
        rows = self._session.scalars(
            select(CellCommentRow)
            .where(CellCommentRow.district_id == district)
            .where(CellCommentRow.year == quarter.year, CellCommentRow.quarter == quarter.number)
            .order_by(CellCommentRow.code)
        )
        found: dict[UUID, dict[str, str]] = {office: {} for office in last}
        for row in rows:
            if last.get(row.office_id) == row.number:
                found[row.office_id][row.code] = row.text
        return found

    def proposals(self, district: str, quarter: Quarter) -> tuple[ProposalStep, ...]:
        """The steps before the leader, in order."""
        rows = self._session.scalars(
            select(ProposalStepRow)
            .where(ProposalStepRow.district_id == district)
            .where(ProposalStepRow.year == quarter.year, ProposalStepRow.quarter == quarter.number)
            .order_by(ProposalStepRow.number)
            .execution_options(populate_existing=True)
        )
        return tuple(
            ProposalStep(row.number, ProposalAct(row.act), row.at, row.by, row.reason) for row in rows
        )

    def add_proposal(
        self,
        province: str,
        district: str,
        quarter: Quarter,
        *,
        number: int,
        act: ProposalAct,
        reason: str = "",
    ) -> None:
        """Take a step before the leader."""
        key = _key(province, district, quarter)
        self._session.add(ProposalStepRow(**key, number=number, act=act.value, **self._taken(reason)))
        self._session.flush()

    def withdraw(
        self, province: str, district: str, quarter: Quarter, *, number: int, reason: str = ""
    ) -> None:
        """Take submission ``number`` back."""
        key = _key(province, district, quarter)
        self._session.add(WithdrawalRow(**key, number=number, **self._taken(reason)))
        self._session.flush()

    def service_comments(self, district: str, quarter: Quarter, number: int) -> Mapping[str, str]:
        """What the province said on services when it returned submission ``number``, by service code."""
        rows = self._session.scalars(
            select(ServiceCommentRow)
            .where(ServiceCommentRow.district_id == district, ServiceCommentRow.number == number)
            .where(ServiceCommentRow.year == quarter.year, ServiceCommentRow.quarter == quarter.number)
            .order_by(ServiceCommentRow.service_code)
        )
        return {row.service_code: row.text for row in rows}

    def add_service_comments(
        self, province: str, district: str, quarter: Quarter, number: int, comments: Mapping[str, str]
    ) -> None:
        """Keep what the province said on services with its decision on submission ``number``."""
        key = _key(province, district, quarter)
        self._session.add_all(
            ServiceCommentRow(**key, number=number, service_code=code, text=text)
            for code, text in comments.items()
        )
        self._session.flush()

    def extensions(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, tuple[Extension, ...]]:
        """The time added for each of the districts and its offices, in the order it was granted."""
        rows = self._session.scalars(
            select(ExtensionRow)
            .where(ExtensionRow.district_id.in_(districts))
            .where(ExtensionRow.year == quarter.year, ExtensionRow.quarter == quarter.number)
            .order_by(ExtensionRow.granted_at)
        )
        found: dict[str, list[Extension]] = {district: [] for district in districts}
        for row in rows:
            found[row.district_id].append(
                Extension(row.office_id, row.reopening, row.until, row.reason, row.granted_at, row.granted_by)
            )
        return {district: tuple(granted) for district, granted in found.items()}

    def grant(self, province: str, district: str, quarter: Quarter, extension: Extension) -> None:
        """Add time for a district or one of its offices."""
        self._session.add(
            ExtensionRow(
                **_key(province, district, quarter),
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
            "at": self._now,
            "by": who.name if who else "system",
            "account_id": who.account if who else None,
            "reason": reason,
        }


def _key(province: str, district: str, quarter: Quarter) -> dict[str, object]:
    return {
        "province_id": province,
        "district_id": district,
        "year": quarter.year,
        "quarter": quarter.number,
    }
