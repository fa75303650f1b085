"""The open data package as a file (contract 1)."""

from __future__ import annotations

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.freeze import freeze


def export_package(work: Work, *, quarter: Quarter, draft: bool = False) -> bytes:
    """The zip of the period's published snapshot; with ``draft``, of the figures as they stand now."""
    require(work, Permission.EXPORT_PACKAGE)
    if draft:
        return work.snapshots.package(freeze(work, quarter=quarter, draft=True).id)
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None or snapshot.published_at is None:
        raise Refused("Periode ini belum diterbitkan. Terbitkan dahulu, atau minta konsep (--draft).")
    return work.snapshots.package(snapshot.id)
