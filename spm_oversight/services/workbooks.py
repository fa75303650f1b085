"""The quarter workbook: handed out pre-filled, checked as a dry run, saved (contract 2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Missing, Refused
from spm_oversight.domain.form import Change
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.reader import workbook_apart
from spm_oversight.exchange.workbook_carry import carried_over
from spm_oversight.exchange.workbook_compare import OlderForm, compare
from spm_oversight.exchange.workbook_findings import ConflictingCell, Outcome, WrongRow
from spm_oversight.exchange.writer import write_apart
from spm_oversight.persistence.files import files
from spm_oversight.persistence.locks import lock, of_workbooks
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, own_province, require
from spm_oversight.services.forms import load_form, save_changes
from spm_oversight.services.open_quarter import check_open, own_office

_UPLOADS, _SUFFIX, _SHOWN = "uploads", ".xlsx", ".shown"


@dataclass(frozen=True)
class WorkbookFile:
    """A workbook to hand out."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Check:
    """What a file would do (dry run); ``upload`` names the file kept for the confirming form, if it was kept."""

    quarter: Quarter
    changes: tuple[Change, ...]
    wrong_rows: tuple[WrongRow, ...]
    conflicts: tuple[ConflictingCell, ...]
    notes: tuple[str, ...]
    upload: UUID | None = None

    @property
    def may_be_saved(self) -> bool:
        """Whether there is something to save and nothing against it."""
        return bool(self.changes) and not self.wrong_rows and not self.conflicts


@dataclass(frozen=True)
class Saved:
    """What was saved; 0 changes when the file says what is stored already."""

    quarter: Quarter
    changed: int


class NewFileOffered(Refused):
    """The file is of an older form version; ``upload`` names the new one, ``lost`` the typed places without a place."""

    def __init__(self, message: str, upload: UUID, lost: tuple[str, ...]) -> None:
        super().__init__(message)
        self.upload, self.lost = upload, lost


def export_workbook(
    work: Work, *, quarter: Quarter, district: str | None = None, office: UUID | None = None
) -> WorkbookFile:
    """A district's pre-filled workbook: the own one, or for a province one of its own.

    People of an office receive their office's; the others the whole district's, or that of the ``office`` named.
    """
    require(work, Permission.SEE_DESK if work.scope.write_province else Permission.DOWNLOAD_WORKBOOK)
    code = district or work.scope.write_district
    if code not in work.scope.districts:
        raise Missing("Kabupaten/kota itu tidak ada.")
    lock(work.session, of_workbooks(code))
    bound = own_office(work) or (work.offices.office(code, office) if office else None)
    form = load_form(work, quarter=quarter, district=code, office=bound)
    zone = work.places.province(own_province(work)).time_zone
    data = write_apart(form, made_at=work.now, seal_key=files.seal_key, zone=zone)
    part = f"-{bound.code}" if bound else ""
    return WorkbookFile(name=f"spm-{code}{part}-{quarter.code}.xlsx", data=data)


def offered_workbook(work: Work, *, upload: UUID) -> WorkbookFile:
    """The new file that was offered for one of an older form version."""
    require(work, Permission.ENTER_FIGURES)
    district = own_district(work)[1]
    data = files.get(district, _UPLOADS, upload, _SUFFIX)
    return WorkbookFile(name=f"spm-{district}-baru.xlsx", data=data)


def office_by_code(work: Work, *, district: str, code: str) -> UUID:
    """The district's office of that code; ``Missing`` otherwise."""
    for office in work.offices.of_district(district):
        if office.code == code:
            return office.id
    raise Missing(f"Tidak ada perangkat daerah dengan kode {code}.")


def district_of(data: bytes) -> str | None:
    """The district a file says it is for; None when it does not say, or cannot be read."""
    try:
        return workbook_apart(data, seal_key=files.seal_key).district or None
    except Refused:
        return None


def dry_run(work: Work, *, data: bytes) -> Check:
    """Read a file and say what it would change; nothing is kept."""
    quarter, outcome = _compared(work, data)
    return Check(quarter, outcome.changes, outcome.wrong_rows, outcome.conflicts, outcome.notes)


def check_workbook(work: Work, *, data: bytes) -> Check:
    """The dry run of an uploaded file; the file is kept for the confirming form."""
    check = dry_run(work, data=data)
    upload, district = uuid4(), own_district(work)[1]
    files.put(district, _UPLOADS, upload, _SUFFIX, data)
    files.put(district, _UPLOADS, upload, _SHOWN, _digest(check.changes))
    return replace(check, upload=upload)


def save_upload(work: Work, *, upload: UUID) -> Saved:
    """Save a checked file; it is read again, and Conflict where it would change other than what was shown.

    The file stays until it is swept: saving it twice changes nothing, and a failed save loses nothing.
    """
    district = own_district(work)[1]
    shown = files.get(district, _UPLOADS, upload, _SHOWN)
    return save_workbook(work, data=files.get(district, _UPLOADS, upload, _SUFFIX), shown=shown)


def save_workbook(work: Work, *, data: bytes, shown: bytes | None = None) -> Saved:
    """Save a file's changes, all or nothing. Refused with wrong rows, Conflict when somebody was faster."""
    quarter, outcome = _compared(work, data)
    if shown and outcome.changes and _digest(outcome.changes) != shown:
        raise Conflict(
            "Angka yang tersimpan berubah sejak berkas ini diperiksa. Periksa berkasnya sekali lagi."
        )
    if outcome.conflicts:
        raise Conflict(
            "Sebagian sel sudah diubah orang lain sejak berkas ini diunduh. Periksa ulang berkasnya."
        )
    if outcome.wrong_rows:
        raise Refused("Berkas ini memuat baris yang salah; tidak ada yang disimpan.")
    save_changes(work, quarter=quarter, changes=outcome.change_set, source="workbook")
    return Saved(quarter, len(outcome.changes))


def _compared(work: Work, data: bytes) -> tuple[Quarter, Outcome]:
    require(work, Permission.ENTER_FIGURES)
    province, district = own_district(work)
    lock(work.session, of_workbooks(district))
    content = workbook_apart(data, seal_key=files.seal_key)
    if content.district != district:
        raise Refused(
            f"Berkas ini untuk daerah {content.district or 'yang tidak dikenal'}, bukan untuk daerah Anda ({district})."
            " Unduh lembar kerja daerah Anda."
        )
    quarter = _quarter(content.period)
    period = work.quarters.period(province, quarter)
    check_open(work, period=period, report=work.reports.of_district(quarter, district))
    office = own_office(work)
    form = load_form(work, quarter=quarter, district=district)
    try:
        return quarter, compare(content, form, may_change=office.services if office else None)
    except OlderForm as older:
        zone = work.places.province(province).time_zone
        form = load_form(work, quarter=quarter, district=district, office=office)
        new = carried_over(content, form, made_at=work.now, seal_key=files.seal_key, zone=zone)
        upload = uuid4()
        files.put(district, _UPLOADS, upload, _SUFFIX, new.data)
        raise NewFileOffered(str(older), upload, new.lost) from older


def _digest(changes: tuple[Change, ...]) -> bytes:
    return hashlib.sha256(repr(changes).encode()).hexdigest().encode()


def _quarter(code: str) -> Quarter:
    try:
        return Quarter.parse(code)
    except ValueError:
        raise Refused("Periode berkas ini tidak dikenal. Unduh lembar kerja yang baru.") from None


def forget_uploads(*, before: datetime) -> int:
    """Remove checked files that nobody saved since ``before``; answers how many."""
    return files.sweep(_UPLOADS, before)
