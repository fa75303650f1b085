"""The offices a district begins with: those that usually carry the services (catalogue, ``usual_office``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from spm_oversight.domain.catalogue import Service

_REMARK = re.compile(r"\s*\([^)]*\)")
_BETWEEN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class UsualOffice:
    """An office by its usual name, with the codes of the services it carries."""

    code: str
    name: str
    services: tuple[str, ...]


def usual_offices(services: Iterable[Service]) -> tuple[UsualOffice, ...]:
    """The offices named by ``services``, in catalogue order; urusan 1.05 is shared by three of them.

    Remarks in brackets ("atau Satpol PP/BPBD") are the catalogue's, not part of a name.
    """
    carried: dict[str, list[str]] = {}
    for service in services:
        carried.setdefault(_REMARK.sub("", service.usual_office).strip(), []).append(service.code)
    return tuple(UsualOffice(office_code(name), name, tuple(codes)) for name, codes in carried.items())


def office_code(name: str, taken: Collection[str] = ()) -> str:
    """A stable code for files and commands, like ``dinas-kesehatan``; numbered when ``taken`` already."""
    stem = _BETWEEN.sub("-", name.lower()).strip("-") or "perangkat-daerah"
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code
