"""``spm worker``: the worker as a process."""

from __future__ import annotations

import os

import click
from flask import current_app

from spm_oversight.config.reading import read_settings
from spm_oversight.persistence.embedded import database
from spm_oversight.wall import wall_available
from spm_oversight.worker import run_worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Selesaikan antrean, lalu berhenti.")
def worker_command(once: bool) -> None:
    """Kerjakan antrean: membuat dokumen."""
    settings = read_settings(os.environ)
    if not settings.embedded and not wall_available():
        raise click.ClickException(
            "Pencetak dokumen tidak dapat dipagari pada mesin ini: seccomp tidak tersedia. Pekerja tidak dijalankan. "
            "Pakai Linux x86-64 atau aarch64 dengan seccomp."
        )
    app = current_app._get_current_object()  # pyright: ignore
    with database(settings) as urls:
        run_worker(app, urls.app, wait=not once)
