"""What an office's operator has to fill in, and its head to approve: one page for the newest quarter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from spm_oversight.domain.access import Permission
from spm_oversight.domain.office_step import Next
from spm_oversight.services.deadlines import time_left, until
from spm_oversight.services.office_todo import OfficeTodo
from spm_oversight.web.entry_links import service_link
from spm_oversight.web.home.loose import Loose, loose_rows
from spm_oversight.web.home.office_step import office_step
from spm_oversight.web.home.returned import Returned, returned
from spm_oversight.web.home.step import Step
from spm_oversight.web.quarter.service_rows import ServiceRow, filled, urusan_rows
from spm_oversight.web.told import PART, cumulative, title_of

_FINDING = {
    Next.WAIT_FOR_HEAD: "sudah diserahkan, menunggu persetujuan kepala",
    Next.APPROVE: "menunggu persetujuan Anda",
    Next.WAIT_FOR_ADMIN: "bagian ini sudah di kabupaten",
    Next.WAIT_FOR_LEADER: "menunggu persetujuan pimpinan daerah",
    Next.WAIT_FOR_PROVINCE: "menunggu pemeriksaan provinsi",
    Next.WAIT_FOR_SERVICES: "belum mengampu layanan",
    Next.WAIT_FOR_OPENING: "periode belum dimulai",
}


@dataclass(frozen=True)
class Group:
    """An urusan with its services, each with the address of its fold."""

    name: str
    summary: str
    rows: tuple[tuple[ServiceRow, str], ...]


@dataclass(frozen=True)
class OfficeScreen:
    """All the page shows; ``more``: further ways that belong to this quarter, label and address."""

    code: str
    over: str
    title: str
    facts: tuple[tuple[str, str], ...]
    step: Step
    returned: Returned | None
    loose: tuple[Loose, ...]
    groups: tuple[Group, ...]
    more: tuple[tuple[str, str], ...]
    sample: bool


def office_screen(todo: OfficeTodo, *, now: datetime, may: Callable[[Permission], bool]) -> OfficeScreen:
    """The page at ``now``."""
    my, code = todo.my, todo.my.period.quarter.code
    return OfficeScreen(
        code=code,
        over=f"{'Yang harus saya isi' if may(Permission.ENTER_FIGURES) else 'Bagian saya'}: {my.place}",
        title=f"{title_of(my.period.quarter)}: {_finding(todo, now)}",
        facts=_facts(todo, now),
        step=office_step(todo),
        returned=returned(my, todo.returned),
        loose=loose_rows(todo),
        groups=tuple(
            Group(
                group.name,
                group.summary,
                tuple((row, service_link(my.catalogue, code, row.code)) for row in group.rows),
            )
            for group in urusan_rows(my.services)
        ),
        more=_more(todo, may),
        sample=my.sample,
    )


def _finding(todo: OfficeTodo, now: datetime) -> str:
    my = todo.my
    if my.period.closed_at is not None:
        return "sudah ditutup"
    if todo.next is Next.NOTHING:
        return "laporan diterima provinsi"
    if todo.next in _FINDING:
        return _FINDING[todo.next]
    count = filled(my.services)
    done = f"{count.services} dari {count.all_services} layanan lengkap"
    start = "dikembalikan" if todo.returned else done
    return f"{start}, tenggat sudah lewat" if my.closes <= now else f"{start}, {time_left(my.closes, now)}"


def _facts(todo: OfficeTodo, now: datetime) -> tuple[tuple[str, str], ...]:
    my, count = todo.my, filled(todo.my.services)
    extended = my.closes > my.period.window.closes
    rows = [
        (
            "Tenggat diperpanjang" if extended else "Tenggat",
            until(my.closes, my.zone, now),
        ),
        ("Keterisian", f"{count.text}, {count.services} dari {count.all_services} layanan"),
    ]
    if my.parts:
        rows.append(("Bagian Anda", PART[my.parts[0].state].word.lower()))
    rows.append(("Angka", cumulative(my.period.quarter)))
    return tuple(rows)


def _more(todo: OfficeTodo, may: Callable[[Permission], bool]) -> tuple[tuple[str, str], ...]:
    """What else one does in the quarter, and older quarters that still take reports."""
    code = todo.my.period.quarter.code
    ways = [("Unduh lembar kerja", url_for("workbook.download", code=code))]
    if may(Permission.ENTER_FIGURES) and todo.my.may_enter:
        ways.append(("Unggah lembar kerja", url_for("workbook.page", code=code)))
    if may(Permission.SEE_EVALUATION):
        where = url_for("evaluation.district", district=todo.my.district.id, triwulan=code)
        ways.append(("Evaluasi perangkat daerah", where))
    ways += [
        ("Bukti", url_for("evidence.page", code=code)),
        ("Tanda terima", url_for("walk.receipts", code=code)),
        ("Perubahan sejak persetujuan", url_for("walk.changes", code=code)),
        ("Sasaran terdaftar", url_for("register.page")),
    ]
    return (
        *ways,
        *(
            (f"{title_of(each.quarter)}, masih dibuka", url_for("quarter.period", code=each.quarter.code))
            for each in todo.my.periods
            if each.closed_at is None and each.quarter < todo.my.period.quarter
        ),
    )
