"""The rakor booklet of a frozen period: its facts, its HTML with the package to attach, and its print at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from spm_oversight.documents.booklet import BookletFacts, build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import Attachment, render_pdf
from spm_oversight.domain.access import Permission
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package import read_package
from spm_oversight.formats import number
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.freeze import freeze

ATTACHMENT = "paket-data.zip"


def closed_snapshot(work: Work, *, quarter: Quarter) -> Snapshot:
    """The snapshot of a closed period, published or not; ``Refused`` while the period is open."""
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None:
        raise Refused("Periode ini belum ditutup. Tutup dahulu, atau buat konsep.")
    return snapshot


def booklet_html(work: Work, *, snapshot: Snapshot, draft: bool) -> tuple[str, Attachment]:
    """The booklet's HTML and the package to attach; the same snapshot gives the same."""
    province = work.places.province(own_province(work))
    data = work.snapshots.package(snapshot.id)
    package = _package(data)
    published = work.snapshots.published_figures(snapshot.quarter) if province.sample else ()
    facts = BookletFacts(
        province_name=province.name,
        sender="Biro Pemerintahan",
        number=_number(snapshot, draft),
        created=snapshot.cut_off,
        zone=province.time_zone,
        data_hash=snapshot.sha256,
        draft=draft,
        sample=province.sample,
        published=tuple(_told(figure, package) for figure in published),
        notes=tuple(figure.note for figure in published if figure.note),
        previous_ranks=_published_ranks(work, snapshot.quarter.previous),
        problems=_problems(work.snapshots.problems(snapshot.id)),
    )
    html = to_html(build_booklet(package, calculate(package), facts=facts))
    return html, Attachment(ATTACHMENT, data, "Paket data terbuka: sumber setiap angka buku ini.")


def newest_booklet_html(work: Work) -> tuple[str, Attachment, datetime]:
    """What ``booklet_html`` answers for the newest published period, and the moment its data were frozen."""
    require(work, Permission.MAKE_PAPERS)
    for snapshot in work.snapshots.all():
        if snapshot.published_at is not None:
            return (*booklet_html(work, snapshot=snapshot, draft=False), snapshot.cut_off)
    raise Refused("Belum ada periode yang diterbitkan.")


def print_booklet(work: Work, *, quarter: Quarter, draft: bool = False) -> bytes:
    """The booklet at once, for the command line; through the same render process as the worker's."""
    require(work, Permission.MAKE_PAPERS)
    snapshot = freeze(work, quarter=quarter, draft=True) if draft else closed_snapshot(work, quarter=quarter)
    if not draft and snapshot.published_at is None:
        raise Refused("Hasil periode ini belum diterbitkan. Terbitkan dahulu, atau buat konsep.")
    html, attachment = booklet_html(work, snapshot=snapshot, draft=draft)
    data = print_html(html, attachment, snapshot.cut_off)
    sha256 = hashlib.sha256(data).hexdigest()
    work.record.add("paper_printed", str(snapshot.id), quarter=quarter.code, draft=draft, sha256=sha256)
    return data


def print_html(html: str, attachment: Attachment, created: datetime) -> bytes:
    """A paper's HTML as PDF, behind the render wall."""
    return render_pdf(html, attachments=(attachment,), created=created)


def _package(data: bytes) -> Package:
    package = read_package(data).package
    if package is None:
        raise RuntimeError("a stored package cannot be read")
    return package


def _told(figure: PublishedFigure, package: Package) -> str:
    name = next(district.name for district in package.districts if district.code == figure.district)
    what = {"index": "capaian", "porsi_urusan": "porsi urusan"}.get(figure.metric, figure.metric)
    return f"{what} {name} {number(figure.value, 2)} % ({figure.source})"


def _published_ranks(work: Work, quarter: Quarter) -> Mapping[str, int]:
    """Each district's published rank; none of a period the districts have not seen yet."""
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None or snapshot.published_at is None:
        return {}
    scores = work.snapshots.scores(snapshot.id, ("district",))
    return {district: score.rank for (district, _, _), score in scores.items() if score.rank is not None}


def _problems(stored: Mapping[str, Any]) -> Mapping[str, Sequence[Problem]]:
    return {
        district: tuple(
            Problem(
                each["urusan"],
                each["problem"],
                each["solution"],
                each["owner"],
                date.fromisoformat(each["due"]) if each["due"] else None,
            )
            for each in listed
        )
        for district, listed in stored.items()
    }


def _number(snapshot: Snapshot, draft: bool) -> str:
    return "KONSEP" if draft else f"SPM/{snapshot.quarter.code}/{snapshot.revision}"
