"""The settings are read once from the environment into one frozen object; every fault is named at once.

Without ``DATABASE_URL`` the embedded PostgreSQL serves (ADR 0004) and everything has a default. With it, what must not
be guessed in production is required.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from spm_oversight.config.addresses import MAIL_ADDRESS, role_of
from spm_oversight.config.reader import Reader
from spm_oversight.config.settings import LOCAL, PROJECT, SMTP_PORTS, Mail, Settings, SettingsError

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from ``environment`` (usually ``os.environ``).

    Raises SettingsError with every fault at once. An empty environment is right: the embedded default.
    """
    reader = Reader(environment)
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
        former_secret_keys=reader.several("SPM_FORMER_SECRET_KEYS"),
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
    if role_of(settings.database_url) and role_of(settings.database_url) == role_of(
        settings.database_owner_url
    ):
        reader.fault("DATABASE_OWNER_URL", "harus memakai peran lain daripada DATABASE_URL (spm_owner).")
    if reader.faults:
        raise SettingsError(tuple(reader.faults))
    return settings


def _mail(reader: Reader) -> Mail | None:
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
    elif not MAIL_ADDRESS.fullmatch(sender):
        reader.fault("SPM_SMTP_FROM", "harus satu alamat surel, misalnya spm@provinsi.go.id.")
    if bool(user) != bool(password):
        missing = "SPM_SMTP_PASSWORD" if user else "SPM_SMTP_USER"
        reader.fault(missing, "isi nama pengguna dan kata sandinya, atau kosongkan keduanya.")
    if user and tls == "NONE" and host not in ("127.0.0.1", "::1", "localhost"):
        reader.fault(
            "SPM_SMTP_TLS", "harus STARTTLS atau TLS jika SPM_SMTP_USER diisi; sandi tidak dikirim terbuka."
        )
    return Mail(host=host, port=port, tls=tls, user=user, password=password, sender=sender)
