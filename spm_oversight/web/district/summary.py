"""What a district's page says first: achievement, change, what holds it down, what lifts it most, who still waits."""

from __future__ import annotations

from spm_oversight.documents.words import BUDGET_VERSION, NOT_COMPUTABLE, badge_of
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.indicators import Metric, latest_version
from spm_oversight.formats import EMPTY, number, rupiah_short, signed
from spm_oversight.services.district_page import DistrictPage
from spm_oversight.web.district.lifting import told
from spm_oversight.web.district.needs import waiting_people
from spm_oversight.web.district.tree import mean_text
from spm_oversight.web.frozen import figure
from spm_oversight.web.key_figure import KeyFigure
from spm_oversight.web.told import title_of

_POINTS = "poin persen"
_NO_COMPARISON = "tidak ada pembanding"


def summary(page: DistrictPage) -> tuple[KeyFigure, ...]:
    """Six answers, each with where the page says more."""
    return (_achievement(page), _change(page), _holds(page), _lifts(page), _waiting(page), _serapan(page))


def _achievement(page: DistrictPage) -> KeyFigure:
    result, running = page.tree.result, page.period.running
    badge = badge_of(result.category, running=running)
    value = NOT_COMPUTABLE if result.index is None else figure(page.period, result.index)
    about = f"{badge.label}; {mean_text(result, 'urusan')}"
    unit = "" if result.index is None else "%"
    key = f"{page.district.id} district {page.district.id} index"
    return KeyFigure("Capaian (IPSPM)", value, unit, about, badge, answers=key if unit else "")


def _change(page: DistrictPage) -> KeyFigure:
    """Against the same quarter of last year: figures are cumulative, so that only those two are alike."""
    quarter = page.period.quarter
    year, before = page.indicators[Metric.DELTA_YEAR], page.indicators[Metric.DELTA_QUARTER]
    other = "" if before is None else f"; {signed(before, 2)} dibanding {title_of(quarter.previous)}"
    return KeyFigure(
        "Perubahan setahun",
        _NO_COMPARISON if year is None else signed(year, 2),
        "" if year is None else _POINTS,
        f"dibanding {title_of(quarter.year_before)}{other}",
        link="Lihat setiap triwulan",
        address="#banding",
    )


def _holds(page: DistrictPage) -> KeyFigure:
    most = max(page.tree.urusan, key=lambda each: each.short, default=None)
    if most is None or not most.short:
        return KeyFigure("Paling menahan", "tidak ada" if page.tree.result.index else EMPTY, "", "")
    return KeyFigure(
        "Paling menahan",
        signed(-most.short, 2),
        _POINTS,
        f"dari 100, oleh {URUSAN_BY_CODE[most.code].name}, capaian {figure(page.period, most.result.index)}",
        link="Uraikan",
        address=f"#urusan-{most.code}",
    )


def _lifts(page: DistrictPage) -> KeyFigure:
    most = max(page.lifts, key=lambda each: each.whole, default=None)
    if most is None:
        return KeyFigure(
            "Paling mengangkat", NOT_COMPUTABLE, "", "belum ada isian, atau tidak ada kekurangan"
        )
    what, service, missing = told(page, most)
    return KeyFigure(
        "Paling mengangkat",
        signed(most.whole, 2),
        _POINTS,
        f"bila {missing} yang kurang terpenuhi pada {service} ({what})",
        link="Lihat yang lain",
        address="#mengangkat",
    )


def _waiting(page: DistrictPage) -> KeyFigure:
    people = waiting_people(page)
    return KeyFigure(
        "Orang yang belum terlayani",
        NOT_COMPUTABLE if people is None else number(people),
        "" if people is None else "orang",
        "semua layanan yang menghitung orang",
        link="Lihat menurut layanan",
        address="#belum",
        answers=f"{page.district.id} {Metric.NOT_SERVED_PEOPLE}",
    )


def _serapan(page: DistrictPage) -> KeyFigure:
    lines = page.figures.figures.budget
    version = latest_version(lines)
    own = [line for line in lines if line.version is version]
    value = page.indicators[Metric.SERAPAN]
    about = "anggaran belum diisi"
    if version is not None:
        spent = [line.realisation for line in own if line.realisation is not None]
        told_all = len(spent) == len(own)
        realised = f"realisasi {rupiah_short(sum(spent))} dari" if told_all else "realisasi belum lengkap;"
        allocation = rupiah_short(sum(line.allocation for line in own))
        about = f"{realised} pagu SPM {allocation}, APBD {BUDGET_VERSION[version]}"
    return KeyFigure(
        "Serapan",
        NOT_COMPUTABLE if value is None else number(value, 2),
        "" if value is None else "%",
        about,
        link="Lihat anggaran",
        address="#anggaran",
    )
