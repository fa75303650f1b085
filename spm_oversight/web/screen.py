"""What every template may use: the person, the menu, the permission question, the text formats."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for
from jinja2 import StrictUndefined

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.web.guard import acting_membership, actor, may
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


def menu() -> tuple[MenuItem, ...]:
    """The menu of the person signed in: exactly what would open."""
    here = (request.endpoint or "").split(".")[0]
    return tuple(
        MenuItem(label, url_for(endpoint), endpoint.split(".")[0] == here)
        for label, endpoint, permission in MENU
        if may(permission)
    )


def equip_templates(app: Flask) -> None:
    """Give templates their few helpers; an undefined name is an error, not an empty place."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Global, not given to each page: components are imported without the page's context.
    app.add_template_global(acting_membership)
    app.add_template_global(new_key)
    app.add_template_global(sign_in_passkey)
    given = {"formats": formats, "Permission": Permission, "may": may}
    app.context_processor(lambda: {**given, "actor": actor(), "menu": menu() if actor() else ()})
