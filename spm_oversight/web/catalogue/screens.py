"""The catalogue in words: what is owed, where it is written, how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight.domain.catalogue import URUSAN, Catalogue
from spm_oversight.services.read_catalogue import CatalogueInForce

CERTAINTY: Mapping[str, str] = {
    "verified": "sudah dicocokkan dengan naskah peraturan",
    "secondary": "dari sumber kedua, belum dicocokkan dengan naskah",
    "own-knowledge": "belum dicocokkan dengan naskah",
}


@dataclass(frozen=True)
class ItemLine:
    """A quality item with its unit and certainty."""

    name: str
    unit: str
    kind: str
    certainty: str


@dataclass(frozen=True)
class ServiceBlock:
    """A service with all that is known of it."""

    code: str
    name: str
    recipients: str
    unit: str
    numerator: str
    denominator: str
    usual_office: str
    legal_basis: str
    certainty: str
    quality: tuple[ItemLine, ...]


@dataclass(frozen=True)
class CatalogueScreen:
    """Services by urusan, of both levels of government."""

    year: int
    first_year: int
    service_count: int
    item_count: int
    groups: tuple[tuple[str, tuple[ServiceBlock, ...]], ...]
    provincial: tuple[tuple[str, tuple[ServiceBlock, ...]], ...]
    provincial_count: int


def catalogue_screen(found: CatalogueInForce) -> CatalogueScreen:
    """The page of the catalogue in force."""
    return CatalogueScreen(
        year=found.year,
        first_year=found.district.first_year,
        service_count=len(found.district.services),
        item_count=len(found.district.items),
        groups=_groups(found.district),
        provincial=_groups(found.province),
        provincial_count=len(found.province.services),
    )


def _groups(catalogue: Catalogue) -> tuple[tuple[str, tuple[ServiceBlock, ...]], ...]:
    return tuple(
        (
            urusan.name,
            tuple(_block(catalogue, service.code) for service in catalogue.services_of[urusan.code]),
        )
        for urusan in URUSAN
    )


def _block(catalogue: Catalogue, code: str) -> ServiceBlock:
    service = catalogue.service[code]
    return ServiceBlock(
        code=service.code,
        name=service.name,
        recipients=service.recipients,
        unit=service.unit,
        numerator=service.numerator,
        denominator=service.denominator,
        usual_office=service.usual_office,
        legal_basis=service.legal_basis,
        certainty=CERTAINTY[service.certainty],
        quality=tuple(
            ItemLine(
                item.name, item.unit, "SDM" if item.kind == "sdm" else item.kind, CERTAINTY[item.certainty]
            )
            for item in catalogue.items_of[code]
        ),
    )
