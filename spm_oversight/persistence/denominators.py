"""Each district's registered denominators, with the version that the next change of each must name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, select

from spm_oversight.domain.denominators import Denominator, Registered
from spm_oversight.domain.errors import Conflict
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.denominator_table import DenominatorRow
from spm_oversight.persistence.scoped_session import ScopedSession

OVERTAKEN = (
    "Sasaran ini baru saja diubah orang lain. Buka lagi halamannya, periksa isian barunya, lalu simpan."
)


class Denominators:
    """Questions and writes on the registers of the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_year(self, district: str, year: int) -> Mapping[str, Registered]:
        """The district's register of a year, by service code; what is not registered is left out."""
        return self._session.ask(self.asked(district, year))

    def asked(self, district: str, year: int) -> Asked[Mapping[str, Registered]]:
        """What ``of_year`` asks."""
        return _REGISTER(province=self._session.province, district=district, year=year)

    def keep(
        self,
        province: str,
        district: str,
        year: int,
        service: str,
        registered: Registered,
        *,
        by: str,
    ) -> None:
        """Store it over the one of ``registered.version`` (0: over none); ``Conflict`` when another came meanwhile."""
        question = select(DenominatorRow).where(
            DenominatorRow.district_id == district,
            DenominatorRow.year == year,
            DenominatorRow.service_code == service,
        )
        # Read anew: it may have changed while the lock was waited for.
        locked = question.with_for_update().execution_options(populate_existing=True)
        row = self._session.scalars(locked).one_or_none()
        if (row.version if row else 0) != registered.version:
            raise Conflict(OVERTAKEN)
        if row is None:
            row = DenominatorRow(province_id=province, district_id=district, year=year, service_code=service)
            self._session.add(row)
        said = registered.denominator
        row.value = Decimal(said.value.numerator) / said.value.denominator
        row.source, row.dated, row.document, row.owner = said.source, said.dated, said.document, said.owner
        row.locked, row.taken_from = registered.locked, registered.taken_from
        row.version, row.changed_at, row.changed_by = registered.version + 1, self._session.now, by
        self._session.flush()


def _registered(row: Any) -> Registered:
    said = Denominator(Fraction(row.value), row.source, row.dated, row.document, row.owner)
    return Registered(said, row.locked, row.taken_from, row.version)


_REGISTER: Question[Mapping[str, Registered]] = Question(
    select(*DenominatorRow.__table__.columns).where(
        DenominatorRow.province_id == bindparam("province"),
        DenominatorRow.district_id == bindparam("district"),
        DenominatorRow.year == bindparam("year"),
    ),
    lambda rows: {row.service_code: _registered(row) for row in rows},
)
