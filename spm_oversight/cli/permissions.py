"""``spm permissions``: write docs/permissions.md, the permission table as the code has it."""

from __future__ import annotations

import click
from flask import current_app

from spm_oversight.cli import spm
from spm_oversight.config.settings import PROJECT
from spm_oversight.domain.access import ROLES, Permission

FILE = PROJECT / "docs" / "permissions.md"


@spm.command("permissions")
def permissions_command() -> None:
    """Tulis ulang docs/permissions.md dari tabel izin."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(permissions_page())
    click.echo(f"Ditulis: {FILE.relative_to(PROJECT)}")


def permissions_page() -> str:
    """The page: who holds which permission, who appoints whom, which route asks for what."""
    return "\n".join([*_roles(), "", *_appointing(), "", *_routes(), ""])


def _roles() -> list[str]:
    heads = " | ".join(f"`{role.name}`" for role in ROLES.values())
    return [
        "# Permissions",
        "",
        "Written by `flask --app wsgi spm permissions`; a test holds it against the code. The table itself is",
        "`spm_oversight/domain/access.py`; every (route, method) declares one permission with `@allow`.",
        "",
        f"| permission | meaning | {heads} |",
        f"|---|---|{'---|' * len(ROLES)}",
        *(
            f"| `{permission.name}` | {permission.value} | "
            + " | ".join("yes" if permission in role.permissions else "" for role in ROLES.values())
            + " |"
            for permission in Permission
        ),
        "",
        "`PUBLIC` asks for nobody's sign-in. A person without a membership, or with a first password, holds",
        "`OWN_ACCOUNT` alone.",
    ]


def _appointing() -> list[str]:
    return [
        "## Who appoints whom",
        "",
        "| role | on screen | level | bound to an office | appoints |",
        "|---|---|---|---|---|",
        *(
            f"| `{role.name}` | {role.label} | {role.level} | {'yes' if role.bound_to_office else ''} | "
            + ", ".join(f"`{name}`" for name in role.appoints)
            + " |"
            for role in ROLES.values()
        ),
    ]


def _routes() -> list[str]:
    rules = sorted(
        (rule.rule, method, _permission(rule.endpoint))
        for rule in current_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
    return [
        "## What each route asks for",
        "",
        "| route | method | permission |",
        "|---|---|---|",
        *(f"| `{rule}` | {method} | `{name}` |" for rule, method, name in rules),
    ]


def _permission(endpoint: str) -> str:
    """The permission a view declares; files of ours and of Bootstrap declare none and are public."""
    permission = getattr(current_app.view_functions[endpoint], "permission", Permission.PUBLIC)
    return permission.name
