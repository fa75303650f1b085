"""Evidence as it is added and taken back, while the quarter takes entries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid4

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import QualityItem
from spm_oversight.domain.errors import Fault, Invalid, Missing, Refused
from spm_oversight.domain.evidence import (
    Place,
    Purpose,
    Remark,
    checked_link,
    checked_remark,
    shown_name,
)
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.reader import kind_apart
from spm_oversight.persistence.evidence import Evidence, StoredFile
from spm_oversight.persistence.files import files
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.evidence import EVIDENCE
from spm_oversight.services.open_quarter import check_open, own_office

# Where a file lies while it comes; a finished one is moved from there.
PARTS, PART_SUFFIX = "evidence-parts", ".part"


@dataclass(frozen=True)
class Added:
    """What was added; ``alike`` has the same content and belongs to the same service."""

    evidence: Evidence
    alike: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Removed:
    """What was taken back; ``kept`` when a report was sent with it, so that its file stays."""

    evidence: Evidence
    kept: bool


def add_file(
    work: Work, *, quarter: Quarter, place: Place, name: str, data: bytes, page: str = "", note: str = ""
) -> Added:
    """Add a whole file. Invalid with the place of each fault; Refused when the quarter takes nothing."""
    require(work, Permission.ADD_EVIDENCE)
    remark = checked_remark(page, note)
    check_place(work, quarter=quarter, place=place)
    content = read_content(data)
    part, district = uuid4(), own_district(work)[1]
    try:
        files.append(district, PARTS, part, PART_SUFFIX, data)
        return keep_part(
            work,
            quarter=quarter,
            place=place,
            name=shown_name(name),
            remark=remark,
            part=part,
            content=content,
        )
    finally:
        files.drop(district, PARTS, part, PART_SUFFIX)


def add_link(
    work: Work, *, quarter: Quarter, place: Place, link: str, page: str = "", note: str = ""
) -> Evidence:
    """Add a link instead of a file; errors as ``add_file``. Nobody follows it but whoever opens it."""
    actor = require(work, Permission.ADD_EVIDENCE)
    remark, link = checked_remark(page, note), checked_link(link)
    check_place(work, quarter=quarter, place=place)
    if place.purpose is Purpose.NIL_STATEMENT:
        raise _wrong("place", "Surat pernyataan nihil harus berupa berkas. Tambahkan sebagai berkas.")
    number = _hold_open(work, quarter)
    province, district = own_district(work)
    if any(each.link == link and each.place == place for each in work.evidence.of_quarter(quarter, district)):
        raise _wrong("link", "Tautan ini sudah ada di sini.")
    added = work.evidence.add(
        province,
        quarter,
        district,
        place,
        by=actor.name,
        remark=remark,
        since_number=number + 1,
        link=link,
    )
    _record(work, "evidence_added", quarter, added)
    return added


def remove_evidence(work: Work, *, quarter: Quarter, service: str, evidence: UUID) -> Removed:
    """Take a piece back: marked, never deleted. ``Missing`` when it is not there, or another office's."""
    actor = require(work, Permission.ADD_EVIDENCE)
    district = own_district(work)[1]
    check_place(work, quarter=quarter, place=Place(service))
    number = _hold_open(work, quarter)
    found = work.evidence.by_id(quarter, district, evidence)
    if found.place.service != service:
        raise Missing("Bukti itu tidak ada.")
    work.evidence.mark_removed(quarter, district, evidence, by=actor.name, number=number)
    _record(work, "evidence_removed", quarter, found)
    return Removed(found, kept=number >= found.since_number)


def own_items(work: Work, *, quarter: Quarter, service: str) -> tuple[QualityItem, ...]:
    """A service's quality items; ``Missing`` when the service is not there or is another office's."""
    province, _ = own_district(work)
    catalogue = work.catalogues.of_year(work.quarters.period(province, quarter).catalogue_year)
    office = own_office(work)
    if service not in catalogue.service or (office and service not in office.services):
        raise Missing("Layanan itu tidak ada.")
    return catalogue.items_of[service]


def check_place(work: Work, *, quarter: Quarter, place: Place) -> None:
    """``Missing`` as for ``own_items``; Invalid for an item that is not the service's."""
    items = {item.code for item in own_items(work, quarter=quarter, service=place.service)}
    if place.item is not None and (place.item not in items or place.purpose is not Purpose.EVIDENCE):
        raise _wrong("place", "Pilih salah satu dari daftar.")


def check_size(size: int) -> None:
    """Invalid when a file of ``size`` bytes is larger than any may be."""
    if size > files.limits.largest:
        raise _wrong(
            "file",
            f"Berkas ini {formats.megabytes(size)}, paling besar {formats.megabytes(files.limits.largest)}. Kecilkan, "
            "bagi menjadi beberapa berkas, atau tambahkan sebagai tautan.",
        )


def check_room(work: Work, *, quarter: Quarter, size: int) -> None:
    """Invalid when the district's quarter has no room for ``size`` more bytes."""
    used, quota = work.evidence.used(quarter, own_district(work)[1]), files.limits.quota
    if used + size > quota:
        raise _wrong(
            "file",
            f"Ruang bukti triwulan ini tidak cukup: terpakai {formats.megabytes(used)} dari "
            f"{formats.megabytes(quota)}, berkas ini {formats.megabytes(size)}. Hapus bukti yang tidak dipakai, atau "
            "tambahkan sebagai tautan.",
        )


def check_new(same: tuple[Evidence, ...], place: Place) -> None:
    """Invalid when one of these, which have the same content, is already there at this very place."""
    for each in same:
        if not each.removed and each.place == place:
            raise _wrong("file", f"Berkas dengan isi yang sama sudah ada di sini: “{each.name}”.")


def read_content(data: bytes) -> StoredFile:
    """What a whole file is, under a new generated name. Invalid when it is none that is taken."""
    check_size(len(data))
    try:
        kind = kind_apart(data)
    except Refused as refused:
        raise _wrong("file", str(refused)) from refused
    return StoredFile(uuid4(), kind, len(data), hashlib.sha256(data).hexdigest())


def keep_part(
    work: Work,
    *,
    quarter: Quarter,
    place: Place,
    name: str,
    remark: Remark,
    part: UUID,
    content: StoredFile,
    id: UUID | None = None,
) -> Added:
    """Make a file that has wholly come evidence; a content that is kept already is not kept twice."""
    actor = require(work, Permission.ADD_EVIDENCE)
    province, district = own_district(work)
    number = _hold_open(work, quarter)
    same = work.evidence.same_content(quarter, district, content.sha256)
    check_new(same, place)
    file = (same[0].file if same else None) or content
    if file is content:
        check_room(work, quarter=quarter, size=content.size)
    if not files.length(district, EVIDENCE, file.id, file.kind.suffix):
        files.move(district, (PARTS, part, PART_SUFFIX), (EVIDENCE, file.id, file.kind.suffix))
    added = work.evidence.add(
        province,
        quarter,
        district,
        place,
        by=actor.name,
        remark=remark,
        since_number=number + 1,
        name=name,
        file=file,
        id=id,
    )
    _record(work, "evidence_added", quarter, added)
    alike = tuple(each for each in same if not each.removed and each.place.service == place.service)
    return Added(added, alike)


def _hold_open(work: Work, quarter: Quarter) -> int:
    """Hold the quarter, which must take entries; answers the number of its last submission, 0 before the first."""
    province, district = own_district(work)
    ahead = (
        work.quarters.asked(province, quarter),
        *work.reports.asked(quarter, (district,)),
        *work.walk.wanted_for_a_save(district, quarter),
    )
    work.figures.hold(province, district, quarter, ahead)
    report = work.reports.of_district(quarter, district)
    check_open(work, period=work.quarters.period(province, quarter), report=report)
    return report.number


def _record(work: Work, action: str, quarter: Quarter, each: Evidence) -> None:
    work.record.add(
        action,
        f"{each.district} {quarter.code}",
        evidence=str(each.id),
        service=each.place.service,
        item=each.place.item,
        purpose=each.place.purpose.value,
        name=each.name,
        sha256=each.file.sha256 if each.file else None,
        link=each.link or None,
        page=each.remark.page,
    )


def _wrong(place: str, message: str) -> Invalid:
    return Invalid(message, (Fault(place, message),))
