"""Numbered receipts: one gapless series for each district, issuer and year, written with the step they attest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.walk_tables import ReceiptRow


@dataclass(frozen=True)
class Receipt:
    """A receipt as it was issued; ``facts`` are all it shows."""

    district: str
    issuer: str
    number: int
    quarter: Quarter
    step: str
    office: UUID | None
    at: datetime
    by: str
    facts: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The number as it is printed: ``TT/62.06/2024/0017``; a province's own series has a P."""
        series = "P" if self.issuer == "province" else ""
        return f"TT/{self.district}/{self.quarter.year}/{series}{self.number:04}"


class Receipts:
    """Questions and writes on the receipts of the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def issue(
        self,
        province: str,
        district: str,
        quarter: Quarter,
        *,
        issuer: str,
        step: str,
        by: str,
        facts: Mapping[str, Any],
        office: UUID | None = None,
    ) -> Receipt:
        """The next receipt of the series, held until this work ends, so that no number is lost or given twice."""
        lock(self._session, f"receipts {district} {issuer} {quarter.year}")
        last = self._session.scalar(
            select(func.max(ReceiptRow.number))
            .where(ReceiptRow.district_id == district, ReceiptRow.issuer == issuer)
            .where(ReceiptRow.year == quarter.year)
        )
        row = ReceiptRow(
            province_id=province,
            district_id=district,
            issuer=issuer,
            year=quarter.year,
            number=(last or 0) + 1,
            quarter=quarter.number,
            step=step,
            office_id=office,
            at=self._session.now,
            by=by,
            facts=dict(facts),
        )
        self._session.add(row)
        self._session.flush()
        return _receipt(row)

    def of_quarter(self, district: str, quarter: Quarter) -> tuple[Receipt, ...]:
        """The receipts of a district's quarter, the newest first."""
        rows = self._session.scalars(
            select(ReceiptRow)
            .where(ReceiptRow.district_id == district)
            .where(ReceiptRow.year == quarter.year, ReceiptRow.quarter == quarter.number)
            .order_by(ReceiptRow.at.desc(), ReceiptRow.issuer, ReceiptRow.number.desc())
        )
        return tuple(map(_receipt, rows))

    def one(self, district: str, quarter: Quarter, issuer: str, number: int) -> Receipt:
        """One receipt; ``Missing`` when this scope sees none of that number."""
        for receipt in self.of_quarter(district, quarter):
            if (receipt.issuer, receipt.number) == (issuer, number):
                return receipt
        raise Missing("Tanda terima itu tidak ada.")


def _receipt(row: ReceiptRow) -> Receipt:
    return Receipt(
        district=row.district_id,
        issuer=row.issuer,
        number=row.number,
        quarter=Quarter(row.year, row.quarter),
        step=row.step,
        office=row.office_id,
        at=row.at,
        by=row.by,
        facts=row.facts,
    )
