"""The wall between tenants: the only file that filters by district (ADR 0003).

PostgreSQL's row-level security is the wall: forced, set per transaction, closed when unset. The criteria added to
each ORM statement are the handrail: they keep plans indexed and make a session without a scope an error.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint, String, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    with_loader_criteria,
)

from spm_oversight.domain.scope import Scope

_TELL = text(
    "select set_config('app.province', :province, true), set_config('app.districts', :districts, true),"
    " set_config('app.write_province', :write_province, true), set_config('app.write_district', :write_district, true),"
    " set_config('app.system', :system, true)"
)


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


class ScopedSession(Session):
    """A session of one scope; the scope is told to PostgreSQL at the start of each transaction."""

    def __init__(self, scope: Scope, **options: Any) -> None:
        super().__init__(**options)
        self.scope = scope


@event.listens_for(ScopedSession, "after_begin")
def _tell_postgresql(
    session: ScopedSession, _transaction: SessionTransaction, connection: Connection
) -> None:
    scope = session.scope
    connection.execute(
        _TELL,
        {
            "province": scope.province or "",
            "districts": ",".join(scope.districts),
            "write_province": scope.write_province or "",
            "write_district": scope.write_district or "",
            "system": "on" if scope.system else "",
        },
    )


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
        with_loader_criteria(DistrictOwned, lambda cls: cls.district_id.in_(districts), include_aliases=True),
        with_loader_criteria(ProvinceOwned, lambda cls: cls.province_id == province, include_aliases=True),
    )
