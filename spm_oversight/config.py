"""The settings: read once from the environment into one frozen object; every fault is named at once.

Without ``DATABASE_URL`` the embedded PostgreSQL serves (ADR 0004) and everything has a default. With it, what must not
be guessed in production is required.
"""

from __future__ import annotations

import os
import re
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
# Names under which nothing leaves the machine.
LOCAL = {"localhost", "127.0.0.1", "::1"}
YES, NO = ("1", "ya", "true"), ("0", "tidak", "false")
# How the way to the mail server is sealed, with the port that is usual for it.
SMTP_PORTS = {"STARTTLS": 587, "TLS": 465, "NONE": 25}
_MAIL_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+", re.ASCII)


class SettingsError(Exception):
    """Settings are missing or wrong; ``faults`` are (variable, remedy) pairs, ``str()`` names them all."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        super().__init__(
            "\n".join(["Pengaturan belum benar:", *(f"- {name}: {remedy}" for name, remedy in faults)])
        )


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The mail server: where, as whom, how sealed, and the address that stands as sender."""

    host: str
    port: int
    tls: str  # a key of SMTP_PORTS
    user: str  # empty: the server asks nobody's name
    password: str = field(repr=False)
    sender: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment decides; the variable of each field stands in ``VARIABLES``."""

    database_url: str = field(repr=False)  # role spm_app; empty: the embedded server supplies it
    database_owner_url: str = field(repr=False)  # role spm_owner, for migrations; empty likewise
    database_backup_url: str = field(repr=False)  # role spm_backup; empty: this installation makes no backups
    secret_key: str = field(repr=False)
    data_folder: Path  # papers, uploads, the embedded database
    demonstration: bool  # an empty database is filled with the demonstration province
    host: str
    port: int
    workers: int  # web processes
    threads: int  # threads of each web process
    trusted_hosts: tuple[str, ...]
    https: bool  # cookies only over https; a proxy in front tells the scheme
    proxies: int  # how many stand in front, whose words about address and scheme are believed
    idle_minutes: int  # a session ends when nobody has acted in it for so long
    session_hours: int  # and after so long, whatever happens
    two_steps: bool  # whoever reaches more than one district must sign in with two steps
    log_level: str
    evidence_file_mb: int  # the largest file of evidence
    evidence_quota_mb: int  # all files of evidence of a district's quarter
    site: (
        str  # the address people open, without a slash at its end; links in mail and on papers begin with it
    )
    mail: Mail | None  # None: messages stay in the outbox

    @property
    def embedded(self) -> bool:
        """Whether the embedded PostgreSQL serves."""
        return not self.database_url

    @property
    def passkey_origin(self) -> str:
        """The address on whose pages passkeys work: ``site``, this machine by its name.

        Empty where browsers give none: without https, and for a host that is a number.
        """
        parts = urlsplit(self.site)
        if parts.hostname in LOCAL:
            return f"{parts.scheme}://localhost" + (f":{parts.port}" if parts.port else "")
        named = not re.fullmatch(r"[\d.]+|.*:.*", parts.hostname or "")
        return self.site.lower() if parts.scheme == "https" and named else ""

    @property
    def production(self) -> bool:
        """Whether real people work here: a server of one's own, and no invented province."""
        return not self.embedded and not self.demonstration

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
    Variable(
        "DATABASE_BACKUP_URL",
        "The same database as role spm_backup, for spm backup and spm audit. Optional with DATABASE_URL.",
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
        "SPM_HTTPS",
        "1 or 0: https in front, cookies travel over https only. Empty: 1 unless embedded; 0 is for localhost alone.",
    ),
    Variable(
        "SPM_PROXIES",
        "Proxies in front that each add to X-Forwarded-For and set X-Request-ID anew. Empty: 1 with https, else 0.",
    ),
    Variable("SPM_IDLE_MINUTES", "A session ends when nobody has acted in it for so many minutes.", "60"),
    Variable("SPM_SESSION_HOURS", "A session ends after so many hours, whatever happens in it.", "12"),
    Variable(
        "SPM_TWO_STEPS",
        "1 or 0: roles of provinces and the platform must sign in with two steps. Empty: 1 unless demonstration.",
    ),
    Variable("SPM_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR.", "INFO"),
    Variable("SPM_EVIDENCE_FILE_MB", "Largest file of evidence, in megabytes.", "20"),
    Variable("SPM_EVIDENCE_QUOTA_MB", "All evidence of one district's quarter, in megabytes.", "500"),
    Variable(
        "SPM_ADDRESS",
        "Address people open, for links in mail and on papers, such as https://spm.provinsi.go.id."
        " Empty: of the first trusted host.",
    ),
    Variable("SPM_SMTP_HOST", "Mail server. Empty: messages are kept in the outbox and not sent."),
    Variable("SPM_SMTP_PORT", "Port of the mail server. Empty: 587 for STARTTLS, 465 for TLS, 25 for NONE."),
    Variable(
        "SPM_SMTP_TLS", "STARTTLS, TLS or NONE; NONE carries no password to another machine.", "STARTTLS"
    ),
    Variable("SPM_SMTP_USER", "Name at the mail server; empty where it asks for none."),
    Variable("SPM_SMTP_PASSWORD", "Password of that name. Required with SPM_SMTP_USER."),
    Variable("SPM_SMTP_FROM", "Address that stands as sender. Required with SPM_SMTP_HOST."),
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
    hosts = reader.hosts("SPM_TRUSTED_HOSTS", server)
    https = reader.switch("SPM_HTTPS", default=server)
    demonstration = reader.switch("SPM_DEMONSTRATION", default=not server)
    settings = Settings(
        database_url=reader.database("DATABASE_URL", server),
        database_owner_url=reader.database("DATABASE_OWNER_URL", server),
        database_backup_url=reader.database("DATABASE_BACKUP_URL", server, optional=True),
        secret_key=reader.secret("SECRET_KEY", server, folder),
        data_folder=folder,
        demonstration=demonstration,
        host=reader.text("SPM_HOST"),
        port=reader.whole("PORT", 1, 65535),
        workers=reader.whole("SPM_WORKERS", 1, 64),
        threads=reader.whole("SPM_THREADS", 1, 64),
        trusted_hosts=hosts,
        https=https,
        proxies=reader.whole("SPM_PROXIES", 0, 5) if reader.text("SPM_PROXIES") else int(https),
        idle_minutes=reader.whole("SPM_IDLE_MINUTES", 5, 12 * 60),
        session_hours=reader.whole("SPM_SESSION_HOURS", 1, 24),
        two_steps=reader.switch("SPM_TWO_STEPS", default=not demonstration),
        log_level=reader.one_of("SPM_LOG_LEVEL", LOG_LEVELS),
        evidence_file_mb=reader.whole("SPM_EVIDENCE_FILE_MB", 1, 200),
        evidence_quota_mb=reader.whole("SPM_EVIDENCE_QUOTA_MB", 1, 1_000_000),
        site=reader.site("SPM_ADDRESS", hosts[0], https=https),
        mail=_mail(reader),
    )
    if server and not https and not set(hosts) <= LOCAL:
        reader.fault(
            "SPM_HTTPS", "harus 1: tanpa https, kata sandi terbaca di jalan. 0 hanya untuk localhost."
        )
    if https and not settings.proxies:
        reader.fault("SPM_PROXIES", "sedikitnya 1 bila SPM_HTTPS 1: proxy di depanlah yang melayani https.")
    if _user(settings.database_url) and _user(settings.database_url) == _user(settings.database_owner_url):
        reader.fault("DATABASE_OWNER_URL", "harus memakai peran lain daripada DATABASE_URL (spm_owner).")
    if reader.faults:
        raise SettingsError(tuple(reader.faults))
    return settings


def _mail(reader: _Reader) -> Mail | None:
    """The mail server; None where none is named. Half a set is a fault of the half that is missing."""
    tls = reader.one_of("SPM_SMTP_TLS", tuple(SMTP_PORTS))
    port = reader.whole("SPM_SMTP_PORT", 1, 65535) if reader.text("SPM_SMTP_PORT") else SMTP_PORTS.get(tls, 0)
    host, sender = reader.text("SPM_SMTP_HOST"), reader.text("SPM_SMTP_FROM")
    user, password = reader.text("SPM_SMTP_USER"), reader.text("SPM_SMTP_PASSWORD")
    if not host:
        if user or password or sender or reader.text("SPM_SMTP_PORT"):
            reader.fault("SPM_SMTP_HOST", "wajib diisi jika pengaturan SPM_SMTP lain diisi.")
        return None
    if not sender:
        reader.fault("SPM_SMTP_FROM", "wajib diisi jika SPM_SMTP_HOST diisi.")
    elif not _MAIL_ADDRESS.fullmatch(sender):
        reader.fault("SPM_SMTP_FROM", "harus satu alamat surel, misalnya spm@provinsi.go.id.")
    if bool(user) != bool(password):
        missing = "SPM_SMTP_PASSWORD" if user else "SPM_SMTP_USER"
        reader.fault(missing, "isi nama pengguna dan kata sandinya, atau kosongkan keduanya.")
    if user and tls == "NONE" and host not in ("127.0.0.1", "::1", "localhost"):
        reader.fault(
            "SPM_SMTP_TLS", "harus STARTTLS atau TLS jika SPM_SMTP_USER diisi; sandi tidak dikirim terbuka."
        )
    return Mail(host=host, port=port, tls=tls, user=user, password=password, sender=sender)


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

    def database(self, name: str, server: bool, *, optional: bool = False) -> str:
        url = self.text(name)
        if not server:
            if url:
                self.fault(name, "berlaku hanya bersama DATABASE_URL; isi keduanya atau kosongkan keduanya.")
        elif not url:
            if not optional:
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

    def site(self, name: str, host: str, *, https: bool) -> str:
        text = self.text(name).rstrip("/")
        if text and not _is_site(text):
            self.fault(name, "harus berbentuk https://spm.provinsi.go.id, tanpa lanjutan.")
        if text or https:
            return text or f"https://{host.removeprefix('.')}"
        return f"http://{host.removeprefix('.')}:{self.text('PORT')}"

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


def _is_site(url: str) -> bool:
    """Whether ``url`` is a scheme, a host and perhaps a port, and nothing more."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and "@" not in url
    return bool(
        parts.scheme in ("http", "https")
        and parts.hostname
        and port_is_right
        and plain
        and url == f"{parts.scheme}://{parts.netloc}"
    )


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
