"""The open data package as a file (contract 1)."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.freeze import freeze


@dataclass(frozen=True)
class PackageFile:
    """The open data package of a closed period, as a file to keep."""

    name: str
    data: bytes


def package_file(work: Work, *, quarter: Quarter) -> PackageFile:
    """The package of a closed period that this scope sees; ``Missing`` when it sees none."""
    require(work, Permission.EXPORT_PACKAGE)
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None:
        raise Missing("Belum ada paket data untuk periode itu.")
    return _file(work, snapshot)


def revision_package(work: Work, *, quarter: Quarter, revision: int) -> PackageFile:
    """The package of one revision of a closed period; ``Missing`` when this scope does not see it."""
    require(work, Permission.EXPORT_PACKAGE)
    for snapshot in work.snapshots.revisions():
        if (snapshot.quarter, snapshot.revision) == (quarter, revision):
            found = _file(work, snapshot)
            return PackageFile(found.name.replace(".zip", f"-revisi-{revision}.zip"), found.data)
    raise Missing("Revisi itu tidak ada.")


def published_package(work: Work, *, quarter: Quarter) -> PackageFile:
    """The package of a published period; Refused for one that is not, with the way out."""
    require(work, Permission.EXPORT_PACKAGE)
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None or snapshot.published_at is None:
        raise Refused("Periode ini belum diterbitkan. Terbitkan dahulu, atau minta konsep (--draft).")
    return _file(work, snapshot)


def draft_package(work: Work, *, quarter: Quarter) -> PackageFile:
    """A package of the figures as they stand now; for those who may make papers."""
    require(work, Permission.MAKE_PAPERS)
    snapshot = freeze(work, quarter=quarter, draft=True)
    work.record.add("draft_package_exported", quarter.code, sha256=snapshot.sha256)
    return _file(work, snapshot)


def _file(work: Work, snapshot: Snapshot) -> PackageFile:
    name = f"paket-data-{own_province(work)}-{snapshot.quarter.code}.zip"
    return PackageFile(name, work.snapshots.package(snapshot.id))
