"""What still hangs loose in one's own quarter: typed rows that do not count, warnings, nihil and figures unproven."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.figures import CellState, Problem
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.typed import RowKey
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.evidence import counts
from spm_oversight.services.oddities import Oddity, oddities
from spm_oversight.services.reports import MyQuarter
from spm_oversight.services.stated import unstated
from spm_oversight.services.unfinished import unfinished


@dataclass(frozen=True)
class LooseEnds:
    """Of the person's services. ``waiting``: rows typed that do not count; ``unstated``: nihil without its statement.

    ``bare``: services with figures and without any evidence; ``proven``: those with some. ``problems``: what was
    written in the person's urusan. ``cells``: the stored figures, which the rest was read from.
    """

    waiting: tuple[RowKey, ...]
    oddities: tuple[Oddity, ...]
    unstated: tuple[str, ...]
    bare: tuple[str, ...]
    proven: frozenset[str]
    problems: tuple[Problem, ...]
    cells: Cells

    @property
    def unexplained(self) -> tuple[Oddity, ...]:
        """The warnings nobody has explained yet."""
        return tuple(each for each in self.oddities if not each.explanation)

    @property
    def explained(self) -> tuple[Oddity, ...]:
        """The warnings that were explained."""
        return tuple(each for each in self.oddities if each.explanation)


def loose_ends(work: Work, my: MyQuarter) -> LooseEnds:
    """Everything loose in the quarter as this person sees it."""
    quarter, district = my.period.quarter, my.district.id
    own = [line.service.code for line in my.services]
    urusan = {line.service.urusan_code for line in my.services}
    before = (quarter.previous,)
    work.ahead_of_its_rows(district, quarter, before)
    now = work.figures.cells(quarter, (district,))[district]
    proven = frozenset(counts(work, quarter=quarter, district=district)) & set(own)
    waiting = unfinished(
        work, quarter=quarter, district=district, services=None if my.office is None else own
    )
    return LooseEnds(
        waiting=waiting,
        oddities=oddities(
            my.catalogue,
            own,
            quarter,
            now=now,
            before=work.figures.history(district, before)[quarter.previous],
            registered=work.denominators.of_year(district, quarter.year),
            tolerances=work.quarters.method_of(own_province(work), quarter).tolerances,
        ),
        unstated=unstated(work, quarter=quarter, district=district, cells=now, services=own),
        bare=tuple(
            line.service.code
            for line in my.services
            if line.recipients.state is CellState.FILLED and line.service.code not in proven
        ),
        proven=proven,
        problems=tuple(
            problem
            for code, listed in sorted(now.problems.items())
            if code in urusan
            for problem in listed.problems
        ),
        cells=now,
    )
