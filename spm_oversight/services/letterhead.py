"""The letterhead and signers of a district (kept by its admin) or a province (by its coordinator), for its papers."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.letterhead import Letterhead, checked_letterhead, usual_letterhead
from spm_oversight.persistence.letterheads import KeptLetterhead
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require


@dataclass(frozen=True)
class OwnLetterhead:
    """The letterhead to show and change. ``version`` is what a change must name; 0: nothing is kept yet."""

    letterhead: Letterhead
    version: int


def own_letterhead(work: Work) -> OwnLetterhead:
    """The own place's letterhead; before the first one, a proposal with its government's name."""
    require(work, Permission.KEEP_LETTERHEAD)
    kept = _kept(work)
    if kept is None:
        district = work.scope.write_district
        usual = usual_letterhead(work.places.district(district).name) if district else usual_of_province(work)
        return OwnLetterhead(usual, 0)
    return OwnLetterhead(kept.letterhead, kept.version)


def keep_letterhead(work: Work, *, letterhead: Letterhead, version: int) -> None:
    """Keep it for the papers asked for from now on; those asked for before stay as they are.

    ``Invalid`` with a fault for each wrong place; ``Conflict`` when another version is kept meanwhile.
    """
    actor = require(work, Permission.KEEP_LETTERHEAD)
    province, district = own_province(work), work.scope.write_district
    checked = checked_letterhead(letterhead)
    before = _kept(work)
    work.letterheads.keep(province, district, checked, version=version, by=actor.name)
    work.record.add(
        "letterhead_kept",
        district or province,
        before=_plain(before.letterhead) if before else None,
        after=_plain(checked),
    )


def province_letterhead(work: Work) -> Letterhead:
    """The own province's letterhead for its papers; before the first one, its government's name alone."""
    kept = work.letterheads.of_province(own_province(work))
    return kept.letterhead if kept else usual_of_province(work)


def usual_of_province(work: Work) -> Letterhead:
    """What stands over a paper of the own province until it has written its own."""
    return usual_letterhead(f"Provinsi {work.places.province(own_province(work)).name}")


def _kept(work: Work) -> KeptLetterhead | None:
    if work.scope.write_district:
        return work.letterheads.of_district(work.scope.write_district)
    return work.letterheads.of_province(own_province(work))


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
