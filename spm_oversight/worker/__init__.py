"""The worker: takes jobs from the queue, opens the asker's scope, calls one service (procrastinate)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

from flask import Flask
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.jobs import Job, Status

from spm_oversight.documents.pdf import PRESSES
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.hold import IS_HELD
from spm_oversight.persistence.jobs import MAKE_PAPER, PREPARE_RESET, RECALCULATE, SEND_MESSAGE
from spm_oversight.services.deliver import deliver
from spm_oversight.services.evidence_uploads import forget_evidence
from spm_oversight.services.forget_forms import forget_forms
from spm_oversight.services.installation import SILENT_SECONDS
from spm_oversight.services.job_failures import note_failure
from spm_oversight.services.links import forget_links, prepare_reset
from spm_oversight.services.make_paper import give_up, make_paper
from spm_oversight.services.paper_way import Owner
from spm_oversight.services.recalculate import recalculate
from spm_oversight.services.remind_on_schedule import remind_on_schedule
from spm_oversight.services.sessions import forget_ended
from spm_oversight.services.workbooks import forget_uploads

# How often a paper is tried. The queue counts from 0, so its last run is number TRIES - 1.
TRIES = 3
# How often a message is given to the mail server: waits of about half a minute, one, six and forty minutes between.
MAIL_TRIES = 5
TRIES_OF = {SEND_MESSAGE: MAIL_TRIES}
# A checked workbook waits this long for its "Simpan", an unfinished upload of evidence for its rest; a link that was
# asked for is remembered as long.
UPLOADS_KEPT = timedelta(days=1)
# A form sent again within this time has no second effect.
FORMS_KEPT = timedelta(days=7)
# How often a worker on a restored copy looks whether it may begin.
HELD_PAUSE = 5.0
_log = logging.getLogger(__name__)


def run_worker(app: Flask, database_url: str, *, concurrency: int = PRESSES, wait: bool = True) -> None:
    """Work until told to stop; with ``wait=False`` until the queue is empty. ``concurrency``: jobs done at once."""
    queue = App(connector=PsycopgConnector(conninfo=database_url))
    _add_tasks(queue, app)
    asyncio.run(_run(queue, app, concurrency, wait))


async def _run(queue: App, app: Flask, concurrency: int, wait: bool) -> None:
    async with queue.open_async():
        while await _held(queue):
            _log.warning("Salinan hasil pemulihan: pekerja menunggu flask --app wsgi spm restore --release.")
            if not wait:
                return
            await asyncio.sleep(HELD_PAUSE)
        await _rescue(queue, app)
        await queue.run_worker_async(
            concurrency=concurrency, wait=wait, fetch_job_polling_interval=2.0, shutdown_graceful_timeout=3.0
        )


def _add_tasks(queue: App, app: Flask) -> None:
    @queue.task(name=MAKE_PAPER, retry=RetryStrategy(max_attempts=TRIES - 1, wait=2), pass_context=True)
    def _make_paper(  # pyright: ignore[reportUnusedFunction]
        context: JobContext,
        paper: str,
        account: str,
        membership: str,
        province: str,
        district: str | None = None,
    ) -> None:
        with _doing(app, context):
            make_paper(
                paper=UUID(paper),
                account=UUID(account),
                membership=UUID(membership),
                owner=Owner(province, district),
                last_try=context.job.attempts >= TRIES - 1,
            )

    @queue.task(
        name=SEND_MESSAGE,
        retry=RetryStrategy(max_attempts=MAIL_TRIES - 1, wait=25, exponential_wait=7),
        pass_context=True,
    )
    def _send_message(context: JobContext, message: str, province: str, district: str) -> None:
        with _doing(app, context):
            deliver(
                message=UUID(message),
                province=province,
                district=district,
                last_try=context.job.attempts >= MAIL_TRIES - 1,
            )

    @queue.task(name=PREPARE_RESET, retry=RetryStrategy(max_attempts=TRIES - 1, wait=5), pass_context=True)
    def _prepare_reset(context: JobContext, link: str) -> None:  # pyright: ignore[reportUnusedFunction]
        with _doing(app, context):
            prepare_reset(link=UUID(link))

    @queue.task(name=RECALCULATE, retry=RetryStrategy(max_attempts=TRIES - 1, wait=5), pass_context=True)
    def _recalculate(context: JobContext, province: str, quarter: str, version: str) -> None:  # pyright: ignore[reportUnusedFunction]
        with _doing(app, context):
            recalculate(province=province, quarter=Quarter.parse(quarter), version=version)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="rescue_stalled", queueing_lock="rescue_stalled", pass_context=True)
    async def _rescue_stalled(context: JobContext, timestamp: int) -> None:  # pyright: ignore[reportUnusedFunction]
        await _rescue(context.app, app)

    @queue.periodic(cron="17 * * * *")
    @queue.task(name="forget_uploads", queueing_lock="forget_uploads", pass_context=True)
    def _forget_uploads(context: JobContext, timestamp: int) -> None:  # pyright: ignore[reportUnusedFunction]
        due = datetime.fromtimestamp(timestamp, UTC)
        with _doing(app, context):
            forget_uploads(before=due - UPLOADS_KEPT)
            forget_evidence(before=due - UPLOADS_KEPT)
            forget_forms(before=due - FORMS_KEPT)
            forget_ended()
            forget_links(before=due - UPLOADS_KEPT)

    @queue.periodic(cron="5 * * * *")
    @queue.task(name="remind_on_schedule", queueing_lock="remind_on_schedule", pass_context=True)
    def _remind_on_schedule(context: JobContext, timestamp: int) -> None:  # pyright: ignore[reportUnusedFunction]
        with _doing(app, context):
            remind_on_schedule()


@contextmanager
def _doing(app: Flask, context: JobContext) -> Iterator[None]:
    """A job inside the application; how it failed is noted for the platform's page, then left to the queue."""
    with app.app_context():
        try:
            yield
        except Exception as error:
            if context.job.id is not None:
                note_failure(job=context.job.id, error=error)
            raise


async def _held(queue: App) -> bool:
    """Whether this is a restored copy that nobody has let work yet: what it would do was done before."""
    return bool((await queue.connector.execute_query_one_async(IS_HELD))["held"])


async def _rescue(queue: App, app: Flask) -> None:
    """Give the jobs of killed workers to others; each attempt carries a number that later writes check.

    One that was left at its last try may be what kills its workers: it is set aside, for the platform to see.
    """
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts < TRIES_OF.get(job.task_name, TRIES) - 1:
            _log.warning("job %s (%s) was left by its worker and is tried again", job.id, job.task_name)
            await queue.job_manager.retry_job(job)
            continue
        _log.error("job %s (%s) was left by its worker each time and is set aside", job.id, job.task_name)
        await asyncio.to_thread(_give_up, app, job)
        await queue.job_manager.finish_job(job, Status.FAILED, delete_job=False)


def _give_up(app: Flask, job: Job) -> None:
    """Tell whoever waits for it, and the platform."""
    with app.app_context():
        if job.task_name == MAKE_PAPER:
            told = job.task_kwargs
            owner = Owner(str(told["province"]), cast("str | None", told.get("district")))
            give_up(paper=UUID(str(told["paper"])), owner=owner)
        if job.id is not None:
            note_failure(job=job.id, error=WorkerKilled())


class WorkerKilled(Exception):
    """The worker ended in the middle of the job, without a word."""
