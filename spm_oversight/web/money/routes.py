"""GET /anggaran and its files: money beside result, for the province."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.exchange.tables import to_csv, to_xlsx
from spm_oversight.persistence.work import Work
from spm_oversight.services.export_money import money_table, spending_table
from spm_oversight.services.money import Money, money
from spm_oversight.web.frozen import CSV, XLSX, download
from spm_oversight.web.guard import allow
from spm_oversight.web.money.address import money_in
from spm_oversight.web.money.screens import screen_of

blueprint = Blueprint("money", __name__)


@blueprint.get("/anggaran")
@allow(Permission.SEE_DESK)
def page(work: Work) -> ResponseReturnValue:
    """All districts of the newest closed period, unless the address asks for another view."""
    view, urusan, remarks = money_in(request.args)
    found = money(work, view=view, urusan=urusan)
    if found is None:
        return render_template("components/no_results.html", title="Anggaran dan capaian")
    return render_template("money/money.html", screen=screen_of(found, remarks))


@blueprint.get("/anggaran.xlsx")
@allow(Permission.SEE_DESK)
def xlsx(work: Work) -> ResponseReturnValue:
    """A row a district, as a workbook."""
    found, remarks, name = _asked(work)
    return download(to_xlsx(money_table(found, remarks)), f"anggaran-{name}.xlsx", XLSX)


@blueprint.get("/anggaran.csv")
@allow(Permission.SEE_DESK)
def csv(work: Work) -> ResponseReturnValue:
    """A row a district, for programs."""
    found, remarks, name = _asked(work)
    return download(to_csv(money_table(found, remarks)), f"anggaran-{name}.csv", CSV)


@blueprint.get("/anggaran/layanan.xlsx")
@allow(Permission.SEE_DESK)
def services_xlsx(work: Work) -> ResponseReturnValue:
    """A row for each service of each district, as a workbook."""
    found, remarks, name = _asked(work)
    return download(to_xlsx(spending_table(found, remarks)), f"anggaran-layanan-{name}.xlsx", XLSX)


@blueprint.get("/anggaran/layanan.csv")
@allow(Permission.SEE_DESK)
def services_csv(work: Work) -> ResponseReturnValue:
    """A row for each service of each district, for programs."""
    found, remarks, name = _asked(work)
    return download(to_csv(spending_table(found, remarks)), f"anggaran-layanan-{name}.csv", CSV)


def _asked(work: Work) -> tuple[Money, tuple[str, ...], str]:
    """What the address asks for, what of it could not be read, and the end of a file's name."""
    view, urusan, remarks = money_in(request.args)
    found = money(work, view=view, urusan=urusan)
    if found is None:
        raise Missing("Belum ada periode yang ditutup.")
    return found, remarks, "-".join(filter(None, (found.comparison.period.quarter.code, urusan)))
