"""The rakor booklet of a frozen period: its facts, its HTML with the package to attach, and its print at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from spm_oversight.documents.booklet import build_booklet
from spm_oversight.documents.booklet_facts import BookletFacts
from spm_oversight.documents.check import Check
from spm_oversight.documents.drawings import QUARTERS, History
from spm_oversight.documents.handout_front import letterhead_lines
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import Attachment
from spm_oversight.documents.problems import read_problems
from spm_oversight.domain.access import Permission
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.composition import USUAL, Composition
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.indicators import Metric
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Results
from spm_oversight.exchange.data_package import read_package
from spm_oversight.formats import number
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.booklet_tables import added_tables
from spm_oversight.services.freeze import freeze
from spm_oversight.services.letterhead import province_letterhead
from spm_oversight.services.paper_way import Printable, printed

ATTACHMENT = "paket-data.zip"


def closed_snapshot(work: Work, *, quarter: Quarter) -> Snapshot:
    """The snapshot of a closed period, published or not; ``Refused`` while the period is open."""
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None:
        raise Refused("Periode ini belum ditutup. Tutup dahulu, atau buat konsep.")
    return snapshot


def booklet_of(
    work: Work,
    *,
    snapshot: Snapshot,
    draft: bool,
    composition: Composition | None = None,
    facts: BookletFacts | None = None,
    check: Check | None = None,
) -> Printable:
    """The booklet's HTML and the package to attach; the same snapshot, composition, facts and check give the same.

    Without ``facts`` it says what ``facts_of`` finds now.
    """
    data, problems = work.snapshots.content(snapshot.id)
    package, results = computed(data)
    composition = composition or USUAL
    facts = replace(
        facts or facts_of(work, snapshot=snapshot, draft=draft),
        problems={district: read_problems(each) for district, each in problems.items()},
        composition=composition,
        tables=added_tables(composition, package, results),
    )
    html = to_html(build_booklet(package, results, facts=facts), check=check)
    return Printable(html, snapshot.cut_off, (attached(data, "buku"),))


def attached(data: bytes, paper: str) -> Attachment:
    """The package as a paper carries it; ``paper`` is the word for what carries it."""
    return Attachment(ATTACHMENT, data, f"Paket data terbuka: sumber setiap angka {paper} ini.")


@lru_cache(maxsize=2)
def computed(data: bytes) -> tuple[Package, Results]:
    """A stored package with its results; the papers of one snapshot, made one after the other, share them."""
    package = package_of(data)
    return package, calculate(package)


def facts_of(work: Work, *, snapshot: Snapshot, draft: bool) -> BookletFacts:
    """What the province's papers say beside the frozen figures, as it stands now; kept with each paper asked for."""
    province, districts = work.places.whole(own_province(work))
    names = {district.id: district.name for district in districts}
    published = work.snapshots.published_figures(snapshot.quarter) if province.sample else ()
    return BookletFacts(
        province_name=province.name,
        letterhead=letterhead_lines(province_letterhead(work)),
        number=_number(snapshot, draft),
        created=snapshot.cut_off,
        zone=province.time_zone,
        data_hash=snapshot.sha256,
        draft=draft,
        sample=province.sample,
        published=tuple(told(figure, names[figure.district]) for figure in published),
        notes=tuple(figure.note for figure in published if figure.note),
        previous_ranks=_published_ranks(work, snapshot.quarter.previous),
        history=_history(work, province.id, snapshot),
        tiles=work.province_maps.of_province(province.id).tiles,
    )


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
    kept = work.compositions.of_quarter(quarter).composition
    data = printed(booklet_of(work, snapshot=snapshot, draft=draft, composition=kept))
    sha256 = hashlib.sha256(data).hexdigest()
    work.record.add("paper_printed", str(snapshot.id), quarter=quarter.code, draft=draft, sha256=sha256)
    return data


def package_of(data: bytes) -> Package:
    """A stored package as values; it was written by us, so that a fault in it is one of ours."""
    package = read_package(data).package
    if package is None:
        raise RuntimeError("a stored package cannot be read")
    return package


def told(figure: PublishedFigure, name: str) -> str:
    """A figure published elsewhere, with the name of the district it is of and its source."""
    what = {"index": "capaian", "porsi_urusan": "porsi urusan"}.get(figure.metric, figure.metric)
    return f"{what} {name} {number(figure.value, 2)} % ({figure.source})"


def _published_ranks(work: Work, quarter: Quarter) -> Mapping[str, int]:
    """Each district's published rank; none of a period the districts have not seen yet."""
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None or snapshot.published_at is None:
        return {}
    scores = work.snapshots.scores(snapshot.id, ("district",))
    return {district: score.rank for (district, _, _), score in scores.items() if score.rank is not None}


def _history(work: Work, province: str, snapshot: Snapshot) -> History:
    """The districts' achievement in the quarters published before, and the province's mean: two questions."""
    earlier = [
        each
        for each in work.snapshots.all()
        if each.published_at is not None and each.quarter < snapshot.quarter
    ]
    newest = sorted(earlier, key=lambda each: each.quarter)[-(QUARTERS - 1) :]
    standings = work.snapshots.standings([each.id for each in newest])
    indicators = work.snapshots.indicators_of([each.id for each in newest])
    found: dict[str, list[tuple[Quarter, Fraction | None]]] = {}
    for each in newest:
        for district, score in standings[each.id].items():
            found.setdefault(district, []).append((each.quarter, exact(score.index)))
        mean = indicators[each.id].get((province, Metric.PROVINCE_MEAN))
        found.setdefault(province, []).append((each.quarter, exact(mean)))
    return found


def _number(snapshot: Snapshot, draft: bool) -> str:
    return "KONSEP" if draft else f"SPM/{snapshot.quarter.code}/{snapshot.revision}"
