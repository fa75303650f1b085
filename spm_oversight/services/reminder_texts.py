"""The words of a reminder: to an office, to a district's admins, and as a text for a chat message."""

from __future__ import annotations

from spm_oversight.domain.method import ReportState
from spm_oversight.services.needs import DistrictNeeds, OfficeNeed
from spm_oversight.services.tell import link_to

# Who is written to in an office and in a district.
OFFICE_ROLES = ("operator", "office_head")
ADMIN_ROLES = ("district_admin",)

STANDING = {
    ReportState.NONE: "belum mulai diisi",
    ReportState.DRAFT: "sedang diisi",
    ReportState.RETURNED: "dikembalikan provinsi untuk diperbaiki",
    ReportState.SENT: "sudah dikirim ke provinsi",
    ReportState.ACCEPTED: "sudah diterima provinsi",
}


def office_subject(needs: DistrictNeeds, need: OfficeNeed) -> str:
    """The subject of a reminder to an office."""
    return f"Pengingat: isian SPM {needs.title}, {need.office.name}"


def office_text(needs: DistrictNeeds, need: OfficeNeed) -> str:
    """A reminder to an office: what it lacks, until when."""
    return (
        f"Isian SPM {needs.title} dari {need.office.name} belum lengkap.\n"
        f"Tenggat: {needs.until(need.closes)}.\n"
        f"Keadaan: {need.lack.text}."
    )


def admin_subject(needs: DistrictNeeds) -> str:
    """The subject of a reminder to a district's admins."""
    return f"Pengingat: laporan SPM {needs.title}, {needs.name}"


def admin_text(needs: DistrictNeeds) -> str:
    """A reminder to a district's admins: the offices that are behind, or that all is there to be sent."""
    lines = [
        f"Laporan SPM {needs.title} dari {needs.name} belum dikirim ke provinsi: {STANDING[needs.report.state]}.",
        f"Tenggat: {needs.until()}.",
    ]
    behind = _behind(needs)
    lines += (
        ["Belum lengkap:", *behind]
        if behind
        else ["Semua isian sudah lengkap. Periksa, lalu kirim ke provinsi."]
    )
    return "\n".join(lines)


def chat(needs: DistrictNeeds, need: OfficeNeed | None = None) -> str:
    """A text to be pasted into a chat, for one office or for all that are behind."""
    if need is None:
        head, lines, until, done = needs.name, _behind(needs), needs.until(), False
    else:
        head, until, done = need.office.name, needs.until(need.closes), need.lack.done
        lines = ["Isian sudah lengkap, tinggal diserahkan." if done else f"{need.lack.text}."]
    body = ["Belum lengkap:", *lines] if need is None and lines else lines or ["Semua isian sudah lengkap."]
    address = link_to(f"/triwulan/{needs.period.quarter.code}")
    way = f"{'Buka' if done else 'Isi di'} {address}"
    return "\n".join([f"Pengingat laporan SPM {needs.title}, {head}", f"Tenggat: {until}.", *body, way])


def _behind(needs: DistrictNeeds) -> list[str]:
    lines = [f"- {each.office.name}: {each.lack.text}." for each in needs.behind]
    if not needs.uncarried.done:
        lines.append(f"- Layanan tanpa perangkat daerah: {needs.uncarried.text}.")
    return lines
