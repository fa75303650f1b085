"""What a province asks over all its districts at once: one question, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import any_, literal_column, select, union_all

from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import PartAct, PartStep, ProposalAct
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.asking import Question, joined, listed
from spm_oversight.persistence.figure_tables import RecipientsRow
from spm_oversight.persistence.result_tables import IndicatorRow, ResultRow
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.snapshots import Indicators, Score, ScoreKey
from spm_oversight.persistence.tenancy import of_quarters


@dataclass(frozen=True)
class OfficeWalk:
    """An office that carries ``services``, and where its part is: its last step, whether anything is reported."""

    id: UUID
    name: str
    services: tuple[str, ...]
    last: PartStep | None
    begun: bool


@dataclass(frozen=True)
class DistrictWalk:
    """A district's offices by code; ``proposed_at``: since when the quarter is before its leader, if it is there.

    ``said``: the services that the province spoke of when it decided on the last submission.
    """

    offices: tuple[OfficeWalk, ...] = ()
    proposed_at: datetime | None = None
    said: frozenset[str] = frozenset()


class Oversight:
    """Questions over the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def recipients(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, Mapping[str, Pair]]:
        """Served over to serve by district and service, of those that have stored any."""
        return self._session.ask(_RECIPIENTS(**self._session.over((quarter,), districts)))

    def results(
        self, quarter: Quarter, districts: tuple[str, ...], levels: tuple[str, ...]
    ) -> tuple[Mapping[ScoreKey, Score], Indicators]:
        """Running results of these levels by (district, level, code), and indicators by (district, metric)."""
        values = self._session.over((quarter,), districts)
        return self._session.ask(_RESULTS(**values, levels=joined(levels)))

    def walks(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, DistrictWalk]:
        """Where each of the districts is with its offices in the quarter."""
        values = {"province": self._session.province, "districts": joined(districts)}
        found = self._session.ask(_WALKS(**values, year=quarter.year, quarter=quarter.number))
        return {district: found.get(district, DistrictWalk()) for district in districts}


def _pairs(rows: Sequence[Any]) -> Mapping[str, Mapping[str, Pair]]:
    found: dict[str, dict[str, Pair]] = {}
    for row in rows:
        pair = Pair(CellState(row.state), exact(row.base), exact(row.part))
        found.setdefault(row.district_id, {})[row.code] = pair
    return found


def _results(rows: Sequence[Any]) -> tuple[Mapping[ScoreKey, Score], Indicators]:
    scores: dict[ScoreKey, Score] = {}
    indicators: dict[tuple[str, str], Decimal | None] = {}
    for r in rows:
        if r.level == _INDICATOR:
            indicators[r.district_id, r.code] = r.index
        else:
            score = Score(r.recipients_pct, r.quality_pct, r.index, r.category, None)
            scores[r.district_id, r.level, r.code] = score
    return scores, indicators


def _walks(rows: Sequence[Any]) -> Mapping[str, DistrictWalk]:
    found: dict[str, DistrictWalk] = {}
    for row in rows:
        last = PartStep(row.id, row.number, PartAct(row.act), row.at, "") if row.act else None
        office = OfficeWalk(row.id, row.name, tuple(row.services.split(",")), last, row.begun)
        before = found.get(row.district_id, DistrictWalk())
        found[row.district_id] = DistrictWalk(
            offices=(*before.offices, office),
            proposed_at=row.proposed_at if row.proposal == ProposalAct.PROPOSE else None,
            said=frozenset(row.said.split(",")) if row.said else frozenset(),
        )
    return found


_RECIPIENTS = Question(
    select(
        *(RecipientsRow.district_id, RecipientsRow.code),
        *(RecipientsRow.state, RecipientsRow.base, RecipientsRow.part),
    ).where(*of_quarters(RecipientsRow)),
    _pairs,
)
_INDICATOR = "indicator"
_RESULTS = Question(
    union_all(
        select(
            *(ResultRow.district_id, ResultRow.level, ResultRow.code),
            *(ResultRow.recipients_pct, ResultRow.quality_pct, ResultRow.index, ResultRow.category),
        ).where(*of_quarters(ResultRow), ResultRow.level == any_(listed("levels"))),
        select(
            *(IndicatorRow.district_id, literal_column(f"'{_INDICATOR}'"), IndicatorRow.metric),
            *(literal_column("null"), literal_column("null"), IndicatorRow.value, literal_column("null")),
        ).where(*of_quarters(IndicatorRow)),
    ),
    _results,
)
_OWN = "province_id = %(province)s and district_id = any(string_to_array(%(districts)s, ','))"
_THAT_QUARTER = "year = %(year)s and quarter = %(quarter)s"
_OF_DISTRICT = f"province_id = %(province)s and x.district_id = o.district_id and {_THAT_QUARTER}"
_QUARTER = f"{_OWN} and {_THAT_QUARTER}"
# The latest of each, and of the service comments those on the last submission: as services/open_quarter.py reads them
# of one district. An item's service as domain.catalogue.service_of_item has it.
_WALKS = Question(
    "with begun as ("  # noqa: S608 (every value is a parameter)
    f" select district_id, code as service from recipients where {_QUARTER}"
    f" union select district_id, split_part(code, '.q', 1) from quality where {_QUARTER}"
    f" union select district_id, service_code from budget where {_QUARTER})"
    " select o.district_id, o.id, o.name, o.services, o.begun, last.number, last.act, last.at,"
    " proposal.act as proposal, proposal.at as proposed_at, said.services as said from ("
    "  select o.district_id, o.id, o.code, o.name, bool_or(b.service is not null) as begun,"
    "  string_agg(s.service_code, ',' order by s.service_code) as services"
    "  from office o join office_service s on s.office_id = o.id"
    "  and s.province_id = o.province_id and s.district_id = o.district_id"
    "  left join begun b on b.district_id = o.district_id and b.service = s.service_code"
    "  where o.province_id = %(province)s and o.district_id = any(string_to_array(%(districts)s, ','))"
    "  group by o.district_id, o.id, o.code, o.name) o"
    f" left join lateral (select number, act, at from part_step x where {_OF_DISTRICT}"
    "  and office_id = o.id order by at desc, number desc limit 1) last on true"
    f" left join lateral (select act, at from proposal_step x where {_OF_DISTRICT}"
    "  order by number desc limit 1) proposal on true"
    f" left join lateral (select string_agg(service_code, ',') as services from service_comment x"
    f"  where {_OF_DISTRICT} and number = (select max(number) from submission x where {_OF_DISTRICT})) said on true"
    " order by o.district_id, o.code",
    _walks,
)
