"""What was typed and does not count yet: nothing is handed in or sent while some of it waits."""

from __future__ import annotations

from collections.abc import Collection

from spm_oversight.domain.catalogue import service_of_item, urusan_of_service
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.typed import RowKey
from spm_oversight.persistence.work import Work
from spm_oversight.services.entry_rows import QUALITY


def unfinished(
    work: Work, *, quarter: Quarter, district: str, services: Collection[str] | None = None
) -> tuple[RowKey, ...]:
    """The rows that were typed and do not count yet; of some services and their urusan when given."""
    found = work.typed.of_quarter(district, quarter)
    if services is None:
        return tuple(sorted(found))
    own = {*services, *map(urusan_of_service, services)}
    return tuple(key for key in sorted(found) if service_of(key) in own)


def service_of(key: RowKey) -> str:
    """The service a row belongs to; of a list of problems its urusan's code."""
    kind, name = key
    return service_of_item(name) if kind == QUALITY else name.split("|")[0]


def check_finished(
    work: Work, *, quarter: Quarter, district: str, services: Collection[str] | None = None
) -> None:
    """Refuse a step while something typed does not count yet."""
    if waiting := unfinished(work, quarter=quarter, district=district, services=services):
        raise Refused(
            f"{len(waiting)} isian sudah diketik tetapi belum dapat dihitung, karena keliru, belum lengkap, atau "
            "bentrok. Betulkan atau kosongkan di halaman isian dahulu."
        )
