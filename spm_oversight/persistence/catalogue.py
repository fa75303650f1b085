"""Questions to the catalogue."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.catalogue_tables import ItemRow, ServiceRow

ACTIVE_SCHEME = "baku"
# The catalogue changes with a release only (``register``), so a process reads each version once.
_known: dict[tuple[int, str], Catalogue] = {}


class Catalogues:
    """The catalogue in force, by budget year and level of government."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_year(self, year: int, level: str = "kabupaten") -> Catalogue:
        """The services and active items in force in ``year``; ``level`` is ``kabupaten`` or ``provinsi``."""
        if (year, level) not in _known:
            _known[year, level] = self._read(self.first_year(year), level)
        return _known[year, level]

    def first_year(self, year: int) -> int:
        """Since when the version in force in ``year`` is; asked each time, since a period keeps the answer."""
        first = self._session.scalar(
            select(func.max(ServiceRow.first_year)).where(ServiceRow.first_year <= year)
        )
        if first is None:
            raise Missing(f"Belum ada katalog pelayanan dasar untuk tahun {year}.")
        return first

    def _read(self, first: int, level: str) -> Catalogue:
        services = select(ServiceRow).where(ServiceRow.first_year == first, ServiceRow.level == level)
        items = (
            select(ItemRow)
            .join(
                ServiceRow,
                (ServiceRow.first_year == ItemRow.first_year) & (ServiceRow.code == ItemRow.service_code),
            )
            .where(ItemRow.first_year == first, ItemRow.scheme == ACTIVE_SCHEME, ServiceRow.level == level)
        )
        return Catalogue(
            first_year=first,
            services=tuple(map(_service, self._session.scalars(services.order_by(ServiceRow.code)))),
            items=tuple(map(_item, self._session.scalars(items.order_by(ItemRow.code)))),
        )


def _service(row: ServiceRow) -> Service:
    return Service(
        code=row.code,
        urusan_code=row.urusan_code,
        name=row.name,
        unit=row.unit,
        number=row.number,
        recipients=row.recipients,
        numerator=row.numerator,
        denominator=row.denominator,
        usual_office=row.usual_office,
        legal_basis=row.legal_basis,
        certainty=row.certainty,
    )


def _item(row: ItemRow) -> QualityItem:
    return QualityItem(row.code, row.service_code, row.name, row.unit, row.kind, row.certainty)
