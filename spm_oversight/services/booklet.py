"""The rakor booklet of a frozen period: its facts, its HTML with the package to attach, and its print at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from spm_oversight.documents.booklet import BookletFacts, build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import Attachment
from spm_oversight.documents.problems import read_problems
from spm_oversight.domain.access import Permission
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package import read_package
from spm_oversight.formats import number
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.freeze import freeze
from spm_oversight.services.paper_way import Printable, printed

ATTACHMENT = "paket-data.zip"


def closed_snapshot(work: Work, *, quarter: Quarter) -> Snapshot:
    """The snapshot of a closed period, published or not; ``Refused`` while the period is open."""
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None:
        raise Refused("Periode ini belum ditutup. Tutup dahulu, atau buat konsep.")
    return snapshot


def booklet_of(work: Work, *, snapshot: Snapshot, draft: bool) -> Printable:
    """The booklet's HTML and the package to attach; the same snapshot gives the same."""
    province = work.places.province(own_province(work))
    data = work.snapshots.package(snapshot.id)
    package = package_of(data)
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
        published=tuple(told(figure, package) for figure in published),
        notes=tuple(figure.note for figure in published if figure.note),
        previous_ranks=_published_ranks(work, snapshot.quarter.previous),
        problems={d: read_problems(each) for d, each in work.snapshots.problems(snapshot.id).items()},
    )
    html = to_html(build_booklet(package, calculate(package), facts=facts))
    attached = Attachment(ATTACHMENT, data, "Paket data terbuka: sumber setiap angka buku ini.")
    return Printable(html, snapshot.cut_off, (attached,))


def newest_booklet(work: Work) -> Printable:
    """What ``booklet_of`` answers for the newest published period."""
    require(work, Permission.MAKE_PAPERS)
    for snapshot in work.snapshots.all():
        if snapshot.published_at is not None:
            return booklet_of(work, snapshot=snapshot, draft=False)
    raise Refused("Belum ada periode yang diterbitkan.")


def print_booklet(work: Work, *, quarter: Quarter, draft: bool = False) -> bytes:
    """The booklet at once, for the command line; through the same render process as the worker's."""
    require(work, Permission.MAKE_PAPERS)
    snapshot = freeze(work, quarter=quarter, draft=True) if draft else closed_snapshot(work, quarter=quarter)
    if not draft and snapshot.published_at is None:
        raise Refused("Hasil periode ini belum diterbitkan. Terbitkan dahulu, atau buat konsep.")
    data = printed(booklet_of(work, snapshot=snapshot, draft=draft))
    sha256 = hashlib.sha256(data).hexdigest()
    work.record.add("paper_printed", str(snapshot.id), quarter=quarter.code, draft=draft, sha256=sha256)
    return data


def package_of(data: bytes) -> Package:
    """A stored package as values; it was written by us, so that a fault in it is one of ours."""
    package = read_package(data).package
    if package is None:
        raise RuntimeError("a stored package cannot be read")
    return package


def told(figure: PublishedFigure, package: Package) -> str:
    """A figure published elsewhere, with the district it is of and its source."""
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


def _number(snapshot: Snapshot, draft: bool) -> str:
    return "KONSEP" if draft else f"SPM/{snapshot.quarter.code}/{snapshot.revision}"
