"""A district's whole form for one quarter: the year's plan, as far as it has come by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.form import ChangeSet, PairCell
from spm_oversight.domain.period import Quarter
from spm_oversight.formats import long_date
from spm_oversight.services.demonstration.achievement import YearPlan
from spm_oversight.services.demonstration.chance import between
from spm_oversight.services.demonstration.money import lines_of, totals_of
from spm_oversight.services.demonstration.problems import problems_of
from spm_oversight.services.demonstration.profile import HOMES_LOST, RELIEF, RELOCATION, RESCUE, Profile

# Part of the year's end that is reached by each quarter: a state is full early, a yearly service adds up
# (docs/rules.md, 6: Mojokerto's second quarter).
_PACE = {
    "1.01": (0.86, 0.93, 0.97, 1.0),
    "1.02": (0.21, 0.45, 0.72, 1.0),
    "1.03": (0.90, 0.94, 0.97, 1.0),
    "1.04": (0.06, 0.31, 0.62, 1.0),
    "1.05": (0.33, 0.60, 0.81, 1.0),
    "1.06": (0.74, 0.90, 0.97, 1.0),
}
_QUALITY_PACE = (0.68, 0.82, 0.92, 1.0)
_NO_DISASTER = (
    "tidak ada penetapan status darurat bencana",
    "Kepala Badan Penanggulangan Bencana Daerah",
    "360",
)
_HOUSING = "Kepala Dinas Perumahan Rakyat dan Kawasan Permukiman", "600"
_WHY_NIL = {
    RELOCATION: ("tidak ada relokasi akibat program pemerintah daerah", *_HOUSING),
    HOMES_LOST: ("tidak ada rumah korban bencana yang harus ditangani", *_HOUSING),
    RESCUE: _NO_DISASTER,
    RELIEF: _NO_DISASTER,
}
_NO_EPIDEMIC = "tidak ada kejadian luar biasa atau wabah", "Kepala Dinas Kesehatan", "440"


def form_of(
    profile: Profile, quarter: Quarter, plan: YearPlan, catalogue: Catalogue, *, day: date
) -> ChangeSet:
    """Everything the district enters for the quarter into an empty form on ``day``; figures are cumulative."""
    nil = frozenset(code for code, pair in plan.recipients.items() if pair.state is CellState.NIL)
    services = {s.code: s.urusan_code for s in catalogue.services if s.code in plan.recipients}
    return ChangeSet(
        recipients={
            code: PairCell(pair, _why_nil(profile, code, day))
            if pair.state is CellState.NIL
            else _so_far(pair, _pace(profile, quarter, code, _PACE[services[code]]))
            for code, pair in plan.recipients.items()
        },
        quality={
            code: PairCell(pair, _why_nil(profile, catalogue.item[code].service_code, day))
            if pair.state is CellState.NIL
            else _so_far(pair, _pace(profile, quarter, code, _QUALITY_PACE))
            for code, pair in plan.quality.items()
        },
        budget=lines_of(profile, quarter, services, nil),
        totals=totals_of(profile, quarter),
        problems=problems_of(profile, quarter, catalogue),
    )


def only(form: ChangeSet, urusan_codes: frozenset[str], *, totals: bool = False) -> ChangeSet:
    """The part of a form that the offices of these urusan enter; ``totals`` come from the finance office."""

    def entered(code: str) -> bool:
        return code.removeprefix("kab.")[:4] in urusan_codes

    return replace(
        form,
        recipients={code: cell for code, cell in form.recipients.items() if entered(code)},
        quality={code: cell for code, cell in form.quality.items() if entered(code)},
        budget={key: cell for key, cell in form.budget.items() if entered(key[0])},
        totals=form.totals if totals else {},
        problems={code: listed for code, listed in form.problems.items() if code in urusan_codes},
    )


def _so_far(pair: Pair, pace: float) -> PairCell:
    return PairCell(replace(pair, part=Fraction(int(float(pair.part or 0) * pace + 0.5))))


def _pace(profile: Profile, quarter: Quarter, code: str, usual: tuple[float, ...]) -> float:
    """Some are quicker than others; the year's end is the same for all."""
    return usual[quarter.number - 1] ** between(0.75, 1.3, "pace", profile.code, quarter.year, code)


def _why_nil(profile: Profile, service: str, day: date) -> str:
    """The signed statement that a nil rests on (docs/rules.md, 6)."""
    fact, signed_by, subject = _WHY_NIL[service] if service in profile.nil else _NO_EPIDEMIC
    number = int(between(20, 480, "letter", profile.code, service, day))
    return (
        f"Nihil: {fact}. Surat keterangan {signed_by} Nomor {subject}/{number}/{day.year} "
        f"tanggal {long_date(day)}, telah ditandatangani."
    )
