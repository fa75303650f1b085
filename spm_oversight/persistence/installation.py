"""What the platform asks over all tenants: numbers and moments, never a figure, a text or a person's name (ADR 27)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.asking import Question
from spm_oversight.persistence.database import MIGRATIONS
from spm_oversight.persistence.hold import IS_HELD
from spm_oversight.persistence.installation_tables import JobFailureRow
from spm_oversight.persistence.scoped_session import ScopedSession

# So many jobs are listed; the others are counted.
LISTED = 50


@dataclass(frozen=True)
class ProvinceCount:
    """A tenant by number: its newest open quarter, when anybody last did anything, its files and their bytes."""

    open_quarter: Quarter | None
    last_activity: datetime | None
    evidence: int
    evidence_bytes: int
    papers: int
    paper_bytes: int


@dataclass(frozen=True)
class RoleCount:
    """How many living memberships a role has in a province (None: the platform's own), and the last sign-in of any."""

    province: str | None
    role: str
    memberships: int
    last_sign_in: datetime | None


@dataclass(frozen=True)
class Job:
    """A job that waits, runs or failed. ``since``: its last change; ``due``: before which it is not begun.

    ``what`` and ``place``: how it failed last. ``scheduled``: the queue makes it anew by the clock, so that nobody
    needs to try it again.
    """

    id: int
    task: str
    queue: str
    status: str
    tries: int
    since: datetime | None
    due: datetime | None
    province: str | None
    scheduled: bool
    what: str
    place: str


@dataclass(frozen=True)
class Machine:
    """The database as it is: its bytes, version and migration; living workers; the newest backup, if any."""

    database_bytes: int
    postgresql: str
    revision: str
    workers: int
    last_heartbeat: datetime | None
    backup_at: datetime | None
    backup: str
    backup_bytes: int | None


class InstallationStore:
    """The questions of the platform's page, all in one round trip, and the two writes on jobs."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def look(self, *, silent_seconds: int) -> None:
        """Ask ahead all that the properties below answer; a worker silent for longer counts as gone."""
        self._session.ahead(_PROVINCES(), _ROLES(), _STATES(), _JOBS(limit=LISTED), _machine(silent_seconds))

    def provinces(self) -> Mapping[str, ProvinceCount]:
        """Each opened province by its code."""
        return self._session.ask(_PROVINCES())

    def roles(self) -> tuple[RoleCount, ...]:
        """Living memberships of open accounts by province and role."""
        return self._session.ask(_ROLES())

    def states(self) -> Mapping[str, int]:
        """How many jobs wait (``todo``), run (``doing``) and failed (``failed``)."""
        return self._session.ask(_STATES())

    def jobs(self) -> tuple[Job, ...]:
        """Those jobs, the failed first, then the newest; at most ``LISTED``."""
        return self._session.ask(_JOBS(limit=LISTED))

    def machine(self, *, silent_seconds: int) -> Machine:
        """The database, its workers and its backup."""
        return self._session.ask(_machine(silent_seconds))

    def held(self) -> bool:
        """Whether this is a restored copy that nobody has let work yet."""
        return self._session.ask(_IS_HELD())

    def job(self, job: int) -> Job | None:
        """The job with this number, held until the end; None when there is none."""
        return self._session.ask(_HELD(job=job))

    def run_again(self, job: int) -> None:
        """Put a failed job back into the queue, due at once."""
        again = func.procrastinate_retry_job_v2(job, self._session.now, None, None, None)
        self._session.execute(select(again))
        self._session.execute(delete(JobFailureRow).where(JobFailureRow.job_id == job))
        self._session.forget()

    def note_failure(self, job: int, *, what: str, place: str) -> None:
        """Remember how a job failed last."""
        told = {"at": self._session.now, "what": what, "place": place}
        note = insert(JobFailureRow).values(job_id=job, **told)
        self._session.execute(note.on_conflict_do_update(index_elements=["job_id"], set_=told))


@cache
def newest_revision() -> str:
    """The migration that this program was written for."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def _machine(silent_seconds: int) -> Any:
    return _MACHINE(silent=silent_seconds)


def _provinces(rows: Sequence[Any]) -> Mapping[str, ProvinceCount]:
    return {
        row.province_id: ProvinceCount(
            Quarter.parse(row.open_quarter) if row.open_quarter else None,
            row.last_activity,
            *(int(each) for each in (row.evidence, row.evidence_bytes, row.papers, row.paper_bytes)),
        )
        for row in rows
    }


def _jobs(rows: Sequence[Any]) -> tuple[Job, ...]:
    return tuple(Job(*row) for row in rows)


_PROVINCES = Question("select * from province_counts()", _provinces)
_ROLES = Question(
    """
    select m.province_id, m.role, count(*) as memberships, max(signed.at) as last_sign_in
    from membership m join account a on a.id = m.account_id
    left join lateral (
        select max(at) as at from audit_event
        where tenant = 'platform' and action = 'sign_in' and subject = m.account_id::text
    ) as signed on true
    where m.ended_at is null and a.disabled_at is null group by m.province_id, m.role
    """,
    lambda rows: tuple(RoleCount(*row) for row in rows),
)
# A job of the clock that failed is over once its like has succeeded after it.
_OPEN = """
(job.status in ('todo', 'doing') or job.status = 'failed' and not (
    job.queueing_lock is not null and exists (
        select from procrastinate_jobs as later where later.id > job.id
            and later.queueing_lock = job.queueing_lock and later.status = 'succeeded'
    )
))
"""
_STATES = Question(
    "select status::text as status, count(*) as jobs from procrastinate_jobs as job"  # noqa: S608 (no value in it)
    f" where {_OPEN} group by 1",
    lambda rows: {row.status: row.jobs for row in rows},
)
_JOB = """
select job.id, job.task_name, job.queue_name, job.status::text as status, job.attempts,
    (select max(at) from procrastinate_events as event
        where event.job_id = job.id and event.type <> 'scheduled') as since,
    job.scheduled_at, job.args ->> 'province' as province, job.queueing_lock is not null as scheduled,
    coalesce(failure.what, '') as what, coalesce(failure.place, '') as place
from procrastinate_jobs as job left join job_failure as failure on failure.job_id = job.id
"""
_JOBS = Question(
    f"{_JOB} where {_OPEN} order by job.status = 'failed' desc, job.id desc limit %(limit)s", _jobs
)
_HELD = Question(
    f"{_JOB} where job.id = %(job)s for update of job",
    lambda rows: Job(*rows[0]) if rows else None,
)
_IS_HELD = Question(IS_HELD, lambda rows: bool(rows[0].held))
_MACHINE = Question(
    """
    select pg_database_size(current_database()) as database_bytes,
        current_setting('server_version') as postgresql,
        (select version_num from alembic_version) as revision,
        worker.living, worker.last_heartbeat, backup.at, coalesce(backup.subject, '') as backup,
        (backup.detail ->> 'bytes')::bigint as backup_bytes
    from (
        select max(last_heartbeat) as last_heartbeat,
            count(*) filter (where last_heartbeat > now() - make_interval(secs => %(silent)s)) as living
        from procrastinate_workers
    ) as worker left join (
        select at, subject, detail from audit_event where tenant = 'platform' and action = 'backup_made'
        order by number desc limit 1
    ) as backup on true
    """,
    lambda rows: Machine(*rows[0]),
)
