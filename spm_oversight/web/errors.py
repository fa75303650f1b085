"""What went wrong, as a page: what happened and what to do; never a trace, and a code only to find it."""

from __future__ import annotations

import logging
from math import ceil

from flask import Flask, Response, g, jsonify, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from spm_oversight.domain.errors import Away, Conflict, Invalid, Missing, NoRoom, Refused, SpmError, TooOften
from spm_oversight.persistence.audit import REQUEST_ID
from spm_oversight.persistence.trouble import TROUBLES, sqlstate_of, trouble_of
from spm_oversight.web.once import FIELD
from spm_oversight.web.signed_out import Kept, sent_now

STATUS: dict[type[SpmError], int] = {
    Missing: 404,
    Refused: 403,
    Conflict: 409,
    Invalid: 422,
    TooOften: 429,
    Away: 503,
    NoRoom: 507,
}
RETRY_AFTER = 5
"""Seconds after which it is worth asking again while the database is away."""
_log = logging.getLogger(__name__)

TITLES = {
    400: "Permintaan tidak dapat dibaca",
    403: "Tindakan ini tidak dapat dilakukan",
    404: "Halaman tidak ditemukan",
    405: "Halaman ini tidak dapat dibuka dengan cara itu",
    409: "Keadaannya sudah berubah",
    413: "Kiriman terlalu besar",
    422: "Isian belum benar",
    429: "Terlalu banyak percobaan",
    500: "Terjadi gangguan pada sistem",
    503: "Basis data sedang tidak dapat dihubungi",
    507: "Ruang penyimpanan penuh",
}
ADVICE = {
    400: "Muat ulang halaman sebelumnya, lalu coba lagi.",
    404: "Alamatnya mungkin salah, atau halaman itu bukan milik penugasan Anda. Kembali ke beranda.",
    405: "Kembali ke beranda, lalu buka halamannya dari menu.",
    413: (
        "Berkas: ukuran paling besar tertulis di samping tempat memilihnya; kecilkan, lalu unggah lagi. Isian tanpa"
        " berkas: persingkat teksnya, lalu kirim lagi."
    ),
    500: "Isian yang belum tersimpan tetap ada di halaman sebelumnya. Coba lagi beberapa saat lagi.",
}


def handle_errors(app: Flask) -> None:
    """Answer domain errors and HTTP errors with a page in Indonesian."""

    def _domain(error: SpmError) -> ResponseReturnValue:
        status = STATUS.get(type(error), 400)
        if isinstance(error, Away | NoRoom):
            return _later(status, str(error))
        # One page for foreign and absent: the message of a Missing would tell them apart.
        message = ADVICE[404] if status == 404 else str(error)
        page = _page(status, message)
        return (*page, retry_after(error)) if isinstance(error, TooOften) else page

    def _machine(error: Exception) -> ResponseReturnValue:
        trouble = trouble_of(error)
        if trouble is None:
            raise error
        why = sqlstate_of(error) or getattr(error, "errno", None) or "no answer"
        _log.error("%s: %s (%s)", type(trouble).__name__, type(error).__name__, why)
        return _domain(trouble)

    def _form_expired(error: CSRFError) -> tuple[str, int]:
        # By its endpoint: the address of a page may hold a token.
        _log.warning("a form for %s, from %s: %s", request.endpoint, request.remote_addr, error.description)
        return _page(400, "Halaman ini terlalu lama terbuka. Muat ulang halaman sebelumnya, lalu kirim lagi.")

    def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
        status = error.code or 500
        return _page(status, ADVICE.get(status, ADVICE[400])) if status >= 400 else error

    def _foreign_host(_error: SecurityError) -> tuple[str, int, dict[str, str]]:
        # No page: without a trusted host name there is no address to write into its links.
        return "Nama situs ini tidak dilayani di sini.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}

    app.register_error_handler(SpmError, _domain)
    for kind in TROUBLES:
        app.register_error_handler(kind, _machine)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)


def retry_after(error: TooOften) -> dict[str, str]:
    """The header that tells a program how long to wait."""
    return {"Retry-After": str(max(ceil(error.wait.total_seconds()), 1))}


def _page(status: int, message: str) -> tuple[str, int]:
    g.failed = status >= 500
    _forget_messages()
    title = TITLES.get(status, TITLES[400])
    code = REQUEST_ID.get() if g.failed else ""
    return render_template("errors/error.html", title=title, message=message, code=code), status


def _later(status: int, message: str) -> Response:
    """Nothing is wrong with what was sent: it stays on the page, to be sent again with the very key it came with."""
    g.failed = True
    _forget_messages()
    if request.method == "POST" and "text/html" not in request.headers.get("Accept", "text/html"):
        answer = make_response(jsonify(message=message), status)
    else:
        kept, chosen, key = _sent()
        page = render_template(
            "errors/later.html",
            title=TITLES[status],
            full=status == STATUS[NoRoom],
            kept=kept,
            chosen=chosen,
            key=key,
            code=REQUEST_ID.get(),
        )
        answer = make_response(page, status)
    if status == STATUS[Away]:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _sent() -> tuple[Kept | None, tuple[str, ...], str]:
    """What the form held, the names of its files, its key; nothing where it could not be read to its end."""
    try:
        files = tuple(file.filename for file in request.files.values() if file.filename)
        return sent_now(), files, request.form.get(FIELD, "")
    except (OSError, HTTPException):
        return None, (), ""


def _forget_messages() -> None:
    """What this request wanted to tell on the next page has not come to be: its work was rolled back."""
    if left := len(g.pop("left", ())):
        session["_flashes"] = session.get("_flashes", [])[:-left]
