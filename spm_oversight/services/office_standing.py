"""Where an office's part of a quarter stands and who has the ball, in the words a meeting reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.district_paper import Source
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.part import Part
from spm_oversight.domain.walk import PartState
from spm_oversight.formats import number


@dataclass(frozen=True)
class OfficeStanding:
    """An office's part as it is: ``closed`` when the period takes nothing any more; ``report`` is the district's."""

    office: UUID
    name: str
    part: Part
    report: ReportState
    source: Source
    closed: bool


OfficeState = Callable[[OfficeStanding], str]
"""Where an office stands, as one or two short sentences."""


def state_by_completeness(standing: OfficeStanding) -> str:
    """What can be said from the form alone: whether the office's services are complete, and whose turn it is."""
    if standing.source is Source.FROZEN:
        return _at_rest("Dibekukan", standing.part)
    if standing.report is ReportState.ACCEPTED:
        return "Diterima provinsi. Tidak ada yang perlu diisi."
    if standing.report is ReportState.SENT:
        return "Menunggu pemeriksaan. Giliran provinsi."
    if standing.closed:
        return _at_rest("Periode ditutup", standing.part)
    return _being_filled(standing)


def state_by_walk(walked: Mapping[UUID, PartState], *, head_approves: bool) -> OfficeState:
    """What the walk (states by office) adds to the form: whether it was handed in, approved, or returned."""

    def told(standing: OfficeStanding) -> str:
        with_district = standing.report not in (ReportState.SENT, ReportState.ACCEPTED)
        if standing.source is Source.FROZEN or standing.closed or not with_district:
            return state_by_completeness(standing)
        return _walking(standing, walked.get(standing.office, PartState.EMPTY), head_approves)

    return told


def _walking(standing: OfficeStanding, state: PartState, head_approves: bool) -> str:
    collecting = "Giliran admin kabupaten/kota menghimpun dan mengirim."
    match state:
        case PartState.HANDED_IN if head_approves:
            return "Diserahkan. Giliran kepala perangkat daerah menyetujui."
        case PartState.HANDED_IN:
            return f"Diserahkan. {collecting}"
        case PartState.APPROVED:
            return f"Disetujui kepala perangkat daerah. {collecting}"
        case PartState.RETURNED:
            return f"Dikembalikan. Giliran {standing.name} memperbaiki dan menyerahkan lagi."
        case _ if standing.part.complete:
            return f"Isian lengkap. Giliran {standing.name} menyerahkan."
        case _:
            return _being_filled(standing)


def _at_rest(word: str, part: Part) -> str:
    return f"{word}, isian lengkap." if part.complete else f"{word}, {_lacking(part)} kosong."


def _being_filled(standing: OfficeStanding) -> str:
    part = standing.part
    returned = standing.report is ReportState.RETURNED
    if part.complete:
        turn = "memperbaiki dan mengirim lagi" if returned else "menghimpun dan mengirim"
        return f"{'Dikembalikan' if returned else 'Isian lengkap'}. Giliran admin kabupaten/kota {turn}."
    if not part.filled:
        return f"Belum mulai. Giliran {standing.name}: {number(part.expected)} isian."
    word = "Dikembalikan" if returned else "Sedang diisi"
    return f"{word}. Giliran {standing.name}: {_lacking(part)} belum ada."


def _lacking(part: Part) -> str:
    return f"{number(part.expected - part.filled)} dari {number(part.expected)} isian"
