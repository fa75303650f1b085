"""GET /perbandingan and its files; the open data package of a closed period."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.exchange.tables import PlainTable, to_csv, to_xlsx
from spm_oversight.persistence.work import Work
from spm_oversight.services.comparison import comparison
from spm_oversight.services.export_comparison import comparison_table
from spm_oversight.services.packages import package_file
from spm_oversight.web.address import quarter_in
from spm_oversight.web.comparison.address import view_in
from spm_oversight.web.comparison.screens import screen_of
from spm_oversight.web.frozen import CSV, XLSX, ZIP, download
from spm_oversight.web.guard import allow

blueprint = Blueprint("comparison", __name__)


@blueprint.get("/perbandingan")
@allow(Permission.SEE_RESULTS)
def page(work: Work) -> ResponseReturnValue:
    """Districts by one measure, of the newest closed period unless the address asks for another view."""
    view, remarks = view_in(request.args)
    found = comparison(work, view=view)
    if found is None:
        return render_template("components/no_results.html", title="Perbandingan daerah dan urusan")
    return render_template("comparison/comparison.html", screen=screen_of(found, remarks))


@blueprint.get("/perbandingan.xlsx")
@allow(Permission.SEE_RESULTS)
def xlsx(work: Work) -> ResponseReturnValue:
    """The same table as a workbook."""
    table, name = _table(work)
    return download(to_xlsx(table), f"{name}.xlsx", XLSX)


@blueprint.get("/perbandingan.csv")
@allow(Permission.SEE_RESULTS)
def csv(work: Work) -> ResponseReturnValue:
    """The same table for programs."""
    table, name = _table(work)
    return download(to_csv(table), f"{name}.csv", CSV)


@blueprint.get("/paket-data/<quarter>.zip")
@allow(Permission.EXPORT_PACKAGE)
def package(work: Work, quarter: str) -> ResponseReturnValue:
    """The open data package from which every published figure can be rebuilt."""
    file = package_file(work, quarter=quarter_in(quarter))
    return download(file.data, file.name, ZIP)


def _table(work: Work) -> tuple[PlainTable, str]:
    """The table, and a file name of its period and measure."""
    view, remarks = view_in(request.args)
    found = comparison(work, view=view)
    if found is None:
        raise Missing("Belum ada periode yang ditutup.")
    parts = ("perbandingan", found.period.quarter.code, found.view.measure.key, found.view.urusan)
    return comparison_table(found, remarks), "-".join(filter(None, parts))
