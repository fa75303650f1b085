"""The people of the demonstration: at least one for each role, all with one known password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Missing
from spm_oversight.services.begin import begin, begin_system
from spm_oversight.services.demonstration.profile import (
    BY_CODE,
    KOTAWARINGIN_BARAT,
    PROFILES,
    PROVINCE,
    SUKAMARA,
)
from spm_oversight.services.sign_in import actor_by_email, hash_password

PASSWORD = "contoh-spm-2024"  # noqa: S105 (printed at the start: it opens invented figures only)
PLATFORM = "platform@contoh.test"
COORDINATOR = "koordinator@contoh.test"


@dataclass(frozen=True)
class SignIn:
    """A person of the demonstration and one of their places; ``office`` is an office's code."""

    email: str
    name: str
    role: str
    province: str | None = None
    district: str | None = None
    office: str | None = None


def admin_of(district: str) -> str:
    """The address of a district's admin."""
    return f"admin.{BY_CODE[district].short}@contoh.test"


_ADMINS = (
    "Siti Rahmawati",
    "Agus Salim Ramadhan",
    "Yulianti Kahayan",
    "Hendra Wijaya",
    "Maria Lestari",
    "Rusdi Anwar",
    "Dewi Anggraini",
    "Fajar Nugroho",
    "Kristina Bulan",
    "Teguh Santoso",
    "Nurhayati",
    "Markus Dohong",
    "Lina Marlina",
    "Ahmad Fauzi",
)
_BARAT = {"province": PROVINCE, "district": KOTAWARINGIN_BARAT}
# In this order: whoever appoints stands before those appointed.
SIGN_INS = (
    SignIn(PLATFORM, "Yudha Prawira", "platform_admin"),
    SignIn(COORDINATOR, "Rina Setyawati", "coordinator", PROVINCE),
    SignIn("pereviu@contoh.test", "Bambang Haryanto", "reviewer", PROVINCE),
    SignIn("pimpinan@contoh.test", "Andreas Tingang", "province_leader", PROVINCE),
    *(
        SignIn(admin_of(profile.code), name, "district_admin", PROVINCE, profile.code)
        for profile, name in zip(PROFILES, _ADMINS, strict=True)
    ),
    SignIn("pimpinan.kotawaringin-barat@contoh.test", "Hasanuddin Noor", "district_leader", **_BARAT),
    SignIn("operator.kesehatan@contoh.test", "Ratna Dewanti", "operator", **_BARAT, office="dinas-kesehatan"),
    SignIn(
        "operator.pendidikan@contoh.test", "Slamet Riyadi", "operator", **_BARAT, office="dinas-pendidikan"
    ),
    SignIn(
        "kepala.kesehatan@contoh.test", "Indah Permatasari", "office_head", **_BARAT, office="dinas-kesehatan"
    ),
    # One person, two places: helps out in the neighbouring district.
    SignIn("operator.sosial@contoh.test", "Dian Kusuma", "operator", **_BARAT, office="dinas-sosial"),
    SignIn("operator.sosial@contoh.test", "Dian Kusuma", "operator", PROVINCE, SUKAMARA, "dinas-sosial"),
)


def add_people(*, now: datetime) -> None:
    """Everybody, each appointed by whoever may; the first platform admin comes from the command line.

    A second call adds who is missing.
    """
    password_hash = hash_password(PASSWORD)
    for person in SIGN_INS:
        if not _is_there(person):
            _add(person, password_hash, now)


def _is_there(person: SignIn) -> bool:
    try:
        account = actor_by_email(email=person.email).account
    except Missing:
        return False
    with begin_system() as work:
        held = work.accounts.memberships_of(account)
    return any((each.role.name, each.district) == (person.role, person.district) for each in held)


def _add(person: SignIn, password_hash: str, now: datetime) -> None:
    """As ``manage_people.appoint`` does, but with the known password: its own first passwords take seconds here."""
    with begin_system(now=now) as register:
        known = register.accounts.by_email(person.email)
        account = (
            known.id
            if known
            else register.accounts.create(
                email=person.email, name=person.name, password_hash=password_hash, must_change_password=False
            )
        )
        if not known:
            register.record.add("account_created", str(account), email=person.email)
    appointing = _appointing(person)
    with begin(appointing, now=now) if appointing else begin_system(now=now) as work:
        offices = {office.code: office.id for office in work.offices.of_district(person.district or "")}
        membership = work.accounts.appoint(
            account,
            person.role,
            province=person.province,
            district=person.district,
            office=offices[person.office] if person.office else None,
            name=person.name,
        )
        work.record.add(
            "appointed", str(membership), email=person.email, role=person.role, district=person.district
        )


def _appointing(person: SignIn) -> Actor | None:
    """Who may appoint a person; nobody yet for the first one, whom the command line appoints."""
    match person.role:
        case "platform_admin":
            return None
        case "coordinator":
            return actor_by_email(email=PLATFORM)
        case "reviewer" | "province_leader" | "district_admin":
            return actor_by_email(email=COORDINATOR)
        case _:
            return actor_by_email(email=admin_of(person.district or ""))
