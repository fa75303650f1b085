"""What a file would change: contract 2, *Reading*, from the point where the file itself has been read."""

from __future__ import annotations

from collections.abc import Collection

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.form import Form
from spm_oversight.exchange.workbook_findings import Findings, Outcome
from spm_oversight.exchange.workbook_grid import GridComparison
from spm_oversight.exchange.workbook_layout import COLUMNS, GRIDS, PROBLEMS, TOTALS
from spm_oversight.exchange.workbook_problems import compare_problems
from spm_oversight.exchange.workbook_reader import WorkbookContent

_NO_SEAL = (
    "Berkas ini tidak memuat lembar tersembunyi dari unduhan, maka setiap sel yang terisi dianggap dimaksudkan dan "
    "sel kosong dibiarkan. Perubahan orang lain sesudah berkas dibuat tidak dapat dikenali; periksa nilai lama dan "
    "baru di bawah."
)
_MOST_LISTED = 20


class OlderForm(Refused):
    """The file is of another form version; ``workbook_carry.carried_over`` makes the new file to offer."""


def compare(content: WorkbookContent, form: Form, *, may_change: Collection[str] | None = None) -> Outcome:
    """Compare a file with the district's whole stored form.

    ``may_change``: the services an operator may change, None for the whole district. Errors, each with its remedy:
    OlderForm; Refused for another district or period, a missing or double sheet or column, an unknown or repeated
    key, a change outside ``may_change``. Nothing is stored here.
    """
    _check_purpose(content, form)
    _check_structure(content, may_change)
    findings = Findings()
    if content.seal is None:
        findings.notes.append(_NO_SEAL)
    for grid in GRIDS:
        sealed = content.seal.rows.get(grid.sheet, {}) if content.seal else None
        rows = content.sheets.get(grid.sheet, ())
        GridComparison(grid, form, sealed, may_change, findings).run(rows)
    sealed_lists = content.seal.problems if content.seal else None
    compare_problems(content.sheets[PROBLEMS], form, sealed_lists, may_change, findings)
    if findings.bad_keys:
        raise Refused(
            f"Ada baris yang tidak dikenal atau ganda: {_listed(findings.bad_keys)}. Perbaiki menurut daftar pilihan, "
            "atau hapus baris itu, lalu unggah lagi. Belum ada yang disimpan."
        )
    if findings.foreign:
        raise Refused(
            f"Berkas ini mengubah isian di luar perangkat daerah Anda: {_listed(findings.foreign)}. Kembalikan isian "
            "itu, atau minta perangkat daerahnya mengisi. Belum ada yang disimpan."
        )
    return findings.outcome()


def _check_purpose(content: WorkbookContent, form: Form) -> None:
    if content.district != form.district_code:
        raise Refused(
            f"Berkas ini untuk daerah {content.district}, bukan {form.district_code} ({form.district_name}). Pilih "
            "berkas daerah ini."
        )
    if content.period != form.quarter.code:
        raise Refused(
            f"Berkas ini untuk periode {content.period}, bukan {form.quarter.code}. Unggah pada periodenya, atau "
            "unduh berkas untuk periode ini."
        )
    if content.form_version != form.form_version:
        raise OlderForm(
            f"Berkas ini memakai versi formulir {content.form_version}; yang berlaku {form.form_version}. Unduh berkas "
            "baru yang sudah memuat isian Anda, periksa, lalu unggah."
        )


def _check_structure(content: WorkbookContent, may_change: Collection[str] | None) -> None:
    # An office's file has no totals; one without a seal is an office's when an operator brings it.
    of_office = content.seal.office is not None if content.seal else may_change is not None
    needed = [sheet for sheet in COLUMNS if not (sheet == TOTALS.sheet and of_office)]
    missing = [f"lembar {sheet} tidak ada" for sheet in needed if sheet not in content.sheets]
    if missing or content.faults:
        raise Refused(
            f"Susunan berkas ini berubah: {_listed([*missing, *content.faults])}. Kembalikan nama lembar dan kolom "
            "seperti semula, atau unduh berkas baru dan salin isian Anda ke sana."
        )


def _listed(places: list[str]) -> str:
    more = len(places) - _MOST_LISTED
    return "; ".join(places[:_MOST_LISTED]) + (f"; dan {more} lagi" if more > 0 else "")
