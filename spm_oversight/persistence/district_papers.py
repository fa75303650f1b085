"""A district's own papers: asked for with all they say, then made like any paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.district_paper_tables import DistrictPaperRow
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.papers import WAITED_FOR, Making, PaperStore, making, wanted


@dataclass(frozen=True, kw_only=True)
class DistrictPaper(Making):
    """A paper of a district; ``data_hash``: of its figures (sidik data); ``cut_off``: when these stood so."""

    district: str
    quarter: Quarter
    source: Source
    sheet: PaperSize
    cut_off: datetime
    data_hash: str


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """All that a paper says, as it was when it was asked for: plain JSON, and its figures as contract 1's package."""

    content: Mapping[str, Any]
    package: bytes | None = None


class DistrictPapers(PaperStore[DistrictPaperRow]):
    """Questions and writes on the papers of the districts in scope."""

    _table = DistrictPaperRow

    def request(
        self,
        province: str,
        district: str,
        *,
        kind: str,
        quarter: Quarter,
        source: Source,
        sheet: PaperSize,
        cut_off: datetime,
        data_hash: str,
        frozen: Frozen,
        by: str,
        membership: UUID,
        steps: int,
    ) -> UUID:
        """Note that a paper is wanted, with all it will say."""
        row = DistrictPaperRow(
            province_id=province,
            district_id=district,
            year=quarter.year,
            quarter=quarter.number,
            source=source.value,
            sheet=sheet.value,
            cut_off=cut_off,
            data_hash=data_hash,
            content=dict(frozen.content),
            package=frozen.package,
            **wanted(kind=kind, by=by, membership=membership, steps=steps, now=self._session.now),
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def next_number(self, district: str, *, kind: str, quarter: Quarter) -> int:
        """The number of the district's next paper of a kind in a quarter; taken by nobody else until this work ends."""
        lock(self._session, f"papers {district} {kind} {quarter.code}")
        counted = select(func.count()).where(
            DistrictPaperRow.district_id == district,
            DistrictPaperRow.kind == kind,
            DistrictPaperRow.year == quarter.year,
            DistrictPaperRow.quarter == quarter.number,
        )
        return (self._session.scalar(counted) or 0) + 1

    def of_district(self, district: str, *, kind: str) -> tuple[DistrictPaper, ...]:
        """A district's papers of a kind without their contents, the newest first: one question."""
        rows = self._session.scalars(
            _light()
            .where(DistrictPaperRow.district_id == district, DistrictPaperRow.kind == kind)
            .order_by(DistrictPaperRow.requested_at.desc(), DistrictPaperRow.id)
        )
        return tuple(map(_paper, rows))

    def unfinished(
        self, *, kind: str, quarter: Quarter, source: Source, sheet: PaperSize, membership: UUID
    ) -> DistrictPaper | None:
        """What this membership asked for alike and still waits for; until this work ends it cannot ask elsewhere."""
        self._hold_asker(membership)
        row = self._session.scalars(
            _light()
            .where(DistrictPaperRow.kind == kind, DistrictPaperRow.membership_id == membership)
            .where(DistrictPaperRow.year == quarter.year, DistrictPaperRow.quarter == quarter.number)
            .where(DistrictPaperRow.source == source.value, DistrictPaperRow.sheet == sheet.value)
            .where(DistrictPaperRow.state.in_(WAITED_FOR))
            .limit(1)
        ).one_or_none()
        return _paper(row) if row else None

    def by_id(self, paper: UUID) -> DistrictPaper:
        """One paper; ``Missing`` when this scope does not see it."""
        return _paper(self._found(paper))

    def frozen(self, paper: UUID) -> Frozen:
        """All that a paper says; ``Missing`` as above."""
        row = self._found(paper)
        return Frozen(content=row.content, package=row.package)


def _light() -> Any:
    # Figures and contents stay in the database until the paper is printed.
    kept = (DistrictPaperRow.content, DistrictPaperRow.package)
    columns = [c for c in DistrictPaperRow.__mapper__.column_attrs if c.class_attribute not in kept]
    return select(DistrictPaperRow).options(load_only(*(c.class_attribute for c in columns), raiseload=True))


def _paper(row: DistrictPaperRow) -> DistrictPaper:
    return DistrictPaper(
        **making(row),
        district=row.district_id,
        quarter=Quarter(row.year, row.quarter),
        source=Source(row.source),
        sheet=PaperSize(row.sheet),
        cut_off=row.cut_off,
        data_hash=row.data_hash,
    )
