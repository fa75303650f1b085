"""Secrets: random ones made, and the one that an embedded installation makes at its first start and keeps."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

SECRET_LENGTH = 32


def new_secret() -> str:
    """Random text of 256 bits, fit for addresses."""
    return secrets.token_urlsafe(SECRET_LENGTH)


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text in ``path``, readable by its owner only; made once, whichever process comes first."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent) as folder:
            draft = Path(folder) / path.name
            draft.touch(mode=0o600)
            draft.write_text(make())
            with suppress(FileExistsError):
                os.link(draft, path)
    return path.read_text()


def kept_secret(path: Path) -> str:
    """The secret made at the first start and kept in the data folder.

    Where nothing can be kept (a read-only folder) it lives as long as the process: ``recompute`` needs no folder, and
    whatever needs the database is stopped by the embedded server's own check of the folder.
    """
    try:
        return kept(path, new_secret)
    except OSError:
        return new_secret()
