"""GET /perbandingan and its files; the open data package of a closed period."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from spm_oversight.documents.words import RATIOS
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.exchange.tables import PlainTable, to_csv, to_xlsx
from spm_oversight.persistence.work import Work
from spm_oversight.services.export_tables import comparison_table
from spm_oversight.services.packages import package_file
from spm_oversight.services.results import comparison
from spm_oversight.web.address import quarter_in
from spm_oversight.web.comparison.screens import screen_of
from spm_oversight.web.frozen import CSV, XLSX, ZIP, asked_quarter, download
from spm_oversight.web.guard import allow

blueprint = Blueprint("comparison", __name__)


@blueprint.get("/perbandingan")
@allow(Permission.SEE_RESULTS)
def page(work: Work) -> ResponseReturnValue:
    """Districts x urusan of a closed period, the newest unless ``?periode=`` names one."""
    found = comparison(work, quarter=asked_quarter())
    if found is None:
        return render_template("components/no_results.html", title="Perbandingan daerah dan urusan")
    screen = screen_of(found, column=request.args.get("urut", ""), direction=request.args.get("arah", ""))
    return render_template("comparison/comparison.html", screen=screen, ratios=RATIOS)


@blueprint.get("/perbandingan.xlsx")
@allow(Permission.SEE_RESULTS)
def xlsx(work: Work) -> ResponseReturnValue:
    """The same table as a workbook."""
    table, code = _table(work)
    return download(to_xlsx(table), f"perbandingan-{code}.xlsx", XLSX)


@blueprint.get("/perbandingan.csv")
@allow(Permission.SEE_RESULTS)
def csv(work: Work) -> ResponseReturnValue:
    """The same table for programs."""
    table, code = _table(work)
    return download(to_csv(table), f"perbandingan-{code}.csv", CSV)


@blueprint.get("/paket-data/<quarter>.zip")
@allow(Permission.EXPORT_PACKAGE)
def package(work: Work, quarter: str) -> ResponseReturnValue:
    """The open data package from which every published figure can be rebuilt."""
    file = package_file(work, quarter=quarter_in(quarter))
    return download(file.data, file.name, ZIP)


def _table(work: Work) -> tuple[PlainTable, str]:
    found = comparison(work, quarter=asked_quarter())
    if found is None:
        raise Missing("Belum ada periode yang ditutup.")
    return comparison_table(found), found.period.quarter.code
