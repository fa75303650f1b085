"""An office's part of a quarter, where it may be given back with comments."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from spm_oversight import formats
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.walk import LOCKED
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.quarter.service_rows import UrusanRows, urusan_rows
from spm_oversight.web.told import PART, STEPS, State, title_of

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PartScreen:
    """An office's part; ``services`` and their ``items`` may be commented: code, name."""

    code: str
    office: str
    title: str
    over: str
    state: State
    facts: Rows
    groups: tuple[UrusanRows, ...]
    services: tuple[tuple[str, str, Rows], ...]
    may_return: bool
    sample: bool


def part_screen(my: MyQuarter, office: UUID) -> PartScreen:
    """The part of one of the offices the person sees; ``Missing`` for any other."""
    part = next((each for each in my.parts if each.office.id == office), None)
    if part is None:
        raise Missing("Perangkat daerah itu tidak ada.")
    lines = tuple(line for line in my.services if line.service.code in part.office.services)
    sent = my.report.state in (ReportState.SENT, ReportState.ACCEPTED) or my.waits_for_leader
    items = my.catalogue.items_of
    step = part.step
    facts = [("Periode", title_of(my.period.quarter))]
    if step:
        told = f"{formats.moment(step.at, my.zone)} oleh {step.by}"
        facts.append((STEPS[f"part_{step.act.value}"], told))
    return PartScreen(
        code=my.period.quarter.code,
        office=str(office),
        title=f"{part.office.name}: {PART[part.state].word.lower()}",
        over=f"Bagian perangkat daerah, {my.district.name}",
        state=PART[part.state],
        facts=tuple(facts),
        groups=urusan_rows(lines),
        services=tuple(
            (
                line.service.code,
                line.service.name,
                tuple((i.code, i.name) for i in items[line.service.code]),
            )
            for line in lines
        ),
        may_return=part.state in LOCKED and not sent and my.period.closed_at is None,
        sample=my.sample,
    )
