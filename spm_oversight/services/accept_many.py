"""Accept several examined reports at once: all of them in one unit of work, each on its own merit (ADR 0022)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.decide_report import accept_report


@dataclass(frozen=True)
class Decided:
    """What became of one chosen report; ``why_not``: the reason it was not accepted, empty when it was."""

    district: District
    why_not: str = ""


def accept_reports(work: Work, *, quarter: Quarter, chosen: Mapping[str, int]) -> tuple[Decided, ...]:
    """Accept the chosen reports: ``chosen`` gives each district the submission that stood on the page.

    A report that can no longer be accepted (withdrawn, sent again, decided meanwhile, period closed) is told with its
    reason and hinders no other; ``accept_report`` refuses before it writes anything. ``Invalid`` when none is chosen,
    ``Missing`` for a district of another province: then nothing is accepted.
    """
    require(work, Permission.DECIDE_REPORT)
    if not chosen:
        raise Invalid(
            "Belum ada laporan yang dicentang.", (Fault("chosen", "Centang laporan yang sudah diperiksa."),)
        )
    own_province(work)
    districts = [work.places.district(code) for code in sorted(chosen)]  # one order of locks for everybody
    return tuple(_decided(work, quarter, each, chosen[each.id]) for each in districts)


def _decided(work: Work, quarter: Quarter, district: District, number: int) -> Decided:
    try:
        accept_report(work, quarter=quarter, district=district.id, number=number)
    except (Refused, Conflict) as error:
        return Decided(district, str(error))
    return Decided(district)
