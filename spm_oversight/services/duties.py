"""Duties kept apart: who enters a figure does not approve it.

What somebody did in a quarter is read from the record by the person's account, never by name or membership: a second
membership makes no second person. A small office may be excepted, with a reason and on record (ADR 0033).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from spm_oversight.domain.catalogue import service_of_item
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.work import Work

ENTERED, HANDED_IN, PROPOSED = "figures_saved", "part_handed_in", "quarter_proposed"
_OWN_PART = (
    "Anda ikut mengisi atau menyerahkan bagian ini, jadi persetujuannya harus dari orang lain. Minta kepala perangkat"
    " daerah yang tidak ikut mengisi; bila memang hanya ada satu orang, admin kabupaten/kota dapat mencatat"
    " pengecualian beserta alasannya di halaman Perangkat daerah."
)
_OWN_QUARTER = (
    "Anda ikut mengisi atau mengajukan laporan ini, jadi persetujuannya harus dari orang lain. Minta pimpinan daerah"
    " yang tidak ikut mengisi."
)
_OWN_REPORT = (
    "Anda ikut mengisi, menyetujui, atau mengirim laporan ini di daerahnya, jadi keputusan provinsi harus dari orang"
    " lain. Minta koordinator lain memeriksanya."
)


def why_not_approve_part(work: Work, district: str, quarter: Quarter, office: Office) -> str:
    """Why the acting person may not approve this office's part; empty when they may."""
    if office.joined_duties:
        return ""
    own = any(
        (action == ENTERED and _touches(detail, office.services))
        or (action == HANDED_IN and detail.get("office") == office.code)
        for action, detail in _done(work, district, quarter)
    )
    return _OWN_PART if own else ""


def why_not_approve_quarter(work: Work, district: str, quarter: Quarter) -> str:
    """Why the acting person may not approve the district's quarter as its leader; empty when they may."""
    done = {action for action, _ in _done(work, district, quarter)}
    return _OWN_QUARTER if done & {ENTERED, HANDED_IN, PROPOSED} else ""


def check_part(work: Work, district: str, quarter: Quarter, office: Office) -> None:
    """``Refused`` unless somebody else entered what is approved."""
    _refuse(why_not_approve_part(work, district, quarter, office))


def check_quarter(work: Work, district: str, quarter: Quarter) -> None:
    """``Refused`` unless somebody else entered and proposed what is approved."""
    _refuse(why_not_approve_quarter(work, district, quarter))


def check_decision(work: Work, district: str, quarter: Quarter) -> None:
    """``Refused`` to a person of the province who had a hand in the district's own report."""
    _refuse(_OWN_REPORT if _done(work, district, quarter) else "")


def _done(work: Work, district: str, quarter: Quarter) -> tuple[tuple[str, dict[str, Any]], ...]:
    """What the acting person did in the district's own chain on this quarter: action and detail."""
    if work.actor is None:
        return ()
    return work.record.done_by(work.actor.account, district, f"{district} {quarter.code}")


def _touches(detail: dict[str, Any], services: Collection[str]) -> bool:
    return any(_service_of(name) in services for name, *_ in detail["cells"])


def _service_of(cell: str) -> str:
    """The service of a cell as the record names it, ``budget kab.1.02.01/murni/pad`` (services/forms.py)."""
    kind, _, key = cell.partition(" ")
    return service_of_item(key) if kind == "quality" else key.split("/")[0]


def _refuse(why: str) -> None:
    if why:
        raise Refused(why)
