"""The quarter's files by command: workbook, data package, booklet (contract 2, *Command line*)."""

from __future__ import annotations

from pathlib import Path

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import REFUSED, WRONG, acting, as_option, period_option, refusing, running
from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin
from spm_oversight.services.booklet import print_booklet
from spm_oversight.services.packages import draft_package, published_package
from spm_oversight.services.workbooks import (
    Check,
    NewFileOffered,
    district_of,
    dry_run,
    export_workbook,
    offered_workbook,
    office_by_code,
    save_workbook,
)

_out = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Berkas hasil."
)
_province = click.option("--province", required=True, help="Kode provinsi, misalnya 62.")
_draft = click.option("--draft", is_flag=True, help="Dari angka saat ini; setiap halaman bertanda KONSEP.")


@spm.group("workbook")
def workbook() -> None:
    """Lembar kerja triwulan (.xlsx)."""


@workbook.command("export")
@click.option("--district", required=True, help="Kode kabupaten/kota, misalnya 62.01.")
@period_option
@_out
@click.option("--office", help="Kode perangkat daerah; tanpa ini seluruh kabupaten/kota.")
@as_option
@refusing
def export_command(district: str, quarter: Quarter, out: Path, office: str | None, email: str | None) -> None:
    """Unduh lembar kerja yang sudah terisi data tersimpan."""
    with running() as settings:
        actor = acting(email, settings, district)
        if district not in actor.scope.districts:
            raise _absent(actor, district)
        with begin(actor) as work:
            bound = office_by_code(work, district=district, code=office) if office else None
            file = export_workbook(work, quarter=quarter, district=district, office=bound)
    out.write_bytes(file.data)
    click.echo(f"Ditulis: {out}")


@workbook.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Periksa saja; tidak ada yang disimpan.")
@as_option
@refusing
@click.pass_context
def import_command(context: click.Context, file: Path, dry_run: bool, email: str | None) -> None:
    """Periksa lembar kerja yang sudah diisi, lalu simpan seluruhnya atau tidak sama sekali."""
    data = file.read_bytes()
    with running() as settings, begin(acting(email, settings, district_of(data))) as work:
        try:
            status = _import(work, data, check_only=dry_run)
        except NewFileOffered as older:
            status = _offer(work, older, file)
    # After the unit of work: an exit inside it would roll it back.
    context.exit(status)


@spm.group("package")
def package() -> None:
    """Paket data terbuka."""


@package.command("export")
@_province
@period_option
@_out
@_draft
@as_option
@refusing
def package_command(province: str, quarter: Quarter, out: Path, draft: bool, email: str | None) -> None:
    """Tulis paket data (.zip) dari hasil yang diterbitkan."""
    with running() as settings:
        actor = acting(email, settings, province)
        _check_province(actor, province)
        with begin(actor) as work:
            file = (draft_package if draft else published_package)(work, quarter=quarter)
    out.write_bytes(file.data)
    click.echo(f"Ditulis: {out}")


@spm.command("booklet")
@_province
@period_option
@_out
@_draft
@as_option
@refusing
def booklet_command(province: str, quarter: Quarter, out: Path, draft: bool, email: str | None) -> None:
    """Buat buku rakor (PDF) dari hasil yang diterbitkan, tanpa pekerja."""
    with running() as settings:
        actor = acting(email, settings, province)
        _check_province(actor, province)
        with begin(actor) as work:
            data = print_booklet(work, quarter=quarter, draft=draft)
    out.write_bytes(data)
    click.echo(f"Ditulis: {out}")


def _offer(work: Work, older: NewFileOffered, file: Path) -> int:
    new = file.with_name(f"{file.stem}-baru.xlsx")
    if new.exists():
        raise Refused(f"{older} Berkas {new} sudah ada; pindahkan dahulu, lalu ulangi.")
    new.write_bytes(offered_workbook(work, upload=older.upload).data)
    click.echo(f"{older} Isian Anda dipindahkan ke berkas baru: {new}", err=True)
    for place in older.lost:
        click.echo(f"  tidak mempunyai tempat lagi: {place}", err=True)
    return REFUSED


def _import(work: Work, data: bytes, *, check_only: bool) -> int:
    check = dry_run(work, data=data)
    for line in _lines(check):
        click.echo(line)
    if check.wrong_rows or check.conflicts:
        click.echo("Tidak ada yang disimpan.")
        return WRONG
    if check_only:
        click.echo(f"{len(check.changes)} perubahan akan disimpan. Tidak ada yang disimpan sekarang.")
        return 0
    saved = save_workbook(work, data=data)
    click.echo(f"{saved.changed} perubahan disimpan." if saved.changed else "Tidak ada yang berubah.")
    return 0


def _lines(check: Check) -> list[str]:
    """The dry run for a terminal: notes, wrong rows, conflicts, changes."""
    wrong = (
        f"Salah: {row.sheet}, baris {row.row}, kolom {row.column}: terbaca {row.read or 'kosong'};"
        f" tulis {row.expected}."
        for row in check.wrong_rows
    )
    conflicts = (
        f"Bentrok: {c.sheet}, baris {c.row}, {c.column}: diunduh {c.exported or 'kosong'}, "
        f"tersimpan {c.stored or 'kosong'}, berkas {c.new or 'kosong'}."
        for c in check.conflicts
    )
    changes = (
        f"{c.sheet}, baris {c.row}, {c.key}, {c.column}: {c.old or 'kosong'} menjadi {c.new or 'kosong (dihapus)'}"
        for c in check.changes
    )
    return [*check.notes, *wrong, *conflicts, *changes]


def _check_province(actor: Actor, province: str) -> None:
    if province != actor.scope.province:
        raise _absent(actor, province)


def _absent(actor: Actor, place: str) -> Refused:
    """A place that is not the account's own is absent for it, whether it exists or not."""
    return Refused(f"{actor.email} tidak mempunyai akses ke {place}. Pakai akun daerah itu dengan --as.")
