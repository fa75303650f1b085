"""``spm audit``: whether the record of every tenant is whole, also against anchors from outside; events handed out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import WRONG, QuarterCode, acting, as_option, refusing, running
from spm_oversight.config.reading import read_settings
from spm_oversight.domain.chain import SHORTEST_ROOT, Anchor, Walked
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.embedded import database
from spm_oversight.services.begin import begin
from spm_oversight.services.read_record import Asked, export_record
from spm_oversight.services.record_words import KINDS
from spm_oversight.services.verify_record import verify_record

# More faults than these of one chain say nothing new.
SHOWN = 10
_ANCHOR = re.compile(rf"([\w.]+):(\d+):([0-9a-f]{{{SHORTEST_ROOT},64}})")


class AnchorText(click.ParamType[Anchor]):
    """``62.06:231:1f3a…`` as it is printed on a paper; spaces in the hash do not matter."""

    name = "DAERAH:NOMOR:SIDIK"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Anchor:
        """The anchor of the text; a usage error with an example otherwise."""
        if isinstance(value, Anchor):
            return value
        found = _ANCHOR.fullmatch("".join(str(value).split()).lower())
        if found is None:
            self.fail(f"{value} bukan jangkar; tulis misalnya 62.06:231:1f3a9c0044d1.", param, ctx)
        return Anchor(found[1], int(found[2]), found[3])


@spm.group("audit")
def audit() -> None:
    """Jejak audit: rantai peristiwa tiap daerah."""


@audit.command("verify", with_appcontext=False)
@click.option(
    "--anchors",
    "manifests",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Berkas jangkar: manifes sebuah cadangan. Boleh diulang.",
)
@click.option(
    "--anchor", "single", multiple=True, type=AnchorText(), help="Satu jangkar dari dokumen. Boleh diulang."
)
@click.pass_context
@refusing
def verify_command(context: click.Context, manifests: tuple[Path, ...], single: tuple[Anchor, ...]) -> None:
    """Telusuri rantai jejak audit semua daerah; keluar dengan 1 bila ada yang diubah, dihapus, atau ditulis ulang."""
    anchors = [*single, *(anchor for path in manifests for anchor in read_anchors(path))]
    with database(read_settings(os.environ)) as urls:
        found = verify_record(url=urls.backup, anchors=anchors)
    for line in report(found):
        click.echo(line)
    broken = sum(bool(each.faults) for each in found)
    click.echo(
        f"Rusak: {broken} dari {len(found)} rantai."
        if broken
        else f"Utuh: {len(found)} rantai, {sum(each.end.number for each in found)} peristiwa, "
        f"{len(anchors)} jangkar diperiksa."
    )
    context.exit(WRONG if broken else 0)


@audit.command("export")
@as_option
@click.option("--tenant", default="", help="Kode daerah; tanpa ini daerah penugasan akun itu.")
@click.option("--person", default="", help="Nama atau surel.")
@click.option("--kind", type=click.Choice(tuple(KINDS)), help="Jenis peristiwa.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Sejak tanggal, misalnya 2026-11-01.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Sampai dengan tanggal.")
@click.option("--period", "quarter", type=QuarterCode(), help="Misalnya 2024-Q4.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Berkas ZIP hasilnya."
)
@refusing
def export_command(
    email: str | None,
    tenant: str,
    person: str,
    kind: str | None,
    since: datetime | None,
    until: datetime | None,
    quarter: Quarter | None,
    out: Path,
) -> None:
    """Ekspor peristiwa jejak audit sebagai CSV dan XLSX beserta ujung rantainya, untuk pemberitahuan menurut hukum."""
    asked = Asked(
        tenant=tenant,
        person=person,
        kind=kind or "",
        since=since.date() if since else None,
        until=until.date() if until else None,
        quarter=quarter,
    )
    with running() as settings, begin(acting(email, settings)) as work:
        found = export_record(work, asked=asked)
        out.write_bytes(found.data)
    click.echo(f"{found.rows} peristiwa: {out}")
    click.echo(f"Jangkar: {found.end.tenant}:{found.end.number}:{found.end.root}")


def report(found: Iterable[Walked]) -> Iterable[str]:
    """A line for each chain (tenant, number, root), and its faults below it."""
    for each in found:
        yield f"{'RUSAK' if each.faults else 'utuh '}  {each.end.tenant}:{each.end.number}:{each.end.root}"
        yield from (f"       {fault}" for fault in each.faults[:SHOWN])
        if len(each.faults) > SHOWN:
            yield f"       dan {len(each.faults) - SHOWN} lagi"


def read_anchors(path: Path) -> tuple[Anchor, ...]:
    """The anchors in a backup's manifest; ``Refused`` when it is none."""
    try:
        return tuple(Anchor(**each) for each in json.loads(path.read_text())["anchors"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path} bukan manifes cadangan: daftar jangkarnya tidak terbaca.") from error
