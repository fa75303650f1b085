"""Evidence that comes in pieces over a bad line: begun, continued where it stopped, finished once, forgotten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Missing, Refused
from spm_oversight.domain.evidence import Place, checked_remark, shown_name
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.evidence import StoredFile
from spm_oversight.persistence.evidence_uploads import Upload
from spm_oversight.persistence.files import files
from spm_oversight.persistence.work import Work, open_work
from spm_oversight.services.add_evidence import (
    PART_SUFFIX,
    PARTS,
    Added,
    check_new,
    check_place,
    check_room,
    check_size,
    keep_part,
    read_content,
)
from spm_oversight.services.begin import begin_system, own_district, require
from spm_oversight.services.evidence import EVIDENCE
from spm_oversight.services.open_quarter import check_open

CHUNK = 512 * 1024
"""The most bytes of one piece."""
MOST_BEGUN = 5
"""Unfinished uploads of one membership; another one takes the place of the oldest."""
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
LONGEST_MARK = 100


@dataclass(frozen=True)
class Progress:
    """How far an upload is: ``offset`` bytes have come. ``taken``: whether the piece that was sent is among them."""

    upload: UUID
    offset: int
    size: int
    taken: bool = True


def begin_upload(
    work: Work, *, quarter: Quarter, place: Place, name: str, size: int, mark: str, sha256: str = ""
) -> Progress:
    """Begin to upload a file, or go on with the same one; refused here already if it could not be kept.

    ``mark``: what the browser knows the file by (its date), for those that cannot hash; ``sha256`` in hex or empty.
    """
    require(work, Permission.ADD_EVIDENCE)
    province, district = own_district(work)
    check_place(work, quarter=quarter, place=place)
    report = work.reports.of_district(quarter, district)
    check_open(work, period=work.quarters.period(province, quarter), report=report)
    _check_announced(work, quarter=quarter, place=place, size=size, sha256=sha256)
    wanted = Upload(
        uuid4(), quarter, district, place, shown_name(name), size, mark[:LONGEST_MARK], sha256 or None
    )
    begun = work.evidence_uploads.of_membership(district, _membership(work))
    for known in begun:
        if _same(known, wanted):
            return _progress(known)
    for oldest in begun[: max(0, len(begun) + 1 - MOST_BEGUN)]:
        work.evidence_uploads.forget(district, oldest.id)
        files.drop(district, PARTS, oldest.id, PART_SUFFIX)
    work.evidence_uploads.begin(province, _membership(work), wanted)
    return _progress(wanted)


def upload_progress(work: Work, *, quarter: Quarter, service: str, upload: UUID) -> Progress:
    """How far one's own upload is; ``Missing`` for another membership's."""
    require(work, Permission.ADD_EVIDENCE)
    return _progress(_own(work, quarter, service, upload))


def append_piece(
    work: Work, *, quarter: Quarter, service: str, upload: UUID, offset: int, data: bytes
) -> Progress:
    """Take a piece that begins at ``offset``; any other offset than the one due changes nothing and tells it."""
    require(work, Permission.ADD_EVIDENCE)
    found = _own(work, quarter, service, upload)
    progress = _progress(found, taken=False)
    if offset != progress.offset:
        return progress
    if not data or len(data) > CHUNK or offset + len(data) > found.size:
        raise Invalid(
            "Potongan berkas ini tidak sesuai dengan ukuran yang diumumkan. Pilih berkasnya sekali lagi."
        )
    files.append(found.district, PARTS, found.id, PART_SUFFIX, data)
    return _progress(found)


def finish_upload(
    work: Work, *, quarter: Quarter, service: str, upload: UUID, page: str = "", note: str = ""
) -> Added:
    """Make the upload evidence once all of it has come; asked again after a lost answer, it answers the same.

    Conflict when bytes are missing; Invalid for what ``add_file`` refuses, or when other bytes came than announced.
    """
    require(work, Permission.ADD_EVIDENCE)
    remark = checked_remark(page, note)
    try:
        found = _own(work, quarter, service, upload)
    except Missing:
        return _finished(work, quarter, service, upload)
    if _progress(found).offset != found.size:
        raise Conflict("Berkas ini belum seluruhnya terkirim. Lanjutkan unggahannya.")
    content = _content(found)
    check_place(work, quarter=quarter, place=found.place)
    added = keep_part(
        work,
        quarter=quarter,
        place=found.place,
        name=found.name,
        remark=remark,
        part=found.id,
        content=content,
        id=found.id,
    )
    work.evidence_uploads.forget(found.district, found.id)
    return added


def forget_evidence(*, before: datetime) -> int:
    """Forget uploads begun ``before`` and not finished, and files nothing refers to any more; how many files."""
    with begin_system() as work:
        opened = [province.id for province in work.places.opened_provinces()]
        districts = [(province, each.id) for province in opened for each in work.places.districts(province)]
    return sum(_forget_in(province, district, before) for province, district in districts)


def _forget_in(province: str, district: str, before: datetime) -> int:
    with open_work(Scope.of_district(province, district), None) as work:
        # First the uploads: it waits for one that is being finished, whose file is then among those referred to.
        work.evidence_uploads.forget_begun_before(district, before)
        held = work.evidence.held_files(district)
    gone = files.sweep_unknown(district, EVIDENCE, held, before)
    return gone + files.sweep_unknown(district, PARTS, set(), before)


def _finished(work: Work, quarter: Quarter, service: str, upload: UUID) -> Added:
    found = work.evidence.by_id(quarter, own_district(work)[1], upload)
    check_place(work, quarter=quarter, place=Place(service))
    if found.place.service != service:
        raise Missing("Unggahan itu tidak ada lagi.")
    return Added(found)


def _content(upload: Upload) -> StoredFile:
    """What has come; bytes that are never taken are dropped, so that choosing the same file again begins anew."""
    try:
        content = read_content(files.get(upload.district, PARTS, upload.id, PART_SUFFIX))
    except Invalid:
        files.drop(upload.district, PARTS, upload.id, PART_SUFFIX)
        raise
    if upload.sha256 in (None, content.sha256):
        return content
    files.drop(upload.district, PARTS, upload.id, PART_SUFFIX)
    message = "Isi berkas berubah selama diunggah. Pilih berkasnya sekali lagi."
    raise Invalid(message, (Fault("file", message),))


def _check_announced(work: Work, *, quarter: Quarter, place: Place, size: int, sha256: str) -> None:
    if size <= 0:
        message = "Berkas ini kosong. Periksa berkasnya, lalu pilih lagi."
        raise Invalid(message, (Fault("file", message),))
    if sha256 and not _SHA256.fullmatch(sha256):
        raise Invalid(
            "Sidik berkas tidak dapat dibaca. Muat ulang halaman, lalu pilih berkasnya sekali lagi."
        )
    check_size(size)
    same = work.evidence.same_content(quarter, own_district(work)[1], sha256) if sha256 else ()
    check_new(same, place)
    if not same:
        check_room(work, quarter=quarter, size=size)


def _same(known: Upload, wanted: Upload) -> bool:
    """Whether a begun upload is of this very file; by hash where both have one, else by name and date."""
    if (known.quarter, known.place, known.size) != (wanted.quarter, wanted.place, wanted.size):
        return False
    if known.sha256 and wanted.sha256:
        return known.sha256 == wanted.sha256
    return (known.name, known.mark) == (wanted.name, wanted.mark)


def _own(work: Work, quarter: Quarter, service: str, upload: UUID) -> Upload:
    found = work.evidence_uploads.locked(quarter, own_district(work)[1], _membership(work), upload)
    if found.place.service != service:
        raise Missing("Unggahan itu tidak ada lagi.")
    return found


def _membership(work: Work) -> UUID:
    if work.actor is None or work.actor.membership is None:
        raise Refused("Akun ini tidak mempunyai penugasan.")
    return work.actor.membership.id


def _progress(upload: Upload, *, taken: bool = True) -> Progress:
    have = files.length(upload.district, PARTS, upload.id, PART_SUFFIX)
    return Progress(upload.id, have, upload.size, taken)
