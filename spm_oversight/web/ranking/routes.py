"""GET /peringkat and its files."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.exchange.tables import PlainTable, to_csv, to_xlsx
from spm_oversight.persistence.work import Work
from spm_oversight.services.export_tables import ranking_table
from spm_oversight.services.ranking import ranking
from spm_oversight.web.frozen import CSV, XLSX, asked_quarter, download
from spm_oversight.web.guard import allow
from spm_oversight.web.ranking.screens import screen_of

blueprint = Blueprint("ranking", __name__)


@blueprint.get("/peringkat")
@allow(Permission.SEE_RESULTS)
def page(work: Work) -> ResponseReturnValue:
    """The ranking of a closed period, the newest unless ``?periode=`` names one."""
    found = ranking(work, quarter=asked_quarter())
    if found is None:
        return render_template("components/no_results.html", title="Peringkat capaian")
    return render_template("ranking/ranking.html", screen=screen_of(found))


@blueprint.get("/peringkat.xlsx")
@allow(Permission.SEE_RESULTS)
def xlsx(work: Work) -> ResponseReturnValue:
    """The same ranking as a workbook."""
    table, code = _table(work)
    return download(to_xlsx(table), f"peringkat-{code}.xlsx", XLSX)


@blueprint.get("/peringkat.csv")
@allow(Permission.SEE_RESULTS)
def csv(work: Work) -> ResponseReturnValue:
    """The same ranking for programs."""
    table, code = _table(work)
    return download(to_csv(table), f"peringkat-{code}.csv", CSV)


def _table(work: Work) -> tuple[PlainTable, str]:
    found = ranking(work, quarter=asked_quarter())
    if found is None:
        raise Missing("Belum ada periode yang ditutup.")
    return ranking_table(found), found.period.quarter.code
