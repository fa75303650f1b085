"""The province's groups of districts. Who reads them: ``places.whole`` gives each district its groups."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete

from spm_oversight.persistence.peer_group_tables import PeerGroupRow
from spm_oversight.persistence.scoped_session import ScopedSession


class PeerGroups:
    """Writes on the groups of the province in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def keep(self, province: str, name: str, districts: Iterable[str]) -> None:
        """Store a group, over the one of the same name."""
        self._session.merge(PeerGroupRow(province_id=province, name=name, districts=sorted(districts)))
        self._session.flush()

    def drop(self, province: str, name: str) -> bool:
        """Forget a group; whether there was one."""
        return bool(
            self._session.execute(
                delete(PeerGroupRow)
                .where(PeerGroupRow.province_id == province, PeerGroupRow.name == name)
                .returning(PeerGroupRow.name)
            ).all()
        )
