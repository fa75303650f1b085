"""``spm person``: appoint somebody (the first platform admin comes this way), take off a lost second step."""

from __future__ import annotations

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import as_option, refusing, running
from spm_oversight.domain.access import ROLES
from spm_oversight.services.begin import begin
from spm_oversight.services.manage_people import Appointment, add_platform_admin, appoint, openings
from spm_oversight.services.reset_second_step import reset_by_owner
from spm_oversight.services.sign_in import actor_by_email


@spm.group("person")
def person() -> None:
    """Orang dan penugasannya."""


@person.command("add")
@click.argument("address", metavar="SUREL")
@click.argument("name", metavar="NAMA")
@click.argument("role", type=click.Choice(sorted(ROLES)), metavar="PERAN")
@click.option("--province", default="", help="Kode provinsi, untuk peran di provinsi.")
@click.option("--district", default="", help="Kode kabupaten/kota, untuk peran di daerah.")
@click.option("--office", default="", help="Kode perangkat daerah, untuk operator dan kepalanya.")
@as_option
@refusing
def add_command(
    address: str, name: str, role: str, province: str, district: str, office: str, email: str | None
) -> None:
    """Tunjuk orang sebagai PERAN; tanpa --as hanya admin platform, atas nama pengelola mesin ini."""
    with running():
        if email is None:
            if role != "platform_admin":
                raise click.UsageError("Tulis --as SUREL: atas nama siapa penugasan ini dibuat.")
            password = add_platform_admin(email=address, name=name)
        else:
            with begin(actor_by_email(email=email)) as work:
                codes = {place.short: place.code for place in openings(work).offices}
                password = appoint(
                    work,
                    appointment=Appointment(
                        email=address,
                        name=name,
                        role=role,
                        province=province,
                        district=district,
                        office=codes.get(office, office),
                    ),
                )
    click.echo(f"Penugasan {address} tersimpan.")
    if password:
        click.echo(f"Kata sandi pertama, bila akunnya baru: {password}")
    else:
        click.echo("Undangan ditulis ke alamat itu.")


@person.command("reset-step")
@click.argument("address", metavar="SUREL")
@refusing
def reset_step_command(address: str) -> None:
    """Lepas langkah kedua yang hilang, atas nama pengelola mesin ini; semua sesi orang itu berakhir."""
    with running():
        reset_by_owner(email=address)
    click.echo(f"Langkah kedua {address} sudah dilepas; orangnya masuk dengan kata sandi.")
