"""Closed periods put there directly: the pages that read them need many districts, not many forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import html5lib
from flask import Flask
from sqlalchemy import event

from spm_oversight.domain.access import ROLES, Actor, Membership
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.exchange.data_package import package_hash, write_package
from spm_oversight.persistence import scoped_session
from spm_oversight.persistence.asking import Statement
from spm_oversight.persistence.database import db
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.tables import ProvinceRow
from spm_oversight.persistence.work import Work, open_work
from tests.papers import factory

NOW = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)
TOP, BOTTOM, DRAFT = "62.01", "62.03", "62.04"
NIL, SENT, NONE, TIED = factory.NIL_HOUSING, factory.NOT_ACCEPTED, factory.NOTHING_SENT, factory.TIED
THIRD, FOURTH, FIRST = Quarter(2023, 3), Quarter(2023, 4), Quarter(2024, 1)
SUKAMARA = PublishedFigure(
    "62.08",
    FOURTH,
    "porsi_urusan",
    Decimal("71.57"),
    "Laporan A",
    "laporan lain menyebut angka yang sama realisasi",
)


@contextmanager
def province_work(
    app: Flask, province: str = "62", districts: tuple[str, ...] | None = None
) -> Iterator[Work]:
    """A unit of work of somebody of the province."""
    codes = districts or tuple(factory.NAMES)
    membership = Membership(UUID(int=1), ROLES["coordinator"], "", province, districts=codes)
    who = Actor(UUID(int=1), "Koordinator", "koordinator@contoh.go.id", membership)
    with app.app_context(), open_work(who.scope, who, now=NOW) as work:
        yield work


def close(
    app: Flask,
    package: Package,
    *,
    publish: bool = True,
    problems: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> Snapshot:
    """Freeze this package as its period's snapshot; ``problems`` by district, as snapshots keep them."""
    codes = tuple(each.code for each in package.districts)
    with province_work(app, package.province, codes) as work:
        window = Window(NOW - timedelta(days=30), NOW - timedelta(days=1))
        work.quarters.open(package.province, Period(package.quarter, window, 2022, package.method.version))
        work.quarters.mark_closed(package.province, package.quarter, package.cut_off)
        results = calculate(package)
        data = write_package(package, results)
        told = {"data": data, "sha256": package_hash(data), "problems": problems or {}}
        snapshot = work.snapshots.add(package.province, package, results, **told)
        if publish:
            work.snapshots.publish(snapshot.id, NOW)
        return snapshot


def run(app: Flask, package: Package) -> None:
    """Open this package's period, and keep the running results that its districts' figures give."""
    codes = tuple(each.code for each in package.districts)
    with province_work(app, package.province, codes) as work:
        window = Window(NOW - timedelta(days=30), NOW + timedelta(days=1))
        work.quarters.open(package.province, Period(package.quarter, window, 2022, package.method.version))
    for each in package.districts:
        results = calculate(replace(package, districts=(each,)))
        with app.app_context(), open_work(Scope.of_district(package.province, each.code), None) as work:
            work.figures.store_results(each.code, package.quarter, results, package.method)


def make_sample(app: Flask, *figures: PublishedFigure) -> None:
    """Let the province's figures be examples, but for these."""
    with app.app_context(), open_work(SYSTEM, None, now=NOW) as work:
        province = work.session.get(ProvinceRow, "62")
        assert province
        province.sample = True
    with province_work(app) as work:
        for figure in figures:
            work.snapshots.add_published_figure("62", figure)


def kalteng(quarter: Quarter = FOURTH) -> Package:
    """The printed province: the two published results of 2023, and one district that has not sent its figures."""
    package = factory.package(quarter=quarter)
    known = {TOP: Fraction(60 if quarter == THIRD else Fraction(852, 10)), BOTTOM: Fraction(149, 10)}
    return replace(package, districts=tuple(_calibrated(each, known, package) for each in package.districts))


def elsewhere(province: str, codes: tuple[str, ...]) -> Package:
    """The same figures for districts of another province."""
    package = factory.package(districts=len(codes))
    moved = (replace(each, code=code) for each, code in zip(package.districts, codes, strict=True))
    return replace(package, province=province, districts=tuple(moved))


def _calibrated(each: DistrictFigures, known: Mapping[str, Fraction], package: Package) -> DistrictFigures:
    if each.code == DRAFT:
        return replace(each, report_state=ReportState.DRAFT)
    if each.code not in known:
        return each
    share = Pair(CellState.FILLED, Fraction(1000), known[each.code] * 10)
    return replace(
        each,
        recipients={service.code: share for service in package.catalogue.services},
        quality={item.code: share for item in package.catalogue.items},
    )


def rows_of(html: str, style: str) -> list[list[str]]:
    """The rows of the bodies of the table of this style, as the words a reader sees."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    table = next(each for each in tree.iter("table") if style in each.get("class", "").split())
    return [[_words(cell) for cell in row] for body in table.iter("tbody") for row in body.iter("tr")]


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What the page itself asks the database, one by one: the statements after the guard has told the last scope.

    Those of the ORM, and the questions that travel together past it (ADR 0015).
    """
    seen: list[str] = []
    send = scoped_session.exchange

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    def sent(connection: Any, asked: Sequence[Statement], **how: bool) -> list[Sequence[Any]]:
        for text, _ in asked:
            if "set_config" in text:
                seen.clear()
            elif text not in ("begin", "commit"):
                seen.append(text)
        return send(connection, asked, **how)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    scoped_session.exchange = sent
    try:
        yield seen
    finally:
        scoped_session.exchange = send
        event.remove(engine, "before_cursor_execute", note)
