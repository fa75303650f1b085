"""The boundaries of the province's districts: taken from a file, made small, kept for the map."""

from __future__ import annotations

from spm_oversight.domain.outline import Outlines
from spm_oversight.exchange.boundary_file import LARGEST
from spm_oversight.exchange.reader import boundaries_apart
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.tile_map import map_to_keep

__all__ = ["LARGEST", "drop_boundaries", "keep_boundaries"]

LONGEST_NAME = 120


def keep_boundaries(work: Work, *, data: bytes, name: str, version: int) -> int:
    """Store the boundaries in a GeoJSON file over those that were there; answers how many points they have now.

    ``version``: of the map that was on the page. ``Refused`` as ``boundaries_apart``; ``Conflict`` when another map was
    stored meanwhile.
    """
    districts = map_to_keep(work)[0]
    outlines = boundaries_apart(data, {each.id: each.name for each in districts})
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


def _points(outlines: Outlines) -> int:
    return sum(len(ring) for rings in outlines.values() for ring in rings)
