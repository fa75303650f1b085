"""What a person may do with the walk of a quarter now, and where the parts of the offices stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.walk import LOCKED, PartState, ProposalAct
from spm_oversight.services.parts import Part
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.told import PART, STEPS, State

P = Permission


@dataclass(frozen=True)
class Act:
    """A button: what it says, what it explains, where it posts, which step was looked at."""

    about: str
    label: str
    icon: str
    endpoint: str
    primary: bool
    number: int | None = None


@dataclass(frozen=True)
class PartRow:
    """An office's part in the table of all; ``opens``: whether the person may look into it to give it back."""

    opens: bool
    id: str
    name: str
    state: State
    told: str


@dataclass(frozen=True)
class WalkCard:
    """``own``: the state of the person's own part, None for the whole district; ``give_back``: where a reason posts.

    ``apart``: why the person may not approve what waits for them. ``said``: comments with the name of the service or
    item; ``still``: offices that have not handed in.
    """

    own: State | None
    told: str
    reason: str
    said: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    give_back: str
    number: int | None
    parts: tuple[PartRow, ...]
    still: tuple[str, ...]
    waiting: bool
    apart: str


def walk_card(my: MyQuarter, *, may: Callable[[Permission], bool]) -> WalkCard:
    """The card for somebody with these permissions."""
    part = my.parts[0] if my.office and my.parts else None
    acts = _of_part(my, part, may) if part else _of_quarter(my, may)
    give_back, number = _give_back(my, part, may)
    returned = my.proposal if my.proposal and my.proposal.act is ProposalAct.RETURN else None
    reason = part.reason if part else returned.reason if returned and not my.office else ""
    return WalkCard(
        own=PART[part.state] if part else None,
        told=_told(my, part) if part else "",
        reason=reason,
        said=_said(my, part),
        acts=acts,
        give_back=give_back,
        number=number,
        parts=() if my.office else tuple(_row(my, each, may(P.RETURN_PART)) for each in my.parts),
        still=() if my.office else tuple(p.office.name for p in my.parts if p.state not in LOCKED),
        waiting=my.waits_for_leader,
        apart=my.apart,
    )


def _of_part(my: MyQuarter, part: Part, may: Callable[[Permission], bool]) -> tuple[Act, ...]:
    number = part.step.number if part.step else 0
    open_ = my.period.closed_at is None and my.report.state not in (ReportState.SENT, ReportState.ACCEPTED)
    acts: list[Act] = []
    if may(P.HAND_IN_PART) and my.may_enter and part.state in (PartState.DRAFT, PartState.RETURNED):
        about = "Setelah diserahkan, isian Anda terkunci sampai dikembalikan atau Anda tarik."
        acts.append(Act(about, "Serahkan ke kabupaten", "send", "walk.hand_in", True))
    if may(P.HAND_IN_PART) and open_ and part.state is PartState.HANDED_IN:
        about = "Masih ada yang perlu diubah? Tarik kembali selama belum disetujui."
        acts.append(Act(about, "Tarik kembali", "arrow-return-left", "walk.withdraw_part", False))
    if may(P.APPROVE_PART) and open_ and part.state is PartState.HANDED_IN and not my.apart:
        about = "Anda menyatakan isian perangkat daerah ini benar."
        acts.append(Act(about, "Setujui bagian ini", "check2-circle", "walk.approve_part", True, number))
    if may(P.APPROVE_PART) and open_ and part.state is PartState.APPROVED:
        about = "Persetujuan dapat ditarik selama triwulan belum dikirim."
        acts.append(Act(about, "Tarik persetujuan", "arrow-return-left", "walk.take_back", False))
    return tuple(acts)


def _of_quarter(my: MyQuarter, may: Callable[[Permission], bool]) -> tuple[Act, ...]:
    acts: list[Act] = []
    if may(P.APPROVE_QUARTER) and my.waits_for_leader and my.proposal and not my.apart:
        about = "Anda menyetujui angka daerah ini; laporan langsung dikirim ke provinsi."
        label = "Setujui dan kirim ke provinsi"
        acts.append(Act(about, label, "check2-circle", "walk.approve_quarter", True, my.proposal.number))
    sent = my.report.state is ReportState.SENT and my.period.closed_at is None
    if may(P.SEND_QUARTER) and (my.waits_for_leader or sent):
        about = "Kiriman dapat ditarik selama belum diputuskan; isiannya terbuka lagi."
        acts.append(Act(about, "Tarik kembali kiriman", "arrow-return-left", "walk.withdraw_quarter", False))
    return tuple(acts)


def _give_back(my: MyQuarter, part: Part | None, may: Callable[[Permission], bool]) -> tuple[str, int | None]:
    if part and may(P.APPROVE_PART) and part.state is PartState.HANDED_IN and my.period.closed_at is None:
        return "walk.give_back_own", part.step.number if part.step else None
    if may(P.APPROVE_QUARTER) and my.waits_for_leader and my.proposal:
        return "walk.give_back_quarter", my.proposal.number
    return "", None


def _said(my: MyQuarter, part: Part | None) -> tuple[tuple[str, str], ...]:
    """What was said on services and items: inside the district for the own part, and by the province."""
    mine = {line.service.code for line in my.services}
    by_province = {code: text for code, text in my.comments.items() if code in mine}
    shown = by_province if my.report.state is ReportState.RETURNED else {}
    if part and part.state is PartState.RETURNED and part.reason:
        shown = {**shown, **part.comments}
    return tuple((name_of(my.catalogue, code), text) for code, text in sorted(shown.items()))


def name_of(catalogue: Catalogue, code: str) -> str:
    """The name of a service, or of an item with its service."""
    if code in catalogue.item:
        item = catalogue.item[code]
        return f"{catalogue.service[item.service_code].name}, {item.name}"
    return catalogue.service[code].name if code in catalogue.service else code


def _told(my: MyQuarter, part: Part) -> str:
    if part.state is PartState.RETURNED and part.given_back_at and not part.reason:
        return f"Dikembalikan provinsi {formats.moment(part.given_back_at, my.zone)}"
    if part.step is None:
        return ""
    return f"{STEPS[f'part_{part.step.act.value}']}, {formats.moment(part.step.at, my.zone)}, {part.step.by}"


def _row(my: MyQuarter, part: Part, opens: bool) -> PartRow:
    return PartRow(opens, str(part.office.id), part.office.name, PART[part.state], _told(my, part))
