"""What a district and each of its offices still have to enter in a quarter, from the stored figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.figures import CellState
from spm_oversight.domain.method import ReportState
from spm_oversight.formats import number, quarter_title
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.deadlines import deadline_of, until
from spm_oversight.services.reports import ServiceLine, service_lines

HANDED_IN = (ReportState.SENT, ReportState.ACCEPTED)


@dataclass(frozen=True)
class Lack:
    """What some services lack: services without recipients, unanswered quality items, services without budget."""

    services: int
    complete: int
    recipients: int
    items: int
    budgets: int

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return self.complete == self.services

    @property
    def text(self) -> str:
        """``4 dari 12 layanan lengkap; belum ada: penerima 2 layanan, 30 butir mutu, anggaran 3 layanan``."""
        told = f"{number(self.complete)} dari {number(self.services)} layanan lengkap"
        missing = [
            f"penerima {number(self.recipients)} layanan" if self.recipients else "",
            f"{number(self.items)} butir mutu" if self.items else "",
            f"anggaran {number(self.budgets)} layanan" if self.budgets else "",
        ]
        said = ", ".join(filter(None, missing))
        return f"{told}; belum ada: {said}" if said else told


@dataclass(frozen=True)
class OfficeNeed:
    """An office, until when it may enter, and what it lacks."""

    office: Office
    closes: datetime
    lack: Lack


@dataclass(frozen=True)
class DistrictNeeds:
    """A district's quarter: its offices that carry services, and what the services lack that nobody carries."""

    period: Period
    report: Report
    name: str
    zone: str
    closes: datetime
    now: datetime
    offices: tuple[OfficeNeed, ...]
    uncarried: Lack

    @property
    def title(self) -> str:
        """``Triwulan III 2024``."""
        return quarter_title(self.period.quarter.year, self.period.quarter.number)

    @property
    def handed_in(self) -> bool:
        """Whether the report is with the province."""
        return self.report.state in HANDED_IN

    @property
    def behind(self) -> tuple[OfficeNeed, ...]:
        """The offices that are not done."""
        return tuple(each for each in self.offices if not each.lack.done)

    def until(self, closes: datetime | None = None) -> str:
        """The deadline (the district's unless given) with the time left: days and hours."""
        closes = closes or self.closes
        return until(closes, self.zone, self.now)


def needs_of(work: Work, *, period: Period, district: str) -> DistrictNeeds:
    """What is missing in a district in scope."""
    cells = work.figures.cells(period.quarter, (district,))[district]
    lines = service_lines(work, period=period, district=district, cells=cells)
    offices = work.offices.of_district(district)
    carried = {code for office in offices for code in office.services}
    return DistrictNeeds(
        period=period,
        report=work.reports.of_district(period.quarter, district),
        name=work.places.district(district).name,
        zone=work.places.province(own_province(work)).time_zone,
        closes=deadline_of(work, period=period, district=district),
        now=work.now,
        offices=tuple(
            OfficeNeed(
                office=office,
                closes=deadline_of(work, period=period, district=district, office=office.id),
                lack=lack_of([line for line in lines if line.service.code in office.services]),
            )
            for office in offices
            if office.services
        ),
        uncarried=lack_of([line for line in lines if line.service.code not in carried]),
    )


def lack_of(lines: Sequence[ServiceLine]) -> Lack:
    """Count over services; contract 1's completeness has the same parts."""
    return Lack(
        services=len(lines),
        complete=sum(complete(line) for line in lines),
        recipients=sum(line.recipients.state is CellState.BLANK for line in lines),
        items=sum(line.items - line.items_filled for line in lines),
        budgets=sum(not line.has_budget for line in lines),
    )


def complete(line: ServiceLine) -> bool:
    """Whether a service lacks nothing."""
    return (
        line.recipients.state is not CellState.BLANK and line.items_filled == line.items and line.has_budget
    )
