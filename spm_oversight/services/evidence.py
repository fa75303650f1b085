"""Evidence as it is read: the own district's by service, and as the province examines it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import QualityItem
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.evidence import Limits, Purpose, download_name
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.evidence import Evidence
from spm_oversight.persistence.files import files
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.open_quarter import own_office
from spm_oversight.services.reports import MyQuarter, SentReport, ServiceLine, examine_report, my_quarter

# Where the files of evidence lie, each under its generated name and its kind's suffix.
EVIDENCE = "evidence"


@dataclass(frozen=True)
class ServiceEvidence:
    """A service in a district's quarter with its quality items and what shows them."""

    line: ServiceLine
    items: tuple[QualityItem, ...]
    pieces: tuple[Evidence, ...]

    @property
    def count(self) -> int:
        """Pieces that are there, nil statements not counted."""
        return sum(not each.removed and each.place.purpose is Purpose.EVIDENCE for each in self.pieces)

    @property
    def has_nil_statement(self) -> bool:
        """Whether a signed statement of the nil is there."""
        return any(not each.removed and each.place.purpose is Purpose.NIL_STATEMENT for each in self.pieces)

    @property
    def bare_items(self) -> tuple[QualityItem, ...]:
        """The items nothing is there for in particular."""
        shown = {each.place.item for each in self.pieces if not each.removed}
        return tuple(item for item in self.items if item.code not in shown)


@dataclass(frozen=True)
class MyEvidence:
    """The own district's evidence of a quarter, of the own office where bound to one; ``used`` in bytes."""

    my: MyQuarter
    services: tuple[ServiceEvidence, ...]
    used: int
    limits: Limits


@dataclass(frozen=True)
class ExaminedEvidence:
    """A district's evidence as the province reads it: also what was taken back after a report rested on it."""

    sent: SentReport
    services: tuple[ServiceEvidence, ...]


@dataclass(frozen=True)
class EvidenceFile:
    """A file to hand out, as an attachment only."""

    name: str
    mimetype: str
    path: Path


def my_evidence(work: Work, *, quarter: Quarter, service: str | None = None) -> MyEvidence:
    """The own evidence, of one service when named; ``Missing`` for a service of another office, or of nobody."""
    require(work, Permission.SEE_EVIDENCE)
    district = own_district(work)[1]
    my = my_quarter(work, quarter=quarter)
    lines = tuple(line for line in my.services if service in (None, line.service.code))
    if service is not None and not lines:
        raise Missing("Layanan itu tidak ada.")
    pieces = work.evidence.of_quarter(quarter, district, service=service)
    return MyEvidence(
        my=my,
        services=_by_service(work, my.period.catalogue_year, lines, pieces),
        used=work.evidence.used(quarter, district),
        limits=files.limits,
    )


def examined_evidence(work: Work, *, quarter: Quarter, district: str) -> ExaminedEvidence:
    """One district's evidence as the province examines it; ``Missing`` for a district of another province."""
    require(work, Permission.SEE_EVIDENCE)
    sent = examine_report(work, quarter=quarter, district=district)
    pieces = work.evidence.of_quarter(quarter, district, held=True)
    return ExaminedEvidence(sent, _by_service(work, sent.period.catalogue_year, sent.services, pieces))


def evidence_file(
    work: Work, *, quarter: Quarter, evidence: UUID, district: str | None = None
) -> EvidenceFile:
    """A file of the own district, for a province one of its ``district``; ``Missing`` for a link or another's."""
    require(work, Permission.SEE_EVIDENCE)
    code = _readable(work, district)
    found = work.evidence.by_id(quarter, code, evidence, held=district is not None)
    office = own_office(work) if work.scope.write_district else None
    if found.file is None or (office is not None and found.place.service not in office.services):
        raise Missing("Berkas itu tidak ada.")
    path = files.path(code, EVIDENCE, found.file.id, found.file.kind.suffix)
    if not path.is_file():
        raise Missing("Berkas bukti ini tidak ada lagi.")
    return EvidenceFile(download_name(found.name, found.file.kind), found.file.kind.mimetype, path)


def counts(work: Work, *, quarter: Quarter, district: str) -> Mapping[str, int]:
    """How many pieces of evidence each service has; a service without any is absent. Nil statements do not count."""
    require(work, Permission.SEE_EVIDENCE)
    return work.evidence.counts(quarter, _readable(work, district))


def nil_statements(work: Work, *, quarter: Quarter, district: str) -> set[str]:
    """The codes of the services for which a signed statement of the nil is there."""
    require(work, Permission.SEE_EVIDENCE)
    return work.evidence.nil_statements(quarter, _readable(work, district))


def _readable(work: Work, district: str | None) -> str:
    if district is None:
        return own_district(work)[1]
    if district not in work.scope.districts:
        raise Missing("Kabupaten/kota itu tidak ada.")
    return district


def _by_service(
    work: Work, catalogue_year: int, lines: tuple[ServiceLine, ...], pieces: tuple[Evidence, ...]
) -> tuple[ServiceEvidence, ...]:
    items_of = work.catalogues.of_year(catalogue_year).items_of
    return tuple(
        ServiceEvidence(
            line,
            items_of[line.service.code],
            tuple(each for each in pieces if each.place.service == line.service.code),
        )
        for line in lines
    )
