"""A province with closed periods, put there directly: what the pages of closed periods are read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from spm_oversight.app import create_app
from spm_oversight.config import read_settings
from spm_oversight.domain.access import ROLES, Actor, Level, Membership
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.exchange.data_package import package_hash, write_package
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.places import Region
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import open_work
from spm_oversight.services.sign_in import hash_password
from tests.papers import factory

NOW = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)
PASSWORD = "kata sandi untuk uji"
_HASH = hash_password(PASSWORD)
TOP, BOTTOM, DRAFT = "62.01", "62.03", "62.04"
NIL, SENT, NONE, TIED = factory.NIL_HOUSING, factory.NOT_ACCEPTED, factory.NOTHING_SENT, factory.TIED
LAST_YEAR, FOURTH, FIRST = Quarter(2023, 3), Quarter(2023, 4), Quarter(2024, 1)


@dataclass(frozen=True)
class House:
    """The application on a database of its own, with people of every role (``coordinator@62`` ...)."""

    app: Flask

    def client(self, person: str) -> FlaskClient:
        """A browser in which this person has signed in by the form."""
        self.app.config["WTF_CSRF_ENABLED"] = False
        client = self.app.test_client()
        answer = client.post("/masuk", data={"email": person, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client


def house(database: Urls, folder: Path) -> House:
    """The application as in production, against ``database``."""
    environment = {
        "DATABASE_URL": database.app,
        "DATABASE_OWNER_URL": database.owner,
        "SECRET_KEY": "x" * 40,
        "SPM_DATA": str(folder),
        "SPM_TRUSTED_HOSTS": "localhost",
        "SPM_HTTPS": "0",
    }
    return House(create_app(read_settings(environment)))


def open_province(districts: Mapping[str, str], *, province: str = "62", sample: bool = True) -> None:
    """A tenant with these districts and one person of each role; a district's people sit in its first one."""
    with open_work(SYSTEM, None, now=NOW) as work:
        name = work.places.regions_of(province)[0]
        regions = tuple(Region(code, told, "kabupaten", name.time_zone) for code, told in districts.items())
        work.places.open((name, *regions), sample=sample)
        for role in ROLES.values():
            if role.level is Level.PLATFORM:
                continue
            email = f"{role.name}@{province}"
            account = work.accounts.create(
                email=email, name=role.label, password_hash=_HASH, must_change_password=False
            )
            district = TOP if role.level is Level.DISTRICT and province == "62" else None
            if role.level is Level.PROVINCE or district:
                work.accounts.appoint(account, role.name, province=province, district=district)


def scope(districts: Mapping[str, str], province: str = "62") -> Scope:
    """What a provincial office of these districts reaches."""
    return Scope.of_province(province, tuple(districts))


def coordinator(districts: Mapping[str, str], province: str = "62") -> Actor:
    """Somebody of the province."""
    membership = Membership(UUID(int=1), ROLES["coordinator"], "", province, districts=tuple(districts))
    return Actor(UUID(int=1), "Koordinator", f"coordinator@{province}", membership)


def close(package: Package, *, publish: bool = True) -> Snapshot:
    """Freeze this package as its period's snapshot."""
    names = {each.code: each.name for each in package.districts}
    with open_work(scope(names, package.province), coordinator(names, package.province), now=NOW) as work:
        if not work.quarters.methods(package.province):
            work.quarters.add_method(package.province, package.method)
        window = Window(NOW - timedelta(days=30), NOW - timedelta(days=1))
        period = Period(package.quarter, window, 2022, package.method.version)
        work.quarters.open(package.province, period)
        results = calculate(package)
        data = write_package(package, results)
        snapshot = work.snapshots.add(
            package.province, package, results, data=data, sha256=package_hash(data), problems={}
        )
        if publish:
            work.snapshots.publish(snapshot.id, NOW)
        return snapshot


def publish_figure(figure: PublishedFigure, names: Mapping[str, str]) -> None:
    """Note a real figure among the examples."""
    with open_work(scope(names), coordinator(names), now=NOW) as work:
        work.snapshots.add_published_figure("62", figure)


SUKAMARA = PublishedFigure(
    "62.08", FOURTH, "porsi_urusan", Decimal("71.57"), "Laporan A", "Laporan B menyebut angka yang sama realisasi"
)


def kalteng(quarter: Quarter = FOURTH, *, districts: int = 14) -> Package:
    """The printed province, with exact figures where a test asks for them and one draft district."""
    package = factory.package(quarter=quarter, districts=districts)
    known = {TOP: Fraction(852, 10), BOTTOM: Fraction(149, 10)}
    return replace(package, districts=tuple(_calibrated(each, known, package) for each in package.districts))


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
