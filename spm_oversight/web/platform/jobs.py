"""The queue's jobs as lines of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight import formats
from spm_oversight.persistence.installation import Job
from spm_oversight.services.read_messages import PLATFORM_ZONE
from spm_oversight.web.told import State

NAMES: Mapping[str, str] = {
    "make_paper": "Membuat dokumen",
    "send_message": "Mengirim surel",
    "prepare_reset": "Menyiapkan tautan kata sandi",
    "recalculate": "Menghitung ulang triwulan berjalan",
    "remind_on_schedule": "Mengirim pengingat terjadwal",
    "forget_uploads": "Membuang unggahan yang tidak dilanjutkan",
    "rescue_stalled": "Memeriksa pekerjaan yang terhenti",
}
STATES: Mapping[str, State] = {
    "failed": State("Gagal", "exclamation-triangle", "returned"),
    "doing": State("Sedang dikerjakan", "gear", "draft"),
    "todo": State("Menunggu", "hourglass-split", "sent"),
}


@dataclass(frozen=True)
class JobLine:
    """A job: what and for whom, its state and since when; ``fault`` and ``place`` as the program named them."""

    id: int
    name: str
    queue: str
    whose: str
    state: State
    since: str
    due: str
    tries: str
    fault: str
    place: str
    scheduled: bool
    may_repeat: bool


def named(task: str) -> str:
    """The task in words; one that has none yet keeps its name."""
    return NAMES.get(task, task)


def job_line(job: Job, provinces: Mapping[str, str]) -> JobLine:
    """A job as a line; ``provinces``: the names of the tenants by code."""
    failed = job.status == "failed"
    return JobLine(
        id=job.id,
        name=named(job.task),
        queue=job.queue,
        whose="semua provinsi" if job.scheduled else provinces.get(job.province or "", "platform"),
        state=STATES[job.status],
        since=formats.moment(job.since, PLATFORM_ZONE),
        due=formats.moment(job.due, PLATFORM_ZONE) if job.due and job.status == "todo" else "",
        tries=f"{formats.number(job.tries)} kali dicoba" if job.tries else "",
        fault=job.what or ("tidak tercatat" if failed else ""),
        place=job.place,
        scheduled=failed and job.scheduled,
        may_repeat=failed and not job.scheduled,
    )
