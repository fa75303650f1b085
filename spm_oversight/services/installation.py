"""Run the installation: its tenants counted, its jobs, room, versions and backup; never a tenant's figure (ADR 27)."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from spm_oversight import __version__
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Missing, Refused
from spm_oversight.persistence.files import files
from spm_oversight.persistence.installation import Job, Machine, ProvinceCount, RoleCount, newest_revision
from spm_oversight.persistence.places import Province
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require

# A worker beats every 10 s; one silent for this long was killed.
SILENT_SECONDS = 30
NOTHING = ProvinceCount(None, None, 0, 0, 0, 0)


@dataclass(frozen=True)
class Tenant:
    """A province that works here, by number; ``districts``: as many as the register knows."""

    province: Province
    districts: int
    count: ProvinceCount
    roles: Mapping[str, int]


@dataclass(frozen=True)
class Versions:
    """What runs; ``revision`` is the database's migration, ``newest`` the one this program was written for."""

    product: str
    revision: str
    newest: str
    postgresql: str
    python: str
    weasyprint: str


@dataclass(frozen=True)
class Installation:
    """All that the platform's page tells. ``states``: jobs by the queue's word; ``room``: all and free bytes.

    ``held``: it is a restored copy that sends and makes nothing yet (ADR 0029).
    """

    now: datetime
    tenants: tuple[Tenant, ...]
    roles: tuple[RoleCount, ...]
    states: Mapping[str, int]
    jobs: tuple[Job, ...]
    machine: Machine
    room: tuple[int, int]
    versions: Versions
    held: bool


def installation(work: Work) -> Installation:
    """The installation as it is now."""
    require(work, Permission.RUN_PLATFORM)
    store = work.installation
    store.look(silent_seconds=SILENT_SECONDS)
    districts, counts, roles = work.places.district_counts(), store.provinces(), store.roles()
    machine = store.machine(silent_seconds=SILENT_SECONDS)
    return Installation(
        now=work.now,
        tenants=tuple(
            Tenant(
                province=each,
                districts=districts.get(each.id, 0),
                count=counts.get(each.id, NOTHING),
                roles={role.role: role.memberships for role in roles if role.province == each.id},
            )
            for each in work.places.opened_provinces()
        ),
        roles=roles,
        states=store.states(),
        jobs=store.jobs(),
        machine=machine,
        room=files.room(),
        versions=Versions(
            product=__version__,
            revision=machine.revision,
            newest=newest_revision(),
            postgresql=machine.postgresql,
            python=platform.python_version(),
            weasyprint=version("weasyprint"),
        ),
        held=store.held(),
    )


def run_again(work: Work, *, job: int) -> Job:
    """Have a failed job tried again now. ``Missing``: no such job; ``Conflict``: it has not failed (any more)."""
    require(work, Permission.RUN_PLATFORM)
    found = work.installation.job(job)
    if found is None:
        raise Missing("Pekerjaan itu tidak ada.")
    if found.status != "failed":
        raise Conflict(
            f"Pekerjaan nomor {job} tidak (lagi) gagal, sehingga tidak ada yang dijalankan ulang. "
            "Buka halaman Keadaan sistem lagi untuk melihat keadaannya sekarang."
        )
    if found.scheduled:
        raise Refused(
            "Pekerjaan ini dijalankan lagi dengan sendirinya menurut jadwal. Tunggu jadwal berikutnya."
        )
    work.installation.run_again(job)
    work.record.add(
        "job_retried",
        str(job),
        task=found.task,
        before="failed",
        after="todo",
        what=found.what,
        tries=found.tries,
    )
    return found
