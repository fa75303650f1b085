"""The worker: takes jobs from the queue, opens the asker's scope, calls one service (procrastinate)."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Flask
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from spm_oversight.persistence.jobs import MAKE_PAPER, SEND_MESSAGE
from spm_oversight.services.deliver import deliver
from spm_oversight.services.evidence_uploads import forget_evidence
from spm_oversight.services.make_paper import make_paper
from spm_oversight.services.paper_way import Owner
from spm_oversight.services.remind_on_schedule import remind_on_schedule
from spm_oversight.services.workbooks import forget_uploads

# How often a paper is tried. The queue counts from 0, so its last run is number TRIES - 1.
TRIES = 3
# How often a message is given to the mail server: waits of about half a minute, one, six and forty minutes between.
MAIL_TRIES = 5
# A worker beats every 10 s; one silent for this long was killed, and its job is given to another.
SILENT_SECONDS = 30
# A checked workbook waits this long for its "Simpan", an unfinished upload of evidence for its rest.
UPLOADS_KEPT = timedelta(days=1)
_log = logging.getLogger(__name__)


def run_worker(app: Flask, database_url: str, *, concurrency: int = 1, wait: bool = True) -> None:
    """Work until told to stop; with ``wait=False`` until the queue is empty."""
    queue = App(connector=PsycopgConnector(conninfo=database_url))
    _add_tasks(queue, app)
    asyncio.run(_run(queue, concurrency, wait))


async def _run(queue: App, concurrency: int, wait: bool) -> None:
    async with queue.open_async():
        await _rescue(queue)
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
        with app.app_context():
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
        with app.app_context():
            deliver(
                message=UUID(message),
                province=province,
                district=district,
                last_try=context.job.attempts >= MAIL_TRIES - 1,
            )

    @queue.periodic(cron="* * * * *")
    @queue.task(name="rescue_stalled", queueing_lock="rescue_stalled", pass_context=True)
    async def _rescue_stalled(context: JobContext, timestamp: int) -> None:  # pyright: ignore[reportUnusedFunction]
        await _rescue(context.app)

    @queue.periodic(cron="17 * * * *")
    @queue.task(name="forget_uploads", queueing_lock="forget_uploads")
    def _forget_uploads(timestamp: int) -> None:
        before = datetime.fromtimestamp(timestamp, UTC) - UPLOADS_KEPT
        with app.app_context():
            forget_uploads(before=before)
            forget_evidence(before=before)

    @queue.periodic(cron="5 * * * *")
    @queue.task(name="remind_on_schedule", queueing_lock="remind_on_schedule")
    def _remind_on_schedule(timestamp: int) -> None:
        with app.app_context():
            remind_on_schedule()


async def _rescue(queue: App) -> None:
    """Give the jobs of killed workers to others; each attempt carries a number that later writes check."""
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        _log.warning("job %s (%s) was left by its worker and is tried again", job.id, job.task_name)
        await queue.job_manager.retry_job(job)
