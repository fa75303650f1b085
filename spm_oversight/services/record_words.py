"""The record in Indonesian: for every action what somebody did, and which of its details are told.

Only what is named here is ever shown; a detail nobody thought of stays in the chain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from spm_oversight import formats
from spm_oversight.domain.access import ROLES
from spm_oversight.domain.chain import Event
from spm_oversight.domain.period import Quarter
from spm_oversight.services.record_codes import Words

KINDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "angka": (
        "Angka dan bukti",
        {
            "figures_saved": "menyimpan angka",
            "evidence_added": "menambahkan bukti",
            "evidence_removed": "menghapus bukti",
            "denominator_kept": "menyimpan sasaran",
            "denominator_locked": "mengunci sasaran",
            "denominator_unlocked": "membuka kunci sasaran",
            "published_figure_noted": "mencatat angka yang pernah diumumkan",
        },
    ),
    "langkah": (
        "Langkah triwulan",
        {
            "part_handed_in": "menyerahkan bagian perangkat daerah",
            "part_withdrawn": "menarik kembali bagian perangkat daerah",
            "part_approved": "menyetujui bagian sebagai kepala perangkat daerah",
            "part_approval_taken_back": "menarik persetujuan kepala perangkat daerah",
            "part_returned": "mengembalikan bagian kepada perangkat daerah",
            "quarter_proposed": "mengajukan triwulan kepada pimpinan daerah",
            "quarter_approved": "menyetujui triwulan sebagai pimpinan daerah",
            "quarter_returned": "mengembalikan triwulan kepada admin",
            "quarter_sent": "mengirim triwulan ke provinsi",
            "quarter_withdrawn": "menarik kembali triwulan",
            "report_accepted": "menerima laporan",
            "report_returned": "mengembalikan laporan",
            "report_reopened": "membuka kembali laporan",
            "time_granted": "menambah waktu",
            "evaluation_recorded": "mencatat rapat evaluasi",
            "agreement_made": "mencatat kesepakatan",
            "agreement_done": "menandai kesepakatan selesai",
            "agreement_moved": "memindahkan tenggat kesepakatan",
            "agreement_dropped": "membatalkan kesepakatan",
            "agreement_reopened": "membuka kembali kesepakatan",
        },
    ),
    "periode": (
        "Periode dan metode",
        {
            "period_opened": "membuka periode",
            "approvals_set": "mengatur persetujuan yang diminta",
            "period_closed": "menutup periode",
            "period_published": "menerbitkan periode",
            "period_reopened": "membuka kembali periode yang sudah ditutup",
            "method_drafted": "menyusun versi metode",
            "method_draft_dropped": "membatalkan susunan metode",
            "method_added": "menambahkan versi metode",
            "method_switched": "mengganti metode periode",
            "results_recalculated": "menghitung ulang hasil",
        },
    ),
    "orang": (
        "Orang dan akun",
        {
            "account_created": "membuat akun",
            "appointed": "menunjuk",
            "invited_again": "mengundang sekali lagi",
            "membership_ended": "mengakhiri penugasan",
            "membership_handed_over": "menyerahterimakan penugasan",
            "account_disabled": "menutup akun",
            "account_reopened": "membuka kembali akun",
            "sign_in": "masuk",
            "sign_in_refused": "ditolak masuk",
            "sign_out": "keluar",
            "session_ended": "mengakhiri sesi",
            "password_changed": "mengganti kata sandi",
            "password_renewed": "memberi kata sandi pertama yang baru",
            "password_chosen_by_link": "memilih kata sandi lewat tautan",
            "second_step_added": "memasang langkah kedua",
            "second_step_removed": "melepas langkah kedua",
            "second_step_reset": "melepas langkah kedua orang lain",
            "second_step_refused": "ditolak pada langkah kedua",
            "recovery_codes_made": "membuat kode cadangan baru",
            "reset_asked": "meminta tautan kata sandi",
            "reset_not_sent": "meminta tautan kata sandi, tidak dikirim",
        },
    ),
    "pengaturan": (
        "Daerah dan pengaturan",
        {
            "province_opened": "membuka provinsi",
            "offices_added": "menambahkan perangkat daerah",
            "office_added": "menambahkan perangkat daerah",
            "office_renamed": "mengganti nama perangkat daerah",
            "services_assigned": "membagi pelayanan kepada perangkat daerah",
            "duties_joined": "membolehkan pengisi juga menyetujui",
            "duties_parted": "memisahkan pengisi dan penyetuju",
            "letterhead_kept": "menyimpan kop surat",
            "group_kept": "menyimpan kelompok daerah",
            "group_dropped": "menghapus kelompok daerah",
            "map_tiles_kept": "menyimpan letak daerah pada peta",
            "map_boundaries_kept": "menyimpan batas daerah",
            "map_boundaries_dropped": "menghapus batas daerah",
            "messages_chosen": "memilih pesan yang dikirim lewat surel",
            "demonstration_loaded": "memuat data contoh",
        },
    ),
    "dokumen": (
        "Dokumen dan pengingat",
        {
            "paper_requested": "meminta dokumen",
            "paper_made": "menyelesaikan dokumen",
            "paper_withdrawn": "mencabut dokumen",
            "paper_printed": "mencetak dokumen dari baris perintah",
            "draft_package_exported": "mengekspor paket data konsep",
            "booklet_composed": "menyusun buku rakor",
            "booklet_table_put": "menaruh tabel dalam buku rakor",
            "record_exported": "mengekspor catatan",
            "districts_reminded": "mengingatkan daerah",
            "offices_reminded": "mengingatkan perangkat daerah",
            "reminded_by_schedule": "mengingatkan menurut jadwal",
        },
    ),
    "sistem": (
        "Sistem dan penolakan",
        {
            "refused": "mencoba sesuatu yang ditolak",
            "backup_made": "membuat cadangan",
            "copy_released": "mengizinkan salinan pulihan bekerja",
            "job_retried": "menjalankan ulang pekerjaan",
        },
    ),
}
"""Each kind of event by its name in an address: its title, and its actions with what somebody did."""

WORDS: Mapping[str, str] = {
    action: words for _, actions in KINDS.values() for action, words in actions.items()
}
_KIND_OF = {action: title for title, actions in KINDS.values() for action in actions}
_PAPERS = {
    "booklet": "buku rakor",
    "scorecard": "kartu daerah",
    "letter": "surat",
    "handout": "bahan rapat evaluasi",
    "receipt": "tanda terima",
}
_SOURCES = {"workbook": "lembar kerja", "form": "layar"}
_QUARTER, _SERVICE = re.compile(r"\d{4}-Q[1-4]"), re.compile(r"(?:kab|prov)\.[\d.]+\d")
LONGEST = 300


def _text(value: Any) -> str:
    """A plain value, a list of such or how many there are, or the plain values of a mapping; else nothing."""
    match value:
        case bool():
            return "ya" if value else "tidak"
        case str() | int() | float():
            return str(value)[:LONGEST]
        case list():
            plain = all(isinstance(each, str) for each in value)  # pyright: ignore[reportUnknownVariableType]
            return ", ".join(value)[:LONGEST] if plain else str(len(value))  # pyright: ignore
        case dict():
            named = (f"{word} {_text(value[key])}" for key, word in _INSIDE.items() if value.get(key))  # pyright: ignore
            return ", ".join(named)[:LONGEST]
        case _:
            return ""


def _count(value: Any) -> str:
    return str(len(value)) if value else ""


# What may be told of a value before and after, where it has parts.
_INSIDE: Mapping[str, str] = {
    "name": "nama",
    "email": "surel",
    "value": "nilai",
    "source": "sumber",
    "day": "tanggal",
    "due": "tenggat",
    "text": "isi",
    "owner": "pemilik",
}
_DETAILS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "email": ("surel", _text),
    "name": ("nama", _text),
    "role": ("peran", lambda name: ROLES[name].label if name in ROLES else _text(name)),
    "district": ("daerah", _text),
    "districts": ("daerah", _text),
    "of": ("daerah", _text),
    "to": ("kepada", _text),
    "office": ("perangkat daerah", _text),
    "offices": ("perangkat daerah", _text),
    "code": ("kode", _text),
    "service": ("pelayanan", _text),
    "item": ("butir", _text),
    "kind": ("jenis", lambda kind: _PAPERS.get(kind, _text(kind))),
    "number": ("nomor", _text),
    "source": ("lewat", lambda source: _SOURCES.get(source, _text(source))),
    "cells": ("isian", _count),
    "people": ("penerima", _text),
    "rows": ("peristiwa", _text),
    "filter": ("saringan", _text),
    "tenant": ("catatan", _text),
    "method": ("metode", _text),
    "before": ("sebelum", _text),
    "after": ("sesudah", _text),
    "until": ("sampai", _text),
    "address": ("alamat jaringan", _text),
    "sessions": ("sesi", _text),
    "task": ("pekerjaan", _text),
    "reason": ("alasan", _text),
    "why": ("alasan", _text),
}


@dataclass(frozen=True)
class Told:
    """An event in words: ``what`` somebody did, about which ``quarter`` (empty: none), with which ``details``."""

    kind: str
    what: str
    quarter: str
    details: str


def told(event: Event, words: Words) -> Told:
    """An event in words; an action of a later version that is unknown here is named as it is stored."""
    service = _SERVICE.search(event.subject)
    detail = {**({"service": service[0]} if service else {}), **event.detail}
    kept = {key: words.of(key, value) for key, value in detail.items() if value is not None}
    named = ((label, say(kept[key])) for key, (label, say) in _DETAILS.items() if key in kept)
    found = _QUARTER.search(f"{event.subject} {event.detail.get('quarter', '')}")
    quarter = Quarter.parse(found[0]) if found else None
    return Told(
        kind=_KIND_OF.get(event.action, ""),
        what=WORDS.get(event.action, event.action),
        quarter=formats.quarter_title(quarter.year, quarter.number) if quarter else "",
        details="; ".join(f"{label}: {said}" for label, said in named if said),
    )
