"""What an evaluation meeting agrees with an office (kesepakatan), and what becomes of it until the next meeting.

An agreement names one who answers for it and a due date, as the RTL matrices of the meetings do; it is opened again at
the next meeting (oversight-practice 1.2 and 10). Nothing of it is altered: what happens is added as a step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from spm_oversight.domain.errors import Fault, Invalid, Refused
from spm_oversight.domain.period import Quarter

LONGEST, LONGEST_NAME = 1000, 200


class Act(StrEnum):
    """What can happen to an agreement."""

    DONE = "done"
    MOVED = "moved"
    DROPPED = "dropped"
    REOPENED = "reopened"


class Standing(StrEnum):
    """Where an agreement is on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Step:
    """Something that happened: who said it, in which words; ``due``: the new date of one that was moved."""

    number: int
    act: Act
    at: datetime
    by: str
    word: str
    due: date | None = None


@dataclass(frozen=True)
class Agreement:
    """One agreement of a district's meeting on ``quarter``; ``agreed_due`` is the date it was made with."""

    id: UUID
    quarter: Quarter
    office: UUID
    text: str
    owner: str
    agreed_due: date
    at: datetime
    by: str
    steps: tuple[Step, ...] = ()

    @property
    def due(self) -> date:
        """The date that holds now."""
        moved = [each.due for each in self.steps if each.due is not None]
        return moved[-1] if moved else self.agreed_due

    @property
    def closing(self) -> Step | None:
        """The step that closed it, None while it is open."""
        last = next((each for each in reversed(self.steps) if each.act is not Act.MOVED), None)
        return None if last is None or last.act is Act.REOPENED else last

    def standing(self, today: date) -> Standing:
        """Open, done, dropped, or overdue: open on a day after its due date."""
        if self.closing:
            return Standing.DONE if self.closing.act is Act.DONE else Standing.DROPPED
        return Standing.OVERDUE if self.due < today else Standing.OPEN


@dataclass(frozen=True)
class Meeting:
    """A district's evaluation meeting on ``quarter``: its day and who led it; ``number`` counts what was recorded."""

    quarter: Quarter
    number: int
    held_on: date
    led_by: str
    at: datetime
    by: str


def last_meeting(meetings: Iterable[Meeting], before: Quarter) -> Meeting | None:
    """The meeting on the newest quarter before this one; quarters without a meeting are passed over."""
    earlier = [each for each in meetings if each.quarter < before]
    return max(earlier, key=lambda each: each.quarter, default=None)


def carried(
    agreements: Iterable[Agreement], quarter: Quarter, last: Meeting | None, zone: tzinfo
) -> tuple[Agreement, ...]:
    """What a meeting on ``quarter`` opens with: all of the last meeting's, and what older meetings left open then.

    Those still open come first, by due date. ``zone``: where the district's days begin.
    """
    found = [
        each
        for each in agreements
        if each.quarter < quarter
        and (
            each.closing is None
            or last is None
            or each.quarter == last.quarter
            or each.closing.at.astimezone(zone).date() >= last.held_on
        )
    ]
    return tuple(sorted(found, key=lambda each: (each.closing is not None, each.due, each.at)))


def check_act(agreement: Agreement, act: Act) -> None:
    """``Refused`` where the act does not follow: an open one is closed or moved, a closed one is opened again."""
    if (agreement.closing is not None) != (act is Act.REOPENED):
        raise Refused(
            "Kesepakatan ini sudah ditutup. Buka kembali dengan alasan, lalu ubah."
            if agreement.closing
            else "Kesepakatan ini masih terbuka, jadi tidak perlu dibuka kembali."
        )


def checked_step(agreement: Agreement, act: Act, word: str, due: date | None, *, today: date) -> str:
    """The step's words in order; ``Invalid`` with a fault for each wrong place."""
    neat = word.strip()
    faults = [*_text("word", neat, LONGEST, _WORDS[act])]
    if act is Act.MOVED:
        if due is None or due < today:
            faults.append(Fault("due", "Tulis tenggat baru, paling cepat hari ini."))
        elif due == agreement.due:
            faults.append(Fault("due", "Tenggat ini sama dengan yang berlaku. Tulis tanggal lain."))
    if faults:
        raise Invalid("Isian belum benar.", tuple(faults))
    return neat


def checked_agreement(text: str, owner: str, due: date, *, meeting: Meeting) -> tuple[str, str]:
    """Text and name in order; ``Invalid`` with a fault for each wrong place."""
    neat, name = text.strip(), " ".join(owner.split())
    faults = [
        *_text("text", neat, LONGEST, "Tulis apa yang disepakati."),
        *_text("owner", name, LONGEST_NAME, "Tulis siapa yang bertanggung jawab."),
    ]
    if due < meeting.held_on:
        faults.append(Fault("due", "Tulis tenggat, paling cepat hari rapat."))
    if faults:
        raise Invalid("Kesepakatan belum benar.", tuple(faults))
    return neat, name


def checked_meeting(quarter: Quarter, held_on: date, led_by: str, *, today: date) -> str:
    """Who led it, in order; ``Invalid`` with a fault for each wrong place."""
    name = " ".join(led_by.split())
    faults = _text("led_by", name, LONGEST_NAME, "Tulis siapa yang memimpin rapat.")
    if held_on > today:
        faults.append(Fault("held_on", "Tulis tanggal rapat, paling lambat hari ini."))
    if held_on < quarter.first_day:
        faults.append(Fault("held_on", "Tanggal ini sebelum triwulan yang dievaluasi dimulai."))
    if faults:
        raise Invalid("Rapat belum benar.", tuple(faults))
    return name


def count(agreements: Iterable[Agreement], standing: Standing, today: date) -> int:
    """How many stand so on this day."""
    return sum(each.standing(today) is standing for each in agreements)


_WORDS = {
    Act.DONE: "Tulis hasilnya dengan beberapa kata.",
    Act.MOVED: "Tulis mengapa tenggatnya diubah; alasan ini tercatat.",
    Act.DROPPED: "Tulis mengapa kesepakatan ini dicabut; alasan ini tercatat.",
    Act.REOPENED: "Tulis mengapa kesepakatan ini dibuka kembali; alasan ini tercatat.",
}


def _text(place: str, text: str, longest: int, empty: str) -> list[Fault]:
    if not text:
        return [Fault(place, empty)]
    return [Fault(place, f"Tulis paling panjang {longest} huruf.")] if len(text) > longest else []
