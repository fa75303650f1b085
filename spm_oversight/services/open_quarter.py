"""Whether a district's quarter takes entries from this person now, and holding it while they are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import service_of_item, urusan_of_service
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import LOCKED, ProposalAct, closes, part_state
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require


@dataclass(frozen=True)
class Held:
    """A district's quarter that takes entries now and that nobody else changes while this work lasts.

    ``cells``: all that is stored, or of the services at hand alone where not ``whole``; ``before``: of those services
    in the quarter before.
    """

    province: str
    district: str
    period: Period
    report: Report
    cells: Cells
    before: Cells
    whole: bool


def hold_open(work: Work, *, quarter: Quarter, services: tuple[str, ...] = (), whole: bool = True) -> Held:
    """Hold the own district's quarter for a save; Refused when it takes nothing from this person.

    ``services``: those of changed recipients and items, to be held against the quarter before; with ``whole`` more may
    change.
    """
    require(work, Permission.ENTER_FIGURES)
    province, district = own_district(work)
    work.hold_for_a_save(province, district, quarter, services, whole=whole)
    period = work.quarters.period(province, quarter)
    report = work.reports.for_a_save(quarter, district)
    check_open(work, period=period, report=report)
    cells, before = work.figures.cells_for_a_save(district, quarter, services, whole=whole)
    return Held(province, district, period, report, cells, before, whole)


def own_office(work: Work) -> Office | None:
    """The office the person is bound to; None for those who answer for the whole district."""
    membership = work.actor.membership if work.actor else None
    if membership is None or not membership.role.bound_to_office:
        return None
    if membership.office is None:
        raise Refused(
            "Penugasan ini belum terikat pada perangkat daerah. Minta admin kabupaten/kota menunjuk lagi."
        )
    return work.offices.office(own_district(work)[1], membership.office)


def check_open(work: Work, *, period: Period, report: Report) -> None:
    """Refuse a save into a quarter that is closed, outside its window, handed in, or waiting for the leader.

    For people bound to an office the window and the part are their office's.
    """
    if period.closed_at is not None:
        raise Refused("Periode ini sudah ditutup. Minta pembukaan kembali kepada koordinator provinsi.")
    office = own_office(work)
    _check_window(work, period, report, office)
    if report.state in (ReportState.SENT, ReportState.ACCEPTED):
        raise Refused(
            "Triwulan ini sudah dikirim ke provinsi. Minta pengembalian kepada koordinator provinsi."
        )
    if waits_for_leader(work, report=report, quarter=period.quarter):
        raise Refused(
            "Triwulan ini menunggu persetujuan pimpinan daerah. Minta admin kabupaten/kota menariknya dahulu."
        )
    if office is not None:
        _check_parts(work, period.quarter, report, (office,))


def _check_window(work: Work, period: Period, report: Report, office: Office | None) -> None:
    now = work.clock()
    if now < period.window.opens:
        raise Refused("Periode ini belum dibuka.")
    if now >= closes(period.window, report.extensions, office.id if office else None):
        raise Refused("Tenggat periode ini sudah lewat. Minta perpanjangan kepada koordinator provinsi.")


def waits_for_leader(work: Work, *, report: Report, quarter: Quarter) -> bool:
    """Whether the district's quarter lies before its leader now."""
    steps = work.walk.proposals(report.district, quarter)
    return bool(steps) and steps[-1].act is ProposalAct.PROPOSE


def given_back_at(work: Work, quarter: Quarter, report: Report, office: Office) -> datetime | None:
    """When the province returned or reopened the report with this office concerned; None where it did not."""
    if report.state is not ReportState.RETURNED:
        return None
    said = () if report.reopened else work.walk.service_comments(report.district, quarter, report.number)
    return given_back(report, office.id, office.services, said)


def given_back(
    report: Report, office: UUID, services: Collection[str], said: Collection[str]
) -> datetime | None:
    """The same, where what the province ``said`` on services (their codes) is known already."""
    if report.state is not ReportState.RETURNED:
        return None
    if report.reopened:
        reopening = next(each for each in reversed(report.extensions) if each.reopening)
        return report.decided_at if reopening.office in (None, office) else None
    return report.decided_at if not said or set(said) & set(services) else None


def _check_parts(work: Work, quarter: Quarter, report: Report, offices: Iterable[Office]) -> None:
    """Refuse a change to the figures of an office that has handed them in."""
    last = work.walk.last_part_steps(report.district, quarter)
    for office in offices:
        step = last.get(office.id)
        if (
            step
            and part_state(step, begun=True, given_back_at=given_back_at(work, quarter, report, office))
            in LOCKED
        ):
            raise Refused(
                f"Bagian {office.name} sudah diserahkan. Tarik kembali, atau minta admin mengembalikannya dahulu."
            )


def check_office(work: Work, period: Period, report: Report, changes: ChangeSet) -> None:
    """Refuse changes outside the person's office, and for the whole district those of an office that stands still."""
    services = {
        *changes.recipients,
        *map(service_of_item, changes.quality),
        *(service for service, _, _ in changes.budget),
    }
    office = own_office(work)
    if office is None:
        concerned = [o for o in work.offices.of_district(report.district) if services & set(o.services)]
        _check_parts(work, period.quarter, report, concerned)
        for each in concerned:
            _check_window(work, period, report, each)
        return
    urusan = set(map(urusan_of_service, office.services))
    if services - set(office.services) or changes.totals or set(changes.problems) - urusan:
        raise Refused(f"Sebagian isian bukan milik {office.name}. Ubah hanya layanan perangkat daerah Anda.")
