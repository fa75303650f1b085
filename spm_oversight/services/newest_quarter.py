"""Which quarter a person means who names none: the newest that takes reports now."""

from __future__ import annotations

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province


def newest_quarter(work: Work) -> Quarter:
    """The newest quarter that has begun and is not closed; else the newest there is; ``Missing`` without any."""
    periods = work.quarters.periods(own_province(work))
    if not periods:
        raise Missing("Provinsi belum membuka periode pelaporan.")
    taking = (each for each in periods if each.closed_at is None and each.window.opens <= work.now)
    return next(taking, periods[0]).quarter
