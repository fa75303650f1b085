"""What districts can be compared by: the metric dictionary as columns of a table, with the unit and base of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from spm_oversight.documents.words import RATIOS
from spm_oversight.domain.indicators import Metric
from spm_oversight.persistence.figures import RunningResult
from spm_oversight.persistence.snapshots import Score

Part = Callable[[Score | RunningResult], Decimal | None]
"""Which of a result's percentages is meant."""


class Form(StrEnum):
    """How a figure is written."""

    PERCENT = "percent"
    SHARE = "share"
    RATIO = "ratio"
    PEOPLE = "people"
    POINTS = "points"
    YES_NO = "yes_no"


DECIMALS: Mapping[Form, int] = {
    Form.PERCENT: 2,
    Form.SHARE: 1,
    Form.RATIO: 2,
    Form.PEOPLE: 0,
    Form.POINTS: 2,
}
CHANGE_UNIT: Mapping[Form, str] = {
    Form.PERCENT: "poin persen",
    Form.SHARE: "poin persen",
    Form.RATIO: "poin persen",
    Form.PEOPLE: "orang",
}
"""In what a figure changes from one quarter to another; forms that are missing here are not compared."""


@dataclass(frozen=True)
class Column:
    """A column of figures. ``key``: its name in addresses; ``unit``: with the base, where the figure is a ratio.

    ``code``: the metric; with a ``level``, the urusan or service ("" at the level of districts: each its own).
    """

    key: str
    label: str
    unit: str
    code: str
    form: Form
    level: str = ""


@dataclass(frozen=True)
class Measure:
    """A metric, or metrics that belong together. With ``part`` it exists by urusan and service, else as ``columns``.

    ``banded``: whether its figures have a category; only achievements do. ``moves``: whether it is itself a change.
    """

    key: str
    label: str
    part: Part | None = None
    columns: tuple[Column, ...] = ()
    banded: bool = False
    moves: bool = False


ACHIEVEMENT = Measure("capaian", "Capaian (IPSPM)", lambda result: result.index, banded=True)
QUALITY = Measure("mutu", "Capaian mutu minimal", lambda result: result.quality_pct)
MEASURES = (
    ACHIEVEMENT,
    Measure("penerima", "Capaian penerima layanan", lambda result: result.recipients_pct),
    QUALITY,
    Measure(
        "keterisian",
        "Keterisian",
        columns=(
            Column(
                "keterisian",
                "Keterisian",
                "%, isian terisi dibagi semua isian",
                Metric.COMPLETENESS,
                Form.SHARE,
            ),
        ),
    ),
    Measure(
        "ketepatan-waktu",
        "Ketepatan waktu",
        columns=(
            Column("tenggat", "Tepat waktu", "menurut tenggat", Metric.ON_TIME, Form.YES_NO),
            Column(
                "perpanjangan",
                "Dengan perpanjangan",
                "menurut tenggat yang diperpanjang",
                Metric.ON_TIME_EXTENDED,
                Form.YES_NO,
            ),
        ),
    ),
    Measure(
        "belum-terlayani",
        "Orang yang belum terlayani",
        columns=(
            Column(
                "belum-terlayani",
                "Belum terlayani",
                "orang, semua layanan yang menghitung orang",
                Metric.NOT_SERVED_PEOPLE,
                Form.PEOPLE,
            ),
        ),
    ),
    Measure(
        "anggaran",
        "Rasio anggaran",
        columns=tuple(
            Column(
                ratio.metric.replace("_", "-"),
                ratio.label,
                f"%, {ratio.divided} dibagi {ratio.divisor}",
                ratio.metric,
                Form.RATIO,
            )
            for ratio in RATIOS
        ),
    ),
    Measure(
        "perubahan",
        "Perubahan capaian (IPSPM)",
        moves=True,
        columns=(
            Column(
                "triwulan-lalu", "Dari triwulan sebelumnya", "poin persen", Metric.DELTA_QUARTER, Form.POINTS
            ),
            Column(
                "tahun-lalu",
                "Dari triwulan yang sama tahun lalu",
                "poin persen",
                Metric.DELTA_YEAR,
                Form.POINTS,
            ),
        ),
    ),
)
MEASURE_BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}
