"""/periksa: whoever holds a paper asks by its number whether it is ours, and holds the file against what was made."""

from __future__ import annotations

import hashlib

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from spm_oversight import formats
from spm_oversight.documents.method import grouped
from spm_oversight.domain.access import Permission
from spm_oversight.services.check_papers import CheckedPaper, Standing, check_paper
from spm_oversight.web.check.forms import MatchForm
from spm_oversight.web.guard import allow
from spm_oversight.web.told import State

blueprint = Blueprint("check", __name__, url_prefix="/periksa")

LONGEST = 40
_STATES = {
    Standing.HOLDS: State("Berlaku", "check2-circle", "accepted"),
    Standing.REPLACED: State("Digantikan", "arrow-repeat", "returned"),
    Standing.WITHDRAWN: State("Dicabut", "exclamation-circle", "returned"),
    Standing.NOT_MADE: State("Belum ada berkasnya", "circle", "none"),
}


@blueprint.get("")
@allow(Permission.PUBLIC)
def page() -> ResponseReturnValue:
    """Ask for a number; with ``?nomor=`` what is known of it. An unknown number is answered like any other."""
    return _page(request.args.get("nomor", ""))


@blueprint.post("")
@allow(Permission.PUBLIC)
def match() -> ResponseReturnValue:
    """Hold a file against the number's: the same bytes or not. Nothing of it is kept."""
    form = MatchForm()
    if not form.validate():
        return _page(form.nomor.data or "", form=form), 422
    sent: FileStorage = form.berkas.data
    sha256 = hashlib.file_digest(sent.stream, "sha256").hexdigest()  # pyright: ignore[reportArgumentType]
    sent.close()
    return _page(form.nomor.data or "", sha256=sha256, name=sent.filename or "")


def _page(number: str, *, form: MatchForm | None = None, sha256: str = "", name: str = "") -> str:
    number = number.strip()[:LONGEST]
    paper = check_paper(number=number) if number else None
    return render_template(
        "check/check.html",
        number=number,
        paper=paper,
        state=_STATES[paper.standing] if paper else None,
        rows=_rows(paper) if paper else (),
        form=form or MatchForm(formdata=None, nomor=number),
        name=name,
        same=sha256 in paper.hashes if paper and sha256 else None,
    )


def _rows(paper: CheckedPaper) -> tuple[tuple[str, str], ...]:
    gone = paper.withdrawn
    withdrawn = (("Dicabut", formats.long_date(gone.day)), ("Alasan", gone.why)) if gone else ()
    hashes = (("Sidik berkas (SHA-256)", grouped(each)) for each in paper.hashes)
    return (
        ("Dokumen", paper.title),
        ("Nomor", paper.number),
        ("Penerbit", paper.issuer),
        ("Tanggal", formats.long_date(paper.day)),
        *withdrawn,
        *hashes,
    )
