"""The page of a district's quarter: the state in a sentence, what next, every service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight import formats
from spm_oversight.documents.words import badge_of
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.walk import LOCKED
from spm_oversight.services.deadlines import until_in_full
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.quarter.service_rows import Filled, UrusanRows, filled, urusan_rows
from spm_oversight.web.told import PART, State, achieved, cumulative, figure, period_state, title_of


@dataclass(frozen=True)
class Other:
    """A period to go to."""

    code: str
    title: str
    here: bool
    state: State


@dataclass(frozen=True)
class Steps:
    """What the person can do next; ``first`` names the one that is due: ``enter``, ``send`` or none.

    ``complete``: nothing is missing, and another person sends it.
    """

    may_enter: bool
    may_send: bool
    why_not: str | None
    first: str
    complete: bool
    missing: str


@dataclass(frozen=True)
class QuarterScreen:
    """All the page shows. ``reason`` is the province's, while the report is returned; ``offices``: id and name."""

    code: str
    over: str
    title: str
    facts: tuple[tuple[str, str], ...]
    reason: str
    returned: str
    steps: Steps
    groups: tuple[UrusanRows, ...]
    others: tuple[Other, ...]
    offices: tuple[tuple[str, str], ...]
    whole_district: bool
    sample: bool
    sending: str


def quarter_screen(
    my: MyQuarter, *, warnings: str, now: datetime, may_upload: bool, may_send: bool
) -> QuarterScreen:
    """The page for somebody who may upload, or send, or neither; ``warnings``: how many there are, in words."""
    count = filled(my.services)
    quarter = my.period.quarter
    is_returned = my.report.state is ReportState.RETURNED
    return QuarterScreen(
        code=quarter.code,
        over=my.place,
        title=f"{title_of(quarter)}: {_finding(my, count)}",
        facts=_facts(my, count, warnings, now),
        reason=my.report.reason if is_returned else "",
        returned=_decided(my) if is_returned else "",
        steps=_steps(my, count, may_upload=may_upload, may_send=may_send),
        groups=urusan_rows(my.services),
        others=tuple(
            Other(each.quarter.code, title_of(each.quarter), each.quarter == quarter, period_state(each, now))
            for each in my.periods
        ),
        offices=tuple((str(office.id), office.name) for office in my.offices if office.services),
        whole_district=my.office is None,
        sample=my.sample,
        sending="Ajukan ke pimpinan daerah" if my.period.leader_approves else "Kirim ke provinsi",
    )


def _finding(my: MyQuarter, count: Filled) -> str:
    closed = my.period.closed_at is not None
    if my.waits_for_leader and not closed:
        return "menunggu persetujuan pimpinan daerah"
    sent = my.report.state in (ReportState.SENT, ReportState.ACCEPTED)
    if my.office and my.parts and my.parts[0].state in LOCKED and not (sent or closed):
        return f"bagian {my.office.name} sudah diserahkan ke kabupaten"
    match my.report.state:
        case ReportState.ACCEPTED:
            return "laporan diterima provinsi"
        case ReportState.SENT if not closed:
            return "sudah dikirim, menunggu pemeriksaan provinsi"
        case ReportState.RETURNED if not closed:
            return "dibuka kembali oleh provinsi" if my.report.reopened else "dikembalikan untuk diperbaiki"
        case _:
            return "ditutup tanpa laporan yang diterima" if closed else _filling(count)


def _filling(count: Filled) -> str:
    if not count.entries:
        return "belum ada isian"
    return f"{count.services} dari {count.all_services} layanan lengkap, belum dikirim"


def _facts(my: MyQuarter, count: Filled, warnings: str, now: datetime) -> tuple[tuple[str, str], ...]:
    period = my.period
    entries = count.text
    if my.office is None and my.completeness is not None:
        entries += f", {figure(my.completeness, 1)}{formats.NBSP}%"
    rows = [
        ("Tenggat", until_in_full(period.window.closes, my.zone, now)),
        ("Periode", period_state(period, now).word.lower()),
        ("Keterisian", entries),
        ("Peringatan", warnings),
    ]
    if my.closes > period.window.closes:
        rows.insert(1, ("Diperpanjang sampai", until_in_full(my.closes, my.zone, now)))
    if my.office and my.parts:
        rows.append(("Bagian Anda", PART[my.parts[0].state].word.lower()))
    if my.office is None:
        badge = badge_of(my.category, running=period.quarter.number < 4)
        rows.append(("Capaian dilaporkan", achieved(my.index, badge)))
    rows.append(("Angka", cumulative(period.quarter)))
    if my.report.sent_at and my.report.state in (ReportState.SENT, ReportState.ACCEPTED):
        rows.append(("Dikirim", f"{formats.moment(my.report.sent_at, my.zone)} oleh {my.report.sent_by}"))
    return tuple(rows)


def _decided(my: MyQuarter) -> str:
    return f"{formats.moment(my.report.decided_at, my.zone)} oleh {my.report.decided_by}"


def _steps(my: MyQuarter, count: Filled, *, may_upload: bool, may_send: bool) -> Steps:
    enter = my.may_enter and may_upload
    send = my.may_send and may_send
    missing = count.required - count.entries
    done = not missing and my.report.state is not ReportState.RETURNED
    due, able = ("send", send) if done else ("enter", enter)
    return Steps(
        may_enter=enter,
        may_send=send,
        complete=enter and done and not may_send,
        why_not=(my.why_not if may_send else my.why_closed)
        if not (enter and (send or not may_send))
        else None,
        first=due if able else "",
        missing=f"{formats.number(missing)} isian masih kosong. " if missing else "",
    )
