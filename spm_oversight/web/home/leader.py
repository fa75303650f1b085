"""A district on one page for its leader: the state, who has the ball, the figures, what blocks, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from flask import url_for

from spm_oversight import formats
from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import BUDGET_VERSION, NOT_COMPUTABLE, badge_of
from spm_oversight.domain.part import Part
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.show import shown
from spm_oversight.services.deadlines import until
from spm_oversight.services.district_todo import LeaderSummary
from spm_oversight.services.overview import UrusanStanding
from spm_oversight.web.home.district_rows import Blocking, blocking, finding
from spm_oversight.web.home.district_step import district_step_of
from spm_oversight.web.home.returned import Returned, returned
from spm_oversight.web.home.step import Step
from spm_oversight.web.key_figure import KeyFigure
from spm_oversight.web.told import cumulative, figure, title_of

NO_COMPARISON = "tidak ada pembanding"


@dataclass(frozen=True)
class UrusanRow:
    """One urusan: achievement with its band, change against a year before, how full (``begun``: at all), its money.

    ``address``: where it is taken apart.
    """

    name: str
    index: str
    badge: Badge
    change: str
    filled: str
    begun: bool
    serapan: str
    money: str
    address: str


@dataclass(frozen=True)
class LeaderScreen:
    """All the page shows; ``changed``: what is other than at the last approval, in a sentence."""

    code: str
    over: str
    title: str
    facts: tuple[tuple[str, str], ...]
    step: Step
    returned: Returned | None
    figures: tuple[KeyFigure, ...]
    blocking: tuple[Blocking, ...]
    rows: tuple[UrusanRow, ...]
    before: str
    version: str
    changed: str
    sample: bool


def leader_screen(found: LeaderSummary, *, now: datetime) -> LeaderScreen:
    """The page at ``now``."""
    todo, my, quarter = found.todo, found.todo.my, found.todo.my.period.quarter
    return LeaderScreen(
        code=quarter.code,
        over=f"Ringkasan untuk pimpinan: {my.district.name}",
        title=f"{title_of(quarter)}: {finding(todo)}",
        facts=(
            ("Tenggat", until(my.closes, my.zone, now)),
            ("Angka", f"dilaporkan, {cumulative(quarter)}"),
        ),
        step=district_step_of(todo),
        returned=returned(my, todo.returned),
        figures=_figures(found),
        blocking=blocking(todo),
        rows=tuple(
            _row(each, _page(my.district.id, quarter, each.urusan.code), running=quarter.number < 4)
            for each in found.view.urusan
            if each.part.expected
        ),
        before=title_of(quarter.year_before),
        version=_version(found),
        changed=_changed(found),
        sample=my.sample,
    )


def _figures(found: LeaderSummary) -> tuple[KeyFigure, ...]:
    my, view = found.todo.my, found.view
    quarter, whole = my.period.quarter, found.view.whole
    badge = badge_of(my.category, running=quarter.number < 4)
    before = f"dibanding {title_of(quarter.year_before)}"
    return (
        KeyFigure(
            "Capaian",
            *_value(my.index, 2),
            badge.label,
            badge,
            "Uraikan capaian",
            _page(my.district.id, quarter),
        ),
        KeyFigure("Perubahan", *_change(view.change), before),
        KeyFigure(
            "Keterisian",
            *_value(whole.completeness, 1),
            f"{formats.number(whole.filled)} dari {formats.number(whole.expected)} isian",
        ),
        KeyFigure("Serapan", *_value(whole.serapan, 2), _money(whole, _version(found))),
    )


def _value(value: Fraction | Decimal | None, decimals: int) -> tuple[str, str]:
    if value is None:
        return formats.EMPTY, ""
    return formats.number(shown(Fraction(value), decimals), decimals), "%"


def _change(change: Fraction | None) -> tuple[str, str]:
    return (NO_COMPARISON, "") if change is None else (formats.signed(change, 2), "poin persen")


def _money(part: Part, version: str) -> str:
    """What the absorption is of: ``realisasi Rp 1,20 miliar dari pagu SPM Rp 3,40 miliar, APBD Murni``."""
    if part.allocation is None:
        return "belum ada isian anggaran"
    allocation = f"pagu SPM {formats.rupiah_short(part.allocation)}{version}"
    if part.realisation is None:
        return f"realisasi belum lengkap; {allocation}"
    base = "" if part.serapan is not None else f"; {NOT_COMPUTABLE}"
    return f"realisasi {formats.rupiah_short(part.realisation)} dari {allocation}{base}"


def _version(found: LeaderSummary) -> str:
    return f", APBD {BUDGET_VERSION[found.view.version]}" if found.view.version else ""


def _page(district: str, quarter: Quarter, urusan: str = "") -> str:
    anchor = f"urusan-{urusan}" if urusan else None
    return url_for("district.page", district=district, triwulan=quarter.code, _anchor=anchor)


def _row(standing: UrusanStanding, address: str, *, running: bool) -> UrusanRow:
    before, index, part = standing.year_before, standing.index, standing.part
    change = None if before is None or index is None else Fraction(index) - before
    return UrusanRow(
        name=standing.urusan.name,
        index=figure(index),
        badge=badge_of(standing.category, running=running),
        change=NO_COMPARISON if change is None else formats.signed(change, 2),
        filled=f"{formats.number(part.filled)} dari {formats.number(part.expected)}",
        begun=bool(part.filled),
        serapan=" ".join(filter(None, _value(part.serapan, 2))),
        money=_money(part, ""),
        address=address,
    )


def _changed(found: LeaderSummary) -> str:
    changed, zone = found.changed, found.todo.my.zone
    if changed.since is None:
        return "Triwulan ini belum pernah disetujui pimpinan daerah."
    when = f"persetujuan {formats.moment(changed.since, zone)} oleh {changed.approved_by}"
    if not changed.cells:
        return f"Tidak ada isian yang berubah sejak {when}."
    return f"{formats.number(len(changed.cells))} isian berubah sejak {when}."
