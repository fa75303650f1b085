"""The next step of a district's admin and its leader in words, on its button."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from spm_oversight.domain.district_step import DistrictNext
from spm_oversight.formats import moment, number
from spm_oversight.services.district_todo import DistrictTodo
from spm_oversight.services.needs import lack_of
from spm_oversight.web.entry_links import row_link
from spm_oversight.web.home.step import Step

N = DistrictNext
_WAITING: Mapping[DistrictNext, str] = {
    N.WAIT_FOR_HEADS: "Menunggu {unapproved} kepala perangkat daerah menyetujui bagiannya.",
    N.WAIT_FOR_OFFICES: "Menunggu {still} perangkat daerah menyerahkan isiannya.",
    N.WAIT_FOR_ADMIN: "Menunggu admin kabupaten/kota menghimpun dan mengirim laporan.",
    N.WAIT_FOR_LEADER: "Menunggu pimpinan daerah menyetujui laporan.",
    N.WAIT_FOR_PROVINCE: "Laporan sudah di provinsi. Menunggu pemeriksaan.",
    N.WAIT_FOR_OPENING: "Periode ini belum dimulai. Isian dibuka pada waktunya.",
    N.ASK_FOR_TIME: "Tenggat sudah lewat. Mohon perpanjangan kepada koordinator provinsi.",
    N.NOTHING: "Tidak ada yang perlu Anda kerjakan untuk triwulan ini.",
}


def district_step_of(todo: DistrictTodo) -> Step:
    """The step that is due, as ``domain/district_step.py`` chose it."""
    my, code, standing = todo.my, todo.my.period.quarter.code, todo.standing
    page = url_for("quarter.period", code=code)
    match todo.next:
        case N.APPROVE:
            return _approve(todo)
        case N.MEND:
            who = "Provinsi" if todo.returned and todo.returned.by_province else "Pimpinan daerah"
            sentence = f"{who} mengembalikan laporan. Baca alasannya, lalu minta atau kerjakan perbaikannya."
            return Step(sentence, "Buka triwulan", "arrow-return-left", page)
        case N.APPOINT | N.REMIND:
            return _offices(todo)
        case N.FINISH:
            sentence = (
                f"{number(standing.waiting)} isian sudah diketik tetapi belum dihitung; selama itu laporan tidak "
                "dapat dikirim."
            )
            return Step(
                sentence, "Betulkan isian", "pencil", row_link(my.catalogue, code, todo.ends.waiting[0])
            )
        case N.SEND:
            return _send(todo)
        case _:
            return Step(_waiting(todo), "Buka triwulan", "file-earmark-text", page, mine=False)


def _offices(todo: DistrictTodo) -> Step:
    standing = todo.standing
    if todo.next is N.APPOINT:
        sentence = (
            f"Tunjuk operator: {number(standing.unmanned)} perangkat daerah yang isiannya belum lengkap belum "
            "mempunyai orang yang mengisi."
        )
        return Step(sentence, "Tunjuk operator", "pencil", url_for("people.new_page"))
    sentence = f"Ingatkan {number(standing.behind)} perangkat daerah yang isiannya belum lengkap."
    address = url_for("reminders.offices", code=todo.my.period.quarter.code)
    return Step(sentence, "Ingatkan", "send", address)


def _approve(todo: DistrictTodo) -> Step:
    proposal, code = todo.my.proposal, todo.my.period.quarter.code
    if todo.my.apart:
        page = url_for("quarter.period", code=code)
        return Step(todo.my.apart, "Buka triwulan", "file-earmark-text", page, mine=False)
    when = f" oleh {proposal.by}, {moment(proposal.at, todo.my.zone)}" if proposal else ""
    return Step(
        f"Laporan diajukan{when}. Bila Anda menyetujui, laporan langsung dikirim ke provinsi.",
        "Setujui dan kirim",
        "check2-circle",
        url_for("walk.approve_quarter", code=code),
        acts=True,
        number=proposal.number if proposal else None,
    )


def _send(todo: DistrictTodo) -> Step:
    to_leader = todo.my.period.leader_approves
    lack = lack_of(todo.my.services)
    empty = lack.recipients + lack.items + lack.budgets
    notes = [
        f"{number(todo.standing.still)} perangkat daerah belum menyerahkan" if todo.standing.still else "",
        f"{number(empty)} isian masih kosong" if empty else "",
    ]
    said = " dan ".join(filter(None, notes))
    start = f"{said[0].upper()}{said[1:]}. Bila memang begitu, " if said else "Semua isian sudah terkumpul: "
    target = "ajukan ke pimpinan daerah" if to_leader else "kirim ke provinsi"
    return Step(
        f"{start}{target}. Setelah itu isian terkunci.",
        target[0].upper() + target[1:],
        "send",
        url_for("quarter.send", code=todo.my.period.quarter.code),
        acts=True,
    )


def _waiting(todo: DistrictTodo) -> str:
    standing = todo.standing
    return _WAITING[todo.next].format(unapproved=number(standing.unapproved), still=number(standing.still))
