"""The province's desk: /periode, one period, one district's report in it."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Fault, Invalid, Missing, Refused
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.accept_many import Decided, accept_reports
from spm_oversight.services.decide_report import accept_report, return_report
from spm_oversight.services.evidence import counts
from spm_oversight.services.grant_time import grant_time
from spm_oversight.services.history import district_history
from spm_oversight.services.oddities import examined_oddities
from spm_oversight.services.period_list import period_list
from spm_oversight.services.periods import (
    Desk,
    close_period,
    desk,
    open_period,
    publish_period,
    set_approvals,
)
from spm_oversight.services.reports import examine_report
from spm_oversight.services.workbooks import export_workbook
from spm_oversight.web.address import quarter_in
from spm_oversight.web.desk.forms import ApprovalsForm, OpenForm, ReturnForm, TimeForm, ticked
from spm_oversight.web.desk.screens import period_screen, periods_screen, report_screen
from spm_oversight.web.desk.warnings import Warnings, warnings_of
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow, may
from spm_oversight.web.quarter.forms import comments
from spm_oversight.web.told import title_of, warnings_told
from spm_oversight.web.undo import undone
from spm_oversight.web.walk.history import history_rows

# The places of grant_time's faults, as fields of its form.
_FIELD = {"reason": "why", "until": "until"}

blueprint = Blueprint("desk", __name__, url_prefix="/periode")


@blueprint.get("")
@allow(Permission.SEE_DESK)
def page(work: Work) -> ResponseReturnValue:
    """All periods, and the form to open the next one."""
    return _periods(work)


@blueprint.post("")
@allow(Permission.MANAGE_PERIOD)
def open_next(work: Work) -> ResponseReturnValue:
    """Open a quarter for reports."""
    form = OpenForm()
    if not form.validate():
        undone(_periods(work, form), 422)
    quarter = quarter_in(form.quarter.data or "")
    opens, deadline = form.window(period_list(work).zone)
    try:
        period = open_period(work, quarter=quarter, opens=opens, deadline=deadline)
    except Invalid as error:
        form.refuse(error)
        undone(_periods(work, form), 422)
    flash(f"{title_of(period.quarter)} dibuka untuk laporan sejak {formats.long_date(opens.date())}.")
    return redirect(url_for("desk.period", code=quarter.code))


@blueprint.get("/<code>")
@allow(Permission.SEE_DESK)
def period(work: Work, code: str) -> ResponseReturnValue:
    """Every district's state in a period."""
    return _period(work, quarter_in(code))


@blueprint.post("/<code>/tutup")
@allow(Permission.MANAGE_PERIOD)
def close(work: Work, code: str) -> ResponseReturnValue:
    """Take no report any more, and freeze the figures."""
    quarter = quarter_in(code)
    try:
        snapshot = close_period(work, quarter=quarter)
    except Refused as refused:
        undone(_period(work, quarter, refused=str(refused)), STATUS[Refused])
    flash(f"{title_of(quarter)} ditutup. Angka dibekukan dengan sidik data {snapshot.sha256[:12]}.")
    return redirect(url_for("desk.period", code=quarter.code))


@blueprint.post("/<code>/terbitkan")
@allow(Permission.MANAGE_PERIOD)
def publish(work: Work, code: str) -> ResponseReturnValue:
    """Let the districts see the results."""
    quarter = quarter_in(code)
    try:
        publish_period(work, quarter=quarter)
    except Refused as refused:
        undone(_period(work, quarter, refused=str(refused)), STATUS[Refused])
    flash(f"Hasil {title_of(quarter)} diterbitkan dan dapat dilihat kabupaten/kota.")
    return redirect(url_for("desk.period", code=quarter.code))


@blueprint.post("/<code>/persetujuan")
@allow(Permission.MANAGE_PERIOD)
def approvals(work: Work, code: str) -> ResponseReturnValue:
    """Say who approves before a district's quarter goes on."""
    quarter, form = quarter_in(code), ApprovalsForm()
    try:
        set_approvals(work, quarter=quarter, head=form.head.data, leader=form.leader.data)
    except Refused as refused:
        undone(_period(work, quarter, refused=str(refused)), STATUS[Refused])
    flash(f"Jalannya persetujuan {title_of(quarter)} disimpan.")
    return redirect(url_for("desk.period", code=quarter.code))


@blueprint.post("/<code>/terima")
@allow(Permission.DECIDE_REPORT)
def accept_chosen(work: Work, code: str) -> ResponseReturnValue:
    """Accept every report that was ticked, and tell of each what became of it. Safe to send twice."""
    quarter = quarter_in(code)
    try:
        decided = accept_reports(work, quarter=quarter, chosen=ticked())
    except Invalid as error:
        undone(_period(work, quarter, refused=f"{error} {error.faults[0].message}"), 422)
    return _period(work, quarter, decided=decided)


@blueprint.get("/<code>/<district>")
@allow(Permission.SEE_DESK)
def report(work: Work, code: str, district: str) -> ResponseReturnValue:
    """One district's report."""
    return _report(work, quarter_in(code), district)


@blueprint.get("/<code>/<district>/lembar-kerja.xlsx")
@allow(Permission.SEE_DESK)
def workbook(work: Work, code: str, district: str) -> ResponseReturnValue:
    """A district's stored figures as its workbook, to look into."""
    file = export_workbook(work, quarter=quarter_in(code), district=district)
    return send_file(BytesIO(file.data), as_attachment=True, download_name=file.name)


@blueprint.get("/<code>/<district>/riwayat")
@allow(Permission.SEE_DESK)
def history(work: Work, code: str, district: str) -> ResponseReturnValue:
    """Every step of a district's quarter."""
    quarter = quarter_in(code)
    steps = district_history(work, quarter=quarter, district=district)
    seen = examine_report(work, quarter=quarter, district=district)
    rows = history_rows(steps, seen.zone)
    return render_template("desk/history.html", seen=seen, title=title_of(quarter), rows=rows)


@blueprint.post("/<code>/<district>/waktu")
@allow(Permission.GRANT_TIME)
def more_time(work: Work, code: str, district: str) -> ResponseReturnValue:
    """Extend the deadline of a district or an office; an accepted report is opened again."""
    quarter, form = quarter_in(code), TimeForm()
    seen = examine_report(work, quarter=quarter, district=district)
    if not form.validate():
        undone(_report(work, quarter, district, time=form), 422)
    office = form.office.data or ""
    try:
        granted = grant_time(
            work,
            quarter=quarter,
            district=district,
            office=UUID(office) if office else None,
            until=form.end(seen.zone),
            reason=form.why.data or "",
        )
    except ValueError as error:
        raise Missing("Perangkat daerah itu tidak ada.") from error
    except Invalid as error:
        form.refuse(Invalid(str(error), tuple(Fault(_FIELD[f.place], f.message) for f in error.faults)))
        undone(_report(work, quarter, district, time=form), 422)
    except Refused as refused:
        undone(_report(work, quarter, district, time=form, refused=str(refused)), STATUS[Refused])
    end = formats.moment(granted.until, seen.zone)
    what = "dibuka kembali" if granted.reopening else "diperpanjang"
    flash(f"Laporan {seen.district.name} {what} sampai {end}.")
    return redirect(url_for("desk.report", code=quarter.code, district=district))


@blueprint.post("/<code>/<district>/terima")
@allow(Permission.DECIDE_REPORT)
def accept(work: Work, code: str, district: str) -> ResponseReturnValue:
    """Accept the report."""
    quarter = quarter_in(code)
    try:
        accept_report(work, quarter=quarter, district=district, number=_number())
    except Refused as refused:
        undone(_report(work, quarter, district, refused=str(refused)), STATUS[Refused])
    flash(f"Laporan {_name(work, quarter, district)} diterima.")
    return redirect(url_for("desk.period", code=quarter.code))


@blueprint.post("/<code>/<district>/kembalikan")
@allow(Permission.DECIDE_REPORT)
def give_back(work: Work, code: str, district: str) -> ResponseReturnValue:
    """Return the report with a reason."""
    quarter, form = quarter_in(code), ReturnForm()
    if not form.validate():
        undone(_report(work, quarter, district, form=form), 422)
    try:
        reason = form.reason.data or ""
        return_report(
            work, quarter=quarter, district=district, reason=reason, comments=comments(), number=_number()
        )
    except Invalid as error:
        form.refuse(error)
        undone(_report(work, quarter, district, form=form), 422)
    except Refused as refused:
        undone(_report(work, quarter, district, form=form, refused=str(refused)), STATUS[Refused])
    flash(f"Laporan {_name(work, quarter, district)} dikembalikan dengan alasannya.")
    return redirect(url_for("desk.period", code=quarter.code))


def _number() -> int | None:
    """The submission that stood on the page."""
    return request.form.get("number", type=int)


def _name(work: Work, quarter: Quarter, district: str) -> str:
    return examine_report(work, quarter=quarter, district=district).district.name


def _periods(work: Work, form: OpenForm | None = None) -> str:
    found = period_list(work)
    return render_template(
        "desk/periods.html",
        screen=periods_screen(found, now=work.now),
        form=form or OpenForm.usual(found.next, found.next_deadline),
    )


def _period(work: Work, quarter: Quarter, *, refused: str = "", decided: tuple[Decided, ...] = ()) -> str:
    found = desk(work, quarter=quarter)
    screen = period_screen(found, now=work.now)
    approvals = ApprovalsForm(
        formdata=None, data={"head": screen.head_approves, "leader": screen.leader_approves}
    )
    return render_template(
        "desk/period.html",
        screen=screen,
        approvals=approvals,
        refused=refused,
        decided=decided,
        warnings=_warnings(work, found),
    )


def _warnings(work: Work, found: Desk) -> tuple[Warnings, ...]:
    """What is to be read before several reports are accepted at once, for whoever may."""
    if found.period.closed_at or not may(Permission.DECIDE_REPORT):
        return ()
    waiting = [row.district for row in found.rows if row.report.state is ReportState.SENT]
    examined = examined_oddities(work, period=found.period, districts=waiting) if waiting else ()
    return tuple(filter(None, map(warnings_of, examined)))


def _report(
    work: Work,
    quarter: Quarter,
    district: str,
    *,
    form: ReturnForm | None = None,
    time: TimeForm | None = None,
    refused: str = "",
) -> str:
    seen = examine_report(work, quarter=quarter, district=district)
    offices = [(str(office.id), office.name) for office in seen.offices if office.services]
    (examined,) = examined_oddities(work, period=seen.period, districts=(seen.district,))
    warnings = warnings_of(examined)
    return render_template(
        "desk/report.html",
        screen=report_screen(
            seen,
            warnings=warnings_told(len(warnings.open), len(warnings.explained)),
            may_decide=may(Permission.DECIDE_REPORT),
        ),
        warnings=warnings,
        form=form or ReturnForm(formdata=None),
        evidence=counts(work, quarter=quarter, district=district),
        time=(time or TimeForm(formdata=None)).offer(f"Seluruh {seen.district.name}", offices),
        typed=comments() if form else {},
        number=seen.report.number,
        refused=refused,
    )
