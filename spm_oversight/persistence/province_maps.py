"""How a province is drawn, with the version that its next change must name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.outline import Outlines
from spm_oversight.domain.tile_layout import TilePlace
from spm_oversight.persistence.map_tables import ProvinceMapRow
from spm_oversight.persistence.scoped_session import ScopedSession

OVERTAKEN = "Peta baru saja diubah orang lain. Buka lagi halamannya, periksa isian barunya, lalu simpan."


@dataclass(frozen=True)
class KeptMap:
    """A province's map as it is stored. ``outlines``: empty without boundaries; ``version`` 0: nothing is kept."""

    tiles: tuple[TilePlace, ...] = ()
    outlines: Outlines | None = None
    source: str = ""
    version: int = 0


class ProvinceMaps:
    """Questions and writes on the map of the province in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_province(self, province: str) -> KeptMap:
        """The province's map; an empty one before its first save."""
        row = self._row(province)
        if row is None:
            return KeptMap()
        tiles = tuple(TilePlace(code, *place) for code, place in sorted(row.tiles.items()))
        outlines = {
            code: tuple(tuple((x, y) for x, y in ring) for ring in rings)
            for code, rings in sorted(row.outlines.items())
        }
        return KeptMap(tiles, outlines or None, row.source, row.version)

    def keep_tiles(self, province: str, tiles: Iterable[TilePlace], *, version: int) -> None:
        """Store the squares over those of ``version``; ``Conflict`` when another is stored meanwhile."""
        row = self._locked(province, version)
        row.tiles = {tile.district: [tile.row, tile.column, tile.label] for tile in tiles}
        self._session.flush()

    def keep_outlines(self, province: str, outlines: Outlines | None, source: str, *, version: int) -> None:
        """Store the boundaries, or none, in the map of ``version``; ``Conflict`` as for squares."""
        row = self._locked(province, version)
        row.outlines = {code: [list(ring) for ring in rings] for code, rings in (outlines or {}).items()}
        row.source = source
        self._session.flush()

    def _locked(self, province: str, version: int) -> ProvinceMapRow:
        """The row to be changed, one version on; made when there is none."""
        row = self._row(province, lock=True)
        if (row.version if row else 0) != version:
            raise Conflict(OVERTAKEN)
        if row is None:
            row = ProvinceMapRow(province_id=province, tiles={}, outlines={}, source="", version=0)
            self._session.add(row)
        row.version += 1
        return row

    def _row(self, province: str, *, lock: bool = False) -> ProvinceMapRow | None:
        question = select(ProvinceMapRow).where(ProvinceMapRow.province_id == province)
        if lock:  # read anew: it may have changed while the lock was waited for
            question = question.with_for_update().execution_options(populate_existing=True)
        return self._session.scalars(question).one_or_none()
