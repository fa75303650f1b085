"""``spm province open 62``: make tenants of a province and its districts."""

from __future__ import annotations

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import as_option, refusing, running
from spm_oversight.services.open_province import open_province
from spm_oversight.services.sign_in import actor_by_email


@spm.group("province")
def province() -> None:
    """Provinsi sebagai pengguna produk ini."""


@province.command("open")
@click.argument("code")
@click.option("--sample", is_flag=True, help="Angkanya data contoh, bukan angka resmi.")
@as_option
@refusing
def open_command(code: str, sample: bool, email: str | None) -> None:
    """Buka provinsi berkode wilayah CODE, misalnya 62; tanpa --as atas nama pengelola mesin ini."""
    with running():
        actor = actor_by_email(email=email) if email else None
        found = open_province(code=code, actor=actor, sample=sample)
    click.echo(f"{found.name} dibuka dengan {found.districts} kabupaten/kota.")
