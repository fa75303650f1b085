"""What each person chose about the messages they get."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.message_tables import PreferenceRow


class Preferences:
    """Questions and writes on the choices of people of this scope's own place."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._province, self._district = scope.province, scope.write_district

    def choices(self, membership: UUID) -> Mapping[str, bool]:
        """What this membership chose, by the name of the kind."""
        rows = self._session.scalars(select(PreferenceRow).where(PreferenceRow.membership_id == membership))
        return {row.kind: row.wanted for row in rows}

    def choose(self, membership: UUID, chosen: Mapping[str, bool]) -> None:
        """Keep what this membership, which is of this scope's own place, chose for each kind."""
        for kind, wanted in sorted(chosen.items()):
            statement = insert(PreferenceRow).values(
                membership_id=membership,
                kind=kind,
                province_id=self._province,
                district_id=self._district,
                wanted=wanted,
            )
            self._session.execute(
                statement.on_conflict_do_update(
                    index_elements=["membership_id", "kind"], set_={"wanted": wanted}
                )
            )
