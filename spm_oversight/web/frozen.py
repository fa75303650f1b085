"""What comparison and ranking share: fact line, choice of period, mark of examples, figures with their band."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import Response, make_response, request

from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import badge_of
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.show import shown
from spm_oversight.formats import number, percent
from spm_oversight.services.export_tables import HASH_SHOWN, facts_of, metric_label
from spm_oversight.services.shown_period import Achievement, ShownPeriod
from spm_oversight.web.address import quarter_in
from spm_oversight.web.told import cumulative, title_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ZIP = "application/zip"


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen, by its name in the address."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class RealFigure:
    """A figure among examples that is published elsewhere: what it is, where it stands, what must be known."""

    what: str
    source: str
    note: str


@dataclass(frozen=True)
class Frame:
    """The frame of such a page. ``warning``: why only the province sees it yet, or empty."""

    code: str
    title: str
    place: str
    facts: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]
    cumulative: str
    warning: str
    frozen: bool
    sample: bool
    real: tuple[RealFigure, ...]


@dataclass(frozen=True)
class Band:
    """One entry of the legend."""

    badge: Badge
    reach: str


def frame_of(period: ShownPeriod, names: dict[str, str], *, measure: str = "capaian (IPSPM)") -> Frame:
    """The frame of a period's page; ``names`` are its districts by code."""
    return Frame(
        code=period.quarter.code,
        title=title_of(period.quarter),
        place=f"Provinsi {period.province.name}",
        facts=facts_of(period, measure=measure, hash_digits=HASH_SHOWN),
        choices=choices_of_period(period),
        cumulative=cumulative(period.quarter),
        warning=_warning(period),
        frozen=period.frozen,
        sample=period.sample,
        real=tuple(
            RealFigure(
                f"{names.get(each.district, each.district)}, {metric_label(each)} {percent(each.value)}",
                each.source,
                each.note,
            )
            for each in period.published
        ),
    )


def choices_of_period(period: ShownPeriod) -> tuple[Choice, ...]:
    """The quarters this person may see, the newest first; one that takes reports still is *berjalan*."""
    named = {each: f"{title_of(each)}, berjalan" for each in period.open}
    named |= {each: title_of(each) for each in period.closed}
    newest_first = sorted(named, reverse=True)
    return tuple(Choice(each.code, named[each], each == period.quarter) for each in newest_first)


def _warning(period: ShownPeriod) -> str:
    title = title_of(period.quarter)
    if not period.frozen:
        return (
            f"{title} masih berjalan: angka dapat berubah sampai periode ditutup, dan daerah yang masih mengisi ikut "
            "ditampilkan. Kabupaten/kota tidak dapat melihat halaman ini."
        )
    if period.published_at is None:
        return f"Hasil {title} belum diterbitkan. Kabupaten/kota belum dapat melihat halaman ini."
    return ""


def legend(period: ShownPeriod) -> tuple[Band, ...]:
    """The bands of the period's method with what they reach over."""
    entries: list[Band] = []
    upper = ""
    for band in period.method.bands:
        lower = number(band.lower, 0 if band.lower.denominator == 1 else 2)
        below = f"{lower} sampai kurang dari {upper}" if band.lower else f"kurang dari {upper}"
        entries.append(Band(badge_of(band.name, running=period.running), below if upper else lower))
        upper = lower
    return (*entries, Band(badge_of(None, running=period.running), "tidak ada nilai"))


def badge(period: ShownPeriod, achievement: Achievement) -> Badge:
    """The badge of an achievement; *berjalan* before the fourth quarter."""
    return badge_of(achievement.category, running=period.running)


def figure(period: ShownPeriod, value: Fraction | None, decimals: int = 2) -> str:
    """A percentage as shown: never at a band's bound it has not reached (contract 1, rule 8)."""
    return number(None if value is None else shown(value, decimals, period.method.bounds), decimals)


def asked_quarter() -> Quarter | None:
    """The quarter named by ``?periode=2023-Q4``; none is the newest, a wrong one is no page (``Missing``)."""
    code = request.args.get("periode", "")
    return quarter_in(code) if code else None


def download(data: bytes, name: str, kind: str) -> Response:
    """A file to keep, under its name."""
    response = make_response(data)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
