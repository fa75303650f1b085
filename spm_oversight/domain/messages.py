"""Messages to people: what kinds there are, which a person may do without, and how far one has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from spm_oversight.domain.links import LinkKind


class MessageState(StrEnum):
    """How far a message is: on its way, sent, given up, or kept here because no mail was wanted or possible."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"


@dataclass(frozen=True)
class Kind:
    """A kind of message: name (stored), label and meaning on screen, and the roles it is written to.

    ``mailed``: by mail unless the person chose otherwise. One that is not ``optional`` is mailed whatever they chose:
    they could not work without it. A ``private`` one carries a link that only its reader may see (ADR 0034).
    """

    name: str
    label: str
    meaning: str
    roles: tuple[str, ...] = ()
    mailed: bool = True
    optional: bool = True
    private: bool = False


_OFFICE = ("operator", "office_head")
_ADMIN = ("district_admin",)
REMINDER = Kind(
    "reminder",
    "Pengingat tenggat",
    "Sebelum tenggat, selama isian yang menjadi bagian Anda belum lengkap.",
    (*_OFFICE, *_ADMIN),
)
PERIOD = Kind("period", "Periode dibuka", "Ketika provinsi membuka satu triwulan untuk laporan.", _ADMIN)
REPORT = Kind(
    "report",
    "Keputusan atas laporan",
    "Ketika laporan daerah Anda diterima atau dikembalikan.",
    (*_ADMIN, "district_leader"),
)
PART = Kind(
    "part",
    "Bagian perangkat daerah",
    "Ketika isian perangkat daerah diserahkan, disetujui, atau dikembalikan.",
    (*_OFFICE, *_ADMIN),
)
PAPER = Kind(
    "paper",
    "Dokumen selesai",
    "Ketika dokumen yang Anda minta selesai dibuat.",
    (*_ADMIN, "coordinator", "reviewer"),
    mailed=False,
)
ACCOUNT = Kind("account", "Akun dan penugasan", "Hal akun dan penugasan Anda.", optional=False)
INVITATION = Kind(
    LinkKind.INVITATION.value, "Undangan", "Ketika Anda ditunjuk.", optional=False, private=True
)
RESET = Kind(
    LinkKind.RESET.value, "Kata sandi baru", "Ketika Anda lupa kata sandi.", optional=False, private=True
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (REMINDER, PERIOD, REPORT, PART, PAPER, ACCOUNT, INVITATION, RESET)
}


def is_mailed(kind: Kind, chosen: bool | None) -> bool:
    """Whether a message of this kind goes out by mail to somebody who chose so, or chose nothing (None)."""
    return kind.mailed if chosen is None or not kind.optional else chosen
