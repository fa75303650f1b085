"""A district's offices (perangkat daerah) and the services they carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.place_tables import OfficeRow, OfficeServiceRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class Office:
    """An office with the codes of the services it carries.

    ``joined_duties``: why one person may both enter and approve here; empty: they may not.
    """

    id: UUID
    code: str
    name: str
    services: tuple[str, ...] = ()
    joined_duties: str = ""


def _offices(rows: Sequence[Any]) -> tuple[Office, ...]:
    return tuple(
        Office(
            *(row.id, row.code, row.name),
            tuple(row.services.split(",")) if row.services else (),
            row.joined_duties,
        )
        for row in rows
    )


_ASKED = (
    "select o.id, o.code, o.name, o.joined_duties, string_agg(s.service_code, ',' order by s.service_code) as services"
    " from office o left join office_service s on s.office_id = o.id"
    " and s.province_id = o.province_id and s.district_id = o.district_id"
    " where o.province_id = %(province)s and o.district_id = %(district)s"
)
_GROUPED = " group by o.id, o.code, o.name, o.joined_duties order by o.code"
_OFFICES = Question(_ASKED + _GROUPED, _offices)
_OFFICE = Question(f"{_ASKED} and o.id = %(office)s{_GROUPED}", _offices)


class Offices:
    """Questions and writes on the offices of the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_district(self, district: str) -> tuple[Office, ...]:
        """The district's offices by code, each with its services."""
        return self._session.ask(self.asked(district))

    def asked(self, district: str, office: UUID | None = None) -> Asked[tuple[Office, ...]]:
        """What ``of_district`` asks; with an ``office``, what ``office`` asks."""
        where = {"province": self._session.province, "district": district}
        return _OFFICE(**where, office=office) if office else _OFFICES(**where)

    def office(self, district: str, office: UUID) -> Office:
        """One office of the district; ``Missing`` otherwise."""
        every = self._session.known(self.asked(district))
        for each in every or self._session.ask(self.asked(district, office)):
            if each.id == office:
                return each
        raise Missing("Perangkat daerah itu tidak ada.")

    def add(self, province: str, district: str, *, code: str, name: str) -> UUID:
        """A new office carrying nothing yet."""
        row = OfficeRow(province_id=province, district_id=district, code=code, name=name)
        self._session.add(row)
        self._session.flush()
        return row.id

    def rename(self, district: str, office: UUID, name: str) -> None:
        """Give an office another name."""
        self._row(district, office).name = name
        self._session.flush()

    def join_duties(self, district: str, office: UUID, reason: str) -> None:
        """Let one person enter and approve, for this reason; keep the duties apart again where it is empty."""
        self._row(district, office).joined_duties = reason
        self._session.flush()

    def _row(self, district: str, office: UUID) -> OfficeRow:
        row = self._session.scalars(
            select(OfficeRow).where(OfficeRow.district_id == district, OfficeRow.id == office)
        ).one_or_none()
        if row is None:
            raise Missing("Perangkat daerah itu tidak ada.")
        return row

    def assign(self, province: str, district: str, carried_by: Mapping[str, UUID]) -> None:
        """Say which office carries each service; replaces the district's whole assignment."""
        self._session.execute(delete(OfficeServiceRow).where(OfficeServiceRow.district_id == district))
        self._session.add_all(
            OfficeServiceRow(
                province_id=province, district_id=district, service_code=service, office_id=office
            )
            for service, office in sorted(carried_by.items())
        )
        self._session.flush()
