"""Every figure of a district's page is the one that recompute gives from the exported package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import html5lib
import pytest
from flask import Flask

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.catalogue import service_of_item
from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.indicators import Metric, latest_version
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Level, Results
from spm_oversight.domain.show import bounds_for, shown
from spm_oversight.formats import number, quarter_title
from spm_oversight.services.recompute import recompute
from tests.web import closed
from tests.web.cast import Visitor

Visit = Callable[[str], Visitor]


def rebuilt(app: Flask, quarter: Quarter) -> tuple[Package, Results]:
    """What anybody computes again from the exported package of that quarter."""
    with closed.province_work(app) as work:
        snapshot = work.snapshots.of_quarter(quarter)
        assert snapshot
        again = recompute(source=work.snapshots.package(snapshot.id))
    assert again.results and again.package and not again.differences
    return again.package, again.results


def answer(key: str, package: Package, results: Results) -> tuple[Fraction | None, str]:
    """The exact value behind a key of the page, and the metric it is shown as."""
    scope, *rest = key.split()
    if len(rest) == 1:
        return results.indicator[scope, rest[0]], rest[0]
    level, code, column = rest
    if level == "item":
        district = next(each for each in package.districts if each.code == scope)
        return reached(district.quality.get(code, BLANK)), column
    value: Fraction | None = getattr(results.by_key[scope, Level(level), code], column)
    return value, column


def reached(pair: Pair) -> Fraction | None:
    if pair.state is CellState.NIL or not pair.base or pair.part is None:
        return None if pair.state is CellState.NIL else Fraction(0)
    return min(Fraction(100), 100 * pair.part / pair.base)


def marked(html: str) -> dict[str, str]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return {
        e.get("data-answers"): "".join(e.itertext()).strip() for e in tree.iter() if e.get("data-answers")
    }


def test_every_figure_of_a_closed_quarter_is_what_recompute_gives(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    package, results = rebuilt(app, closed.FOURTH)
    coordinator = visit("coordinator")
    checked = Counter[str]()
    for code in (closed.TOP, closed.NIL, closed.NONE, closed.DRAFT):
        found = {
            key: text
            for key, text in marked(coordinator.get(f"/daerah/{code}").text).items()
            if key.startswith(code)
        }
        for ending, owed in (
            ("recipients_pct", package.catalogue.services),
            ("reached", package.catalogue.items),
        ):
            assert len([key for key in found if key.endswith(ending)]) == len(owed)
        for key, text in found.items():
            value, metric = answer(key, package, results)
            if value is None or (metric == Metric.NOT_SERVED_PEOPLE and text == "tidak dapat dihitung"):
                assert text in ("–", "nihil", "tidak dapat dihitung"), key
                continue
            decimals = 0 if metric == Metric.NOT_SERVED_PEOPLE else 2
            assert text == number(shown(value, decimals, bounds_for(metric, package.method)), decimals), key
            checked[metric] += 1
    assert checked["reached"] > 400 and checked["recipients_pct"] > 80 and checked["index"] > 80, checked


@pytest.mark.parametrize("order", ["", "satu", "rupiah"])
def test_what_lifts_most_is_what_recompute_gives_with_that_figure_raised(
    app: Flask, visit: Visit, order: str
) -> None:
    closed.close(app, closed.kalteng())
    package, results = rebuilt(app, closed.FOURTH)
    code = closed.TIED[0]
    own = next(each for each in package.districts if each.code == code)
    before = results.by_key[code, Level.DISTRICT, code].index
    page = visit("coordinator").get(f"/daerah/{code}?urut={order}").text
    told = {tuple(key.split()): text for key, text in marked(page).items() if not key.startswith("62.")}
    shown_by: list[Fraction] = []
    for figure in dict.fromkeys(figure for figure, _ in told):
        service = service_of_item(figure) if figure in own.quality else figure
        pair = own.quality.get(figure) or own.recipients[figure]
        assert pair.base and pair.part is not None and before is not None
        gains: dict[str, Fraction] = {}
        for name, more in (
            ("one", min(Fraction(1), pair.base - pair.part)),
            ("whole", pair.base - pair.part),
        ):
            cell = {figure: replace(pair, part=pair.part + more)}
            raised = replace(own, recipients=own.recipients | cell)
            if figure in own.quality:
                raised = replace(own, quality=own.quality | cell)
            again = calculate(replace(package, districts=(raised,)))
            after = again.by_key[code, Level.DISTRICT, code].index
            assert after is not None
            gains[name] = after - before
        spent = sum(
            line.realisation or 0
            for line in own.budget
            if line.service_code == service and line.version is latest_version(own.budget)
        )
        if figure in own.recipients and spent and pair.part:
            gains["billion"] = min(gains["one"] * 10**9 * pair.part / spent, gains["whole"])
        assert {name for each, name in told if each == figure} == set(gains), figure
        for name, gain in gains.items():
            assert told[figure, name] == number(gain, 6 if name == "one" else 4), (figure, name)
        shown_by.append(gains[{"": "whole", "satu": "one", "rupiah": "billion"}[order]])
    assert len(shown_by) > 10
    assert shown_by == sorted(shown_by, reverse=True)


def test_the_trend_is_what_recompute_gives_for_each_quarter(app: Flask, visit: Visit) -> None:
    expected: list[list[str]] = []
    for quarter in (closed.THIRD, closed.FOURTH):
        closed.close(app, closed.kalteng(quarter))
        package, results = rebuilt(app, quarter)
        index = results.by_key[closed.TOP, Level.DISTRICT, closed.TOP].index
        mean = results.indicator["62", Metric.PROVINCE_MEAN]
        bounds = package.method.bounds
        assert index is not None and mean is not None
        title = quarter_title(quarter.year, quarter.number)
        expected.append([title, *(number(shown(each, 2, bounds), 2) for each in (index, mean))])
    page = visit("coordinator").get(f"/daerah/{closed.TOP}").text
    assert closed.rows_of(page, "trend") == expected
    assert expected[0][1] != expected[1][1]
