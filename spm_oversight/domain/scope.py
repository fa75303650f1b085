"""Whose rows a unit of work may touch. Given at its birth, never changed (ADR 0003)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What PostgreSQL's row-level security is told at the start of each transaction.

    ``districts`` may be read. Figures may be written in ``write_district`` only, the province's own rows in
    ``write_province`` only: a province changes no figure, a district judges no report. ``system`` reaches the
    register of people and tenants and nothing else.
    """

    province: str | None = None
    districts: tuple[str, ...] = ()
    write_district: str | None = None
    write_province: str | None = None
    system: bool = False

    @classmethod
    def of_district(cls, province: str, district: str) -> Scope:
        """A district office's scope: its own rows, and what the province has published."""
        return cls(province=province, districts=(district,), write_district=district)

    @classmethod
    def of_province(cls, province: str, districts: tuple[str, ...]) -> Scope:
        """A provincial office's scope: read all its districts, write the province's own rows."""
        return cls(province=province, districts=districts, write_province=province)

    @property
    def tenant(self) -> str:
        """Whose audit chain an event of this scope belongs to."""
        return self.write_district or self.write_province or "platform"


SYSTEM = Scope(system=True)
