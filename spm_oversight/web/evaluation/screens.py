"""The evaluation of a district as it is shown: all offices on one table, then each with its own part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from spm_oversight import formats
from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import BUDGET_VERSION, NIL, NOT_COMPUTABLE, REPORT_STATE, badge_of
from spm_oversight.domain.agreements import Meeting, Standing, count
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.index_tree import ServiceNode
from spm_oversight.domain.indicators import PEOPLE_UNIT, not_served
from spm_oversight.domain.spending import Spending
from spm_oversight.services.evaluation import Evaluation, OfficeEvaluation
from spm_oversight.services.shown_period import ShownPeriod
from spm_oversight.web.district.needs import Raised, raised
from spm_oversight.web.district.tree import amount
from spm_oversight.web.evaluation.agreements import AgreementRow, agreement_rows
from spm_oversight.web.frozen import Frame, figure, frame_of
from spm_oversight.web.told import title_of

_UNTOLD = "belum diisi"


@dataclass(frozen=True)
class ServiceRow:
    """A service in a meeting; ``code`` leads to where each figure comes from."""

    code: str
    name: str
    value: str
    badge: Badge
    to_serve: str
    waiting: str
    unit: str
    allocation: str
    realisation: str


@dataclass(frozen=True)
class UrusanLine:
    """An urusan in which the office carries a service, with the achievement of the whole urusan."""

    code: str
    name: str
    value: str
    badge: Badge


@dataclass(frozen=True)
class OfficeScreen:
    """An office: its row in the table of all, then its part. ``id`` is empty where there is no office to agree with."""

    id: str
    anchor: str
    name: str
    state: str
    told: str
    completeness: str
    waiting: str
    absorbed: str
    open: int
    overdue: int
    urusan: tuple[UrusanLine, ...]
    services: tuple[ServiceRow, ...]
    problems: tuple[Raised, ...]
    shared: str
    carried: tuple[AgreementRow, ...]
    made: tuple[AgreementRow, ...]


@dataclass(frozen=True)
class EvaluationScreen:
    """The whole page. ``meeting``: what is recorded of it; ``last``: which meeting the carried agreements are of."""

    frame: Frame
    code: str
    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    meeting: str
    recorded: Meeting | None
    last: str
    offices: tuple[OfficeScreen, ...]


def screen_of(page: Evaluation) -> EvaluationScreen:
    """Build the page."""
    period, place = page.period, page.district
    frame = frame_of(period, {place.id: place.short})
    if not period.frozen:
        warning = "Triwulan ini masih berjalan: angka dapat berubah sampai periode ditutup."
        frame = replace(frame, warning=warning)
    meeting = meeting_told(page.meeting)
    report = ("Laporan", REPORT_STATE[page.report])
    return EvaluationScreen(
        frame=frame,
        code=place.id,
        name=place.name,
        title=_title(page),
        facts=(*frame.facts, report, ("Rapat", meeting or "belum dicatat")),
        meeting=meeting,
        recorded=page.meeting,
        last=f"{title_of(page.last.quarter)}, {meeting_told(page.last)}" if page.last else "",
        offices=tuple(_office(page, each) for each in page.offices),
    )


def meeting_told(meeting: Meeting | None) -> str:
    """``15 Januari 2025, dipimpin Sekretaris Daerah``; empty for none."""
    return f"{formats.long_date(meeting.held_on)}, dipimpin {meeting.led_by}" if meeting else ""


def promises_told(still: int, overdue: int) -> str:
    """How many promises are open, and how many of them are late, in a sentence's part."""
    if not still:
        return "tidak ada kesepakatan yang terbuka"
    late = f", {formats.number(overdue)} di antaranya terlambat" if overdue else ", tidak ada yang terlambat"
    return f"{formats.number(still)} kesepakatan terbuka{late}"


def _title(page: Evaluation) -> str:
    overdue = count(page.agreements, Standing.OVERDUE, page.today)
    still = overdue + count(page.agreements, Standing.OPEN, page.today)
    return f"Evaluasi {title_of(page.period.quarter)}: {promises_told(still, overdue)}"


def _office(page: Evaluation, each: OfficeEvaluation) -> OfficeScreen:
    period, part, agreements = page.period, each.part, (*each.carried, *each.made)
    overdue = count(agreements, Standing.OVERDUE, page.today)
    return OfficeScreen(
        id=str(each.id) if each.id else "",
        anchor=f"pd-{each.id or 'tanpa-pengampu'}",
        name=each.name,
        state=_state(each, period.province.time_zone),
        told=_told(page, each),
        completeness=figure(period, part.completeness, 1),
        waiting=_waiting(each),
        absorbed=NOT_COMPUTABLE if part.serapan is None else figure(period, part.serapan),
        open=overdue + count(agreements, Standing.OPEN, page.today),
        overdue=overdue,
        urusan=tuple(
            UrusanLine(
                node.code,
                URUSAN_BY_CODE[node.code].name,
                figure(period, node.result.index),
                badge_of(node.result.category, running=period.running),
            )
            for node in each.urusan
        ),
        services=tuple(_service(period, node, money) for node, money in each.services),
        problems=raised(each.problems),
        shared=f"Urusan ini diampu bersama {' dan '.join(each.others)}." if each.others else "",
        carried=agreement_rows(each.carried, page.today),
        made=agreement_rows(each.made, page.today),
    )


def _state(each: OfficeEvaluation, zone: str) -> str:
    return f"{each.state} Sejak {_day(each.since, zone)}." if each.since else each.state


def _day(when: datetime, zone: str) -> str:
    return formats.long_date(when.astimezone(ZoneInfo(zone)).date())


def _waiting(each: OfficeEvaluation) -> str:
    """People alone: households and houses are never added to them."""
    told = any(
        node.service.unit == PEOPLE_UNIT and node.pair.state is CellState.FILLED for node, _ in each.services
    )
    return formats.number(each.part.not_served_people) if told else formats.EMPTY


def _told(page: Evaluation, each: OfficeEvaluation) -> str:
    """How full, who waits and what was spent, with what each is counted over."""
    part, waiting = each.part, _waiting(each)
    full = figure(page.period, part.completeness, 1)
    filled = f"{formats.number(part.filled)} dari {formats.number(part.expected)}"
    sentences = [f"Keterisian {full}{formats.NBSP}%, {filled} isian."]
    if waiting != formats.EMPTY:
        sentences.append(f"Belum terlayani {waiting} orang, hanya layanan yang menghitung orang.")
    return " ".join((*sentences, _money(page, each)))


def _money(page: Evaluation, each: OfficeEvaluation) -> str:
    part = each.part
    if part.allocation is None:
        return "Belum ada isian anggaran."
    version = f", APBD {BUDGET_VERSION[page.version]}" if page.version else ""
    base = f"pagu SPM {formats.rupiah_short(part.allocation)}{version}"
    if part.realisation is None:
        return f"Realisasi belum lengkap dari {base}."
    spent = f"realisasi {formats.rupiah_short(part.realisation)} dari {base}"
    if part.serapan is None:
        return f"Serapan {NOT_COMPUTABLE}: {spent}."
    return f"Serapan {figure(page.period, part.serapan)}{formats.NBSP}%: {spent}."


def _service(period: ShownPeriod, node: ServiceNode, money: Spending) -> ServiceRow:
    pair, result = node.pair, node.result
    nil = pair.state is CellState.NIL
    waiting: Fraction | None = not_served(pair) if pair.state is CellState.FILLED else None
    return ServiceRow(
        code=node.service.code,
        name=node.service.name,
        value=NIL if nil and result.index is None else figure(period, result.index),
        badge=badge_of(result.category, running=period.running),
        to_serve=NIL if nil else _UNTOLD if pair.base is None else amount(pair.base),
        waiting=NIL if nil else amount(waiting),
        unit=node.service.unit,
        allocation=_UNTOLD if money.allocation is None else formats.rupiah(money.allocation),
        realisation=_UNTOLD if money.realisation is None else formats.rupiah(money.realisation),
    )
