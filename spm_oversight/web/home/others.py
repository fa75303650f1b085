"""The quarters that are open beside the one a first page is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from spm_oversight.services.deadlines import until
from spm_oversight.services.district_todo import DistrictTodo
from spm_oversight.services.office_todo import OfficeTodo
from spm_oversight.web.told import title_of


@dataclass(frozen=True)
class OtherQuarter:
    """One of them: its name, its page, its deadline in words."""

    title: str
    address: str
    deadline: str


def others_of(todo: DistrictTodo | OfficeTodo, now: datetime) -> tuple[OtherQuarter, ...]:
    """All of them, the newest first."""
    return tuple(
        OtherQuarter(
            title_of(quarter),
            url_for("quarter.period", code=quarter.code),
            until(end, todo.my.zone, now),
        )
        for quarter, end in todo.others
    )
