"""Where a person's quarter stands now, for the question what is next."""

from __future__ import annotations

from spm_oversight.domain.standing import Standing
from spm_oversight.persistence.work import Work
from spm_oversight.services.given_back import GivenBack
from spm_oversight.services.loose_ends import LooseEnds
from spm_oversight.services.reports import MyQuarter


def standing_of(work: Work, my: MyQuarter, ends: LooseEnds, returned: GivenBack | None) -> Standing:
    """What an office and a district have in common."""
    return Standing(
        report=my.report.state,
        closed=my.period.closed_at is not None,
        opened=my.period.window.opens <= work.now,
        late=my.closes <= work.now,
        with_leader=my.waits_for_leader,
        head_approves=my.period.head_approves,
        unmended=returned.unmended if returned else 0,
        waiting=len(ends.waiting),
    )
