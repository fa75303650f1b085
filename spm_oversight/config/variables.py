"""The environment variables: name, meaning, default; and the text of ``.env.example``."""

from __future__ import annotations

from typing import NamedTuple


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
    Variable(
        "SPM_FORMER_SECRET_KEYS",
        "By comma, SECRET_KEYs used before: sessions and authenticator apps go on. Never one that leaked.",
    ),
    Variable("SPM_DATA", "Folder of papers, uploads and the embedded database. Empty: var/ of the project."),
    Variable(
        "SPM_DEMONSTRATION", "1 or 0: fill an empty database with the example province. Empty: 1 if embedded."
    ),
    Variable("SPM_HOST", "Address the web server listens on.", "127.0.0.1"),
    Variable("PORT", "Port the web server listens on.", "8000"),
    Variable("SPM_WORKERS", "Web processes, about two for each core.", "4"),
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
