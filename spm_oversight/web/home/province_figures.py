"""What a quarter comes to in the province: mean, bands, who moved, and who still waits for which service."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import url_for

from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import NO_BADGE, NOT_COMPUTABLE, badge_of
from spm_oversight.domain.catalogue import URUSAN, Urusan
from spm_oversight.domain.indicators import PEOPLE_UNIT
from spm_oversight.domain.unserved import Unserved, by_unit
from spm_oversight.formats import EMPTY, number, signed
from spm_oversight.services.province_overview import Move, Moves, ProvinceOverview
from spm_oversight.web.frozen import figure
from spm_oversight.web.key_figure import KeyFigure
from spm_oversight.web.told import title_of


@dataclass(frozen=True)
class BandCount:
    """How many districts stand in a band."""

    badge: Badge
    count: int


@dataclass(frozen=True)
class MoveRow:
    """A district then and now, percent, and the change, percentage points."""

    name: str
    before: str
    now: str
    change: str


@dataclass(frozen=True)
class MovesTable:
    """Gains and falls against an earlier quarter; ``empty``: why there is none to show. ``before``: its title."""

    title: str
    about: str
    before: str
    gains: tuple[MoveRow, ...]
    falls: tuple[MoveRow, ...]
    empty: str
    address: str


@dataclass(frozen=True)
class ServiceRow:
    """A service and how many still wait, of how many who are owed it; ``base``: over how many districts."""

    name: str
    unit: str
    to_serve: str
    waiting: str
    base: str


@dataclass(frozen=True)
class UrusanGroup:
    """The services of an urusan; ``sum``: who waits, each unit for itself.

    ``page``: all about the urusan; ``address``: its districts compared.
    """

    name: str
    sum: str
    page: str
    address: str
    rows: tuple[ServiceRow, ...]


def key_figures(found: ProvinceOverview) -> tuple[KeyFigure, ...]:
    """Mean, completeness, people who wait."""
    code, total = found.period.quarter.code, number(len(found.lines))
    counted = "yang diperingkat" if found.period.frozen else "yang laporannya diterima"
    waiting = by_unit(found.unserved).get(PEOPLE_UNIT)
    giving = sum(row.filled for row in found.unserved if row.service.unit == PEOPLE_UNIT)
    return (
        KeyFigure(
            "Rata-rata capaian (IPSPM)",
            NOT_COMPUTABLE if found.mean is None else figure(found.period, found.mean),
            "" if found.mean is None else "%",
            f"{number(found.counted)} dari {total} daerah {counted}",
            link="Bandingkan capaian",
            address=url_for("comparison.page", periode=code),
        ),
        KeyFigure(
            "Rata-rata keterisian",
            NOT_COMPUTABLE if found.completeness is None else figure(found.period, found.completeness, 1),
            "" if found.completeness is None else "%",
            f"isian wajib, {total} daerah",
            link="Bandingkan keterisian",
            address=url_for("comparison.page", periode=code, ukuran="keterisian"),
        ),
        KeyFigure(
            "Orang yang belum terlayani",
            number(waiting) if giving and waiting is not None else NOT_COMPUTABLE,
            "orang" if giving else "",
            "semua layanan yang menghitung orang, semua daerah yang mengisinya",
            link="Bandingkan yang belum terlayani",
            address=url_for("comparison.page", periode=code, ukuran="belum-terlayani"),
        ),
    )


def band_counts(found: ProvinceOverview) -> tuple[BandCount, ...]:
    """From the highest band to those that cannot be assessed; bands without a district too."""
    running = found.period.running
    counts = (BandCount(badge_of(name, running=running), count) for name, count in found.bands)
    return (*counts, BandCount(NO_BADGE, found.unassessed))


def moves_tables(found: ProvinceOverview) -> tuple[MovesTable, ...]:
    """Against the same quarter of last year, which is fair, then against the quarter before."""
    return tuple(_table(found, moves) for moves in found.moves)


def _table(found: ProvinceOverview, moves: Moves) -> MovesTable:
    before = title_of(moves.against)
    fair = "Pembanding yang adil: angka kumulatif pada triwulan yang sama."
    usual = "Angka kumulatif wajar naik di dalam satu tahun; penurunan perlu diperiksa."
    turn = "Tahun berganti, jadi angka kumulatif mulai lagi dari awal: bukan pembanding yang adil."
    about = fair if moves.fair else usual if moves.against.year == found.period.quarter.year else turn
    return MovesTable(
        title=f"Dibanding {before}",
        about=about,
        before=before,
        gains=tuple(_move(found, each) for each in moves.gains),
        falls=tuple(_move(found, each) for each in moves.falls),
        empty=""
        if moves.gains or moves.falls
        else f"Tidak ada daerah dengan capaian pada kedua triwulan untuk dibandingkan dengan {before}."
        if not moves.all
        else "Tidak ada capaian yang berubah.",
        address=url_for("comparison.page", periode=found.period.quarter.code, ukuran="perubahan"),
    )


def _move(found: ProvinceOverview, move: Move) -> MoveRow:
    return MoveRow(
        name=move.district.name,
        before=figure(found.period, move.before),
        now=figure(found.period, move.now),
        change=signed(move.change, 2),
    )


def unserved_groups(found: ProvinceOverview) -> tuple[UrusanGroup, ...]:
    """The services by urusan."""
    return tuple(
        _group(found, urusan, rows)
        for urusan in URUSAN
        if (rows := [row for row in found.unserved if row.service.urusan_code == urusan.code])
    )


def _group(found: ProvinceOverview, urusan: Urusan, rows: list[Unserved]) -> UrusanGroup:
    sums = by_unit(rows)
    return UrusanGroup(
        name=urusan.name,
        sum="; ".join(f"{number(count)} {unit}" for unit, count in sums.items()) or "belum ada isian",
        page=url_for("urusan.page", urusan=urusan.code, triwulan=found.period.quarter.code),
        address=url_for(
            "comparison.page", periode=found.period.quarter.code, ukuran="penerima", urusan=urusan.code
        ),
        rows=tuple(_service(row) for row in rows),
    )


def _service(row: Unserved) -> ServiceRow:
    nil = f", {number(row.nil)} nihil" if row.nil else ""
    return ServiceRow(
        name=row.service.name,
        unit=row.service.unit,
        to_serve=_count(row.to_serve, row),
        waiting=_count(row.waiting, row),
        base=f"{number(row.filled)} daerah{nil}",
    )


def _count(value: Fraction, row: Unserved) -> str:
    return number(value) if row.filled else EMPTY
