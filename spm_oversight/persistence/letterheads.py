"""The letterhead of each district and of the province, with the version that its next change must name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.letterhead import Letterhead, Signer
from spm_oversight.persistence.district_paper_tables import (
    KeptLetterheadRow,
    LetterheadRow,
    ProvinceLetterheadRow,
)
from spm_oversight.persistence.scoped_session import ScopedSession

# Read anew: it may have changed while the lock was waited for.
_ANEW = {"populate_existing": True}
OVERTAKEN = "Kop surat baru saja diubah orang lain. Buka lagi halamannya, periksa isian barunya, lalu simpan."


@dataclass(frozen=True)
class KeptLetterhead:
    """A letterhead as it is stored; ``version`` counts its saves."""

    letterhead: Letterhead
    version: int
    changed_at: datetime
    changed_by: str


class Letterheads:
    """Questions and writes on the letterheads of the province and the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_district(self, district: str) -> KeptLetterhead | None:
        """The district's letterhead; None before its first one."""
        return _kept(self._of_district(district))

    def of_province(self, province: str) -> KeptLetterhead | None:
        """The province's letterhead; None before its first one."""
        return _kept(self._of_province(province))

    def keep(
        self, province: str, district: str | None, letterhead: Letterhead, *, version: int, by: str
    ) -> None:
        """Store a district's, or without ``district`` the province's, over the one of ``version`` (0: over none).

        ``Conflict`` when another is stored meanwhile.
        """
        row = self._of_district(district, lock=True) if district else self._of_province(province, lock=True)
        if (row.version if row else 0) != version:
            raise Conflict(OVERTAKEN)
        if row is None:
            row = (
                LetterheadRow(province_id=province, district_id=district)
                if district
                else ProvinceLetterheadRow(province_id=province)
            )
            self._session.add(row)
        row.government, row.office, row.contact = letterhead.government, letterhead.office, letterhead.contact
        row.address = "\n".join(letterhead.address)
        row.paper = letterhead.paper.value
        row.signers = [asdict(signer) for signer in letterhead.signers]
        row.version, row.changed_at, row.changed_by = version + 1, self._session.now, by
        self._session.flush()

    def _of_district(self, district: str, *, lock: bool = False) -> LetterheadRow | None:
        question = select(LetterheadRow).where(LetterheadRow.district_id == district)
        if lock:
            question = question.with_for_update().execution_options(**_ANEW)
        return self._session.scalars(question).one_or_none()

    def _of_province(self, province: str, *, lock: bool = False) -> ProvinceLetterheadRow | None:
        question = select(ProvinceLetterheadRow).where(ProvinceLetterheadRow.province_id == province)
        if lock:
            question = question.with_for_update().execution_options(**_ANEW)
        return self._session.scalars(question).one_or_none()


def _kept(row: KeptLetterheadRow | None) -> KeptLetterhead | None:
    if row is None:
        return None
    letterhead = Letterhead(
        government=row.government,
        office=row.office,
        address=tuple(row.address.splitlines()),
        contact=row.contact,
        paper=PaperSize(row.paper),
        signers=tuple(Signer(**signer) for signer in row.signers),
    )
    return KeptLetterhead(letterhead, row.version, row.changed_at, row.changed_by)
