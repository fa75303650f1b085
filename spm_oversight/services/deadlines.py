"""Until when a district, or one of its offices, may report: the period's deadline and what was added to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from spm_oversight.domain.walk import closes
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work


def deadline_of(work: Work, *, period: Period, district: str, office: UUID | None = None) -> datetime:
    """The moment from which nothing is taken any more; without ``office``, of the district and any of its offices."""
    extensions = work.walk.extensions(period.quarter, (district,))[district]
    return closes(period.window, extensions, office)
