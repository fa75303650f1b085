"""What every template may use: the person, the menu, the permission question, the text formats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from jinja2 import StrictUndefined

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.web.guard import STATIC, acting_membership, actor, may
from spm_oversight.web.headers import script_nonce
from spm_oversight.web.once import new_key
from spm_oversight.web.passkey import sign_in_passkey


@dataclass(frozen=True)
class MenuItem:
    """One word of the menu: where it leads, and whether we are there."""

    label: str
    address: str
    here: bool


# Label, endpoint, permission: at most seven words a person.
MENU = (
    ("Beranda", "home.page", Permission.SEE_HOME),
    ("Triwulan", "quarter.page", Permission.SEE_QUARTER),
    ("Periode", "desk.page", Permission.SEE_DESK),
    ("Perbandingan", "comparison.page", Permission.SEE_RESULTS),
    ("Peringkat", "ranking.page", Permission.SEE_RESULTS),
    ("Dokumen", "papers.page", Permission.SEE_PAPERS),
    ("Provinsi", "provinces.page", Permission.MANAGE_PROVINCES),
    ("Keadaan sistem", "platform.page", Permission.RUN_PLATFORM),
    ("Pengguna", "people.page", Permission.MANAGE_PEOPLE),
    ("Perangkat daerah", "offices.page", Permission.MANAGE_OFFICES),
)

# Macros that templates call without importing them: to import one in each page costs more than to write it.
COMPONENTS = (
    "band",
    "csrf",
    "facts",
    "faults",
    "field",
    "icon",
    "notice",
    "place",
    "sample",
    "script",
    "told",
)


def address(endpoint: str, **values: Any) -> str:
    """``url_for`` for templates; that of a file of ours, and of a page without values, is built once for all."""
    if values and endpoint not in STATIC:
        return url_for(endpoint, **values)
    return _lasting(request.root_path, endpoint, **values)


@lru_cache(maxsize=512)
def _lasting(_root: str, endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)


def menu() -> tuple[MenuItem, ...]:
    """The menu of the person signed in: exactly what would open."""
    here = (request.endpoint or "").split(".")[0]
    return tuple(
        MenuItem(label, address(endpoint), endpoint.split(".")[0] == here)
        for label, endpoint, permission in MENU
        if may(permission)
    )


def equip_templates(app: Flask) -> None:
    """Give templates their few helpers; an undefined name is an error, not an empty place."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Global, not given to each page: components are imported without the page's context.
    app.add_template_global(acting_membership)
    app.add_template_global(address, "url_for")
    app.add_template_global(new_key)
    app.add_template_global(script_nonce)
    app.add_template_global(sign_in_passkey)
    given: dict[str, Any] = {"formats": formats, "Permission": Permission, "may": may}
    app.jinja_env.globals.update(given)
    for name in COMPONENTS:
        module = app.jinja_env.get_template(f"components/{name}.html").module
        app.jinja_env.globals[name] = getattr(module, name)
    app.context_processor(lambda: {"actor": actor(), "menu": menu() if actor() else ()})
