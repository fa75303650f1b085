"""Who reported and who did not, district by district, with whose turn it is and the offices behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from spm_oversight import formats
from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import NO_BADGE
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.turn import Turn
from spm_oversight.domain.walk import LOCKED, PartState
from spm_oversight.services.gathering import Gathered, OfficePart
from spm_oversight.services.province_overview import DistrictLine, ProvinceOverview
from spm_oversight.web.frozen import badge, figure
from spm_oversight.web.told import PART, State

CAME = (ReportState.SENT, ReportState.ACCEPTED)
# What waits for the province stands first; what needs nothing any more stands last.
_ORDER = (ReportState.SENT, ReportState.RETURNED, ReportState.NONE, ReportState.DRAFT, ReportState.ACCEPTED)
FROM_DONE = (
    ReportState.ACCEPTED,
    ReportState.SENT,
    ReportState.RETURNED,
    ReportState.DRAFT,
    ReportState.NONE,
)
_TURN: Mapping[Turn, str] = {
    Turn.HEADS: "kepala perangkat daerah",
    Turn.ADMIN: "admin kabupaten/kota",
    Turn.LEADER: "pimpinan daerah",
    Turn.PROVINCE: "provinsi",
    Turn.NOBODY: "tidak ada, sudah selesai",
}


@dataclass(frozen=True)
class OfficesIn:
    """The offices whose part is in one state, each with the day it came there."""

    state: State
    names: str


@dataclass(frozen=True)
class ReportRow:
    """A district. ``turn``: who has the ball since when; ``time``: a deadline that passed or was moved, in words.

    ``handed_in``: how many offices of how many; ``index``: empty while the report is with the district; ``badge``:
    none where there is an achievement that is not counted (yet).
    """

    code: str
    name: str
    state: ReportState
    turn: str
    time: str
    late: bool
    handed_in: str
    offices: tuple[OfficesIn, ...]
    completeness: str
    width: int
    on_time: str
    index: str
    badge: Badge | None


def report_rows(found: ProvinceOverview) -> tuple[ReportRow, ...]:
    """All districts, those that somebody has to act on first."""
    return tuple(_row(found, line) for line in sorted(found.lines, key=_place))


def _place(line: DistrictLine) -> tuple[int, float, str]:
    """By state; of those that wait the oldest first; else by name."""
    gathered = line.gathered
    sent = gathered.report.sent_at if gathered and line.state is ReportState.SENT else None
    return (_ORDER.index(line.state), sent.timestamp() if sent else 0.0, line.district.short)


def _row(found: ProvinceOverview, line: DistrictLine) -> ReportRow:
    gathered, period = line.gathered, found.period
    offices = gathered.offices if gathered else ()
    behind = [each for each in offices if each.state not in LOCKED]
    shown = line.state in CAME or period.frozen
    return ReportRow(
        code=line.district.id,
        name=line.district.name,
        state=line.state,
        turn=_turn(gathered, len(behind), period.province.time_zone) if gathered else "",
        time=_time(gathered, period.province.time_zone) if gathered else "",
        late=bool(gathered and gathered.late),
        handed_in=_handed_in(line.state, len(offices), len(behind)),
        offices=_by_state(offices, period.province.time_zone),
        completeness=figure(period, line.completeness, 1),
        width=round(line.completeness or 0),
        on_time="" if line.on_time is None else "ya" if line.on_time else "tidak",
        index=figure(period, line.achievement.index) if shown else formats.EMPTY,
        badge=_badge(found, line, shown=shown),
    )


def _badge(found: ProvinceOverview, line: DistrictLine, *, shown: bool) -> Badge | None:
    """As the bands count it: a report that is not accepted is in none of them."""
    if not shown or line.achievement.index is None:
        return NO_BADGE
    return badge(found.period, line.achievement) if line.counted else None


def _handed_in(state: ReportState, offices: int, behind: int) -> str:
    """A report may be sent over the heads of offices that never handed in: what counts then is that they are in it."""
    if not offices:
        return "belum diatur"
    if state in CAME:
        return f"{formats.number(offices)} ikut terkirim"
    return f"{formats.number(offices - behind)} dari {formats.number(offices)}"


def _by_state(offices: Collection[OfficePart], zone: str) -> tuple[OfficesIn, ...]:
    """Those that have not handed in first."""
    found: list[OfficesIn] = []
    for state in (
        PartState.RETURNED,
        PartState.EMPTY,
        PartState.DRAFT,
        PartState.HANDED_IN,
        PartState.APPROVED,
    ):
        names = [f"{each.name} {_day(each.since, zone)}".strip() for each in offices if each.state is state]
        if names:
            found.append(OfficesIn(PART[state], ", ".join(names)))
    return tuple(found)


def _turn(gathered: Gathered, behind: int, zone: str) -> str:
    whose = _TURN.get(gathered.turn) or f"{formats.number(behind)} perangkat daerah"
    since = _day(gathered.since, zone)
    return f"{whose}, sejak {since}" if since else whose


def _time(gathered: Gathered, zone: str) -> str:
    if gathered.late:
        return f"lewat tenggat {_day(gathered.closes, zone)}"
    return f"waktu ditambah sampai {_day(gathered.closes, zone)}" if gathered.extended else ""


def _day(at: datetime | None, zone: str) -> str:
    return formats.short_date(at.astimezone(ZoneInfo(zone)).date()) if at else ""
