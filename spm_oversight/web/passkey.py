"""Passkeys in a page: who asks the browser, what it is asked for, and where that works."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlsplit

from flask import current_app, request, session
from flask_wtf.csrf import generate_csrf

from spm_oversight.services.passkeys import Asker
from spm_oversight.services.second_step import passkey_offer


def passkey_origin() -> str:
    """The address of this site on which passkeys work; empty where they do on none."""
    return current_app.config["SETTINGS"].passkey_origin


def asker() -> Asker | None:
    """Who asks this browser; None where this page is not open at the address on which passkeys work."""
    origin = passkey_origin()
    if not origin or request.host != urlsplit(origin).netloc:
        return None
    # The secret behind the form token: the browser's session has it, and loses it with the next sign-in.
    generate_csrf()
    return Asker(origin, sha256(session["csrf_token"].encode()).hexdigest())


def sign_in_passkey() -> str:
    """What the sign-in page asks the browser for; empty where passkeys do not work."""
    found = asker()
    return passkey_offer(found) if found else ""
