"""The job queue (procrastinate): enqueued in the transaction that asks, so a rollback leaves no job, a commit one."""

from __future__ import annotations

from collections.abc import Mapping

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy.orm import Session

MAKE_PAPER = "make_paper"
SEND_MESSAGE = "send_message"
RECALCULATE = "recalculate"
PREPARE_RESET = "prepare_reset"

# Never opened: it only writes into a transaction of ours. The worker opens its own connection.
_asking = App(connector=SyncPsycopgConnector())


def enqueue(session: Session, task: str, ids: Mapping[str, str], *, priority: int = 0) -> None:
    """Ask the worker for ``task``; the queue's tables are shared, so arguments hold ids only.

    The higher ``priority`` is done first; of equal ones, what was asked for first.
    """
    connection = session.connection().connection.driver_connection
    _asking.configure_task(task, priority=priority, connection=connection).defer(**ids)
