"""The wall between tenants: the only file that filters by district (ADR 0003).

PostgreSQL's row-level security is the wall: forced, set per transaction, closed when unset. The criteria added to
each ORM statement are the handrail: they keep plans indexed and make a session without a scope an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import (
    ARRAY,
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
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    with_loader_criteria,
)

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.asking import Asked, Statement, Write, exchange

T = TypeVar("T")
# Statements find their rows by whole keys, whatever the values: planning each anew, as PostgreSQL would, takes longer
# than answering it.
_TELL = """
select now() as now, set_config('plan_cache_mode', 'force_generic_plan', true) as plans,
    set_config('app.province', %(province)s, true) as province,
    set_config('app.districts', %(districts)s, true) as districts,
    set_config('app.write_province', %(write_province)s, true) as write_province,
    set_config('app.write_district', %(write_district)s, true) as write_district,
    set_config('app.system', %(system)s, true) as system
"""


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
    """Which rows a question wants that names ``province``, ``districts`` and ``quarters`` (``ids_of``)."""
    return (
        table.province_id == bindparam("province"),
        table.district_id == any_(bindparam("districts", type_=ARRAY(String))),
        table.year == any_(bindparam("years", type_=ARRAY(Integer))),
        table.year * literal_column("10", Integer) + table.quarter
        == any_(bindparam("quarters", type_=ARRAY(Integer))),
    )


def of_quarter(table: Any) -> tuple[ColumnElement[bool], ...]:
    """Which rows a question wants that names ``province``, ``district``, ``year`` and ``quarter``."""
    named = ("province_id", "province"), ("district_id", "district"), ("year", "year"), ("quarter", "quarter")
    return tuple(getattr(table, column) == bindparam(name) for column, name in named)


class ScopedSession(Session):
    """A session of one scope; the scope is told to PostgreSQL at the start of each transaction.

    Beside the ORM it asks questions in one round trip, remembers their answers until their tables are written, and lets
    statements wait that answer nothing (ADR 0015).
    """

    def __init__(self, scope: Scope, **options: Any) -> None:
        super().__init__(**options)
        self.scope = scope
        self.waited_until: datetime | None = None
        self._began: datetime | None = None
        self._known: dict[Asked[Any], Any] = {}
        self._waiting: list[Statement] = []

    @property
    def began(self) -> datetime:
        """The database's time at the start of this transaction."""
        self.connection()
        return cast("datetime", self._began)

    @property
    def province(self) -> str:
        """The province in scope; "", which no row has, where there is none."""
        return self.scope.province or ""

    def ask(self, asked: Asked[T]) -> T:
        """The answer to a question: known already, or asked now, after what waits."""
        self.ahead(asked)
        return self._known[asked]

    def ahead(self, *asked: Asked[Any]) -> None:
        """Ask in one round trip what ``ask`` will want."""
        if self.new or self.dirty or self.deleted:
            self.flush()
        missing = [each for each in dict.fromkeys(asked) if each not in self._known]
        if missing:
            rows = self.send_waiting(*(each.statement for each in missing))
            self._known |= {
                each: each.question.read(found) for each, found in zip(missing, rows, strict=True)
            }

    def later(self, write: Write) -> None:
        """Let a write wait until something is asked, or the end: it goes along then."""
        if self.new or self.dirty or self.deleted:
            self.flush()
        self._waiting.append(write.statement)
        self.forget(write.table)

    def send_waiting(self, *more: Statement) -> list[Sequence[Any]]:
        """Send what waits, and ``more`` with it; the rows of ``more``."""
        waiting, self._waiting = self._waiting, []
        if not (waiting or more):
            return []
        return exchange(_driver(self.connection()), [*waiting, *more])[len(waiting) :]

    def forget(self, table: str = "") -> None:
        """Know no answer any more to a question that mentions ``table``: it was written into.

        Without it no answer at all: others may have written anything while a lock was waited for.
        """
        self._known = {
            asked: answer
            for asked, answer in self._known.items()
            if table and table not in asked.question.words
        }


def ask_once(engine: Engine, scope: Scope, asked: Asked[T]) -> T:
    """The answer to one question in a transaction of its own: begun, told, asked and ended in one round trip."""
    statements = [("begin", {}), _told(scope), asked.statement, ("commit", {})]
    try:
        rows = _alone(engine, statements)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        # The line was dead without having said so; those that lay beside it may be too.
        engine.dispose()
        rows = _alone(engine, statements)
    return asked.question.read(rows[2])


def _alone(engine: Engine, statements: Sequence[Statement]) -> list[Sequence[Any]]:
    """The rows of statements that bring their own begin and commit."""
    with engine.connect() as connection:
        driver = _driver(connection)
        driver.autocommit = True
        try:
            rows = exchange(driver, statements)
        except BaseException:
            # Left in a failed transaction, it would never begin one again.
            connection.invalidate()
            raise
        driver.autocommit = False
    return rows


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def _told(scope: Scope) -> Statement:
    return _TELL, {
        "province": scope.province or "",
        "districts": ",".join(scope.districts),
        "write_province": scope.write_province or "",
        "write_district": scope.write_district or "",
        "system": "on" if scope.system else "",
    }


@event.listens_for(ScopedSession, "after_begin")
def _tell_postgresql(
    session: ScopedSession, _transaction: SessionTransaction, connection: Connection
) -> None:
    ((told,),) = exchange(_driver(connection), [_told(session.scope)])
    session._began = told.now  # pyright: ignore[reportPrivateUsage]


@event.listens_for(ScopedSession, "before_flush")
def _send_waiting(session: ScopedSession, *_: Any) -> None:
    session.send_waiting()


@event.listens_for(ScopedSession, "before_commit")
def _end(session: ScopedSession) -> None:
    # What waits and the end go together; the commit that SQLAlchemy asks for then has nothing left to do.
    if session.new or session.dirty or session.deleted:
        session.flush()
    if session.in_nested_transaction():
        session.send_waiting()
        return
    if _driver(session.connection()).info.transaction_status is TransactionStatus.INERROR:
        raise PendingRollbackError(
            "a statement failed before: PostgreSQL would answer the commit by keeping nothing"
        )
    session.send_waiting(("commit", {}))


@event.listens_for(ScopedSession, "after_flush")
def _forget(session: ScopedSession, *_: Any) -> None:
    session.forget()


@event.listens_for(ScopedSession, "after_soft_rollback")
def _drop(session: ScopedSession, *_: Any) -> None:
    session._waiting.clear()  # pyright: ignore[reportPrivateUsage]
    session.forget()


@event.listens_for(Session, "do_orm_execute")
def _add_criteria(state: ORMExecuteState) -> None:
    if not isinstance(state.session, ScopedSession):
        raise RuntimeError("a session without a scope may not run statements; open a unit of work")
    state.session.send_waiting()
    if not state.is_select or getattr(state.statement, "_for_update_arg", None) is not None:
        state.session.forget()
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
