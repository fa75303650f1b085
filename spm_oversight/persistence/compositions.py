"""What the province's booklets are made of, by quarter, each with the version that its next change must name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from spm_oversight.domain.composition import USUAL, Composition, restored, stored
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.composition_tables import CompositionRow
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.scoped_session import ScopedSession

OVERTAKEN = (
    "Susunan buku baru saja diubah orang lain. Salin teks Anda, buka lagi halamannya,"
    " lalu simpan di atas yang baru."
)


@dataclass(frozen=True)
class KeptComposition:
    """A composition as it stands; ``version`` 0: nobody composed this quarter's booklet yet, it is the usual one."""

    composition: Composition
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""


class Compositions:
    """Questions and writes on the compositions of the province in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_quarter(self, quarter: Quarter) -> KeptComposition:
        """The newest version of a quarter's booklet, or the usual composition."""
        row = self._session.scalars(
            select(CompositionRow)
            .where(CompositionRow.year == quarter.year, CompositionRow.quarter == quarter.number)
            .order_by(CompositionRow.version.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return KeptComposition(USUAL)
        return KeptComposition(restored(row.content), row.version, row.changed_at, row.changed_by)

    def keep(
        self, province: str, quarter: Quarter, composition: Composition, *, version: int, by: str
    ) -> int:
        """Store it after ``version`` (0: as the first) and answer its own; ``Conflict`` when another is newer."""
        lock(self._session, f"composition of {province} {quarter.code}")
        if self.of_quarter(quarter).version != version:
            raise Conflict(OVERTAKEN)
        self._session.add(
            CompositionRow(
                province_id=province,
                year=quarter.year,
                quarter=quarter.number,
                version=version + 1,
                content=stored(composition),
                changed_at=self._session.now,
                changed_by=by,
            )
        )
        self._session.flush()
        return version + 1
