"""Files of this installation, papers and uploads, in a local folder; and the key that seals what it hands out."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.evidence import Limits


class Files:
    """Where files lie: by tenant, kind and id, so that no name typed by a person becomes part of a path."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._secret = b""
        self.limits = Limits()

    def configure(self, folder: Path, secret: str, limits: Limits | None = None) -> None:
        """Say where (created when first needed), with which secret, how much evidence; once, when the app is made."""
        self._folder, self._secret, self.limits = folder, secret.encode(), limits or Limits()

    @property
    def seal_key(self) -> bytes:
        """The key of seals on exported workbooks; another than any other use of the secret."""
        return hmac.digest(self._secret, b"workbook seal", hashlib.sha256)

    def path(self, tenant: str, kind: str, file: UUID, suffix: str) -> Path:
        """Where the file lies or would lie."""
        if self._folder is None:
            raise RuntimeError("files are not configured; create_app does")
        return self._folder / tenant / kind / f"{file}{suffix}"

    def room(self) -> tuple[int, int]:
        """All bytes and the free bytes of the disk on which the files lie."""
        if self._folder is None:
            raise RuntimeError("files are not configured; create_app does")
        there = next(each for each in (self._folder, *self._folder.parents) if each.exists())
        disk = shutil.disk_usage(there)
        return disk.total, disk.free

    def put(self, tenant: str, kind: str, file: UUID, suffix: str, data: bytes) -> Path:
        """Keep ``data`` durably; readers see the whole file or none."""
        path = self.path(tenant, kind, file, suffix)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            try:
                draft.write(data)
                draft.flush()
                os.fsync(draft.fileno())
                Path(draft.name).replace(path)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        _sync_folder(path.parent)
        return path

    def get(self, tenant: str, kind: str, file: UUID, suffix: str) -> bytes:
        """The file's content; ``Missing`` when there is none for this tenant."""
        with suppress(FileNotFoundError):
            return self.path(tenant, kind, file, suffix).read_bytes()
        raise Missing("Berkas itu tidak ada lagi. Unggah sekali lagi.")

    def drop(self, tenant: str, kind: str, file: UUID, suffix: str) -> None:
        """Remove a file that is not needed any more."""
        self.path(tenant, kind, file, suffix).unlink(missing_ok=True)

    def length(self, tenant: str, kind: str, file: UUID, suffix: str) -> int:
        """How many bytes of the file are there; 0 when nothing is."""
        with suppress(FileNotFoundError):
            return self.path(tenant, kind, file, suffix).stat().st_size
        return 0

    def append(self, tenant: str, kind: str, file: UUID, suffix: str, data: bytes) -> None:
        """Write ``data`` durably behind what is there, all or nothing; the caller lets one in at a time."""
        path, before = self.path(tenant, kind, file, suffix), self.length(tenant, kind, file, suffix)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with path.open("ab") as part:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
        except OSError:
            with suppress(FileNotFoundError):
                os.truncate(path, before)
            raise

    def move(self, tenant: str, old: tuple[str, UUID, str], new: tuple[str, UUID, str]) -> None:
        """Give a file that is wholly written another kind, id and suffix; durably."""
        source, target = self.path(tenant, *old), self.path(tenant, *new)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.replace(target)
        _sync_folder(target.parent)

    def sweep_unknown(self, tenant: str, kind: str, known: set[UUID], before: datetime) -> int:
        """Remove a tenant's files of a kind that are not ``known`` and were last written before a moment."""
        folder = self.path(tenant, kind, UUID(int=0), "").parent
        names = {str(file) for file in known}
        old = [
            path
            for path in folder.glob("*")
            if path.stem not in names and path.stat().st_mtime < before.timestamp()
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def sweep(self, kind: str, before: datetime) -> int:
        """Remove the files of a kind that were last written before a moment; answers how many."""
        if self._folder is None:
            raise RuntimeError("files are not configured; create_app does")
        old = [path for path in self._folder.glob(f"*/{kind}/*") if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def _sync_folder(folder: Path) -> None:
    """Make the names in it durable: fsync of a file keeps its content only."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


files = Files()
