"""The settings: read once from the environment into one frozen object; every fault is named at once.

Without ``DATABASE_URL`` the embedded PostgreSQL serves (ADR 0004) and everything has a default. With it, what must not
be guessed in production is required.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SECRET_LENGTH = 32
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound to)
YES, NO = ("1", "ya", "true"), ("0", "tidak", "false")


class SettingsError(Exception):
    """Settings are missing or wrong; ``faults`` are (variable, remedy) pairs, ``str()`` names them all."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        super().__init__(
            "\n".join(["Pengaturan belum benar:", *(f"- {name}: {remedy}" for name, remedy in faults)])
        )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment decides; the variable of each field stands in ``VARIABLES``."""

    database_url: str = field(repr=False)  # role spm_app; empty: the embedded server supplies it
    database_owner_url: str = field(repr=False)  # role spm_owner, for migrations; empty likewise
    secret_key: str = field(repr=False)
    data_folder: Path  # papers, uploads, the embedded database
    demonstration: bool  # an empty database is filled with the demonstration province
    host: str
    port: int
    workers: int  # web processes
    threads: int  # threads of each web process
    trusted_hosts: tuple[str, ...]
    https: bool  # cookies only over https; a proxy in front tells the scheme
    log_level: str
    evidence_file_mb: int  # the largest file of evidence
    evidence_quota_mb: int  # all files of evidence of a district's quarter

    @property
    def embedded(self) -> bool:
        """Whether the embedded PostgreSQL serves."""
        return not self.database_url

    @property
    def bind(self) -> str:
        """Host and port as a server takes them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def address(self) -> str:
        """The address a person on this machine opens."""
        return f"http://127.0.0.1:{self.port}" if self.host in EVERYWHERE else f"http://{self.bind}"


class Variable(NamedTuple):
    """One environment variable: its name, what it means, its default ("" where it depends on the others)."""

    name: str
    meaning: str
    default: str = ""


VARIABLES = (
    Variable(
        "DATABASE_URL", "PostgreSQL 15 or newer as role spm_app; empty: the embedded PostgreSQL serves."
    ),
    Variable(
        "DATABASE_OWNER_URL",
        "The same database as role spm_owner, for migrations. Required with DATABASE_URL.",
    ),
    Variable("SECRET_KEY", "At least 32 random characters. Required with DATABASE_URL, else made and kept."),
    Variable("SPM_DATA", "Folder of papers, uploads and the embedded database. Empty: var/ of the project."),
    Variable(
        "SPM_DEMONSTRATION", "1 or 0: fill an empty database with the example province. Empty: 1 if embedded."
    ),
    Variable("SPM_HOST", "Address the web server listens on.", "127.0.0.1"),
    Variable("PORT", "Port the web server listens on.", "8000"),
    Variable("SPM_WORKERS", "Web processes, about one for each core.", "2"),
    Variable("SPM_THREADS", "Threads of each web process.", "8"),
    Variable("SPM_TRUSTED_HOSTS", "Host names the site answers to, by comma. Required with DATABASE_URL."),
    Variable(
        "SPM_HTTPS", "1 or 0: https in front, cookies travel over https only. Empty: 1 unless embedded."
    ),
    Variable("SPM_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR.", "INFO"),
    Variable("SPM_EVIDENCE_FILE_MB", "Largest file of evidence, in megabytes.", "20"),
    Variable("SPM_EVIDENCE_QUOTA_MB", "All evidence of one district's quarter, in megabytes.", "500"),
)


def example() -> str:
    """The text of ``.env.example``."""
    lines = [f"# {variable.meaning}\n{variable.name}={variable.default}\n" for variable in VARIABLES]
    return "# Copy to .env and change; every line may stay empty for the embedded default.\n\n" + "\n".join(
        lines
    )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from ``environment`` (usually ``os.environ``).

    Raises SettingsError with every fault at once. An empty environment is right: the embedded default.
    """
    reader = _Reader(environment)
    server = bool(reader.text("DATABASE_URL"))
    folder = Path(reader.text("SPM_DATA") or PROJECT / "var").expanduser().absolute()
    settings = Settings(
        database_url=reader.database("DATABASE_URL", server),
        database_owner_url=reader.database("DATABASE_OWNER_URL", server),
        secret_key=reader.secret("SECRET_KEY", server, folder),
        data_folder=folder,
        demonstration=reader.switch("SPM_DEMONSTRATION", default=not server),
        host=reader.text("SPM_HOST"),
        port=reader.whole("PORT", 1, 65535),
        workers=reader.whole("SPM_WORKERS", 1, 64),
        threads=reader.whole("SPM_THREADS", 1, 64),
        trusted_hosts=reader.hosts("SPM_TRUSTED_HOSTS", server),
        https=reader.switch("SPM_HTTPS", default=server),
        log_level=reader.one_of("SPM_LOG_LEVEL", LOG_LEVELS),
        evidence_file_mb=reader.whole("SPM_EVIDENCE_FILE_MB", 1, 200),
        evidence_quota_mb=reader.whole("SPM_EVIDENCE_QUOTA_MB", 1, 1_000_000),
    )
    if _user(settings.database_url) and _user(settings.database_url) == _user(settings.database_owner_url):
        reader.fault("DATABASE_OWNER_URL", "harus memakai peran lain daripada DATABASE_URL (spm_owner).")
    if reader.faults:
        raise SettingsError(tuple(reader.faults))
    return settings


class _Reader:
    """Reads variables and gathers faults instead of stopping at the first."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.defaults = {variable.name: variable.default for variable in VARIABLES}
        self.faults: list[tuple[str, str]] = []
        for name in sorted(environment):
            if name.startswith("SPM_") and name not in self.defaults:
                self.fault(name, "tidak dikenal; periksa ejaannya dengan .env.example.")

    def fault(self, name: str, remedy: str) -> None:
        self.faults.append((name, remedy))

    def text(self, name: str) -> str:
        return self.environment.get(name, "").strip() or self.defaults[name]

    def database(self, name: str, server: bool) -> str:
        url = self.text(name)
        if not server:
            if url:
                self.fault(name, "berlaku hanya bersama DATABASE_URL; isi keduanya atau kosongkan keduanya.")
        elif not url:
            self.fault(name, "wajib diisi jika DATABASE_URL diisi.")
        elif not _is_database(url):
            self.fault(name, "harus berbentuk postgresql://peran:sandi@server:5432/basisdata.")
        return url

    def secret(self, name: str, server: bool, folder: Path) -> str:
        key = self.text(name)
        if not key and not server:
            return _kept_secret(folder / "secret_key")
        if not key:
            self.fault(name, "wajib diisi jika DATABASE_URL diisi.")
        elif len(key) < SECRET_LENGTH:
            self.fault(name, f"terlalu pendek; isi sedikitnya {SECRET_LENGTH} karakter acak.")
        return key

    def hosts(self, name: str, server: bool) -> tuple[str, ...]:
        hosts = tuple(host.strip() for host in self.text(name).split(",") if host.strip())
        if server and not hosts:
            self.fault(name, "wajib diisi jika DATABASE_URL diisi, misalnya spm.provinsi.go.id.")
        return hosts or ("127.0.0.1", "localhost")

    def switch(self, name: str, *, default: bool) -> bool:
        text = self.text(name).lower()
        if text and text not in YES + NO:
            self.fault(name, "harus 1 atau 0.")
        return text in YES if text else default

    def whole(self, name: str, lowest: int, highest: int) -> int:
        text = self.text(name)
        if text.isascii() and text.isdigit() and len(text) < 9 and lowest <= int(text) <= highest:
            return int(text)
        self.fault(name, f"harus bilangan bulat {lowest} sampai {highest}.")
        return lowest

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        text = self.text(name).upper()
        if text not in allowed:
            self.fault(name, f"harus salah satu dari {', '.join(allowed)}.")
        return text


def _is_database(url: str) -> bool:
    """Whether ``url`` names a PostgreSQL database and a role."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
        return bool(
            parts.scheme == "postgresql" and parts.path.strip("/") and parts.username and port_is_right
        )
    except ValueError:
        return False


def _user(url: str) -> str:
    """The role in a database address; an address that cannot be read has none."""
    return (urlsplit(url).username or "") if _is_database(url) else ""


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


def _kept_secret(path: Path) -> str:
    """The secret made at the first start and kept in the data folder.

    Where nothing can be kept (a read-only folder) it lives as long as the process: ``recompute`` needs no folder, and
    whatever needs the database is stopped by the embedded server's own check of the folder.
    """
    try:
        return kept(path, new_secret)
    except OSError:
        return new_secret()
