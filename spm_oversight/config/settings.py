"""The settings as one frozen object. What fills it: ``reading``; the variable of each field: ``variables``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[2]
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound to)
# Names under which nothing leaves the machine.
LOCAL = {"localhost", "127.0.0.1", "::1"}
# How the way to the mail server is sealed, with the port that is usual for it.
SMTP_PORTS = {"STARTTLS": 587, "TLS": 465, "NONE": 25}


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
    former_secret_keys: tuple[str, ...] = field(repr=False)  # still open what they sealed and signed
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
