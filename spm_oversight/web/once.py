"""One submitted form, one effect (ADR 0037): each form carries a key, kept with the answer in the effect's transaction.

A view that had an effect redirects; an answer of another kind had none, and its key stays free.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import NoReturn
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import (
    Flask,
    Response,
    flash,
    g,
    make_response,
    message_flashed,
    redirect,
    render_template,
    request,
)
from werkzeug.exceptions import BadRequest

from spm_oversight.persistence.form_answers import FormAnswer
from spm_oversight.persistence.work import Work
from spm_oversight.web.undo import undone

FIELD = "form_key"
# Fields that differ between two copies of the same page.
_OF_THE_PAGE = frozenset({FIELD, "csrf_token", "membership"})

ITS_OWN_WAY: Mapping[str, str] = {
    "account.switch": "changes the session alone, which an answer kept for later could not",
    "entry.cells": "each cell carries its version; a row sent again equals what is stored",
    "evidence_uploads.begin": "the same file of the same membership goes on where it stopped",
    "evidence_uploads.piece": "a piece counts only at the place that is due",
    "evidence_uploads.finish": "a finished upload answers as it did",
    "record.export": "changes nothing but the record, which tells each handing out",
    "workbook.check": "shows what would change and saves nothing",
}
"""Doors that take no key, with what makes a second sending harmless.

Public doors have no effect, or a link of theirs works once (links.choose) and is asked for a counted number of times.
"""

_SHOWN_ONCE = (
    "Kata sandi pertama hanya ditampilkan sekali, pada jawaban yang pertama. Jika belum sempat dicatat, buat kata "
    "sandi pertama yang baru di daftar ini."
)


def new_key() -> str:
    """A key for a form on a page."""
    return uuid4().hex


def note_messages(app: Flask) -> None:
    """Have each message that a request leaves for the next page noted, to be kept with the answer."""

    def note(_app: Flask, message: str, category: str) -> None:
        g.setdefault("left", []).append((category, message))

    message_flashed.connect(note, app, weak=False)


def once(work: Work, view: Callable[[], Response]) -> Response:
    """The answer of ``view``, or the one it gave when the same form was sent before.

    400 without a key; 422, with what was typed, when the key was used for another content.
    """
    if request.endpoint in ITS_OWN_WAY:
        return view()
    key, fingerprint = _key(), _fingerprint()
    before = work.form_answers.claim(key, fingerprint)
    if before is not None:
        return _again(before) if before.fingerprint == fingerprint else _refuse()
    response = view()
    if location := response.headers.get("Location"):
        work.form_answers.keep(key, location, [_kept(*each) for each in g.get("left", ())])
    else:
        work.form_answers.let_go(key)
    return response


def _key() -> UUID:
    try:
        return UUID(request.form.get(FIELD, ""))
    except ValueError as error:
        raise BadRequest from error


def _fingerprint() -> str:
    """SHA-256 of what was sent, and whereto; files are read piece by piece."""
    files: list[tuple[str, str | None, str]] = []
    for name, file in request.files.items(multi=True):
        files.append((name, file.filename, hashlib.file_digest(file.stream, "sha256").hexdigest()))  # pyright: ignore
        file.stream.seek(0)
    sent = json.dumps([request.method, request.full_path, _typed(), files])
    return hashlib.sha256(sent.encode()).hexdigest()


def _typed() -> list[tuple[str, str]]:
    return [item for item in request.form.items(multi=True) if item[0] not in _OF_THE_PAGE]


def _kept(category: str, message: str) -> tuple[str, str]:
    """A message as it may lie in the database: no password does."""
    return ("message", _SHOWN_ONCE) if category == "password" else (category, message)


def _again(before: FormAnswer) -> Response:
    for category, message in before.messages:
        flash(message, category)
    return make_response(redirect(before.location))


def _refuse() -> NoReturn:
    came_from = urlsplit(request.referrer or "")
    here = came_from.netloc == request.host
    page = render_template(
        "errors/form_used.html",
        typed=_typed(),
        texts=[text for _, text in _typed() if " " in text.strip()],
        files=[file.filename for file in request.files.values() if file.filename],
        form=came_from._replace(scheme="", netloc="").geturl() if here else "",
    )
    undone(page, 422)
