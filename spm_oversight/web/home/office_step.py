"""The next step of an office's people in words: what, where to begin, on which button."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import url_for

from spm_oversight.domain.office_step import Next
from spm_oversight.formats import number
from spm_oversight.services.entry_rows import PROBLEMS
from spm_oversight.services.needs import complete
from spm_oversight.services.office_todo import OfficeTodo
from spm_oversight.services.unfinished import service_of
from spm_oversight.web.entry_links import remark_link, row_link, service_link
from spm_oversight.web.home.step import Step

WAITING: Mapping[Next, str] = {
    Next.WAIT_FOR_OPERATOR: "Menunggu operator mengisi dan menyerahkan. Setelah itu giliran Anda menyetujui.",
    Next.WAIT_FOR_HEAD: "Sudah diserahkan. Menunggu kepala perangkat daerah menyetujui.",
    Next.WAIT_FOR_ADMIN: "Bagian ini sudah beres. Menunggu admin kabupaten/kota menghimpun dan mengirim.",
    Next.WAIT_FOR_LEADER: "Menunggu pimpinan daerah menyetujui laporan seluruh daerah.",
    Next.WAIT_FOR_PROVINCE: "Laporan sudah di provinsi. Menunggu pemeriksaan.",
    Next.WAIT_FOR_SERVICES: (
        "Perangkat daerah ini belum mengampu satu layanan pun. Minta admin kabupaten/kota mengaturnya."
    ),
    Next.WAIT_FOR_OPENING: "Periode ini belum dimulai. Isian dibuka pada waktunya.",
    Next.ASK_FOR_TIME: "Tenggat sudah lewat. Minta admin kabupaten/kota memohon perpanjangan kepada provinsi.",
    Next.NOTHING: "Tidak ada yang perlu Anda kerjakan untuk triwulan ini.",
}


def office_step(todo: OfficeTodo) -> Step:
    """The step that is due, as ``domain/office_step.py`` chose it."""
    if todo.also is not None:
        return _as_the_other(todo)
    known: Mapping[Next, Callable[[OfficeTodo], Step]] = {
        Next.MEND: _mend,
        Next.FINISH: _finish,
        Next.FILL: _fill,
        Next.STATE: _state,
        Next.EXPLAIN: _explain,
        Next.HAND_IN: _hand_in,
        Next.APPROVE: _approve,
    }
    if todo.next in known:
        return known[todo.next](todo)
    if not todo.my.services:
        address, label = url_for("quarter.period", code=_code(todo)), "Buka triwulan"
    else:
        address, label = url_for("entry.choose", code=_code(todo)), "Lihat isian"
    return Step(WAITING[todo.next], label, "file-earmark-text", address, mine=False)


def _as_the_other(todo: OfficeTodo) -> Step:
    also, heads = todo.also, todo.next is Next.WAIT_FOR_HEAD
    assert also is not None  # noqa: S101 (asked by the caller)
    sentence, label = (
        (
            "Sudah diserahkan. Anda juga kepala perangkat daerah ini: setujui sebagai kepala.",
            "Lanjut sebagai kepala",
        )
        if heads
        else ("Anda juga operator perangkat daerah ini: isi sebagai operator.", "Lanjut sebagai operator")
    )
    return Step(sentence, label, "arrow-repeat", url_for("account.switch", membership=also.id), acts=True)


def _mend(todo: OfficeTodo) -> Step:
    returned = todo.returned
    open_ = [each for each in returned.remarks if not each.mended] if returned else []
    if not open_:
        sentence = "Baca alasan pengembalian di bawah, perbaiki isiannya, lalu serahkan lagi."
        return Step(sentence, "Perbaiki isian", "pencil", url_for("entry.choose", code=_code(todo)))
    first = open_[0].code
    sentence = (
        f"Perbaiki {number(len(open_))} isian yang diberi catatan, mulai dari {_service_name(todo, first)}."
    )
    return Step(sentence, "Perbaiki isian", "pencil", remark_link(todo.my.catalogue, _code(todo), first))


def _finish(todo: OfficeTodo) -> Step:
    first, count = todo.ends.waiting[0], len(todo.ends.waiting)
    place = "daftar permasalahan" if first[0] == PROBLEMS else _service_name(todo, service_of(first))
    sentence = f"Betulkan {number(count)} isian yang sudah diketik tetapi belum dihitung, mulai dari {place}."
    return Step(sentence, "Betulkan isian", "pencil", row_link(todo.my.catalogue, _code(todo), first))


def _fill(todo: OfficeTodo) -> Step:
    first = next(line for line in todo.my.services if not complete(line)).service
    sentence = f"Isi {number(todo.missing)} isian yang masih kosong, mulai dari {first.name}."
    return Step(sentence, "Isi sekarang", "pencil", service_link(todo.my.catalogue, _code(todo), first.code))


def _state(todo: OfficeTodo) -> Step:
    first, more = todo.ends.unstated[0], len(todo.ends.unstated) - 1
    others = f" dan {number(more)} layanan lain" if more else ""
    sentence = (
        f"Tambahkan surat pernyataan nihil untuk {_service_name(todo, first)}{others}; "
        "tanpa surat itu isian tidak dapat diserahkan."
    )
    address = url_for("evidence.service", code=_code(todo), service=first, untuk="nihil")
    return Step(sentence, "Tambah surat nihil", "upload", address)


def _explain(todo: OfficeTodo) -> Step:
    open_ = todo.ends.unexplained
    sentence = (
        f"Semua sudah terisi. Betulkan atau jelaskan {number(len(open_))} angka yang tidak biasa, "
        f"mulai dari {_service_name(todo, open_[0].service)}."
    )
    address = row_link(todo.my.catalogue, _code(todo), open_[0].row)
    return Step(sentence, "Jelaskan angka", "exclamation-triangle", address)


def _hand_in(todo: OfficeTodo) -> Step:
    sentence = (
        "Semua sudah terisi. Serahkan ke kabupaten; isian terkunci sampai dikembalikan atau Anda tarik."
    )
    return Step(
        sentence, "Serahkan ke kabupaten", "send", url_for("walk.hand_in", code=_code(todo)), acts=True
    )


def _approve(todo: OfficeTodo) -> Step:
    if todo.my.apart:
        page = url_for("quarter.period", code=_code(todo))
        return Step(todo.my.apart, "Buka triwulan", "file-earmark-text", page, mine=False)
    step = todo.my.parts[0].step
    lacking = f" Masih ada {number(todo.missing)} isian kosong." if todo.missing else ""
    return Step(
        f"Operator sudah menyerahkan isian ini.{lacking} Periksa, lalu setujui atau kembalikan.",
        "Setujui bagian ini",
        "check2-circle",
        url_for("walk.approve_part", code=_code(todo)),
        acts=True,
        number=step.number if step else 0,
    )


def _service_name(todo: OfficeTodo, code: str) -> str:
    """The service a code is of, or is an item of."""
    catalogue = todo.my.catalogue
    item = catalogue.item.get(code)
    return catalogue.service[item.service_code if item else code].name


def _code(todo: OfficeTodo) -> str:
    return todo.my.period.quarter.code
