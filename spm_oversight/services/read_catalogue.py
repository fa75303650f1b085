"""The catalogue as people read it: the districts' services that are reported, the provinces' for information."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require


@dataclass(frozen=True)
class CatalogueInForce:
    """The catalogue of both levels of government in force in ``year``."""

    year: int
    district: Catalogue
    province: Catalogue


def catalogue_in_force(work: Work) -> CatalogueInForce:
    """What is owed this year (PP 2/2018; Permendagri 59/2021)."""
    require(work, Permission.SEE_CATALOGUE)
    year = work.now.year
    return CatalogueInForce(
        year=year, district=work.catalogues.of_year(year), province=work.catalogues.of_year(year, "provinsi")
    )
