"""The catalogue: which basic services and quality items are owed, by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Service:
    """A basic service (jenis pelayanan dasar, PP 2/2018); ``code`` like ``kab.1.02.03``."""

    code: str
    urusan_code: str
    name: str
    unit: str
    number: int = 0
    recipients: str = ""
    numerator: str = ""
    denominator: str = ""
    usual_office: str = ""
    legal_basis: str = ""
    certainty: str = ""


@dataclass(frozen=True)
class QualityItem:
    """One item of the minimum quality (mutu minimal) of a service; ``code`` like ``kab.1.02.03.q04``."""

    code: str
    service_code: str
    name: str
    unit: str
    kind: str = ""
    certainty: str = ""


@dataclass(frozen=True)
class Urusan:
    """One of the six obligatory affairs of basic service; ``short`` fits a table head."""

    code: str
    name: str
    short: str


URUSAN = (
    Urusan("1.01", "Pendidikan", "Pendidikan"),
    Urusan("1.02", "Kesehatan", "Kesehatan"),
    Urusan("1.03", "Pekerjaan Umum dan Penataan Ruang", "Pekerjaan Umum"),
    Urusan("1.04", "Perumahan Rakyat dan Kawasan Permukiman", "Perumahan Rakyat"),
    Urusan("1.05", "Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat", "Trantibumlinmas"),
    Urusan("1.06", "Sosial", "Sosial"),
)
URUSAN_BY_CODE: Mapping[str, Urusan] = {urusan.code: urusan for urusan in URUSAN}


def service_of_item(item: str) -> str:
    """The service of a quality item by their codes: ``kab.1.02.01.q03`` belongs to ``kab.1.02.01``."""
    return item.rsplit(".", 1)[0]


def urusan_of_service(service: str) -> str:
    """The urusan of a service by their codes: ``kab.1.02.01`` belongs to ``1.02``."""
    return service.partition(".")[2].rpartition(".")[0]


@dataclass(frozen=True)
class Catalogue:
    """The active services and items of one level in force from ``first_year`` on, in catalogue order."""

    first_year: int
    services: tuple[Service, ...]
    items: tuple[QualityItem, ...]

    @cached_property
    def service(self) -> Mapping[str, Service]:
        """Services by code."""
        return {service.code: service for service in self.services}

    @cached_property
    def item(self) -> Mapping[str, QualityItem]:
        """Quality items by code."""
        return {item.code: item for item in self.items}

    @cached_property
    def items_of(self) -> Mapping[str, tuple[QualityItem, ...]]:
        """Quality items of each service, in order; a service may have none."""
        return {s.code: tuple(i for i in self.items if i.service_code == s.code) for s in self.services}

    @cached_property
    def services_of(self) -> Mapping[str, tuple[Service, ...]]:
        """Services of each urusan code, in order."""
        return {u.code: tuple(s for s in self.services if s.urusan_code == u.code) for u in URUSAN}
