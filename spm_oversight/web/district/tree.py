"""The index taken apart as the page shows it: every level with its formula in words, its weight and its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import AGGREGATION, NIL, badge_of
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.index_tree import ItemNode, ServiceNode, UrusanNode
from spm_oversight.domain.results import Result
from spm_oversight.formats import NBSP, number
from spm_oversight.services.district_page import DistrictPage
from spm_oversight.web.frozen import figure

_LONGEST_FRACTION = 9999
_UNFILLED = "belum diisi, dihitung 0"


@dataclass(frozen=True)
class Leaf:
    """An input with its result. ``value`` in percent or a word; ``traced``: whether its origin may be looked at."""

    label: str
    formula: str
    value: str
    weight: str
    kind: str
    code: str
    traced: bool

    @property
    def answers(self) -> str:
        """Its key among the results: an item's is the share reached of its base."""
        return (
            f"service {self.code} recipients_pct"
            if self.kind == "recipients"
            else f"item {self.code} reached"
        )


@dataclass(frozen=True)
class ServicePart:
    """A service. ``usual``: its weight with everything counted, where that is another one than now, or empty."""

    code: str
    name: str
    value: str
    badge: Badge
    weight: str
    usual: str
    short: str
    formula: str
    recipients: Leaf
    quality: str
    quality_weight: str
    quality_formula: str
    items: tuple[Leaf, ...]


@dataclass(frozen=True)
class UrusanPart:
    """An urusan with its services. ``short``: by how much it holds the index down, or empty."""

    code: str
    name: str
    value: str
    badge: Badge
    weight: str
    short: str
    formula: str
    services: tuple[ServicePart, ...]


def urusan_parts(page: DistrictPage) -> tuple[UrusanPart, ...]:
    """The whole tree below the district."""
    return tuple(_urusan(page, node) for node in page.tree.urusan)


def weight_text(weight: Fraction) -> str:
    """``1/72 (1,39 %)``; a fraction nobody can read is told in percent alone."""
    if not weight:
        return "tidak dihitung"
    share = f"{number(100 * weight, 2)}{NBSP}%"
    if weight.denominator > _LONGEST_FRACTION:
        return share
    return f"{weight.numerator}/{weight.denominator} ({share})"


def short_text(short: Fraction) -> str:
    """By how much a part holds the index below 100: ``menahan 3,85 poin persen``; empty where by nothing."""
    if not short:
        return ""
    text = number(short, 2)
    return f"menahan {text if text != number(0, 2) else f'kurang dari {number(Fraction(1, 100), 2)}'} poin persen"


def mean_text(result: Result, what: str) -> str:
    """Of how many the index is the mean."""
    counted = result.counts[2] if result.counts else 0
    return f"rata-rata {counted} {what} yang dihitung" if counted else f"belum ada {what} yang dihitung"


def _badge(page: DistrictPage, result: Result) -> Badge:
    return badge_of(result.category, running=page.period.running)


def _urusan(page: DistrictPage, node: UrusanNode) -> UrusanPart:
    return UrusanPart(
        code=node.code,
        name=URUSAN_BY_CODE[node.code].name,
        value=figure(page.period, node.result.index),
        badge=_badge(page, node.result),
        weight=weight_text(node.weight),
        short=short_text(node.short),
        formula=mean_text(node.result, "layanan"),
        services=tuple(_service(page, each) for each in node.services),
    )


def _service(page: DistrictPage, node: ServiceNode) -> ServicePart:
    result, service = node.result, node.service
    return ServicePart(
        code=service.code,
        name=service.name,
        value=NIL
        if node.pair.state is CellState.NIL and result.index is None
        else figure(page.period, result.index),
        badge=_badge(page, result),
        weight=weight_text(node.weight),
        usual=weight_text(node.usual) if node.usual != node.weight else "",
        short=short_text(node.short),
        formula=_formula(page, node),
        recipients=Leaf(
            label=service.recipients or "Penerima layanan",
            formula=pair_text(node.pair, service.unit, "terlayani", "harus dilayani"),
            value=NIL if node.pair.state is CellState.NIL else figure(page.period, result.recipients_pct),
            weight=weight_text(node.recipients_weight),
            kind="recipients",
            code=service.code,
            traced=service.code in page.traced,
        ),
        quality=figure(page.period, result.quality_pct),
        quality_weight=weight_text(node.quality_weight),
        quality_formula=AGGREGATION[page.period.method.quality_aggregation],
        items=tuple(_item(page, each) for each in node.items),
    )


def _formula(page: DistrictPage, node: ServiceNode) -> str:
    method, result = page.period.method, node.result
    if result.index is None:
        return (
            "tidak dihitung"
            if node.pair.state is not CellState.NIL
            else "nihil: tidak ada yang harus dilayani"
        )
    if result.quality_pct is None:
        return "penerima saja, karena tidak ada butir mutu yang dihitung"
    recipients, quality = number(100 * method.recipients_weight), number(100 * method.quality_weight)
    return f"{recipients}{NBSP}% × penerima + {quality}{NBSP}% × mutu"


def _item(page: DistrictPage, node: ItemNode) -> Leaf:
    return Leaf(
        label=node.item.name,
        formula=pair_text(node.pair, node.item.unit, "tersedia", "kebutuhan"),
        value=NIL if node.reached is None else figure(page.period, node.reached),
        weight=weight_text(node.weight),
        kind="quality",
        code=node.item.code,
        traced=node.item.service_code in page.traced,
    )


def pair_text(pair: Pair, unit: str, part: str, base: str) -> str:
    """``850 terlayani dibagi 1.000 harus dilayani (orang), paling tinggi 100 %``."""
    if pair.state is CellState.NIL:
        return NIL
    if pair.base is None or pair.part is None:
        return _UNFILLED
    return f"{amount(pair.part)} {part} dibagi {amount(pair.base)} {base} ({unit}), paling tinggi 100{NBSP}%"


def amount(value: Fraction | None) -> str:
    """A number as it was entered: whole, or with up to four decimals."""
    if value is None:
        return "–"
    return number(value, next((n for n in range(4) if (value * 10**n).denominator == 1), 4))
