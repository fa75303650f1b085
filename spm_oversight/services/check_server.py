"""Check the database an installation stands on: durability, the wall, the record, schema and clocks (ADR 0036)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from spm_oversight.domain.finding import Finding
from spm_oversight.persistence.installation import newest_revision
from spm_oversight.persistence.server_facts import ServerFacts

OLDEST = 150000
CLOCKS_APART = 5
UTC = ("UTC", "Etc/UTC", "GMT", "Etc/GMT")
# Setting, the values that keep the promise, what is at stake, whether it is fatal.
_SETTINGS = (
    ("fsync", ("on",), "Yang sudah tersimpan dapat hilang atau rusak bila listrik padam.", True),
    (
        "synchronous_commit",
        ("on", "remote_apply", "remote_write", "local"),
        "Yang sudah dinyatakan tersimpan dapat hilang bila server mati.",
        True,
    ),
    ("full_page_writes", ("on",), "Halaman data dapat rusak bila listrik padam.", True),
    (
        "wal_level",
        ("replica", "logical"),
        "Basis data tidak dapat dipulihkan ke satu saat tertentu di antara dua cadangan.",
        False,
    ),
    (
        "archive_mode",
        ("on", "always"),
        "Catatan perubahan (WAL) tidak diarsipkan, sehingga yang ditulis sesudah cadangan terakhir tidak "
        "dapat dipulihkan bila diska rusak.",
        False,
    ),
    ("data_checksums", ("on",), "Data yang rusak di diska tidak ketahuan.", False),
)
_HOW = {
    "data_checksums": "Hentikan PostgreSQL, lalu jalankan: pg_checksums --enable",
    "TimeZone": "Jalankan: alter database … set timezone = 'UTC'",
}


def check_server(facts: ServerFacts, *, here: datetime) -> Iterator[Finding]:
    """Every finding; ``here`` is this machine's clock (aware), read just after the server's."""
    yield from _settings(facts)
    yield from _roles(facts)
    yield from _wall(facts)
    if facts.revision != newest_revision():
        yield Finding(
            "migrasi",
            f"Susunan basis data {facts.revision or 'belum ada'}, yang diminta program ini {newest_revision()}.",
            "Jalankan flask --app wsgi spm web sekali; perintah itu memperbarui susunannya.",
        )
    apart = abs((facts.now - here).total_seconds())
    if apart >= CLOCKS_APART:
        yield Finding(
            "jam",
            f"Jam basis data dan jam server web berselisih {apart:.0f} detik.",
            "Samakan keduanya dengan NTP (chrony atau systemd-timesyncd).",
        )


def _settings(facts: ServerFacts) -> Iterator[Finding]:
    if facts.version < OLDEST:
        yield Finding(
            "server_version",
            f"PostgreSQL {facts.version // 10000} terlalu lama.",
            "Pakai PostgreSQL 15 atau yang lebih baru.",
        )
    for name, good, risk, fatal in _SETTINGS:
        value = facts.settings[name]
        if value not in good:
            remedy = _HOW.get(
                name, f"Atur {name} = {good[0]} di postgresql.conf, lalu muat ulang PostgreSQL."
            )
            yield Finding(name, f"Nilainya {value}. {risk}", remedy, fatal)
    if facts.settings["TimeZone"] not in UTC:
        yield Finding(
            "TimeZone",
            f"Nilainya {facts.settings['TimeZone']}; cadangan dan jejak menulis waktu sebagai UTC.",
            _HOW["TimeZone"],
        )


def _roles(facts: ServerFacts) -> Iterator[Finding]:
    for variable, role in (("DATABASE_URL", facts.app), ("DATABASE_OWNER_URL", facts.owner)):
        if role.beyond:
            yield Finding(
                variable,
                f"Peran {role.name} melewati pembatas antardaerah (SUPERUSER atau BYPASSRLS, langsung atau lewat "
                "peran lain).",
                f"Jalankan: alter role {role.name} nosuperuser nobypassrls; dan cabut peran lain darinya.",
            )
    if facts.app.owns:
        yield Finding(
            "DATABASE_URL",
            f"Peran {facts.app.name} memiliki tabel, sehingga dapat mematikan pembatasnya.",
            "Pakai peran spm_app, yang bukan pemilik dan bukan anggota spm_owner.",
        )


def _wall(facts: ServerFacts) -> Iterator[Finding]:
    for table in facts.unforced:
        yield Finding(
            f"tabel {table}",
            "Pembatas antardaerah (row level security) tidak dipaksakan, atau tabelnya tidak ada.",
            f"Jalankan: alter table {table} enable row level security, force row level security",
        )
    for policy in facts.open_policies:
        yield Finding(
            f"kebijakan {policy}",
            "Kebijakan ini membuka baris bagi siapa saja.",
            "Hapus kebijakan yang bukan dari program ini (drop policy).",
        )
    for table in facts.alterable:
        yield Finding(
            f"tabel {table}",
            f"Peran {facts.app.name} dapat mengubah atau menghapus jejak audit.",
            f"Jalankan: revoke update, delete, truncate on {table} from {facts.app.name}",
        )
