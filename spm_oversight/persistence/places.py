"""Regions known, and provinces and districts opened as tenants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, any_, bindparam, func, select

from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.peer_group_tables import PeerGroupRow
from spm_oversight.persistence.place_tables import DistrictRow, ProvinceRow, RegionRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class Region:
    """A province or district of the national register."""

    code: str
    name: str
    kind: str
    time_zone: str


@dataclass(frozen=True)
class Province:
    """A province that uses the product; ``sample``: its figures are invented unless listed as published."""

    id: str
    name: str
    time_zone: str
    sample: bool


@dataclass(frozen=True)
class District:
    """A district of an opened province; ``groups``: those the province put it in, told to the province alone."""

    id: str
    name: str
    kind: str
    groups: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """``Kotawaringin Barat``; a city keeps its *Kota*."""
        return self.name.removeprefix("Kabupaten ")


class Places:
    """The tenants and the register they come from."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def regions_of(self, province: str) -> tuple[Region, ...]:
        """The province and its districts in the national register, the province first."""
        rows = self._session.scalars(
            select(RegionRow).where(RegionRow.province_code == province).order_by(RegionRow.code)
        )
        return tuple(Region(r.code, r.name, r.kind, r.time_zone) for r in rows)

    def all_provinces(self) -> tuple[Region, ...]:
        """The 38 provinces of the register."""
        rows = self._session.scalars(
            select(RegionRow).where(RegionRow.kind == "provinsi").order_by(RegionRow.code)
        )
        return tuple(Region(r.code, r.name, r.kind, r.time_zone) for r in rows)

    def district_counts(self) -> Mapping[str, int]:
        """How many districts each province of the register has, by its code."""
        question = (
            select(RegionRow.province_code, func.count())
            .where(RegionRow.kind != "provinsi")
            .group_by(RegionRow.province_code)
        )
        return {row.province_code: row[1] for row in self._session.execute(question)}

    def opened_provinces(self) -> tuple[Province, ...]:
        """The provinces this scope sees as tenants."""
        return tuple(map(_province, self._session.scalars(select(ProvinceRow).order_by(ProvinceRow.id))))

    def province(self, code: str) -> Province:
        """The opened province; ``Missing`` when it is none of this scope's."""
        found = self._session.ask(self.asked_province(code))
        if found is None:
            raise Missing(f"Provinsi {code} belum dibuka.")
        return found

    def asked_province(self, code: str) -> Asked[Province | None]:
        """What ``province`` asks."""
        return _PROVINCE(province=code)

    def whole(self, code: str) -> tuple[Province, tuple[District, ...]]:
        """The opened province with its districts by code and their groups, in one question.

        ``Missing`` as for ``province``.
        """
        found = self._session.ask(self.asked_whole(code))
        if found is None:
            raise Missing(f"Provinsi {code} belum dibuka.")
        return found

    def asked_whole(self, code: str) -> Asked[tuple[Province, tuple[District, ...]] | None]:
        """What ``whole`` asks."""
        return _WHOLE(province=code)

    def districts(self, province: str) -> tuple[District, ...]:
        """The province's districts by code."""
        rows = self._session.scalars(
            select(DistrictRow).where(DistrictRow.province_id == province).order_by(DistrictRow.id)
        )
        return tuple(District(r.id, r.name, r.kind) for r in rows)

    def district(self, code: str) -> District:
        """One district of the own province; ``Missing`` otherwise."""
        found = self._session.ask(self.asked(code))
        if found is None:
            raise Missing("Kabupaten/kota itu tidak ada.")
        return found

    def asked(self, code: str) -> Asked[District | None]:
        """What ``district`` asks."""
        return _DISTRICT(code=code)

    def open(self, regions: tuple[Region, ...], *, sample: bool) -> None:
        """Make tenants of a province and its districts."""
        province, *districts = regions
        self._session.add(
            ProvinceRow(
                id=province.code,
                name=province.name,
                time_zone=province.time_zone,
                sample=sample,
                opened_at=self._session.now,
            )
        )
        self._session.flush()
        self._session.add_all(
            DistrictRow(id=d.code, province_id=province.code, name=d.name, kind=d.kind) for d in districts
        )
        self._session.flush()


def _province(row: ProvinceRow) -> Province:
    return Province(row.id, row.name, row.time_zone, row.sample)


def _whole(rows: Sequence[Any]) -> tuple[Province, tuple[District, ...]] | None:
    if not rows:
        return None
    first = rows[0]
    province = Province(first.province_id, first.province_name, first.time_zone, first.sample)
    return province, tuple(District(r.id, r.name, r.kind, tuple(r.groups)) for r in rows)


# No foreign key can name the members of a list; the wall keeps the groups from everybody but the province.
_GROUPED = and_(
    PeerGroupRow.province_id == DistrictRow.province_id,
    DistrictRow.id == any_(PeerGroupRow.districts),
)
_WHOLE: Question[tuple[Province, tuple[District, ...]] | None] = Question(
    select(
        *(ProvinceRow.id.label("province_id"), ProvinceRow.name.label("province_name")),
        *(ProvinceRow.time_zone, ProvinceRow.sample, DistrictRow.id, DistrictRow.name, DistrictRow.kind),
        func.array_remove(func.array_agg(PeerGroupRow.name), None).label("groups"),
    )
    .join(DistrictRow, DistrictRow.province_id == ProvinceRow.id)
    .outerjoin(PeerGroupRow, _GROUPED)
    .where(ProvinceRow.id == bindparam("province"))
    .group_by(ProvinceRow.id, DistrictRow.id)
    .order_by(DistrictRow.id),
    _whole,
)

_PROVINCE: Question[Province | None] = Question(
    select(ProvinceRow.id, ProvinceRow.name, ProvinceRow.time_zone, ProvinceRow.sample).where(
        ProvinceRow.id == bindparam("province")
    ),
    lambda rows: _province(rows[0]) if rows else None,
)

_DISTRICT: Question[District | None] = Question(
    select(DistrictRow.id, DistrictRow.name, DistrictRow.kind).where(DistrictRow.id == bindparam("code")),
    lambda rows: District(rows[0].id, rows[0].name, rows[0].kind) if rows else None,
)
