"""An office's part of a district's quarter: handed in, approved by its head, returned, taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Missing, Refused
from spm_oversight.domain.messages import PART
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import LOCKED, PART_FROM, PartAct, PartState, PartStep, part_state
from spm_oversight.formats import quarter_title
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.receipts import Receipt
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.duties import check_part
from spm_oversight.services.open_quarter import check_open, given_back_at, own_office
from spm_oversight.services.receipts import attest
from spm_oversight.services.stated import check_stated
from spm_oversight.services.tell import members, tell
from spm_oversight.services.unfinished import check_finished


@dataclass(frozen=True)
class Part:
    """An office's part: where it stands, its last step, and what was said on its cells when it was returned."""

    office: Office
    state: PartState
    step: PartStep | None
    comments: Mapping[str, str]
    given_back_at: datetime | None

    @property
    def reason(self) -> str:
        """Why the office has it back; empty unless it was returned inside the district."""
        returned = self.step is not None and self.step.act is PartAct.RETURN
        return self.step.reason if self.step and returned and self.state is PartState.RETURNED else ""


def parts_of(
    work: Work, *, period: Period, report: Report, cells: Cells, office: UUID | None = None
) -> tuple[Part, ...]:
    """The parts of a district's quarter, of offices that carry a service; of one office when given."""
    district, quarter = report.district, period.quarter
    last = work.walk.last_part_steps(district, quarter)
    comments = work.walk.comments(district, quarter)
    begun = cells.services

    def part(each: Office) -> Part:
        returned, step = given_back_at(work, quarter, report, each), last.get(each.id)
        state = part_state(step, begun=bool(begun & set(each.services)), given_back_at=returned)
        return Part(each, state, step, comments.get(each.id, {}), returned)

    return tuple(
        part(each)
        for each in work.offices.of_district(district)
        if each.services and office in (None, each.id)
    )


def hand_in_part(work: Work, *, quarter: Quarter) -> Receipt:
    """Hand the own office's part to the district; its figures stand still from now on."""
    require(work, Permission.HAND_IN_PART)
    return _act(work, quarter=quarter, office=_own(work), act=PartAct.HAND_IN)


def withdraw_part(work: Work, *, quarter: Quarter) -> Receipt:
    """Take the own office's part back, before anybody approved it or the district sent it."""
    require(work, Permission.HAND_IN_PART)
    return _act(work, quarter=quarter, office=_own(work), act=PartAct.WITHDRAW)


def approve_part(work: Work, *, quarter: Quarter, number: int | None = None) -> Receipt:
    """Approve the own office's part as its head; ``number``: the step that was looked at, else Conflict."""
    require(work, Permission.APPROVE_PART)
    return _act(work, quarter=quarter, office=_own(work), act=PartAct.APPROVE, number=number)


def take_back_approval(work: Work, *, quarter: Quarter) -> Receipt:
    """Take one's approval back, before the district sends."""
    require(work, Permission.APPROVE_PART)
    return _act(work, quarter=quarter, office=_own(work), act=PartAct.TAKE_BACK_APPROVAL)


def return_part(
    work: Work, *, quarter: Quarter, office: UUID, reason: str, comments: Mapping[str, str] | None = None
) -> Receipt:
    """Give a part back to its office, saying why and, by the code of a service or an item, where."""
    require(work, Permission.RETURN_PART)
    bound = own_office(work)
    if bound is not None and bound.id != office:
        raise Missing("Perangkat daerah itu tidak ada.")
    if not reason.strip():
        fault = Fault("reason", "Tulis apa yang harus diperbaiki.")
        raise Invalid("Alasan pengembalian belum ditulis.", (fault,))
    found = work.offices.office(own_district(work)[1], office)
    said = {code: text.strip() for code, text in (comments or {}).items() if text.strip()}
    receipt = _act(
        work, quarter=quarter, office=found, act=PartAct.RETURN, reason=reason.strip(), comments=said
    )
    _tell_returned(work, quarter, found, reason.strip())
    return receipt


def _tell_returned(work: Work, quarter: Quarter, office: Office, reason: str) -> None:
    title = quarter_title(quarter.year, quarter.number)
    district = own_district(work)[1]
    tell(
        work,
        kind=PART,
        to=members(work, roles=("operator", "office_head"), districts=(district,), office=office.id),
        subject=f"Isian {office.name} {title} dikembalikan",
        text=f"Isian {office.name} untuk {title} dikembalikan.\nYang harus diperbaiki:\n{reason}",
        about=quarter,
        path=f"/triwulan/{quarter.code}",
    )


def check_approved(parts: Collection[Part]) -> None:
    """Refuse while a part lacks its head's approval."""
    lacking = [part.office.name for part in parts if part.state is not PartState.APPROVED]
    if lacking:
        raise Refused(
            f"Belum disetujui kepala perangkat daerahnya: {', '.join(lacking)}. Minta persetujuannya dahulu."
        )


def not_handed_in(parts: Collection[Part]) -> tuple[Part, ...]:
    """The parts that are still with their office."""
    return tuple(part for part in parts if part.state not in LOCKED)


def _own(work: Work) -> Office:
    office = own_office(work)
    if office is None:
        raise Refused("Penugasan ini tidak terikat pada satu perangkat daerah.")
    return office


def _act(
    work: Work,
    *,
    quarter: Quarter,
    office: Office,
    act: PartAct,
    number: int | None = None,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
) -> Receipt:
    province, district = own_district(work)
    work.figures.hold(province, district, quarter)
    period = work.quarters.period(province, quarter)
    report = work.reports.of_district(quarter, district)
    cells = work.figures.cells(quarter, (district,))[district]
    found = parts_of(work, period=period, report=report, cells=cells, office=office.id)
    if not found:
        raise Refused(f"{office.name} tidak mengampu satu pelayanan pun.")
    _check(work, period, report, cells, found[0], act, number)
    if act is PartAct.APPROVE:
        check_part(work, district, quarter, office)
    if comments:
        _check_codes(work.catalogues.of_year(period.catalogue_year), office, comments)
    step = PartStep(
        office.id, found[0].step.number + 1 if found[0].step else 1, act, work.clock(), "", reason
    )
    work.walk.add_part_step(district, quarter, step, comments)
    event = work.record.add(
        f"part_{act.value}",
        f"{district} {quarter.code}",
        office=office.code,
        reason=reason,
        cells=comments or {},
    )
    excepted = act is PartAct.APPROVE and office.joined_duties
    return attest(
        work,
        period=period,
        report=report,
        cells=cells,
        step=f"part_{act.value}",
        event=event,
        office=office,
        note=f"Pengisi dan penyetuju boleh satu orang: {office.joined_duties}" if excepted else "",
    )


def _check(
    work: Work, period: Period, report: Report, cells: Cells, part: Part, act: PartAct, number: int | None
) -> None:
    """Refuse a step that may not follow, or that the quarter as a whole forbids."""
    if act is PartAct.HAND_IN and part.state not in LOCKED:
        check_open(work, period=period, report=report)
        services = part.office.services
        check_finished(work, quarter=period.quarter, district=report.district, services=services)
        check_stated(
            work,
            catalogue=work.catalogues.of_year(period.catalogue_year),
            quarter=period.quarter,
            district=report.district,
            cells=cells,
            services=services,
        )
    elif period.closed_at is not None:
        raise Refused("Periode ini sudah ditutup. Minta pembukaan kembali kepada koordinator provinsi.")
    elif report.state in (ReportState.SENT, ReportState.ACCEPTED):
        raise Refused(
            "Triwulan ini sudah dikirim ke provinsi. Minta admin kabupaten/kota menarik kirimannya dahulu."
        )
    if part.state not in PART_FROM[act]:
        raise Refused(f"{_REFUSALS[part.state]} Muat ulang halaman untuk melihat keadaannya.")
    if number not in (None, part.step.number if part.step else 0):
        raise Conflict(
            "Bagian ini sudah berubah sejak Anda membukanya. Periksa isian barunya, lalu putuskan lagi."
        )


_REFUSALS: Mapping[PartState, str] = {
    PartState.EMPTY: "Belum ada isian pada bagian ini.",
    PartState.DRAFT: "Bagian ini belum diserahkan.",
    PartState.HANDED_IN: "Bagian ini sudah diserahkan.",
    PartState.APPROVED: "Bagian ini sudah disetujui kepala perangkat daerah.",
    PartState.RETURNED: "Bagian ini sudah dikembalikan kepada perangkat daerahnya.",
}


def _check_codes(catalogue: Catalogue, office: Office, comments: Mapping[str, str]) -> None:
    for code in comments:
        service = catalogue.item[code].service_code if code in catalogue.item else code
        if service not in office.services:
            raise Invalid(f"{code} bukan pelayanan atau butir mutu {office.name}.")
