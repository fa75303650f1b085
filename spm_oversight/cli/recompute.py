"""``spm recompute PACKAGE``: anyone who holds a paper's data package can check every published figure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import click

from spm_oversight.cli import spm
from spm_oversight.domain.results import Level, Result
from spm_oversight.domain.show import plain_text, shown
from spm_oversight.exchange.data_package import Remark
from spm_oversight.services.recompute import Difference, Recomputation, recompute

AGREES, DIFFERS, INVALID = 0, 1, 2


# Without an application context: it needs no settings, no database and no connection.
@spm.command("recompute", with_appcontext=False)
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON, lengkap dan tanpa pembulatan.")
@click.pass_context
def recompute_command(context: click.Context, package: Path, as_json: bool) -> None:
    """Hitung ulang paket data terbuka (folder atau .zip) dan bandingkan dengan angka yang diterbitkan.

    Keluar dengan 0 bila semua sama, 1 bila ada angka terbitan yang berbeda, 2 bila paket tidak sah.
    """
    found = recompute(source=package)
    click.echo(
        json.dumps(_as_json(found), indent=1) if as_json else "\n".join(map(_printable, _report(found)))
    )
    context.exit(INVALID if found.faults else DIFFERS if found.differences else AGREES)


def _as_json(found: Recomputation) -> dict[str, object]:
    rows = found.results.rows if found.results else ()
    indicators = found.results.indicators if found.results else ()
    return {
        "results": [
            {
                "district_code": row.district_code,
                "level": row.level,
                "code": row.code,
                "recipients_pct": _text(row.recipients_pct),
                "quality_pct": _text(row.quality_pct),
                "index": _text(row.index),
                "category": row.category,
                "rank": row.rank,
            }
            for row in rows
        ],
        "indicators": [
            {"scope_code": one.scope_code, "metric": one.metric, "value": _text(one.value)}
            for one in indicators
        ],
        "differences": [asdict(difference) for difference in found.differences],
        "warnings": [asdict(remark) for remark in found.warnings],
        "faults": [asdict(remark) for remark in found.faults],
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else plain_text(value)


def _report(found: Recomputation) -> Iterator[str]:
    """The lines for a person: what was computed, what is odd, and the finding last."""
    for remark in found.warnings:
        yield f"Peringatan: {_place(remark)}: {remark.reason}"
    if found.package is None or found.results is None:
        for remark in found.faults:
            yield f"Salah: {_place(remark)}: {remark.reason}"
        yield f"Paket tidak sah: {len(found.faults)} kesalahan. Tidak ada yang dihitung."
        return
    names = {district.code: district.name for district in found.package.districts}
    districts = [row for row in found.results.rows if row.level is Level.DISTRICT]
    for row in sorted(districts, key=lambda row: (row.rank is None, row.rank or 0)):
        yield _district_line(row, names[row.code], found)
    yield from map(_difference_line, found.differences)
    if found.differences:
        yield f"Berbeda: {len(found.differences)} dari {found.compared} angka terbitan."
    elif found.compared:
        yield f"Sesuai: {found.compared} angka terbitan sama dengan hasil hitung ulang."
    else:
        yield "Dihitung. Paket ini tidak memuat angka terbitan untuk dibandingkan."


def _place(remark: Remark) -> str:
    line = f", baris {remark.line}" if remark.line else ""
    column = f", kolom {remark.column}" if remark.column else ""
    return f"{remark.file}{line}{column}"


def _district_line(row: Result, name: str, found: Recomputation) -> str:
    if row.index is None or found.package is None:
        return f"  -  {row.code}  {name}: belum dapat dinilai"
    rank = "  -" if row.rank is None else f"{row.rank:>3}"
    return f"{rank}  {row.code}  {name}: {shown(row.index, 2, found.package.method.bounds)} {row.category}"


def _difference_line(difference: Difference) -> str:
    scope = f"{difference.scope_code} {difference.level} {difference.code} {difference.column}"
    published, again = difference.published or "kosong", difference.recomputed or "kosong"
    return f"Berbeda: {scope}: terbit {published}, hitung ulang {again}"


def _printable(line: str) -> str:
    """A package is foreign text: what would steer a terminal is not passed on to it."""
    return "".join(char if char.isprintable() else "?" for char in line)
