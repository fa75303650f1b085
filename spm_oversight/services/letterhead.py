"""A district's letterhead and signers: read by its papers, kept by its admin."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.letterhead import Letterhead, checked_letterhead, usual_letterhead
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require


@dataclass(frozen=True)
class OwnLetterhead:
    """The letterhead to show and change. ``version`` is what a change must name; 0: nothing is kept yet."""

    letterhead: Letterhead
    version: int


def own_letterhead(work: Work) -> OwnLetterhead:
    """The own district's letterhead; before the first one, a proposal with its government's name."""
    require(work, Permission.KEEP_LETTERHEAD)
    district = own_district(work)[1]
    kept = work.letterheads.of_district(district)
    if kept is None:
        return OwnLetterhead(usual_letterhead(work.places.district(district).name), 0)
    return OwnLetterhead(kept.letterhead, kept.version)


def keep_letterhead(work: Work, *, letterhead: Letterhead, version: int) -> None:
    """Keep it for the papers asked for from now on; those asked for before stay as they are.

    ``Invalid`` with a fault for each wrong place; ``Conflict`` when another version is kept meanwhile.
    """
    actor = require(work, Permission.KEEP_LETTERHEAD)
    province, district = own_district(work)
    checked = checked_letterhead(letterhead)
    before = work.letterheads.of_district(district)
    work.letterheads.keep(province, district, checked, version=version, by=actor.name)
    work.record.add(
        "letterhead_kept",
        district,
        before=_plain(before.letterhead) if before else None,
        after=_plain(checked),
    )


def _plain(letterhead: Letterhead) -> dict[str, object]:
    signers = [[each.position, each.name, each.nip, each.rank] for each in letterhead.signers]
    return {
        "government": letterhead.government,
        "office": letterhead.office,
        "address": list(letterhead.address),
        "contact": letterhead.contact,
        "paper": letterhead.paper.value,
        "signers": signers,
    }
