"""The province's list: which district has met, and how its promises stand."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from spm_oversight import formats
from spm_oversight.services.evaluation_list import EvaluationList
from spm_oversight.web.evaluation.screens import meeting_told, promises_told
from spm_oversight.web.frozen import Choice, choices_of_period
from spm_oversight.web.told import title_of


@dataclass(frozen=True)
class ListRow:
    """A district; ``meeting`` is empty before it met."""

    name: str
    address: str
    meeting: str
    made: str
    open: str
    overdue: int


@dataclass(frozen=True)
class ListScreen:
    """The page."""

    place: str
    title: str
    facts: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]
    rows: tuple[ListRow, ...]
    sample: bool


def list_screen(found: EvaluationList) -> ListScreen:
    """Build the page."""
    period, districts = found.period, found.districts
    met = sum(each.meeting is not None for each in districts)
    still, overdue = sum(each.open for each in districts), sum(each.overdue for each in districts)
    title = title_of(period.quarter)
    return ListScreen(
        place=f"Provinsi {period.province.name}",
        title=f"Evaluasi {title}: {met} dari {len(districts)} daerah sudah rapat",
        facts=(
            ("Periode", title),
            ("Janji daerah", promises_told(still, overdue)),
            ("Keadaan pada", formats.long_date(found.today)),
        ),
        choices=choices_of_period(period),
        rows=tuple(
            ListRow(
                name=each.district.name,
                address=url_for(
                    "evaluation.district", district=each.district.id, triwulan=period.quarter.code
                ),
                meeting=meeting_told(each.meeting),
                made=formats.number(each.made),
                open=formats.number(each.open),
                overdue=each.overdue,
            )
            for each in districts
        ),
        sample=period.sample,
    )
