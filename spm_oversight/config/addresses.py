"""Which texts are addresses: of a database, of a site, of a mailbox."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MAIL_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+", re.ASCII)


def is_database(url: str) -> bool:
    """Whether ``url`` names a PostgreSQL database and a role."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
        return bool(
            parts.scheme == "postgresql" and parts.path.strip("/") and parts.username and port_is_right
        )
    except ValueError:
        return False


def is_site(url: str) -> bool:
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


def role_of(url: str) -> str:
    """The role in a database address; an address that cannot be read has none."""
    return (urlsplit(url).username or "") if is_database(url) else ""
