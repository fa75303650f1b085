"""``spm paper KIND``: a developer's look at a paper of the demonstration, as HTML or PDF, without clicking."""

from __future__ import annotations

from pathlib import Path

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import acting, refusing, running
from spm_oversight.domain.errors import Refused
from spm_oversight.services.begin import begin
from spm_oversight.services.booklet import newest_booklet_html, print_html


@spm.command("paper")
@click.argument("kind", type=click.Choice(["booklet"]))
@click.option(
    "--step", type=click.Choice(["html", "pdf"]), default="pdf", help="Berhenti sesudah langkah ini."
)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("build/papers"))
@refusing
def paper_command(kind: str, step: str, folder: Path) -> None:
    """Buat satu dokumen dari hasil terbaru provinsi contoh."""
    with running() as settings:
        if not settings.embedded:
            raise Refused("Perintah ini hanya untuk provinsi contoh pada basis data bawaan.")
        with begin(acting(None, settings)) as work:
            html, attachment, created = newest_booklet_html(work)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.{step}"
    path.write_bytes(html.encode() if step == "html" else print_html(html, attachment, created))
    click.echo(f"Ditulis: {path}")
