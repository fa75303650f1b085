"""Deliver one message by mail: the worker's job. Whatever happens, the outbox learns how it ended."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.messages import KINDS
from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.exchange.post import NotSent, post
from spm_oversight.persistence.work import open_work
from spm_oversight.services.links import with_link

UNWANTED = (
    "Tautan tidak diperlukan lagi: orangnya sudah masuk, sudah memilih kata sandi, atau akunnya ditutup."
)
_log = logging.getLogger(__name__)


def deliver(
    *, message: UUID, province: str, district: str, last_try: bool, now: datetime | None = None
) -> None:
    """Send a message of this sender (both empty: the platform). Safe to run again, and by two workers at a time.

    The envelope is held while the letter is given to the server: a second worker waits, and then finds it sent.
    What may go better later is raised (NotSent) for the queue to try again, unless it is the ``last_try``.
    """
    failed: NotSent | None = None
    with open_work(_scope(province, district), None, now=now) as work:
        if work.installation.held():
            # A worker that was told to go on: the letter stays as it is, and the queue keeps the job.
            raise NotSent("Salinan hasil pemulihan tidak mengirim surel.")
        letter = work.messages.claim(message)
        if letter is None:
            return
        body = letter.body
        if KINDS[letter.kind].private:
            body = with_link(message=letter.id, body=body, now=now)
            if body is None:
                work.messages.mark_failed(message, UNWANTED, last=True)
                return
        try:
            post.send(
                message=letter.id,
                name=letter.name,
                address=letter.address,
                subject=letter.subject,
                body=body,
                at=letter.created_at,
            )
        except NotSent as error:
            failed = error
            work.messages.mark_failed(message, str(error), last=error.final or last_try)
        else:
            work.messages.mark_sent(message)
    if failed:
        _log.warning("message %s was not sent at try %s: %s", message, letter.tries, failed)
        if not (failed.final or last_try):
            raise failed


def _scope(province: str, district: str) -> Scope:
    """The sender's own scope, which reads no district of a province: an envelope and its letter are all it needs."""
    if district:
        return Scope.of_district(province, district)
    return Scope.of_province(province, ()) if province else SYSTEM
