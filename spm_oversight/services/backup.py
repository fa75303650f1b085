"""Back up an installation: the database at one moment, the files its rows speak of, and a manifest (ADR 0029)."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from spm_oversight import __version__
from spm_oversight.domain.chain import Walked
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.evidence import Kind
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence import pg_tools
from spm_oversight.persistence.files import files
from spm_oversight.persistence.whole import Ledger, Whole, whole
from spm_oversight.persistence.work import open_work
from spm_oversight.services.evidence import EVIDENCE
from spm_oversight.services.manifest import DUMP, FILES, MANIFEST, Manifest, dump_faults, file_hash
from spm_oversight.services.paper_way import PAPERS, SUFFIX
from spm_oversight.services.verify_record import walk_all


@dataclass(frozen=True)
class Backup:
    """A backup that was made. ``sha256``: of its manifest; ``chains``: the record as it was found."""

    folder: Path
    manifest: Manifest
    sha256: str
    size: int
    chains: tuple[Walked, ...]


def back_up(*, url: str, target: Path) -> Backup:
    """Back up the database at ``url`` (role ``spm_backup``) and this installation's files into a new folder.

    The folder has its name when it is whole, on the disk, and its dump was read again. ``Refused``: the role does not
    see every row, the database is empty, the dump does not hold what the database holds.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole(url) as database:
        tables = database.ledger()
        if not any(tables[name].rows for name in ("account", "province") if name in tables):
            raise Refused("Basis data ini kosong: tidak ada akun dan provinsi. Periksa DATABASE_BACKUP_URL.")
        made_at = database.moment()
        name = f"spm-{made_at.replace(':', '')}"
        folder, draft = target / name, target / f"{name}.part"
        draft.mkdir(mode=0o700)
        try:
            pg_tools.dump(url, draft / DUMP, snapshot=database.snapshot())
            _check_dump(draft, tables)
            held, lost = _copy_files(database, draft)
            chains = walk_all(database)
            manifest = Manifest(
                product=__version__,
                made_at=made_at,
                revision=database.revision(),
                tables=tables,
                anchors=tuple(each.end for each in chains),
                files={DUMP: file_hash(draft / DUMP), **held},
                lost=lost,
            )
            text = manifest.text().encode()
            (draft / MANIFEST).write_bytes(text)
            size = sum(_synced(path) for path in sorted(draft.rglob("*")))
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    _synced(target)
    made = Backup(folder, manifest, hashlib.sha256(text).hexdigest(), size, chains)
    _note(made)
    return made


def _check_dump(draft: Path, tables: Mapping[str, Ledger]) -> None:
    if faults := list(dump_faults(draft, tables)):
        raise Refused("Salinan basis data tidak lengkap: " + " ".join(faults))


def _copy_files(database: Whole, draft: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The hashes of the files copied, by path, and those that are not as their rows say."""
    held: dict[str, str] = {}
    lost: list[str] = []
    for name, source, sha256 in _wanted(database):
        target = draft / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if source.is_file():
            shutil.copyfile(source, target)
            held[name] = file_hash(target)
        if held.get(name) != sha256:
            lost.append(name)
    return held, tuple(lost)


def _wanted(database: Whole) -> Iterator[tuple[str, Path, str]]:
    """The path in the backup, the file, and the hash its row tells."""
    for tenant, what, file, kind, sha256 in database.files():
        folder, suffix = (EVIDENCE, Kind(kind).suffix) if what == "evidence" else (PAPERS, SUFFIX)
        path = files.path(tenant, folder, UUID(file), suffix)
        yield "/".join((FILES, *path.parts[-3:])), path, sha256


def _synced(path: Path) -> int:
    """Bring a file or the names in a folder to the disk; the file's bytes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return path.stat().st_size if path.is_file() else 0


def _note(made: Backup) -> None:
    """For the platform's page: that there is a backup, and the hash of its manifest, kept apart from it."""
    with open_work(SYSTEM, None) as work:
        work.record.add(
            "backup_made",
            made.folder.name,
            bytes=made.size,
            manifest_sha256=made.sha256,
            files=len(made.manifest.files),
            lost=len(made.manifest.lost),
        )
