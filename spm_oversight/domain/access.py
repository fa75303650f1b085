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

    PUBLIC = "open to anybody: signing in, the state of the service, checking a paper"
    OWN_ACCOUNT = "change one's own password and second step, switch membership, see and end one's sessions"
    SEE_HOME = "open one's own first page"
    SEE_CATALOGUE = "read the catalogue of services and quality items"
    SEE_RESULTS = "read comparison and ranking (districts: published ones)"
    SEE_PAPERS = "read and download papers (districts: published ones)"
    MAKE_PAPERS = "have a paper made"
    WITHDRAW_PAPERS = "withdraw an issued paper of the province, with a reason that anybody may read"
    COMPOSE_BOOKLET = "arrange the rakor booklet: its chapters, texts, tables and sheet"
    MAKE_DISTRICT_PAPERS = "have the own district's meeting papers made"
    KEEP_LETTERHEAD = "keep the letterhead and signers of one's own district or province"
    EXPORT_PACKAGE = "download the open data package"
    SEE_QUARTER = "see the own district's quarter"
    SEE_EVALUATION = (
        "read the evaluation of a district's offices and what was agreed (districts: the own one)"
    )
    KEEP_AGREEMENTS = "record the own district's evaluation meetings, what they agreed and what became of it"
    SEE_REGISTER = "read the own district's register of denominators"
    KEEP_REGISTER = "keep the district's register of denominators: enter, lock, unlock, carry over"
    DOWNLOAD_WORKBOOK = "download the own district's pre-filled workbook"
    ENTER_FIGURES = "enter figures, on screen or by workbook"
    SEE_EVIDENCE = "read and download evidence (districts: the own district's)"
    ADD_EVIDENCE = "add evidence to a service, and take it back"
    HAND_IN_PART = "hand the own office's part to the district, take it back"
    APPROVE_PART = "approve the own office's part as its head"
    RETURN_PART = "give an office's part back to it"
    SEND_QUARTER = "send the district's quarter on its way to the province, take it back"
    APPROVE_QUARTER = "approve the district's quarter as its leader"
    SEE_DESK = "see every district's state and workbook in a period"
    DECIDE_REPORT = "accept or return a district's quarter"
    GRANT_TIME = "extend a deadline, reopen an accepted report"
    MANAGE_PERIOD = "open, close and publish periods, say who approves"
    MANAGE_METHOD = "prepare and switch on versions of the calculation's settings"
    KEEP_GROUPS = "keep the province's groups of districts to compare"
    KEEP_MAP = "keep the province's map: the place of each square, the boundaries"
    MANAGE_PEOPLE = "appoint people and end memberships below one's own office; the platform shuts accounts"
    MANAGE_OFFICES = "keep the district's offices and the services they carry"
    MANAGE_PROVINCES = "open provinces as tenants"
    RUN_PLATFORM = "see the state of the installation, in numbers alone, and have a failed job tried again"
    SEE_MESSAGES = "read the messages to oneself and choose which come by mail"
    SEE_OUTBOX = "see the messages one's own place sent (the platform: its own, and counts of the others)"
    SEE_RECORD = "read and hand out the own place's record (coordinators: also that of the own districts)"
    REMIND = "remind the offices of the own district of a deadline"
    REMIND_DISTRICTS = "remind the districts of the province of a deadline"


P = Permission
_EVERYBODY = frozenset({P.PUBLIC, P.OWN_ACCOUNT, P.SEE_HOME, P.SEE_MESSAGES})
_READER = _EVERYBODY | {P.SEE_CATALOGUE, P.SEE_RESULTS, P.SEE_PAPERS, P.EXPORT_PACKAGE}
_DISTRICT = _READER | {P.SEE_QUARTER, P.SEE_REGISTER, P.DOWNLOAD_WORKBOOK, P.SEE_EVIDENCE}
_PROVINCE = _READER | {P.SEE_DESK, P.SEE_EVIDENCE, P.SEE_EVALUATION}


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

    @property
    def reaches_many(self) -> bool:
        """Whether more than one district hangs on it: where the installation asks for a second step, these must."""
        return self.level is not Level.DISTRICT


_ROLES = (
    Role(
        "operator",
        "Operator perangkat daerah",
        Level.DISTRICT,
        _DISTRICT | {P.ENTER_FIGURES, P.ADD_EVIDENCE, P.HAND_IN_PART},
        True,
    ),
    Role(
        "office_head",
        "Kepala perangkat daerah",
        Level.DISTRICT,
        _DISTRICT | {P.APPROVE_PART, P.RETURN_PART, P.SEE_EVALUATION},
        True,
    ),
    Role(
        "district_admin",
        "Admin kabupaten/kota",
        Level.DISTRICT,
        _DISTRICT
        | {P.ENTER_FIGURES, P.ADD_EVIDENCE, P.RETURN_PART, P.SEND_QUARTER, P.MANAGE_PEOPLE, P.MANAGE_OFFICES}
        | {P.REMIND, P.SEE_OUTBOX, P.MAKE_DISTRICT_PAPERS, P.KEEP_LETTERHEAD, P.KEEP_REGISTER}
        | {P.SEE_EVALUATION, P.KEEP_AGREEMENTS, P.SEE_RECORD},
        appoints=("operator", "office_head", "district_leader", "district_admin"),
    ),
    Role(
        "district_leader",
        "Pimpinan daerah",
        Level.DISTRICT,
        _DISTRICT | {P.APPROVE_QUARTER, P.MAKE_DISTRICT_PAPERS, P.SEE_EVALUATION},
    ),
    Role(
        "coordinator",
        "Koordinator provinsi",
        Level.PROVINCE,
        _PROVINCE
        | {P.MAKE_PAPERS, P.DECIDE_REPORT, P.GRANT_TIME, P.MANAGE_PERIOD, P.MANAGE_PEOPLE}
        | {P.REMIND_DISTRICTS, P.SEE_OUTBOX, P.KEEP_GROUPS, P.KEEP_MAP, P.KEEP_LETTERHEAD}
        | {P.MANAGE_METHOD, P.COMPOSE_BOOKLET, P.SEE_RECORD, P.WITHDRAW_PAPERS},
        appoints=("coordinator", "reviewer", "province_leader", "district_admin"),
    ),
    Role("reviewer", "Pereviu provinsi", Level.PROVINCE, _PROVINCE | {P.MAKE_PAPERS, P.KEEP_GROUPS}),
    Role("province_leader", "Pimpinan provinsi", Level.PROVINCE, _PROVINCE),
    Role(
        "platform_admin",
        "Admin platform",
        Level.PLATFORM,
        _EVERYBODY
        | {P.SEE_CATALOGUE, P.MANAGE_PEOPLE, P.MANAGE_PROVINCES, P.SEE_OUTBOX, P.RUN_PLATFORM, P.SEE_RECORD},
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
    must_add_step: bool = False  # the membership asks for a second step at sign-in, and the account has none

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
    if actor.membership is None or actor.must_change_password or actor.must_add_step:
        return permission is Permission.OWN_ACCOUNT
    return permission in actor.membership.role.permissions
