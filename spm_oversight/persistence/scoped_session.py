"""A session of one scope: the scope told to PostgreSQL, questions in one round trip, writes that wait (ADR 0015)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, TypeVar, cast

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import PoolProxiedConnection, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.orm import ORMExecuteState, Session

from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.asking import Asked, Statement, Write, joined
from spm_oversight.persistence.pipeline import exchange

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


class ScopedSession(Session):
    """A session of one scope; the scope is told to PostgreSQL at the start of each transaction.

    Beside the ORM it asks questions in one round trip, remembers their answers until their tables are written, and lets
    statements wait that answer nothing (ADR 0015). Both speak over one connection, in one transaction; what asks no
    object of the ORM pays for none of it.
    """

    def __init__(self, scope: Scope, now: datetime | None = None, *, engine: Engine) -> None:
        super().__init__(expire_on_commit=False)
        self.scope = scope
        self.waited_until: datetime | None = None
        self._engine = engine
        self._line: PoolProxiedConnection | None = None
        self._seen: Connection | None = None
        self._told = False
        self._given, self._began = now, now
        self._known: dict[Asked[Any], Any] = {}
        self._waiting: list[Statement] = []

    @property
    def now(self) -> datetime:
        """The time that was given, else the database's at the start of this transaction."""
        if self._began is None:
            self.tell()
        return cast("datetime", self._began)

    def clock(self) -> datetime:
        """The time that was given, else that at which the last lock was had, else ``now``."""
        return self._given or self.waited_until or self.now

    @property
    def province(self) -> str:
        """The province in scope; "", which no row has, where there is none."""
        return self.scope.province or ""

    def at(self, district: str, quarter: Quarter) -> dict[str, Any]:
        """One district's quarter as a question names it (``tenancy.of_quarter``)."""
        return {
            "province": self.province,
            "district": district,
            "year": quarter.year,
            "quarter": quarter.number,
        }

    def over(self, quarters: Sequence[Quarter], districts: Sequence[str]) -> dict[str, Any]:
        """Districts and quarters as a question names them (``tenancy.of_quarters``)."""
        return {
            "province": self.province,
            "districts": joined(districts),
            "years": joined(sorted({quarter.year for quarter in quarters})),
            "numbers": joined(sorted({quarter.number for quarter in quarters})),
            "quarters": joined(sorted(quarter.year * 10 + quarter.number for quarter in quarters)),
        }

    def key(self, district: str, quarter: Quarter) -> dict[str, Any]:
        """One district's quarter as the columns that lead each of its rows."""
        return {
            "province_id": self.province,
            "district_id": district,
            "year": quarter.year,
            "quarter": quarter.number,
        }

    def ask(self, asked: Asked[T]) -> T:
        """The answer to a question: known already, or asked now, after what waits."""
        if asked not in self._known or self._changed:
            self.ahead(asked)
        return self._known[asked]

    def known(self, asked: Asked[T]) -> T | None:
        """The answer that ``ask`` would give without asking; None where there is none."""
        return self._known.get(asked)

    def ahead(self, *asked: Asked[Any], after: Sequence[Statement] = ()) -> Sequence[Sequence[Any]]:
        """Ask in one round trip what ``ask`` will want, ``after`` other statements, whose rows are answered."""
        if self._changed:
            self.flush()
        missing = [each for each in dict.fromkeys(asked) if each not in self._known]
        if not (missing or after):
            return ()
        rows = self.send_waiting(*after, *(each.statement for each in missing))
        for each, found in zip(missing, rows[len(after) :], strict=True):
            self._known[each] = each.question.read(found)
        return rows[: len(after)]

    def later(self, write: Write) -> None:
        """Let a write wait until something is asked, or the end: it goes along then."""
        if self._changed:
            self.flush()
        self._waiting.append(write.statement)
        self.forget(write.table)

    def send_waiting(self, *more: Statement) -> list[Sequence[Any]]:
        """Send what waits, and ``more`` with it; the rows of ``more``."""
        if not (self._waiting or more):
            return []
        opening = [] if self._told else [_told(self.scope)]
        waiting, self._waiting = self._waiting, []
        rows = exchange(self._connected(), [*opening, *waiting, *more])
        if opening:
            self._begun(rows[0])
        return rows[len(opening) + len(waiting) :]

    def tell(self) -> None:
        """Have this transaction begun, with its scope told to PostgreSQL."""
        if not self._told:
            self._begun(*exchange(self._connected(), [_told(self.scope)]))

    def end(self) -> None:
        """Keep everything: what waits and the commit go in one round trip."""
        if self._changed:
            self.flush()
        line = self._line
        if line and _driver(line).info.transaction_status is TransactionStatus.INERROR:
            raise PendingRollbackError(
                "a statement failed before: PostgreSQL would answer the commit by keeping nothing"
            )
        if self._told or self._waiting:
            self.send_waiting(("commit", {}))
        self._told = False

    def rollback(self) -> None:
        """Keep nothing."""
        super().rollback()
        self.drop()
        if self._line:
            self._line.rollback()
        self._told = False

    def close(self) -> None:
        """Give the connection back; what was not kept is lost."""
        super().close()
        line, self._line, self._seen, self._told = self._line, None, None, False
        if line:
            line.close()

    def get_bind(self, *_: Any, **__: Any) -> Connection:
        """The connection as the ORM sees it."""
        if self._seen is None:
            self._seen = Connection(self._engine, self._connected())
        return self._seen

    @property
    def _changed(self) -> bool:
        """Whether an object of the ORM waits to be written."""
        return self.in_transaction() and bool(self.new or self.dirty or self.deleted)

    def _connected(self) -> PoolProxiedConnection:
        if self._line is None:
            self._line = _line(self._engine)
        return self._line

    def _begun(self, told: Sequence[Any]) -> None:
        self._told, self._began = True, self._given or told[0].now

    def drop(self) -> None:
        """Forget what waits, and every answer."""
        self._waiting.clear()
        self.forget()

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
    """The answer to one question in a transaction of its own, in one round trip."""
    # No begin and no commit: what is sent together without them is one transaction of its own to PostgreSQL.
    statements = [_told(scope), asked.statement]
    try:
        rows = _alone(engine, statements)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        # The line was dead without having said so; those that lay beside it may be too.
        engine.dispose()
        rows = _alone(engine, statements)
    return asked.question.read(rows[1])


def _alone(engine: Engine, statements: Sequence[Statement]) -> list[Sequence[Any]]:
    """The rows of statements that are a transaction of their own."""
    with closing(_line(engine)) as line:
        return exchange(line, statements, alone=True)


def _line(engine: Engine) -> PoolProxiedConnection:
    """A connection of the pool without SQLAlchemy's transaction around it; its errors are SQLAlchemy's."""
    try:
        return engine.raw_connection()
    except psycopg.Error as error:
        raise DBAPIError.instance(None, None, error, psycopg.Error) from error


def _driver(line: PoolProxiedConnection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", line.driver_connection)


def _told(scope: Scope) -> Statement:
    return _TELL, {
        "province": scope.province or "",
        "districts": ",".join(scope.districts),
        "write_province": scope.write_province or "",
        "write_district": scope.write_district or "",
        "system": "on" if scope.system else "",
    }


@event.listens_for(ScopedSession, "after_begin")
def _tell_postgresql(session: ScopedSession, *_: Any) -> None:
    session.tell()


@event.listens_for(ScopedSession, "before_flush")
def _send_waiting(session: ScopedSession, *_: Any) -> None:
    session.send_waiting()


@event.listens_for(ScopedSession, "before_commit")
def _end(session: ScopedSession) -> None:
    # What waits and the end go together; the commit that SQLAlchemy asks for then has nothing left to do.
    if session.in_nested_transaction():
        session.send_waiting()
    else:
        session.end()


@event.listens_for(ScopedSession, "after_flush")
def _forget(session: ScopedSession, *_: Any) -> None:
    session.forget()


@event.listens_for(ScopedSession, "after_soft_rollback")
def _drop(session: ScopedSession, *_: Any) -> None:
    session.drop()


@event.listens_for(ScopedSession, "do_orm_execute")
def _keep_in_step(state: ORMExecuteState) -> None:
    session = cast("ScopedSession", state.session)
    session.send_waiting()
    if not state.is_select or getattr(state.statement, "_for_update_arg", None) is not None:
        session.forget()
