"""Evidence of a district's quarter: asked for by service, added, marked as removed; the files lie in ``files``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, or_, select, update

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.evidence import Kind, Place, Purpose, Remark
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.evidence_tables import EvidenceRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class StoredFile:
    """A file as it is kept: its generated name, and what its content is; ``size`` in bytes."""

    id: UUID
    kind: Kind
    size: int
    sha256: str


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence: a ``file`` under the ``name`` it came with, or a ``link``.

    ``since_number`` and ``until_number``: see ``EvidenceRow``.
    """

    id: UUID
    district: str
    place: Place
    name: str
    file: StoredFile | None
    link: str
    remark: Remark
    added_at: datetime
    added_by: str
    since_number: int
    removed_at: datetime | None = None
    removed_by: str = ""
    until_number: int | None = None

    @property
    def removed(self) -> bool:
        """Whether the district has taken it back."""
        return self.removed_at is not None


# A row still holds its file while it is there, and for ever when a report was sent with it.
_HELD = or_(EvidenceRow.removed_at.is_(None), EvidenceRow.until_number >= EvidenceRow.since_number)


class EvidenceStore:
    """Questions and writes on the evidence of the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_quarter(
        self, quarter: Quarter, district: str, *, service: str | None = None, held: bool = False
    ) -> tuple[Evidence, ...]:
        """What is there, of one service when named, in the order of adding; ``held``: and what sent reports rest on."""
        question = select(EvidenceRow).where(
            *_in(quarter, district), _HELD if held else EvidenceRow.removed_at.is_(None)
        )
        if service is not None:
            question = question.where(EvidenceRow.service_code == service)
        rows = self._session.scalars(question.order_by(EvidenceRow.added_at, EvidenceRow.id))
        return tuple(map(_evidence, rows))

    def by_id(self, quarter: Quarter, district: str, evidence: UUID, *, held: bool = False) -> Evidence:
        """One piece of the district's quarter; ``Missing`` otherwise. ``held`` as in ``of_quarter``."""
        row = self._session.scalars(
            select(EvidenceRow).where(
                *_in(quarter, district),
                EvidenceRow.id == evidence,
                _HELD if held else EvidenceRow.removed_at.is_(None),
            )
        ).one_or_none()
        if row is None:
            raise Missing("Bukti itu tidak ada.")
        return _evidence(row)

    def counts(self, quarter: Quarter, district: str) -> Mapping[str, int]:
        """How many pieces of evidence each service has; nil statements are not counted."""
        rows = self._session.execute(
            select(EvidenceRow.service_code, func.count())
            .where(
                *_in(quarter, district),
                EvidenceRow.removed_at.is_(None),
                EvidenceRow.purpose == Purpose.EVIDENCE.value,
            )
            .group_by(EvidenceRow.service_code)
        )
        return {row.service_code: row[1] for row in rows}

    def nil_statements(self, quarter: Quarter, district: str) -> set[str]:
        """The services with a signed statement of their nil."""
        return set(
            self._session.scalars(
                select(EvidenceRow.service_code).where(
                    *_in(quarter, district),
                    EvidenceRow.removed_at.is_(None),
                    EvidenceRow.purpose == Purpose.NIL_STATEMENT.value,
                )
            )
        )

    def used(self, quarter: Quarter, district: str) -> int:
        """Bytes of the files kept for the district's quarter, each once."""
        kept = (
            select(EvidenceRow.file_id, func.max(EvidenceRow.size).label("size"))
            .where(*_in(quarter, district), _HELD, EvidenceRow.file_id.is_not(None))
            .group_by(EvidenceRow.file_id)
            .subquery()
        )
        return int(self._session.scalar(select(func.coalesce(func.sum(kept.c.size), 0))) or 0)

    def same_content(self, quarter: Quarter, district: str, sha256: str) -> tuple[Evidence, ...]:
        """What is kept with exactly this content, the oldest first; taken back or not."""
        rows = self._session.scalars(
            select(EvidenceRow)
            .where(*_in(quarter, district), _HELD, EvidenceRow.sha256 == sha256)
            .order_by(EvidenceRow.added_at, EvidenceRow.id)
        )
        return tuple(map(_evidence, rows))

    def held_files(self, district: str) -> set[UUID]:
        """The generated names of all files that anything of the district still refers to, in any quarter."""
        files = self._session.scalars(
            select(EvidenceRow.file_id).where(EvidenceRow.district_id == district, _HELD)
        )
        return {file for file in files if file is not None}

    def add(
        self,
        province: str,
        quarter: Quarter,
        district: str,
        place: Place,
        *,
        by: str,
        remark: Remark,
        since_number: int,
        name: str = "",
        file: StoredFile | None = None,
        link: str | None = None,
        id: UUID | None = None,
    ) -> Evidence:
        """Keep a file or a link; the caller holds the district's quarter."""
        row = EvidenceRow(
            province_id=province,
            district_id=district,
            year=quarter.year,
            quarter=quarter.number,
            id=id or uuid4(),
            service_code=place.service,
            item_code=place.item,
            purpose=place.purpose.value,
            name=name,
            file_id=file.id if file else None,
            kind=file.kind.value if file else None,
            size=file.size if file else None,
            sha256=file.sha256 if file else None,
            link=link,
            page=remark.page,
            note=remark.note,
            added_at=self._session.now,
            added_by=by,
            since_number=since_number,
        )
        self._session.add(row)
        self._session.flush()
        return _evidence(row)

    def mark_removed(self, quarter: Quarter, district: str, evidence: UUID, *, by: str, number: int) -> None:
        """Take a piece back; ``number`` is the last submission so far, 0 before the first."""
        self._session.execute(
            update(EvidenceRow)
            .where(*_in(quarter, district), EvidenceRow.id == evidence, EvidenceRow.removed_at.is_(None))
            .values(removed_at=self._session.now, removed_by=by, until_number=number)
        )


def _in(quarter: Quarter, district: str) -> tuple[ColumnElement[bool], ...]:
    return (
        EvidenceRow.district_id == district,
        EvidenceRow.year == quarter.year,
        EvidenceRow.quarter == quarter.number,
    )


def _evidence(row: EvidenceRow) -> Evidence:
    return Evidence(
        id=row.id,
        district=row.district_id,
        place=Place(row.service_code, row.item_code, Purpose(row.purpose)),
        name=row.name,
        file=StoredFile(row.file_id, Kind(row.kind), row.size or 0, row.sha256 or "")
        if row.file_id
        else None,
        link=row.link or "",
        remark=Remark(row.page, row.note),
        added_at=row.added_at,
        added_by=row.added_by,
        since_number=row.since_number,
        removed_at=row.removed_at,
        removed_by=row.removed_by or "",
        until_number=row.until_number,
    )
