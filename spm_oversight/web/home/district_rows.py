"""What the first pages of a district's admin and leader share: the finding, and what blocks."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from spm_oversight.domain.access import Permission
from spm_oversight.domain.district_step import DistrictNext
from spm_oversight.domain.walk import LOCKED, PartState
from spm_oversight.formats import number
from spm_oversight.services.district_todo import DistrictTodo, lines_of
from spm_oversight.services.parts import Part
from spm_oversight.services.reports import ServiceLine
from spm_oversight.web.entry_links import row_link
from spm_oversight.web.guard import may
from spm_oversight.web.quarter.service_rows import filled

N = DistrictNext
_FINDING = {
    N.APPROVE: "menunggu persetujuan Anda",
    N.WAIT_FOR_LEADER: "menunggu persetujuan pimpinan daerah",
    N.WAIT_FOR_PROVINCE: "menunggu pemeriksaan provinsi",
    N.WAIT_FOR_OPENING: "periode belum dimulai",
}


@dataclass(frozen=True)
class Blocking:
    """Something that holds the quarter up; ``address``: where it is seen, empty where the reader may not look."""

    icon: str
    head: str
    text: str
    address: str = ""


def finding(todo: DistrictTodo) -> str:
    """The state in half a sentence, with who has the ball."""
    my, total = todo.my, len(todo.my.parts)
    if my.period.closed_at is not None:
        return "sudah ditutup"
    if todo.next is N.NOTHING:
        return "laporan diterima provinsi"
    if todo.next in _FINDING:
        return _FINDING[todo.next]
    start = ""
    if todo.returned:
        who = "provinsi" if todo.returned.by_province else "pimpinan"
        start = f"dikembalikan {who}, "
    handed_in = total - todo.standing.still
    return f"{start}{number(handed_in)} dari {number(total)} perangkat daerah sudah menyerahkan"


def blocking(todo: DistrictTodo) -> tuple[Blocking, ...]:
    """What still holds the quarter up: nothing, once it is with the province, accepted, or closed."""
    if todo.next in (N.NOTHING, N.WAIT_FOR_PROVINCE):
        return ()
    my, ends, code = todo.my, todo.ends, todo.my.period.quarter.code
    opens = may(Permission.RETURN_PART)
    found = [
        Blocking(
            "arrow-return-left" if part.state is PartState.RETURNED else "pencil",
            part.office.name,
            _lack(part, lines_of(part.office, my.services)),
            url_for("walk.part", code=code, office=part.office.id) if opens else "",
        )
        for part in my.parts
        if part.state not in LOCKED
    ]
    if ends.waiting:
        text = f"{number(len(ends.waiting))} isian sudah diketik tetapi belum dihitung; laporan belum dapat dikirim."
        found.append(Blocking("exclamation-circle", "", text, row_link(my.catalogue, code, ends.waiting[0])))
    if ends.unstated:
        text = f"{number(len(ends.unstated))} layanan nihil belum mempunyai surat pernyataan."
        found.append(Blocking("file-earmark-text", "", text, url_for("evidence.page", code=code)))
    if ends.unexplained:
        text = f"{number(len(ends.unexplained))} peringatan belum dijelaskan."
        at = row_link(my.catalogue, code, ends.unexplained[0].row)
        found.append(Blocking("exclamation-triangle", "", text, at))
    return tuple(found)


def _lack(part: Part, lines: tuple[ServiceLine, ...]) -> str:
    count = filled(lines)
    left = count.required - count.entries
    missing = f"{number(left)} dari {number(count.required)} isian belum ada"
    if part.state is PartState.RETURNED:
        why = f" ({part.reason})" if part.reason else ""
        return f"dikembalikan{why}{f'; {missing}' if left else ''}"
    if not count.entries:
        return f"belum mulai, {number(count.required)} isian"
    return missing if left else "lengkap, belum diserahkan"
