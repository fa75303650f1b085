"""``spm demo``: the demonstration province, for an empty database."""

from __future__ import annotations

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import refusing, running
from spm_oversight.services.demonstration.load import load


@spm.command("demo")
@refusing
def demo_command() -> None:
    """Muat provinsi contoh Kalimantan Tengah ke basis data kosong; basis data yang berisi data ditolak."""
    with running():
        written = load()
    first, last = written.closed[0].code, written.closed[-1].code
    click.echo(f"Dimuat: {first} sampai {last} (ditutup dan diterbitkan), {written.running.code} (berjalan).")
    click.echo(f"Kata sandi semua akun contoh: {written.password}")
    for person in written.sign_ins:
        click.echo(f"  {person.email:<42} {person.role} {person.district or ''}".rstrip())
