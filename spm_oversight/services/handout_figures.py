"""What a handout is made of: the district's own figures, live or published, and everything said beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from spm_oversight.documents.handout_facts import AgreedFacts, HandoutFacts, OfficeFacts
from spm_oversight.documents.problems import read_problems
from spm_oversight.documents.words import STANDING
from spm_oversight.domain.agreements import Agreement
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.letterhead import usual_letterhead
from spm_oversight.domain.package import DataState, DistrictFigures, Package
from spm_oversight.domain.part import part_of
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Results
from spm_oversight.exchange.data_package import package_hash, write_package
from spm_oversight.formats import long_date, quarter_title
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.agreed_before import Agreed, agreed
from spm_oversight.services.begin import own_district
from spm_oversight.services.booklet import package_of, told
from spm_oversight.services.office_standing import OfficeStanding, OfficeState, state_by_completeness
from spm_oversight.services.running_results import figures_of

HANDOUT = "handout"


@dataclass(frozen=True)
class _Figures:
    """The district's own figures as the handout shows them; ``snapshot`` is where frozen ones were taken from."""

    package: Package
    problems: tuple[Problem, ...]
    snapshot: Snapshot | None
    closed: bool

    @property
    def own(self) -> DistrictFigures:
        return self.package.districts[0]


def frozen_handout(
    work: Work,
    *,
    quarter: Quarter,
    source: Source,
    sheet: PaperSize,
    office_state: OfficeState = state_by_completeness,
) -> tuple[HandoutFacts, bytes]:
    """All that the own district's handout says, and its figures as a package of their own (contract 1).

    The package holds no published results: a rank and a mean of one district alone would mislead.
    """
    province, district = own_district(work)
    place = work.places.province(province)
    found = (_live if source is Source.LIVE else _published)(work, quarter)
    data = write_package(found.package, Results((), ()))
    letterhead = work.letterheads.of_district(district)
    said = agreed(work, district=district, quarter=quarter, zone=place.time_zone)
    number = work.district_papers.next_number(district, kind=HANDOUT, quarter=quarter)
    facts = HandoutFacts(
        number=f"BR/{district}/{quarter.code}/{number}",
        province_name=place.name,
        source=source,
        cut_off=found.package.cut_off,
        zone=place.time_zone,
        data_hash=package_hash(data),
        sheet=sheet,
        letterhead=letterhead.letterhead if letterhead else usual_letterhead(found.own.name),
        offices=_offices(work, found, source, office_state, said),
        problems=found.problems,
        last_year=_last_year(work, found),
        province_hash=found.snapshot.sha256 if found.snapshot else "",
        sample=place.sample,
        published=_told(work, found) if place.sample else (),
        last_meeting=_last_meeting(said),
    )
    return facts, data


def _live(work: Work, quarter: Quarter) -> _Figures:
    """The stored cells at this moment: no save falls between two of them."""
    province, code = own_district(work)
    period = work.quarters.period(province, quarter)
    work.figures.hold(province, code, quarter)
    cells = work.figures.cells(quarter, (code,))[code]
    report = work.reports.of_district(quarter, code)
    district = work.places.district(code)
    previous = {
        "quarter": published_indexes(work, quarter.previous, code).get(code),
        "year": published_indexes(work, quarter.year_before, code).get(code),
    }
    package = Package(
        province=province,
        quarter=quarter,
        state=DataState.REPORTED,
        cut_off=work.clock(),
        method=work.quarters.method(province, period.method_version),
        catalogue=work.catalogues.of_year(period.catalogue_year),
        districts=(figures_of(district, cells, report, period, previous),),
    )
    problems = tuple(each for _, listed in sorted(cells.problems.items()) for each in listed.problems)
    return _Figures(package, problems, None, period.closed_at is not None)


def _published(work: Work, quarter: Quarter) -> _Figures:
    """The district's part of the published package."""
    code = own_district(work)[1]
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None or snapshot.published_at is None:
        when = quarter_title(quarter.year, quarter.number)
        raise Refused(f"Hasil {when} belum diterbitkan provinsi. Pilih data langsung.")
    whole = package_of(work.snapshots.package(snapshot.id))
    own = tuple(district for district in whole.districts if district.code == code)
    if not own:
        raise Refused("Daerah ini tidak termuat dalam hasil yang diterbitkan. Pilih data langsung.")
    problems = read_problems(work.snapshots.problems(snapshot.id).get(code, ()))
    return _Figures(replace(whole, districts=own), problems, snapshot, closed=True)


def _offices(
    work: Work, found: _Figures, source: Source, office_state: OfficeState, said: Agreed
) -> tuple[OfficeFacts, ...]:
    own, catalogue = found.own, found.package.catalogue
    return tuple(
        OfficeFacts(
            office.name,
            office.services,
            office_state(
                OfficeStanding(
                    office.id,
                    office.name,
                    part_of(own, catalogue, office.services),
                    own.report_state,
                    source,
                    found.closed,
                )
            ),
            tuple(_agreement(each, said.today) for each in said.carried if each.office == office.id),
        )
        for office in work.offices.of_district(own.code)
        if office.services
    )


def _agreement(each: Agreement, today: date) -> AgreedFacts:
    last = each.steps[-1].word if each.steps else ""
    return AgreedFacts(each.text, each.owner, long_date(each.due), STANDING[each.standing(today)], last)


def _last_meeting(said: Agreed) -> str:
    """Which meeting the agreements are of, and as of when they stand so; empty where there was none."""
    if said.last is None:
        return ""
    which = quarter_title(said.last.quarter.year, said.last.quarter.number)
    held = f"{long_date(said.last.held_on)}, dipimpin {said.last.led_by}"
    return f"Rapat lalu: evaluasi {which}, {held}. Keadaan pada {long_date(said.today)}."


def _last_year(work: Work, found: _Figures) -> Mapping[str, Fraction]:
    """Published indexes of a year before; the district's own is the one its figures already carry."""
    own = found.own
    before = published_indexes(work, found.package.quarter.year_before, own.code)
    if own.previous_year is None:
        return {code: index for code, index in before.items() if code != own.code}
    return {**before, own.code: own.previous_year}


def published_indexes(work: Work, quarter: Quarter, district: str) -> dict[str, Fraction]:
    """The district's published indexes of a quarter by code; none of a period it has not seen."""
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None or snapshot.published_at is None:
        return {}
    scores = work.snapshots.scores(snapshot.id, ("service", "urusan", "district"))
    return {
        code: Fraction(score.index)
        for (of, _, code), score in scores.items()
        if of == district and score.index is not None
    }


def _told(work: Work, found: _Figures) -> tuple[str, ...]:
    figures: Sequence[PublishedFigure] = work.snapshots.published_figures(found.package.quarter)
    return tuple(told(figure, found.own.name) for figure in figures if figure.district == found.own.code)


def usual_sheet(work: Work, district: str) -> PaperSize:
    """The sheet that the district's letterhead names; A4 without one."""
    kept = work.letterheads.of_district(district)
    return kept.letterhead.paper if kept else PaperSize.A4
