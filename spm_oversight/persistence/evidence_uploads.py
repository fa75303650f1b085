"""Uploads of evidence that come in pieces: which are begun, by which membership; the pieces lie in ``files``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.evidence import Place, Purpose
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.evidence_tables import EvidenceUploadRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class Upload:
    """A begun upload of ``size`` bytes; ``mark`` is what the browser knows the file by, ``sha256`` if it could hash."""

    id: UUID
    quarter: Quarter
    district: str
    place: Place
    name: str
    size: int
    mark: str
    sha256: str | None


class EvidenceUploads:
    """Questions and writes on the unfinished uploads of one membership of the own district."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_membership(self, district: str, membership: UUID) -> tuple[Upload, ...]:
        """What this membership has begun and not finished, the oldest first."""
        rows = self._session.scalars(
            select(EvidenceUploadRow)
            .where(EvidenceUploadRow.district_id == district, EvidenceUploadRow.membership_id == membership)
            .order_by(EvidenceUploadRow.begun_at, EvidenceUploadRow.id)
        )
        return tuple(map(_upload, rows))

    def locked(self, quarter: Quarter, district: str, membership: UUID, upload: UUID) -> Upload:
        """One of this membership's uploads, kept from others until this work ends; ``Missing`` otherwise."""
        row = self._session.scalars(
            select(EvidenceUploadRow)
            .where(
                EvidenceUploadRow.district_id == district,
                EvidenceUploadRow.year == quarter.year,
                EvidenceUploadRow.quarter == quarter.number,
                EvidenceUploadRow.membership_id == membership,
                EvidenceUploadRow.id == upload,
            )
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise Missing("Unggahan itu tidak ada lagi.")
        return _upload(row)

    def begin(self, province: str, membership: UUID, upload: Upload) -> None:
        """Note that a file is coming."""
        self._session.add(
            EvidenceUploadRow(
                province_id=province,
                district_id=upload.district,
                year=upload.quarter.year,
                quarter=upload.quarter.number,
                id=upload.id,
                membership_id=membership,
                service_code=upload.place.service,
                item_code=upload.place.item,
                purpose=upload.place.purpose.value,
                name=upload.name,
                size=upload.size,
                mark=upload.mark,
                sha256=upload.sha256,
                begun_at=self._session.now,
            )
        )
        self._session.flush()

    def forget(self, district: str, upload: UUID) -> None:
        """The upload is finished, or nobody waits for it."""
        self._session.execute(
            delete(EvidenceUploadRow).where(
                EvidenceUploadRow.district_id == district, EvidenceUploadRow.id == upload
            )
        )

    def forget_begun_before(self, district: str, before: datetime) -> tuple[UUID, ...]:
        """Forget what was begun before a moment and never finished; answers the ids."""
        gone = self._session.scalars(
            delete(EvidenceUploadRow)
            .where(EvidenceUploadRow.district_id == district, EvidenceUploadRow.begun_at < before)
            .returning(EvidenceUploadRow.id)
        )
        return tuple(gone)


def _upload(row: EvidenceUploadRow) -> Upload:
    return Upload(
        id=row.id,
        quarter=Quarter(row.year, row.quarter),
        district=row.district_id,
        place=Place(row.service_code, row.item_code, Purpose(row.purpose)),
        name=row.name,
        size=row.size,
        mark=row.mark,
        sha256=row.sha256,
    )
