"""``spm worker``: the worker as a process."""

from __future__ import annotations

import os

import click
from flask import current_app

from spm_oversight.config import read_settings
from spm_oversight.persistence.embedded import database
from spm_oversight.worker import run_worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Selesaikan antrean, lalu berhenti.")
def worker_command(once: bool) -> None:
    """Kerjakan antrean: membuat dokumen."""
    app = current_app._get_current_object()  # pyright: ignore
    with database(read_settings(os.environ)) as urls:
        run_worker(app, urls.app, wait=not once)
