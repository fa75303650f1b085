"""Numbered papers: one gapless series for each tenant, kind and year, and what each number stands for (ADR 0038)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from spm_oversight.domain.chain import Anchor
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.issued_paper_table import IssuedPaperRow
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.scoped_session import ScopedSession

_OPEN = "select set_config('app.paper_code', %(code)s, true) as code"
_READ = """
select province_id, code, title, issuer, day, year, quarter, revision, sha256,
    withdrawn_on, withdrawn_why from issued_paper
where code = %(code)s order by day, paper_id
"""


@dataclass(frozen=True)
class Withdrawal:
    """The day a paper was withdrawn by its issuer, and why."""

    day: date
    why: str


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What is told of a paper to whoever holds its number.

    ``issuer``: the tenant's name; ``revision``: of the frozen figures it shows; ``sha256``: None until it is made.
    """

    province: str
    code: str
    title: str
    issuer: str
    day: date
    quarter: Quarter
    revision: int | None = None
    sha256: str | None = None
    withdrawn: Withdrawal | None = None


class IssuedPapers:
    """Questions and writes on issued papers."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def next_number(self, series: str) -> int:
        """The next number of a series, taken by nobody else until this work ends, and by this only if it is kept."""
        lock(self._session, f"papers {series}")
        last = self._session.scalar(
            select(func.max(IssuedPaperRow.number)).where(IssuedPaperRow.series == series)
        )
        return (last or 0) + 1

    def add(
        self,
        paper: UUID,
        issued: Issued,
        anchor: Anchor,
        *,
        series: str | None = None,
        number: int | None = None,
    ) -> None:
        """Note a paper that was asked for under its number; ``series`` and ``number`` where ``next_number`` gave it.

        ``anchor``: the end of its tenant's chain with the event that issues it.
        """
        told: dict[str, Any] = asdict(issued)
        del told["withdrawn"]
        quarter: Quarter = issued.quarter
        told |= {"province_id": told.pop("province"), "year": quarter.year, "quarter": quarter.number}
        told |= {"tenant": anchor.tenant, "audit_number": anchor.number, "audit_root": anchor.root}
        self._session.add(IssuedPaperRow(paper_id=paper, series=series, number=number, **told))
        self._session.flush()

    def seal(self, paper: UUID, sha256: str) -> None:
        """Note the hash of the file that was made; nothing for a paper without a number."""
        statement = update(IssuedPaperRow).where(IssuedPaperRow.paper_id == paper).values(sha256=sha256)
        self._session.execute(statement)

    def printed_of(self, paper: UUID) -> tuple[str, Anchor | None] | None:
        """The number of a paper of this scope, and where the record stood; None where it has none."""
        row = self._session.get(IssuedPaperRow, paper)
        if row is None:
            return None
        if row.audit_number is None or row.audit_root is None:
            return row.code, None
        return row.code, Anchor(row.tenant, row.audit_number, row.audit_root)

    def withdraw(self, paper: UUID, withdrawal: Withdrawal) -> bool:
        """Note that a paper of this scope holds no more; whether it held until now."""
        held = update(IssuedPaperRow).where(
            IssuedPaperRow.paper_id == paper, IssuedPaperRow.withdrawn_on.is_(None)
        )
        written = held.values(withdrawn_on=withdrawal.day, withdrawn_why=withdrawal.why)
        return self._session.execute(written.returning(IssuedPaperRow.paper_id)).one_or_none() is not None

    def listed(self, papers: Collection[UUID]) -> Mapping[UUID, tuple[str, Withdrawal | None]]:
        """Number and withdrawal of each of these papers that this scope issued; of others those withdrawn alone."""
        asked = select(IssuedPaperRow).where(IssuedPaperRow.paper_id.in_(papers))
        return {
            row.paper_id: (row.code, _withdrawal(row.withdrawn_on, row.withdrawn_why))
            for row in self._session.scalars(asked)
        }

    def by_code(self, code: str) -> tuple[Issued, ...]:
        """The papers of exactly this number, in any scope: several where a receipt was printed again."""
        own = {"code": code}
        _, rows = self._session.send_waiting((_OPEN, own), (_READ, own))
        return tuple(
            Issued(
                province=row.province_id,
                code=row.code,
                title=row.title,
                issuer=row.issuer,
                day=row.day,
                quarter=Quarter(row.year, row.quarter),
                revision=row.revision,
                sha256=row.sha256,
                withdrawn=_withdrawal(row.withdrawn_on, row.withdrawn_why),
            )
            for row in rows
        )


def _withdrawal(day: date | None, why: str | None) -> Withdrawal | None:
    return Withdrawal(day, why) if day and why else None
