"""``spm paper KIND``: a developer's look at a paper of the demonstration, as HTML or PDF, without clicking."""

from __future__ import annotations

from pathlib import Path

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import acting, refusing, running
from spm_oversight.domain.errors import Refused
from spm_oversight.services.begin import begin
from spm_oversight.services.booklet import newest_booklet
from spm_oversight.services.demonstration.people import admin_of
from spm_oversight.services.demonstration.profile import PROFILES
from spm_oversight.services.handout import newest_handout
from spm_oversight.services.paper_way import printed


@spm.command("paper")
@click.argument("kind", type=click.Choice(["booklet", "handout"]))
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
        # A district's own paper is made by its admin.
        asker = admin_of(PROFILES[0].code) if kind == "handout" else None
        with begin(acting(asker, settings)) as work:
            paper = newest_handout(work) if kind == "handout" else newest_booklet(work)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.{step}"
    path.write_bytes(paper.html.encode() if step == "html" else printed(paper))
    click.echo(f"Ditulis: {path}")
