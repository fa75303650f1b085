"""Restore a backup into an empty database, verify it, and hold it: no mail, no job, no old session (ADR 0029)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spm_oversight.domain.chain import Walked
from spm_oversight.domain.errors import Fault, Invalid, Refused
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence import pg_tools
from spm_oversight.persistence.hold import hold_statements, let_go
from spm_oversight.persistence.installation import newest_revision
from spm_oversight.persistence.whole import is_empty, whole
from spm_oversight.persistence.work import open_work
from spm_oversight.services.manifest import DUMP, FILES, MANIFEST, Manifest, faults_of, file_hash
from spm_oversight.services.verify_record import walk_all


@dataclass(frozen=True)
class Restored:
    """A backup that stands in a database again. ``older``: its schema is not the newest; ``spm web`` migrates it."""

    manifest: Manifest
    chains: tuple[Walked, ...]
    older: bool


def read_backup(source: Path, *, sha256: str | None = None) -> Manifest:
    """The manifest of a backup whose every file is as it was; ``sha256``: the manifest's own, kept elsewhere.

    ``Invalid`` with every fault by its file.
    """
    manifest = Manifest.read(source)
    if sha256 and file_hash(source / MANIFEST) != sha256.lower():
        raise Refused(f"{MANIFEST} bukan yang dicatat waktu cadangan dibuat: sidiknya lain.")
    _refuse(tuple(faults_of(source, manifest)))
    return manifest


def restore(*, source: Path, manifest: Manifest, owner_url: str, backup_url: str) -> Restored:
    """Bring the backup into the empty database at these addresses, held from its first moment, and verify it there.

    Rows and their sums by table, migration, each tenant's chain against the manifest's anchors. ``Refused``: the
    database is not empty; ``Invalid``: what stands there is not what was backed up.
    """
    if not is_empty(owner_url):
        raise Refused(
            "Basis data tujuan tidak kosong; tidak ada yang diubah. Pilih nama lain dengan --database."
        )
    pg_tools.restore(owner_url, source / DUMP, then=hold_statements(source.name))
    with whole(backup_url) as database:
        found, revision = database.ledger(), database.revision()
        chains = walk_all(database, manifest.anchors)
    faults = [
        f"tabel {name}: isinya tidak sama dengan waktu dicadangkan."
        for name in sorted({*found, *manifest.tables})
        if found.get(name) != manifest.tables.get(name)
    ]
    if revision != manifest.revision:
        faults.append(f"skema basis data {revision}, seharusnya {manifest.revision}.")
    faults += [f"jejak audit {each.end.tenant}: {fault}." for each in chains for fault in each.faults]
    _refuse(tuple(faults))
    return Restored(manifest, chains, revision != newest_revision())


def bring_files(*, source: Path, manifest: Manifest, target: Path) -> None:
    """Put the backup's files into ``target`` (the ``files`` of a data folder), which must not be there."""
    if target.exists():
        raise Refused(f"Folder {target} sudah ada; tidak ada yang ditimpa. Pindahkan dahulu.")
    draft = target.with_name(f"{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    for name in manifest.files:
        if name.startswith(f"{FILES}/"):
            path = draft / name.removeprefix(f"{FILES}/")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(source / name, path)
    os.sync()
    draft.rename(target)


def release(*, owner_url: str) -> int:
    """Let a held copy work as the installation: answers how many waiting letters are kept and not sent.

    They may have been sent before the backup was needed; their readers find them in the product.
    """
    kept = let_go(owner_url)
    with open_work(SYSTEM, None) as work:
        work.record.add("copy_released", "platform", kept_letters=kept)
    return kept


def _refuse(faults: tuple[str, ...]) -> None:
    if faults:
        raise Invalid("Cadangan ini tidak utuh.", tuple(_faults(faults)))


def _faults(faults: tuple[str, ...]) -> Iterator[Fault]:
    for fault in faults:
        place, _, message = fault.partition(": ")
        yield Fault(place, message or fault)
