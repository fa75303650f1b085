"""Counts of wrong passwords, each held by one sign-in at a time, however many come at once; and the known places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from spm_oversight.domain.throttle import Tries
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.session_tables import KnownPlaceRow, SignInTriesRow


class SignInTries:
    """Questions and writes on the counts, in the scope of the system."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def hold(self, *keys: bytes) -> tuple[Mapping[bytes, Tries], datetime]:
        """The counts, held until the end of the work, and the database's clock once they are."""
        fresh = [{"key": key, "wrong": 0, "until": self._session.now} for key in sorted(keys)]
        self._session.execute(insert(SignInTriesRow).on_conflict_do_nothing(), fresh)
        # In one order, so that no two wait for each other.
        held = select(SignInTriesRow.key, SignInTriesRow.wrong, SignInTriesRow.until)
        held = held.where(SignInTriesRow.key.in_(keys)).order_by(SignInTriesRow.key).with_for_update()
        found = {row.key: Tries(row.wrong, row.until) for row in self._session.execute(held)}
        now = self._session.execute(select(func.clock_timestamp())).scalar_one()
        # A count that was just forgotten stands at nothing.
        return {key: found.get(key, Tries(0, now)) for key in keys}, now

    def keep(self, counts: Mapping[bytes, Tries]) -> None:
        """Write counts down."""
        rows = [{"key": key, "wrong": each.wrong, "until": each.until} for key, each in counts.items()]
        given = insert(SignInTriesRow)
        fresh = {"wrong": given.excluded.wrong, "until": given.excluded.until}
        self._session.execute(given.on_conflict_do_update(index_elements=["key"], set_=fresh), rows)

    def known(self, keys: Collection[bytes]) -> frozenset[bytes]:
        """Which of these places are known."""
        return frozenset(self._session.scalars(select(KnownPlaceRow.key).where(KnownPlaceRow.key.in_(keys))))

    def know(self, keys: Collection[bytes]) -> None:
        """These places are known from now on."""
        rows = [{"key": key, "seen": self._session.now} for key in sorted(keys)]
        given = insert(KnownPlaceRow)
        seen = {"seen": given.excluded.seen}
        self._session.execute(given.on_conflict_do_update(index_elements=["key"], set_=seen), rows)

    def forget_places(self, before: datetime) -> int:
        """Forget the places not seen since ``before``; how many."""
        gone = delete(KnownPlaceRow).where(KnownPlaceRow.seen < before).returning(KnownPlaceRow.key)
        return len(self._session.execute(gone).all())

    def forget(self, before: datetime) -> int:
        """Forget the counts whose wait was over ``before``; how many."""
        gone = delete(SignInTriesRow).where(SignInTriesRow.until < before).returning(SignInTriesRow.key)
        return len(self._session.execute(gone).all())
