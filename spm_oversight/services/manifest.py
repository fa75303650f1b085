"""What a backup says it holds: its files with their hashes, each table's rows, the migration, the anchors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from spm_oversight.domain.chain import Anchor
from spm_oversight.domain.errors import Refused
from spm_oversight.persistence.pg_tools import rows_in
from spm_oversight.persistence.whole import Ledger

MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
FORMAT = 1
_PIECE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """``files``: SHA-256 by path below the backup's folder; ``lost``: files damaged or gone when it was made."""

    product: str
    made_at: str
    revision: str
    tables: Mapping[str, Ledger]
    anchors: tuple[Anchor, ...]
    files: Mapping[str, str]
    lost: tuple[str, ...] = ()

    def text(self) -> str:
        """As the file keeps it."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a backup; ``Refused`` when there is none or it cannot be read."""
        try:
            told: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
            if told.pop("format") != FORMAT:
                raise Refused(f"{folder}: cadangan ini dibuat oleh versi lain.")
            told["tables"] = {name: Ledger(**each) for name, each in told["tables"].items()}
            told["anchors"] = tuple(Anchor(**each) for each in told["anchors"])
            return cls(**told)
        except FileNotFoundError as error:
            raise Refused(f"{folder} bukan cadangan: {MANIFEST} tidak ada.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(f"{folder}: {MANIFEST} rusak; pakai cadangan lain.") from error


def faults_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What of a backup is not as its manifest says, each in an Indonesian sentence."""
    whole = True
    for name, sha256 in sorted(manifest.files.items()):
        path = folder / name
        if not path.is_file():
            yield f"{name}: berkas tidak ada."
        elif file_hash(path) != sha256:
            yield f"{name}: isi berkas berubah (sidiknya tidak sama)."
        else:
            continue
        whole = whole and name != DUMP
    if whole:
        yield from dump_faults(folder, manifest.tables)


def dump_faults(folder: Path, tables: Mapping[str, Ledger]) -> Iterator[str]:
    """Whether the dump holds each table's rows, counted in the dump itself."""
    rows = rows_in(folder / DUMP)
    for table in sorted({*tables, *rows}):
        wanted, found = tables[table].rows if table in tables else 0, rows.get(table, 0)
        if wanted != found:
            yield f"{DUMP}: tabel {table} berisi {found} baris, seharusnya {wanted}."


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read by the piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
