"""Appoint people, end memberships, shut accounts. Who may appoint whom is data: ``Role.appoints``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import ROLES, Level, Permission, Role
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Refused
from spm_oversight.persistence.accounts import Person
from spm_oversight.persistence.work import Work
from spm_oversight.services.account_notice import PASSWORD, tell_owner
from spm_oversight.services.begin import begin_system, require
from spm_oversight.services.first_password import account_for, first_password
from spm_oversight.services.invite import invite, invites, newcomer
from spm_oversight.services.links import refuse_too_many
from spm_oversight.services.sign_in import hash_password

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
LONGEST = 200


@dataclass(frozen=True)
class Place:
    """What a person can be appointed to: a province, a district or an office (``short``: its code in files)."""

    code: str
    name: str
    short: str = ""


@dataclass(frozen=True)
class Openings:
    """The roles the actor appoints, and the places each kind of role may be given in."""

    roles: tuple[Role, ...]
    provinces: tuple[Place, ...] = ()
    districts: tuple[Place, ...] = ()
    offices: tuple[Place, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Who is to be appointed to what; ``place`` is a province, district or office as ``Openings`` lists them."""

    email: str
    name: str
    role: str
    province: str = ""
    district: str = ""
    office: str = ""


def people(work: Work, *, search: str = "") -> tuple[Person, ...]:
    """The people of the roles the actor appoints; with ``search``, everybody in scope whose name or address has it."""
    actor = require(work, Permission.MANAGE_PEOPLE)
    assert actor.membership is not None  # noqa: S101 (no permission without a membership)
    search = search.strip()
    if search:
        return work.accounts.people(matching=search)
    appoints = actor.membership.role.appoints
    return tuple(person for person in work.accounts.people() if person.role in appoints)


def openings(work: Work) -> Openings:
    """What the actor may appoint somebody to."""
    actor = require(work, Permission.MANAGE_PEOPLE)
    assert actor.membership is not None  # noqa: S101
    roles = tuple(ROLES[name] for name in actor.membership.role.appoints)
    match actor.membership.role.level:
        case Level.PLATFORM:
            return Openings(
                roles, provinces=tuple(Place(p.id, p.name) for p in work.places.opened_provinces())
            )
        case Level.PROVINCE:
            found = work.places.districts(work.scope.province or "")
            return Openings(roles, districts=tuple(Place(d.id, d.name) for d in found))
        case Level.DISTRICT:
            offices = work.offices.of_district(work.scope.write_district or "")
            return Openings(roles, offices=tuple(Place(str(o.id), o.name, o.code) for o in offices))


def appoint(work: Work, *, appointment: Appointment) -> str:
    """Give a person a role in a place, with an account when the address has none; answers a first password, empty
    where the person is invited by a letter.

    The answer is the same for an address that is known elsewhere: the password is then valid for nobody, and the
    person goes on with their own. A first password nobody has used is replaced (``account_for``). ``Invalid`` names
    each wrong field, ``Conflict`` a membership that exists here.
    """
    role, province, district, office = _checked(work, appointment)
    email = appointment.email.strip().lower()
    refuse_twice(work, email, (role.name, province, district, office))
    account, password = newcomer(work, email=email, name=appointment.name)
    membership = work.accounts.appoint(
        account, role.name, province=province, district=district, office=office, name=appointment.name
    )
    work.record.add("appointed", str(membership), email=email, role=role.name, district=district)
    if not password:
        invite(work, account=account, membership=membership)
    return password


def add_platform_admin(*, email: str, name: str, now: datetime | None = None) -> str:
    """Appoint a platform admin in the name of the machine's owner (the command line); answers a first password."""
    password = first_password()
    check_person(email, name, faults := list[Fault]())
    if faults:
        raise Invalid("Isian belum benar.", tuple(faults))
    with begin_system(now=now) as work:
        email = email.strip().lower()
        refuse_twice(work, email, ("platform_admin", None, None, None))
        account = account_for(work, email, name, hash_password(password), work.scope)
        membership = work.accounts.appoint(account, "platform_admin", province=None, name=name)
        work.record.add("appointed", str(membership), email=email, role="platform_admin")
    return password


def appoint_again(work: Work, *, membership: UUID) -> Person:
    """Give a person back the role and place of a membership that ended."""
    person = manageable(work, membership)
    if person.ended_at is None:
        raise Conflict("Penugasan ini masih berlaku.")
    refuse_twice(work, person.email, (person.role, person.province, person.district, person.office))
    place = {"province": person.province, "district": person.district}
    again = work.accounts.appoint(
        person.account, person.role, **place, office=person.office, name=person.name
    )
    work.record.add("appointed", str(again), email=person.email, role=person.role, district=person.district)
    return person


def invite_again(work: Work, *, membership: UUID) -> Person:
    """Send the invitation to a post once more, to somebody who has not come in since they were appointed."""
    person = manageable(work, membership)
    if person.ended_at is not None or not person.invited or not invites(work):
        raise Conflict("Orang ini sudah masuk, atau tidak diundang lewat surel.")
    with begin_system(work.actor, now=work.now) as register:
        refuse_too_many(register, person.account)
    invite(work, account=person.account, membership=membership)
    work.record.add("invited_again", str(membership), email=person.email)
    return person


def end_membership(work: Work, *, membership: UUID) -> Person:
    """End a membership; with it every power it gave, from the person's next click on."""
    person = manageable(work, membership)
    actor = require(work, Permission.MANAGE_PEOPLE)
    if person.account == actor.account:
        raise Refused("Anda tidak dapat mengakhiri penugasan sendiri. Minta admin lain melakukannya.")
    if person.ended_at is not None:
        raise Conflict("Penugasan ini sudah berakhir.")
    work.accounts.end(membership)
    work.record.add("membership_ended", str(membership), email=person.email, role=person.role)
    return person


def set_disabled(work: Work, *, membership: UUID, disabled: bool) -> Person:
    """Shut or reopen the account behind a membership, everywhere: the platform's right alone."""
    actor = require(work, Permission.MANAGE_PEOPLE)
    if not _is_platform(work):
        raise Refused("Hanya admin platform yang dapat menutup atau membuka akun.")
    person = work.accounts.person(membership)
    if person.account == actor.account:
        raise Refused("Anda tidak dapat menutup akun sendiri. Minta admin lain melakukannya.")
    work.accounts.set_disabled(person.account, disabled)
    work.record.add(
        "account_disabled" if disabled else "account_reopened", str(person.account), email=person.email
    )
    return person


def renew_password(work: Work, *, membership: UUID) -> str:
    """A new first password for somebody who forgot theirs: the platform's right alone.

    An office's admin may not: the person may hold other offices elsewhere, which the password would open too.
    """
    require(work, Permission.MANAGE_PEOPLE)
    if not _is_platform(work):
        raise Refused("Hanya admin platform yang dapat membuat kata sandi pertama yang baru.")
    person = work.accounts.person(membership)
    password = first_password()
    work.accounts.set_password(person.account, hash_password(password), must_change=True)
    work.record.add("password_renewed", str(person.account), email=person.email)
    what = "Admin platform membuat kata sandi pertama yang baru untuk akun Anda; kata sandi lama tidak berlaku lagi."
    tell_owner(work, person.account, PASSWORD, what)
    return password


def manageable(work: Work, membership: UUID) -> Person:
    """A membership in scope whose role the actor appoints."""
    actor = require(work, Permission.MANAGE_PEOPLE)
    assert actor.membership is not None  # noqa: S101
    person = work.accounts.person(membership)
    if person.role not in actor.membership.role.appoints:
        raise Refused("Peran ini diatur oleh admin lain.")
    return person


def refuse_twice(work: Work, email: str, post: tuple[str, str | None, str | None, UUID | None]) -> None:
    """``Conflict`` when the person with this address holds the very same post already."""
    for person in work.accounts.people(matching=email):
        held = (person.role, person.province, person.district, person.office)
        if person.email == email and person.ended_at is None and held == post:
            raise Conflict("Orang ini sudah memegang peran itu di sini.")


def _is_platform(work: Work) -> bool:
    return bool(work.actor and work.actor.membership and work.actor.membership.role.level is Level.PLATFORM)


def _checked(work: Work, wanted: Appointment) -> tuple[Role, str | None, str | None, UUID | None]:
    """Role, province, district and office of an appointment the actor may make; every fault at once."""
    allowed, faults = openings(work), list[Fault]()
    check_person(wanted.email, wanted.name, faults)
    role = next((each for each in allowed.roles if each.name == wanted.role), None)
    if role is None:
        faults.append(Fault("role", "Pilih salah satu peran."))
        raise Invalid("Isian belum benar.", tuple(faults))
    province, district, office = work.scope.province, work.scope.write_district, None
    if role.level is Level.PROVINCE and province is None:
        province = _chosen(allowed.provinces, wanted.province, "province", "Pilih provinsi.", faults)
    if role.level is Level.DISTRICT and district is None:
        district = _chosen(allowed.districts, wanted.district, "district", "Pilih kabupaten/kota.", faults)
    if role.bound_to_office:
        message = "Peran ini terikat pada perangkat daerah. Pilih salah satu."
        office = _chosen(allowed.offices, wanted.office, "office", message, faults)
    if faults:
        raise Invalid("Isian belum benar.", tuple(faults))
    return role, province, district, UUID(office) if office else None


def check_person(email: str, name: str, faults: list[Fault]) -> None:
    """Add what is wrong with an address and a name that were typed."""
    if not _EMAIL.fullmatch(email.strip()) or len(email) > LONGEST:
        faults.append(Fault("email", "Tulis satu alamat surel, misalnya nama@kabupaten.go.id."))
    if not name.strip() or len(name) > LONGEST:
        faults.append(Fault("name", "Tulis nama lengkap, paling panjang 200 huruf."))


def _chosen(
    places: tuple[Place, ...], code: str, field: str, message: str, faults: list[Fault]
) -> str | None:
    """The code when it is one of the places; a foreign place is as wrong as none."""
    if any(place.code == code for place in places):
        return code
    faults.append(Fault(field, message))
    return None
