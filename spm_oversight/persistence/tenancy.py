"""The wall between tenants: the only file that filters by district (ADR 0003).

PostgreSQL's row-level security is the wall: forced, set per transaction, closed when unset. The criteria added to
each ORM statement are the handrail: they keep plans indexed and make a session without a scope an error.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Integer,
    String,
    and_,
    any_,
    bindparam,
    event,
    literal_column,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from spm_oversight.persistence.asking import listed
from spm_oversight.persistence.scoped_session import ScopedSession


class ProvinceOwned:
    """A row of the province: periods, methods, decisions, snapshots, papers."""

    province_id: Mapped[str] = mapped_column(String(2), primary_key=True, sort_order=-9)


class DistrictOwned:
    """A row of one district; leads with its tenant, so that every index and every later partition does."""

    province_id: Mapped[str] = mapped_column(String(2), primary_key=True, sort_order=-9)
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-8)


def in_district() -> ForeignKeyConstraint:
    """The composite key that keeps a row's district inside its province."""
    return ForeignKeyConstraint(["province_id", "district_id"], ["district.province_id", "district.id"])


def of_quarters(table: Any) -> tuple[ColumnElement[bool], ...]:
    """Which rows a question wants over districts and quarters (its values: ``ScopedSession.over``)."""
    return (
        table.province_id == bindparam("province"),
        table.district_id == any_(listed("districts")),
        # Year and number for the index, which cannot look for both at once.
        table.year == any_(listed("years", Integer)),
        table.quarter == any_(listed("numbers", Integer)),
        table.year * literal_column("10", Integer) + table.quarter == any_(listed("quarters", Integer)),
    )


def of_quarter(table: Any) -> tuple[ColumnElement[bool], ...]:
    """Which rows a question wants of one district's quarter (its values: ``ScopedSession.at``)."""
    named = ("province_id", "province"), ("district_id", "district"), ("year", "year"), ("quarter", "quarter")
    return tuple(getattr(table, column) == bindparam(name) for column, name in named)


@event.listens_for(Session, "do_orm_execute")
def _add_criteria(state: ORMExecuteState) -> None:
    if not isinstance(state.session, ScopedSession):
        raise RuntimeError("a session without a scope may not run statements; open a unit of work")
    if not (state.is_select or state.is_update or state.is_delete) or state.is_column_load:
        return
    if state.session.scope.system:
        # No district is in scope: the handrail would hide even the offices' names, which the wall lets it read.
        return
    districts, province = state.session.scope.districts, state.session.scope.province
    state.statement = state.statement.options(
        with_loader_criteria(
            DistrictOwned,
            # The province too: every index of a district's rows leads with it.
            lambda cls: and_(cls.province_id == province, cls.district_id.in_(districts)),
            include_aliases=True,
        ),
        with_loader_criteria(ProvinceOwned, lambda cls: cls.province_id == province, include_aliases=True),
    )
