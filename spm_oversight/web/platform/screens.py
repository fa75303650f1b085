"""The installation as a page: the finding first, then what is to be done, then the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from spm_oversight import formats
from spm_oversight.domain.access import ROLES
from spm_oversight.services.installation import Installation, Tenant, Versions
from spm_oversight.services.read_messages import PLATFORM_ZONE
from spm_oversight.web.platform.jobs import JobLine, job_line
from spm_oversight.web.told import title_of

# With less of the disk free than this, papers and evidence will soon find no room.
LEAST_FREE = Fraction(1, 10)
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Warned:
    """Something that wants doing: in a word for the title, what is the matter, and the remedy."""

    word: str
    what: str
    remedy: str


@dataclass(frozen=True)
class TenantRow:
    """A province by number; ``roles``: role and how many hold it."""

    name: str
    code: str
    zone: str
    sample: bool
    districts: str
    people: str
    roles: tuple[tuple[str, str], ...]
    quarter: str
    activity: str


@dataclass(frozen=True)
class PlatformScreen:
    """All the page shows. ``people``: role, memberships, last sign-in; ``room``: whose, number and size twice."""

    title: str
    facts: tuple[tuple[str, str], ...]
    warned: tuple[Warned, ...]
    tenants: tuple[TenantRow, ...]
    people: Rows
    jobs: tuple[JobLine, ...]
    jobs_told: str
    room: Rows
    room_total: tuple[str, ...]
    disk: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    backup: str


def platform_screen(found: Installation) -> PlatformScreen:
    """The page of whoever runs the installation."""
    failed = found.states.get("failed", 0)
    names = {each.province.id: each.province.name for each in found.tenants}
    warned = _warned(found)
    return PlatformScreen(
        title=_title(failed, warned),
        facts=_facts(found),
        warned=warned,
        tenants=tuple(_tenant(each, found.now) for each in found.tenants),
        people=_people(found),
        jobs=tuple(job_line(each, names) for each in found.jobs),
        jobs_told=_jobs_told(found),
        room=tuple(_room(each) for each in found.tenants),
        room_total=_room_total(found.tenants),
        disk=_disk(found),
        versions=_versions(found.versions),
        backup=_backup(found),
    )


def _title(failed: int, warned: tuple[Warned, ...]) -> str:
    told = [f"{formats.number(failed)} pekerjaan gagal"] if failed else []
    told += [each.word for each in warned]
    return f"Keadaan sistem: {', '.join(told) or 'semua berjalan'}"


def _facts(found: Installation) -> tuple[tuple[str, str], ...]:
    free = found.room[1]
    return (
        ("Dilihat", formats.moment(found.now, PLATFORM_ZONE)),
        ("Provinsi dibuka", formats.number(len(found.tenants))),
        ("Penugasan", formats.number(sum(each.memberships for each in found.roles))),
        ("Pekerja aktif", formats.number(found.machine.workers)),
        ("Ruang kosong", _size(free)),
        (
            "Cadangan terakhir",
            formats.moment(found.machine.backup_at, PLATFORM_ZONE) if _kept(found) else "belum ada",
        ),
    )


def _warned(found: Installation) -> tuple[Warned, ...]:
    total, free = found.room
    warned: list[Warned] = []
    if found.held:
        warned.append(
            Warned(
                "salinan yang ditahan",
                "Ini salinan hasil pemulihan yang ditahan: surel tidak dikirim dan antrean tidak dikerjakan.",
                "Bila isinya sudah benar dan mesin lama sudah mati, minta pengelola server melepasnya "
                "(spm restore --release).",
            )
        )
    if not found.machine.workers:
        seen = found.machine.last_heartbeat
        last = f" Terakhir terlihat {formats.moment(seen, PLATFORM_ZONE)}." if seen else ""
        warned.append(
            Warned(
                "tidak ada pekerja yang aktif",
                "Tidak ada pekerja yang aktif, sehingga dokumen tidak dibuat dan surel tidak dikirim." + last,
                "Jalankan pekerja di server, lalu buka halaman ini lagi.",
            )
        )
    if not _kept(found):
        warned.append(
            Warned(
                "belum ada cadangan",
                "Belum ada cadangan yang tercatat.",
                "Minta pengelola server menyalin basis data dan folder data secara teratur ke tempat lain, "
                "dan mencoba memulihkannya.",
            )
        )
    if found.versions.revision != found.versions.newest:
        warned.append(
            Warned(
                "susunan basis data tertinggal",
                "Susunan basis data tidak sama dengan yang diminta program ini.",
                "Jalankan pemasangan ulang di server agar susunannya diperbarui.",
            )
        )
    if free < total * LEAST_FREE:
        warned.append(
            Warned(
                "ruang kosong menipis",
                f"Ruang kosong tinggal {_size(free)} dari {_size(total)}.",
                "Tambah ruang penyimpanan sebelum dokumen dan bukti tidak dapat disimpan.",
            )
        )
    return tuple(warned)


def _tenant(each: Tenant, now: datetime) -> TenantRow:
    quarter, province = each.count.open_quarter, each.province
    return TenantRow(
        name=province.name,
        code=province.id,
        zone=now.astimezone(ZoneInfo(province.time_zone)).tzname() or "",
        sample=province.sample,
        districts=formats.number(each.districts),
        people=formats.number(sum(each.roles.values())),
        roles=tuple(
            (role.label, formats.number(each.roles[name]))
            for name, role in ROLES.items()
            if name in each.roles
        ),
        quarter=title_of(quarter) if quarter else "belum ada yang dibuka",
        activity=formats.moment(each.count.last_activity, province.time_zone),
    )


def _people(found: Installation) -> Rows:
    rows: list[tuple[str, ...]] = []
    for name, role in ROLES.items():
        held = [each for each in found.roles if each.role == name]
        signed = [each.last_sign_in for each in held if each.last_sign_in]
        last = formats.moment(max(signed), PLATFORM_ZONE) if signed else "belum pernah"
        rows.append(
            (
                role.label,
                formats.number(sum(each.memberships for each in held)),
                last if held else formats.EMPTY,
            )
        )
    return tuple(rows)


def _jobs_told(found: Installation) -> str:
    words = (("failed", "gagal"), ("doing", "sedang dikerjakan"), ("todo", "menunggu"))
    told = ", ".join(f"{formats.number(found.states.get(state, 0))} {word}" for state, word in words)
    more = sum(found.states.values()) - len(found.jobs)
    return told + (f"; {formats.number(more)} yang lebih lama tidak dimuat di sini" if more > 0 else "")


def _room(each: Tenant) -> tuple[str, ...]:
    return each.province.name, *_sizes((each,))


def _room_total(tenants: tuple[Tenant, ...]) -> tuple[str, ...]:
    return "Semua provinsi", *_sizes(tenants)


def _sizes(tenants: tuple[Tenant, ...]) -> tuple[str, ...]:
    counts = [each.count for each in tenants]
    return (
        formats.number(sum(each.evidence for each in counts)),
        _size(sum(each.evidence_bytes for each in counts)),
        formats.number(sum(each.papers for each in counts)),
        _size(sum(each.paper_bytes for each in counts)),
    )


def _disk(found: Installation) -> tuple[tuple[str, str], ...]:
    total, free = found.room
    return (
        ("Basis data", _size(found.machine.database_bytes)),
        ("Ruang kosong folder data", f"{_size(free)} dari {_size(total)}"),
    )


def _versions(found: Versions) -> tuple[tuple[str, str], ...]:
    same = found.revision == found.newest
    return (
        ("Pengawasan SPM", found.product),
        ("Susunan basis data", f"{found.revision}, {'terbaru' if same else f'seharusnya {found.newest}'}"),
        ("PostgreSQL", found.postgresql),
        ("Python", found.python),
        ("WeasyPrint, pencetak dokumen", found.weasyprint),
    )


def _kept(found: Installation) -> bool:
    return found.machine.backup_at is not None


def _backup(found: Installation) -> str:
    if not _kept(found):
        return "Belum ada cadangan yang tercatat."
    machine = found.machine
    size = f", {_size(machine.backup_bytes)}" if machine.backup_bytes is not None else ""
    return f"{formats.moment(machine.backup_at, PLATFORM_ZONE)}{size}: {machine.backup}"


def _size(size: int) -> str:
    """Bytes for a person: gigabytes from one on, else as ``formats.megabytes``."""
    if size >= 2**30:
        return f"{formats.number(Fraction(size, 2**30), 1)}{formats.NBSP}GB"
    return formats.megabytes(size)
