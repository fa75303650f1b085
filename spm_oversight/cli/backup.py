"""``spm backup`` and ``spm restore``: a copy of everything, and the way back that is tried before it is needed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import WRONG, refusing
from spm_oversight.cli.audit import report
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import Settings
from spm_oversight.domain.chain import Walked
from spm_oversight.persistence.embedded import Embedded, Urls, database
from spm_oversight.services.backup import back_up
from spm_oversight.services.restore import bring_files, read_backup, release, restore

RESTORED = "spm_pulih"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


@spm.command("backup")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.pass_context
@refusing
def backup_command(context: click.Context, target: Path) -> None:
    """Cadangkan basis data dan semua berkas ke folder baru di dalam TARGET.

    Keluar dengan 1 bila ada berkas yang hilang atau jejak audit yang rusak; cadangannya tetap dibuat.
    """
    with database(read_settings(os.environ)) as urls:
        made = back_up(url=urls.backup, target=target)
    rows = sum(each.rows for each in made.manifest.tables.values())
    click.echo(f"Cadangan: {made.folder}")
    click.echo(
        f"{len(made.manifest.tables)} tabel, {rows} baris, {len(made.manifest.files)} berkas, {made.size} bita."
    )
    click.echo(f"Sidik manifes, catat di luar mesin ini: {made.sha256}")
    for name in made.manifest.lost:
        click.echo(f"Hilang atau rusak di server: {name}", err=True)
    context.exit(WRONG if _told_broken(made.chains) or made.manifest.lost else 0)


@spm.command("restore")
@click.argument("source", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--check", is_flag=True, help="Latihan: pulihkan, periksa, lalu buang lagi basis data bawaannya."
)
@click.option(
    "--database", "name", default=RESTORED, show_default=True, help="Nama basis data kosong tujuannya."
)
@click.option("--sha256", help="Sidik manifes yang dicatat waktu cadangan dibuat.")
@click.option("--release", "releasing", is_flag=True, help="Izinkan salinan yang ditahan bekerja sepenuhnya.")
@refusing
def restore_command(source: Path | None, check: bool, name: str, sha256: str | None, releasing: bool) -> None:
    """Pulihkan cadangan SOURCE ke basis data kosong dan periksa hasilnya baris demi baris.

    Salinan itu ditahan: tidak mengirim surel, tidak mengerjakan antrean, dan semua orang harus masuk lagi, sampai
    perintah ini dijalankan padanya dengan --release.
    """
    settings = read_settings(os.environ)
    if releasing == (source is not None):
        raise click.UsageError("Tulis folder cadangan, atau --release saja.")
    with database(settings) as urls:
        if source is None:
            kept = release(owner_url=urls.owner)
            click.echo(f"Salinan ini bekerja sepenuhnya. {kept} surel lama disimpan dan tidak dikirim lagi.")
            return
        if not _NAME.fullmatch(name):
            raise click.UsageError("Nama basis data hanya huruf kecil, angka, dan garis bawah.")
        manifest = read_backup(source, sha256=sha256)
        with _target(settings, urls, name, rehearsal=check) as target:
            found = restore(
                source=source, manifest=manifest, owner_url=target.owner, backup_url=target.backup
            )
        files = _files(settings, name)
        if not check:
            bring_files(source=source, manifest=manifest, target=files)
    rows = sum(each.rows for each in manifest.tables.values())
    click.echo(
        f"Sesuai: {len(manifest.tables)} tabel, {rows} baris, {len(manifest.files)} berkas, "
        f"{len(found.chains)} rantai jejak audit; dibuat {manifest.made_at}."
    )
    if not check:
        click.echo(f"Basis data: {name} (ditahan). Berkas: {files}. Izinkan bekerja dengan --release.")
    if found.older:
        click.echo(
            "Skemanya lebih lama daripada program ini; diperbarui waktu server web dijalankan padanya."
        )


@contextmanager
def _target(settings: Settings, urls: Urls, name: str, *, rehearsal: bool) -> Iterator[Urls]:
    """The addresses of the database to restore into; on the embedded server it is made where it is missing.

    What a ``rehearsal`` made is thrown away again; never a database that was there before.
    """
    if not settings.embedded:
        yield Urls(*(_named(url, name) for url in (urls.app, urls.owner, urls.superuser, urls.backup)))
        return
    server = Embedded(settings.data_folder)
    made = server.make_database(name)
    try:
        yield server.urls(name)
    finally:
        if made and rehearsal:
            server.drop_database(name)


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")) if url else ""


def _files(settings: Settings, name: str) -> Path:
    """Where the files go: the data folder when its own database is restored, else a folder for SPM_DATA."""
    own = "spm" if settings.embedded else urlsplit(settings.database_url).path.strip("/")
    folder = settings.data_folder if name == own else settings.data_folder / name
    return folder / "files"


def _told_broken(chains: tuple[Walked, ...]) -> bool:
    broken = tuple(each for each in chains if each.faults)
    for line in report(broken):
        click.echo(line, err=True)
    return bool(broken)
