"""Who may do what: roles and permissions as data, and the one question ``decide``.

``docs/permissions.md`` is printed from this table; the guard, the menu and the buttons ask the same function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from spm_oversight.domain.scope import SYSTEM, Scope


class Permission(StrEnum):
    """One thing a person can do; the value is its meaning, printed in the permission table."""

    PUBLIC = "open to anybody: signing in, the state of the service"
    OWN_ACCOUNT = "change one's own password, switch membership, sign out"
    SEE_HOME = "open one's own first page"
    SEE_CATALOGUE = "read the catalogue of services and quality items"
    SEE_RESULTS = "read comparison and ranking (districts: published ones)"
    SEE_PAPERS = "read and download papers (districts: published ones)"
    MAKE_PAPERS = "have a paper made"
    MAKE_DISTRICT_PAPERS = "have the own district's meeting papers made"
    KEEP_LETTERHEAD = "keep the district's letterhead and signers"
    EXPORT_PACKAGE = "download the open data package"
    SEE_QUARTER = "see the own district's quarter"
    DOWNLOAD_WORKBOOK = "download the own district's pre-filled workbook"
    UPLOAD_WORKBOOK = "enter figures by workbook"
    SEND_QUARTER = "send the district's quarter to the province"
    SEE_DESK = "see every district's state and workbook in a period"
    DECIDE_REPORT = "accept or return a district's quarter"
    MANAGE_PERIOD = "open, close and publish periods"
    MANAGE_PEOPLE = "appoint people and end memberships below one's own office; the platform shuts accounts"
    MANAGE_OFFICES = "keep the district's offices and the services they carry"
    MANAGE_PROVINCES = "open provinces as tenants"


P = Permission
_EVERYBODY = frozenset({P.PUBLIC, P.OWN_ACCOUNT, P.SEE_HOME})
_READER = _EVERYBODY | {P.SEE_CATALOGUE, P.SEE_RESULTS, P.SEE_PAPERS, P.EXPORT_PACKAGE}
_DISTRICT = _READER | {P.SEE_QUARTER, P.DOWNLOAD_WORKBOOK}
_PROVINCE = _READER | {P.SEE_DESK}


class Level(StrEnum):
    """Where a role's power lies."""

    DISTRICT = "district"
    PROVINCE = "province"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Role:
    """A role as data: stable name (stored), label on screen, level, permissions."""

    name: str
    label: str
    level: Level
    permissions: frozenset[Permission]
    bound_to_office: bool = False
    appoints: tuple[str, ...] = ()


_ROLES = (
    Role("operator", "Operator perangkat daerah", Level.DISTRICT, _DISTRICT | {P.UPLOAD_WORKBOOK}, True),
    Role("office_head", "Kepala perangkat daerah", Level.DISTRICT, _DISTRICT, True),
    Role(
        "district_admin",
        "Admin kabupaten/kota",
        Level.DISTRICT,
        _DISTRICT
        | {P.UPLOAD_WORKBOOK, P.SEND_QUARTER, P.MANAGE_PEOPLE, P.MANAGE_OFFICES}
        | {P.MAKE_DISTRICT_PAPERS, P.KEEP_LETTERHEAD},
        appoints=("operator", "office_head", "district_leader", "district_admin"),
    ),
    Role("district_leader", "Pimpinan daerah", Level.DISTRICT, _DISTRICT | {P.MAKE_DISTRICT_PAPERS}),
    Role(
        "coordinator",
        "Koordinator provinsi",
        Level.PROVINCE,
        _PROVINCE | {P.MAKE_PAPERS, P.DECIDE_REPORT, P.MANAGE_PERIOD, P.MANAGE_PEOPLE},
        appoints=("coordinator", "reviewer", "province_leader", "district_admin"),
    ),
    Role("reviewer", "Pereviu provinsi", Level.PROVINCE, _PROVINCE | {P.MAKE_PAPERS}),
    Role("province_leader", "Pimpinan provinsi", Level.PROVINCE, _PROVINCE),
    Role(
        "platform_admin",
        "Admin platform",
        Level.PLATFORM,
        _EVERYBODY | {P.SEE_CATALOGUE, P.MANAGE_PEOPLE, P.MANAGE_PROVINCES},
        appoints=("coordinator", "platform_admin"),
    ),
)
ROLES: Mapping[str, Role] = {role.name: role for role in _ROLES}


@dataclass(frozen=True)
class Membership:
    """A person's place: power hangs on it and ends with it. ``districts``: what its scope may read."""

    id: UUID
    role: Role
    place: str
    province: str | None = None
    district: str | None = None
    office: UUID | None = None
    office_name: str | None = None
    districts: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        """The rows this membership reaches."""
        if self.province and self.district:
            return Scope.of_district(self.province, self.district)
        if self.province:
            return Scope.of_province(self.province, self.districts)
        return SYSTEM


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, and the membership in which they act (None: no membership left)."""

    account: UUID
    name: str
    email: str
    membership: Membership | None = None
    must_change_password: bool = False

    @property
    def scope(self) -> Scope:
        """The scope of the membership; without one, nobody's rows."""
        return self.membership.scope if self.membership else Scope()


def decide(actor: Actor | None, permission: Permission) -> bool:
    """Whether ``actor`` holds ``permission`` now; nobody and people without membership hold the least."""
    if permission is Permission.PUBLIC:
        return True
    if actor is None:
        return False
    if actor.membership is None or actor.must_change_password:
        return permission is Permission.OWN_ACCOUNT
    return permission in actor.membership.role.permissions
