"""An agreement as it is shown: in the list of an office, and on its own page with all that became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from spm_oversight import formats
from spm_oversight.documents.words import STANDING
from spm_oversight.domain.agreements import Act, Agreement, Standing, Step
from spm_oversight.domain.period import Quarter
from spm_oversight.services.keep_agreements import AgreementPage
from spm_oversight.web.told import State, title_of

_MARKS: Mapping[Standing, tuple[str, str]] = {
    Standing.OPEN: ("circle", "sent"),
    Standing.OVERDUE: ("exclamation-triangle", "returned"),
    Standing.DONE: ("check2-circle", "accepted"),
    Standing.DROPPED: ("lock", "none"),
}
_ACTS: Mapping[Act, str] = {
    Act.DONE: "Selesai",
    Act.MOVED: "Tenggat diubah",
    Act.DROPPED: "Dicabut",
    Act.REOPENED: "Dibuka kembali",
}


@dataclass(frozen=True)
class AgreementRow:
    """An agreement in a list; ``first_due``: the date it was made with, where it was moved; ``last``: the last word."""

    id: str
    text: str
    owner: str
    due: str
    first_due: str
    state: State
    last: str
    quarter: str
    open: bool


@dataclass(frozen=True)
class AgreementScreen:
    """An agreement's own page; ``steps``: what, when, by whom, in which words, the newest first."""

    district: str
    place: str
    office: str
    row: AgreementRow
    facts: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, str, str], ...]
    seen: int


def agreement_rows(agreements: Iterable[Agreement], today: date) -> tuple[AgreementRow, ...]:
    """As a list shows them on that day."""
    return tuple(_row(each, today) for each in agreements)


def agreement_screen(page: AgreementPage) -> AgreementScreen:
    """One agreement."""
    each = page.agreement
    row = _row(each, page.today)
    facts = [
        ("Keadaan", row.state.word),
        ("Tenggat", f"{row.due}, semula {row.first_due}" if row.first_due else row.due),
        ("Penanggung jawab", row.owner),
        ("Disepakati", _agreed(page)),
    ]
    made = ("Disepakati", formats.moment(each.at, page.zone), each.by, "")
    steps = tuple(
        (_act(step), formats.moment(step.at, page.zone), step.by, step.word) for step in reversed(each.steps)
    )
    return AgreementScreen(
        district=page.district.id,
        place=page.district.name,
        office=page.office,
        row=row,
        facts=tuple(facts),
        steps=(*steps, made),
        seen=len(each.steps),
    )


def _agreed(page: AgreementPage) -> str:
    told = f"rapat evaluasi {title_of(page.agreement.quarter)}"
    return f"{told}, {formats.long_date(page.meeting.held_on)}" if page.meeting else told


def _row(each: Agreement, today: date) -> AgreementRow:
    standing = each.standing(today)
    return AgreementRow(
        id=str(each.id),
        text=each.text,
        owner=each.owner,
        due=formats.long_date(each.due),
        first_due=formats.long_date(each.agreed_due) if each.due != each.agreed_due else "",
        state=State(STANDING[standing], *_MARKS[standing]),
        last=each.steps[-1].word if each.steps else "",
        quarter=_quarter(each.quarter),
        open=each.closing is None,
    )


def _quarter(quarter: Quarter) -> str:
    return f"{formats.quarter_short(quarter.number)} {quarter.year}"


def _act(step: Step) -> str:
    return f"{_ACTS[step.act]} menjadi {formats.long_date(step.due)}" if step.due else _ACTS[step.act]
