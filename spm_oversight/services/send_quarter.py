"""A district's quarter on its way: sent by the admin, approved by the leader where asked, taken back in time."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Refused
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import ProposalAct, ProposalStep
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.receipts import Receipt
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.duties import check_quarter
from spm_oversight.services.open_quarter import check_open
from spm_oversight.services.parts import check_approved, parts_of
from spm_oversight.services.receipts import attest
from spm_oversight.services.running_results import store_results
from spm_oversight.services.unfinished import check_finished


@dataclass(frozen=True)
class _Held:
    """A district's quarter that nobody else changes while this work lasts."""

    province: str
    district: str
    period: Period
    report: Report
    cells: Cells
    proposal: ProposalStep | None

    @property
    def waits_for_leader(self) -> bool:
        return self.proposal is not None and self.proposal.act is ProposalAct.PROPOSE


def send_quarter(work: Work, *, quarter: Quarter) -> Receipt:
    """Hand the own district's quarter on: to the leader where the period asks for it, else to the province.

    From now on its figures stand still. Refused while a part lacks its head's approval, where that is asked for.
    """
    require(work, Permission.SEND_QUARTER)
    held = _hold(work, quarter)
    check_open(work, period=held.period, report=held.report)
    if not held.cells.begun:
        raise Refused("Belum ada isian yang dapat dikirim. Isi, atau unggah lembar kerja dahulu.")
    check_finished(work, quarter=quarter, district=held.district)
    if held.period.head_approves:
        check_approved(parts_of(work, period=held.period, report=held.report, cells=held.cells))
    if held.period.leader_approves:
        return _propose(work, held, ProposalAct.PROPOSE)
    return _submit(work, held)


def approve_quarter(work: Work, *, quarter: Quarter, number: int | None = None) -> Receipt:
    """Approve the quarter as the district's leader and send it to the province.

    ``number``: the proposal that was looked at, else Conflict.
    """
    require(work, Permission.APPROVE_QUARTER)
    held = _hold(work, quarter)
    _check_waiting(held, number)
    check_quarter(work, held.district, quarter)
    work.walk.add_proposal(held.district, quarter, number=_next(held), act=ProposalAct.APPROVE)
    return _submit(work, held)


def return_to_admin(work: Work, *, quarter: Quarter, reason: str, number: int | None = None) -> Receipt:
    """Give the quarter back to the district's admin, saying why; ``number`` as in ``approve_quarter``."""
    require(work, Permission.APPROVE_QUARTER)
    if not reason.strip():
        message = "Tulis apa yang harus diperbaiki sebelum Anda menyetujui."
        raise Invalid("Alasan pengembalian belum ditulis.", (Fault("reason", message),))
    held = _hold(work, quarter)
    _check_waiting(held, number)
    return _propose(work, held, ProposalAct.RETURN, reason.strip())


def withdraw_quarter(work: Work, *, quarter: Quarter) -> Receipt:
    """Take the quarter back before the next step: from the leader, or from a province that has not decided."""
    require(work, Permission.SEND_QUARTER)
    held = _hold(work, quarter)
    if held.period.closed_at is not None:
        raise Refused("Periode ini sudah ditutup. Minta pembukaan kembali kepada koordinator provinsi.")
    if held.waits_for_leader:
        return _propose(work, held, ProposalAct.WITHDRAW)
    if held.report.state is not ReportState.SENT:
        raise Refused("Tidak ada kiriman yang dapat ditarik. Muat ulang halaman untuk melihat keadaannya.")
    work.walk.withdraw(held.district, quarter, number=held.report.number)
    taken_back = work.reports.of_district(quarter, held.district)
    # Timeliness is an indicator of the report as sent: what is stored must be what would be computed.
    store_results(work, period=held.period, report=taken_back, cells=held.cells)
    return _attest(work, held, "quarter_withdrawn", number=held.report.number)


def _hold(work: Work, quarter: Quarter) -> _Held:
    province, district = own_district(work)
    work.figures.hold(province, district, quarter)
    proposals = work.walk.proposals(district, quarter)
    return _Held(
        province=province,
        district=district,
        period=work.quarters.period(province, quarter),
        report=work.reports.of_district(quarter, district),
        cells=work.figures.cells(quarter, (district,))[district],
        proposal=proposals[-1] if proposals else None,
    )


def _check_waiting(held: _Held, number: int | None) -> None:
    if held.period.closed_at is not None:
        raise Refused("Periode ini sudah ditutup. Minta pembukaan kembali kepada koordinator provinsi.")
    if not held.waits_for_leader:
        raise Refused(
            "Triwulan ini tidak sedang menunggu persetujuan Anda. Muat ulang halaman untuk melihat keadaannya."
        )
    if held.proposal and number not in (None, held.proposal.number):
        raise Conflict(
            "Triwulan ini sudah diajukan ulang sejak Anda membukanya. Periksa isian barunya, lalu putuskan."
        )


def _next(held: _Held) -> int:
    return held.proposal.number + 1 if held.proposal else 1


def _propose(work: Work, held: _Held, act: ProposalAct, reason: str = "") -> Receipt:
    quarter = held.period.quarter
    work.walk.add_proposal(held.district, quarter, number=_next(held), act=act, reason=reason)
    return _attest(work, held, f"quarter_{act.value}", reason=reason)


def _submit(work: Work, held: _Held) -> Receipt:
    actor, quarter = work.actor, held.period.quarter
    work.reports.send(quarter, held.district, held.report.number + 1, actor.name if actor else "")
    sent = work.reports.of_district(quarter, held.district)
    # Timeliness is an indicator of the report as sent: what is stored must be what would be computed.
    store_results(work, period=held.period, report=sent, cells=held.cells)
    return _attest(work, held, "quarter_sent", report=sent, number=sent.number)


def _attest(work: Work, held: _Held, step: str, *, report: Report | None = None, **detail: object) -> Receipt:
    event = work.record.add(step, f"{held.district} {held.period.quarter.code}", **detail)
    return attest(
        work, period=held.period, report=report or held.report, cells=held.cells, step=step, event=event
    )
