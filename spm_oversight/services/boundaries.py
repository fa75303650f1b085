"""The boundaries of the province's districts: taken from a file, made small, kept for the map."""

from __future__ import annotations

import json

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.outline import Outlines, simplified
from spm_oversight.exchange.boundary_file import LARGEST, read_boundaries
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.tile_map import map_to_keep

__all__ = ["LARGEST", "drop_boundaries", "keep_boundaries", "small_enough"]

MOST_KEPT = 60_000
"""Letters of a province's stored boundaries: a page carries them with every map."""
LONGEST_NAME = 120
_FINEST, _COARSER = 2.0, 1.5


def keep_boundaries(work: Work, *, data: bytes, name: str, version: int) -> int:
    """Store the boundaries in a GeoJSON file over those that were there; answers how many points they have now.

    ``version``: of the map that was on the page. ``Refused`` as ``read_boundaries``; a file that cannot be made small
    enough is refused too; ``Conflict`` when another map was stored meanwhile.
    """
    districts = map_to_keep(work)[0]
    outlines = small_enough(read_boundaries(data, {each.id: each.name for each in districts}))
    province = own_province(work)
    work.province_maps.keep_outlines(province, outlines, name[-LONGEST_NAME:], version=version)
    work.record.add("map_boundaries_kept", province, file=name[-LONGEST_NAME:], points=_points(outlines))
    return _points(outlines)


def drop_boundaries(work: Work, *, version: int) -> bool:
    """Forget the boundaries; the squares stay. Whether there were any; ``Conflict`` as for ``keep_boundaries``."""
    if map_to_keep(work)[1].outlines is None:
        return False
    work.province_maps.keep_outlines(own_province(work), None, "", version=version)
    work.record.add("map_boundaries_dropped", own_province(work))
    return True


def small_enough(outlines: Outlines) -> Outlines:
    """The outlines in as many points as fit: coarser until they do."""
    tolerance = _FINEST
    while tolerance < 1000:
        found = simplified(outlines, tolerance)
        if _size(found) <= MOST_KEPT:
            return found
        outlines, tolerance = found, tolerance * _COARSER
    raise Refused("Batas ini memuat terlalu banyak pulau. Sederhanakan batasnya di program peta.")


def _size(outlines: Outlines) -> int:
    return len(json.dumps({code: list(rings) for code, rings in outlines.items()}, separators=(",", ":")))


def _points(outlines: Outlines) -> int:
    return sum(len(ring) for rings in outlines.values() for ring in rings)
