"""Reminding as a page: who is behind, whom a reminder reaches, whom it was written to, a text for a chat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from spm_oversight import formats
from spm_oversight.domain.reminders import DAYS_BEFORE, PAUSE
from spm_oversight.persistence.messages import Message, Recipient
from spm_oversight.services.deadlines import until
from spm_oversight.services.remind import Reminded, Reminding
from spm_oversight.services.remind_districts import DistrictsReminding
from spm_oversight.services.reminder_texts import STANDING
from spm_oversight.web.messages.screens import STATES
from spm_oversight.web.told import State

DONE = State("Lengkap", "check2-circle", "accepted")
BEHIND = State("Belum lengkap", "pencil", "draft")
COME = State("Sudah masuk", "check2-circle", "accepted")
NOT_COME = State("Belum masuk", "pencil", "draft")


NOBODY = "belum ada orang"


@dataclass(frozen=True)
class Line:
    """An office or a district. ``last``: when it was reminded; ``behind``: something is missing."""

    id: str
    name: str
    state: State
    lack: str
    people: str
    last: str
    behind: bool

    @property
    def reaches(self) -> bool:
        """Whether a reminder reaches anybody."""
        return self.behind and self.people != NOBODY


@dataclass(frozen=True)
class Chat:
    """The text for a chat, whom it is for, and whether that is one alone."""

    text: str
    whom: str
    chosen: bool


@dataclass(frozen=True)
class Written:
    """A reminder that was written."""

    name: str
    of: str
    when: str
    state: State
    why: str


@dataclass(frozen=True)
class RemindScreen:
    """All the page shows. ``parameter`` names the one to remind in addresses and forms."""

    code: str
    title: str
    endpoint: str
    action: str
    back: str
    back_label: str
    parameter: str
    what: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    why_not: str | None
    chat: Chat
    button: str
    written: tuple[Written, ...]

    @property
    def reached(self) -> int:
        """How many a reminder reaches."""
        return sum(line.reaches for line in self.lines)

    @property
    def schedule(self) -> str:
        """``14, 7, 3, dan 1 hari``."""
        *days, last = map(formats.number, DAYS_BEFORE)
        return f"{', '.join(days)}, dan {last} hari"


def offices_screen(found: Reminding, *, chat: str, chosen: UUID | None) -> RemindScreen:
    """The page of a district's admin."""
    needs, zone = found.needs, found.needs.zone
    offices = {each.membership: each.office_name or "" for each in found.people}
    lines = tuple(
        Line(
            id=str(need.office.id),
            name=need.office.name,
            state=DONE if need.lack.done else BEHIND,
            lack=need.lack.text,
            people=_names(each for each in found.people if each.office == need.office.id),
            last=_last(
                found.written, {p.membership for p in found.people if p.office == need.office.id}, zone
            ),
            behind=not need.lack.done,
        )
        for need in needs.offices
    )
    behind = len(needs.behind)
    return RemindScreen(
        code=needs.period.quarter.code,
        lines=lines,
        chat=_chat(chat, lines, str(chosen or ""), "semua yang belum lengkap"),
        button="Kirim pengingat kepada semua yang belum lengkap",
        title=(
            f"{needs.title}: {formats.number(behind)} dari {formats.number(len(lines))} perangkat daerah belum lengkap"
            if behind
            else f"{needs.title}: semua perangkat daerah lengkap"
        ),
        endpoint="reminders.offices",
        action="reminders.remind_offices",
        back="quarter.period",
        back_label=needs.title,
        parameter="perangkat",
        what="Perangkat daerah",
        facts=(("Tenggat", needs.until()), ("Laporan", STANDING[needs.report.state])),
        why_not=found.why_not,
        written=_written(found.written, offices, zone),
    )


def districts_screen(
    found: DistrictsReminding, *, chat: str, chosen: str | None, now: datetime
) -> RemindScreen:
    """The page of a province's coordinator."""
    names = {each.district.id: each.district.name for each in found.districts}
    places = {each.membership: names.get(each.district or "", "") for each in found.people}
    lines = tuple(
        Line(
            id=each.district.id,
            name=each.district.name,
            state=COME if each.handed_in else NOT_COME,
            lack=each.standing,
            people=_names(person for person in found.people if person.district == each.district.id),
            last=_last(
                found.written,
                {person.membership for person in found.people if person.district == each.district.id},
                found.zone,
            ),
            behind=not each.handed_in and now < each.closes,
        )
        for each in found.districts
    )
    missing = sum(not each.handed_in for each in found.districts)
    closes = found.period.window.closes
    return RemindScreen(
        code=found.period.quarter.code,
        lines=lines,
        chat=_chat(chat, lines, chosen or "", "semua yang belum mengirim"),
        button="Kirim pengingat kepada semua yang belum mengirim",
        title=(
            f"{found.title}: {formats.number(missing)} dari {formats.number(len(lines))} laporan belum masuk"
            if missing
            else f"{found.title}: semua laporan sudah masuk"
        ),
        endpoint="reminders.districts",
        action="reminders.remind_all",
        back="desk.period",
        back_label=found.title,
        parameter="daerah",
        what="Daerah",
        facts=(("Tenggat", until(closes, found.zone, now)),),
        why_not=found.why_not,
        written=_written(found.written, places, found.zone),
    )


def outcome(reminded: Reminded, people: str) -> str:
    """Whom it was written to, who was spared, and where there is nobody."""
    hours = formats.number(PAUSE // timedelta(hours=1))
    by_mail = [each.name for each in reminded.told if each.mailed]
    here = [each.name for each in reminded.told if not each.mailed]
    said = [
        f"Pengingat dikirim lewat surel kepada {', '.join(by_mail)}." if by_mail else "",
        f"Pengingat ditulis di halaman Pesan saya milik {', '.join(here)}." if here else "",
        f"Tidak diulang kepada {', '.join(reminded.lately)}: sudah diingatkan kurang dari {hours} jam yang lalu."
        if reminded.lately
        else "",
        f"Belum ada {people} di {', '.join(reminded.nobody)}; tunjuk orangnya di halaman Pengguna."
        if reminded.nobody
        else "",
    ]
    return " ".join(filter(None, said))


def _chat(text: str, lines: tuple[Line, ...], chosen: str, everybody: str) -> Chat:
    name = next((line.name for line in lines if line.id == chosen), everybody)
    return Chat(text=text, whom=name, chosen=bool(chosen))


def _names(people: Iterable[Recipient]) -> str:
    return ", ".join(each.name for each in people) or NOBODY


def _last(written: tuple[Message, ...], members: set[UUID], zone: str) -> str:
    """When one of these was reminded last; the messages stand newest first."""
    newest = next((each for each in written if each.membership in members), None)
    return formats.moment(newest.created_at if newest else None, zone)


def _written(written: tuple[Message, ...], of: dict[UUID, str], zone: str) -> tuple[Written, ...]:
    return tuple(
        Written(
            name=each.name,
            of=of.get(each.membership, "") if each.membership else "",
            when=formats.moment(each.created_at, zone),
            state=STATES[each.state],
            why=each.why,
        )
        for each in written
    )
