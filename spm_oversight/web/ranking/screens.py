"""The ranking as its page shows it: places, who stands outside and why, and the method in words."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.documents.model import Badge
from spm_oversight.documents.ranking import weight
from spm_oversight.documents.words import AGGREGATION, EMPTY_DENOMINATOR, REPORT_STATE
from spm_oversight.domain.method import Method, ReportState
from spm_oversight.formats import EMPTY, number, quarter_short
from spm_oversight.services.ranking import Ranking, Standing
from spm_oversight.web.district.address import addresses
from spm_oversight.web.frozen import Band, Frame, badge, figure, frame_of, legend

_WHY_UNRANKED = {
    ReportState.SENT: "Laporan sudah dikirim dan menunggu pemeriksaan provinsi.",
    ReportState.RETURNED: "Laporan dikembalikan dan belum dikirim ulang.",
    ReportState.DRAFT: "Laporan masih diisi dan belum dikirim.",
}
_WHY_UNASSESSABLE = {
    ReportState.NONE: "Laporan belum mulai diisi.",
    ReportState.DRAFT: "Laporan belum dikirim, dan belum ada isian penerima layanan.",
}
_NOTHING = "Belum ada isian penerima layanan, atau semua layanan dinyatakan nihil."


@dataclass(frozen=True)
class Earlier:
    """A rank of an earlier period. ``move``: ``up`` (better now), ``down``, ``same``, or empty (no rank then)."""

    head: str
    rank: str
    move: str


@dataclass(frozen=True)
class Place:
    """One place in the ranking; ``address``: the district's page, for whoever may open it."""

    rank: int
    tied: bool
    name: str
    address: str
    index: str
    bar: float
    badge: Badge
    gap: str
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True)
class Outside:
    """A district without rank, and why."""

    name: str
    badge: Badge
    index: str
    why: str


@dataclass(frozen=True)
class RankingScreen:
    """The whole page."""

    frame: Frame
    title: str
    heads: tuple[str, ...]
    places: tuple[Place, ...]
    unranked: tuple[Outside, ...]
    unassessable: tuple[Outside, ...]
    mean: str
    legend: tuple[Band, ...]
    method: str
    rules: tuple[tuple[str, str], ...]


def screen_of(ranking: Ranking) -> RankingScreen:
    """Build the page."""
    period = ranking.period
    everybody = (*ranking.ranked, *ranking.unranked, *ranking.unassessable)
    pages = addresses((each.district.id for each in ranking.ranked), period.quarter)
    heads = tuple(f"{quarter_short(each.number)} {each.year}" for each in ranking.earlier)
    return RankingScreen(
        frame=frame_of(period, {each.district.id: each.district.short for each in everybody}),
        title=_title(ranking),
        heads=heads,
        places=tuple(
            _place(ranking, each, heads, pages.get(each.district.id, "")) for each in ranking.ranked
        ),
        unranked=tuple(_outside(ranking, each, _WHY_UNRANKED) for each in ranking.unranked),
        unassessable=tuple(_outside(ranking, each, _WHY_UNASSESSABLE) for each in ranking.unassessable),
        mean=figure(period, ranking.mean),
        legend=legend(period),
        method=f"Metode IPSPM {period.method.version}",
        rules=_rules(period.method),
    )


def _title(ranking: Ranking) -> str:
    count = len(ranking.ranked)
    first = [each.district.short for each in ranking.ranked if each.rank == 1]
    if not first:
        return "Belum ada daerah yang diperingkat"
    if len(first) > 2:
        return f"{len(first)} dari {count} daerah berbagi peringkat 1"
    return f"{' dan '.join(first)} di peringkat 1 dari {count} daerah"


def _place(ranking: Ranking, each: Standing, heads: tuple[str, ...], address: str) -> Place:
    rank, index = each.rank or 0, each.achievement.index
    return Place(
        rank=rank,
        tied=each.tied,
        name=each.district.short,
        address=address,
        index=figure(ranking.period, index),
        bar=float(index or 0),
        badge=badge(ranking.period, each.achievement),
        gap=number(each.gap, 2),
        earlier=tuple(_earlier(head, rank, then) for head, then in zip(heads, each.earlier, strict=True)),
    )


def _earlier(head: str, rank: int, then: int | None) -> Earlier:
    if then is None:
        return Earlier(head, EMPTY, "")
    return Earlier(head, str(then), "up" if then > rank else "down" if then < rank else "same")


def _outside(ranking: Ranking, each: Standing, why: dict[ReportState, str]) -> Outside:
    return Outside(
        name=each.district.name,
        badge=badge(ranking.period, each.achievement),
        index=figure(ranking.period, each.achievement.index),
        why=why.get(each.report_state, _NOTHING),
    )


def _rules(method: Method) -> tuple[tuple[str, str], ...]:
    """Every choice of the method version, in words."""
    recipients, quality = weight(method.recipients_weight), weight(method.quality_weight)
    states = " atau ".join(REPORT_STATE[state] for state in method.ranked_states)
    return (
        ("Layanan", f"{recipients} × penerima + {quality} × mutu; masing-masing paling tinggi 100 %."),
        ("Mutu", f"{AGGREGATION[method.quality_aggregation]}."),
        ("Urusan", "rata-rata layanan yang dihitung."),
        ("Daerah", "rata-rata urusan yang dihitung."),
        ("Nihil", f"{EMPTY_DENOMINATOR[method.empty_denominator]}."),
        (
            "Urutan",
            "memakai angka tanpa pembulatan; nilai yang sama berbagi peringkat, peringkat berikutnya dilewati.",
        ),
        ("Diperingkat", f"daerah yang laporannya {states}."),
    )
