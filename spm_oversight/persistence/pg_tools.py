"""PostgreSQL's own programs against an address: dump at a named moment, list what a dump holds, restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from spm_oversight.domain.errors import Refused
from spm_oversight.persistence.embedded_files import binaries

_COPY, _END = b"COPY public.", b"\\."


def dump(url: str, target: Path, *, snapshot: str) -> None:
    """Write everything at ``url`` but sessions and links into ``target`` (custom format), as at ``snapshot``.

    A restored copy lets nobody in who has not signed in to it, and a backup does not say who was where.
    """
    words = ("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    words += tuple(f"--exclude-table-data=public.{table}" for table in ("session", "second_step", "link"))
    _run(url, *words, failed="Salinan basis data tidak dapat dibuat")


def rows_in(source: Path) -> dict[str, int]:
    """How many rows of each table stand in a dump, counted in the dump itself. ``Refused`` when it cannot be read."""
    rows: dict[str, int] = {}
    table = ""
    with _reading(source, "--data-only") as listing:
        for line in listing.stdout or ():
            if not table:
                if line.startswith(_COPY):
                    table = line[len(_COPY) :].split(b" ", 1)[0].decode().strip('"')
                    rows[table] = 0
            elif line.rstrip(b"\n") == _END:
                table = ""
            else:
                rows[table] += 1
        error = listing.stderr.read().decode(errors="replace") if listing.stderr else ""
    if listing.returncode or table:
        raise Refused(f"Salinan basis data {source.name} rusak atau terpotong. {error.strip()}")
    return rows


def restore(url: str, source: Path, *, then: str) -> None:
    """Bring a dump into the empty database at ``url`` and run ``then`` with it: in one transaction, all or nothing."""
    psql = ("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", "-", "-c", then)
    with _reading(source, "--no-owner") as statements:
        _run(
            url,
            *psql,
            failed="Cadangan tidak dapat dimasukkan ke basis data",
            given=statements,
        )
        statements.communicate()
    if statements.returncode:
        raise Refused(f"Salinan basis data {source.name} rusak atau terpotong; hapus basis data tujuannya.")


def _reading(source: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [program("pg_restore"), *words, "--file=-", source],
        env=_environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _run(url: str, name: str, *words: str, failed: str, given: subprocess.Popen[bytes] | None = None) -> None:
    """Run a program on the database at ``url``; its password is not seen in the list of processes."""
    parts = conninfo_to_dict(url)
    password = {"PGPASSWORD": str(parts.pop("password"))} if "password" in parts else {}
    done = subprocess.run(
        [program(name), f"--dbname={make_conninfo(**parts)}", *words],  # pyright: ignore[reportArgumentType]
        env=_environment(password),
        stdin=given.stdout if given else subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Refused(f"{failed}: {done.stderr.decode(errors='replace').strip()}")


def program(name: str) -> Path:
    """A program of the wheel that carries the embedded PostgreSQL, else the one on this machine's path."""
    try:
        return binaries(copied=False) / name
    except Refused:
        if found := shutil.which(name):
            return Path(found)
        raise


def _environment(more: Mapping[str, str]) -> Mapping[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", **more}
