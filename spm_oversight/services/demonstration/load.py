"""Write the demonstration province through the services, in whole forms, each in its own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from spm_oversight.domain.catalogue import URUSAN, URUSAN_BY_CODE, Catalogue
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.services.begin import begin, begin_system
from spm_oversight.services.decide_report import accept_report, return_report
from spm_oversight.services.demonstration.achievement import YearPlan, plan_year
from spm_oversight.services.demonstration.chance import chance
from spm_oversight.services.demonstration.evidence import add_samples
from spm_oversight.services.demonstration.figures import form_of, only
from spm_oversight.services.demonstration.meetings import MET_ON, hold_meeting
from spm_oversight.services.demonstration.people import (
    COORDINATOR,
    PASSWORD,
    PLATFORM,
    SIGN_INS,
    SignIn,
    add_people,
    admin_of,
)
from spm_oversight.services.demonstration.profile import (
    BY_CODE,
    CLOSED_QUARTERS,
    KOTAWARINGIN_BARAT,
    NOTED_WITH,
    PROFILES,
    PROVINCE,
    PUBLISHED,
    PUBLISHED_QUARTER,
)
from spm_oversight.services.demonstration.register import register_samples
from spm_oversight.services.demonstration.schedule import Act, Course, Step, closed_course, running_course
from spm_oversight.services.forms import save_changes
from spm_oversight.services.open_province import open_province
from spm_oversight.services.periods import close_period, open_period, publish_period
from spm_oversight.services.send_quarter import send_quarter
from spm_oversight.services.sign_in import actor_by_email

_SOURCE = "data contoh"
_LOADED = "demonstration_loaded"
_ALL = frozenset(urusan.code for urusan in URUSAN)
# Left open on purpose: the demonstration's operators find their own forms empty.
_DRAFTED_IN_BARAT = frozenset({"1.03", "1.04", "1.06"})
# Where a report must stand for a step: elsewhere the step is done already.
_BEFORE = {
    Act.ENTER_PART: (ReportState.NONE,),
    Act.SEND_PART: (ReportState.NONE,),
    Act.SEND_ALL: (ReportState.NONE,),
    Act.RETURN: (ReportState.SENT,),
    Act.CORRECT: (ReportState.RETURNED,),
    Act.ACCEPT: (ReportState.SENT,),
}


@dataclass(frozen=True)
class Demonstration:
    """What was written: closed quarters, the running one, and who can sign in with ``password``."""

    closed: tuple[Quarter, ...]
    running: Quarter
    sign_ins: tuple[SignIn, ...]
    password: str


def is_empty() -> bool:
    """Whether nobody is registered and no province is open."""
    with begin_system() as work:
        return not work.accounts.any_account() and not work.places.opened_provinces()


def is_unfinished() -> bool:
    """Whether an earlier load of the demonstration was cut short."""
    with begin_system() as work:
        if work.accounts.by_email(PLATFORM) is None:
            opened = [province.id for province in work.places.opened_provinces() if province.sample]
            return opened == [PROVINCE] and not work.accounts.any_account()
        return all(event.action != _LOADED for event in work.record.events(PROVINCE))


def load(*, now: datetime | None = None) -> Demonstration:
    """Fill an empty database, or finish a load that was cut short; Refused otherwise.

    ``now`` (aware; the database's clock unless given) decides on the ninth quarter alone. Each tenant's record tells
    the past in the order of time.
    """
    if not is_empty() and not is_unfinished():
        raise Refused("Basis data ini sudah berisi data. Provinsi contoh hanya dimuat ke basis data kosong.")
    if now is None:
        with begin_system() as work:
            now = work.now
    courses = (*map(closed_course, CLOSED_QUARTERS), running_course(now))
    begun = courses[0].opens - timedelta(days=5, hours=-9)
    open_province(code=PROVINCE, actor=None, sample=True, now=begun)
    add_people(now=begun)
    writer = QuarterWriter(_catalogue(now))
    for course in courses:
        writer.run(course)
        if course.quarter == MET_ON and course.publishes:
            writer.meet(now=course.publishes + timedelta(days=8))
        if course.quarter == NOTED_WITH and course.publishes:
            _note_published(course.publishes)
    with begin_system(actor_by_email(email=PLATFORM), now=now) as work:
        work.record.add(_LOADED, PROVINCE)
    return Demonstration(CLOSED_QUARTERS, courses[-1].quarter, SIGN_INS, PASSWORD)


class QuarterWriter:
    """Runs the steps of a quarter; each looks first, so that a load cut short can be finished."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._coordinator = actor_by_email(email=COORDINATOR)
        self._admins = {profile.code: actor_by_email(email=admin_of(profile.code)) for profile in PROFILES}
        self._plan = cache(self._planned)

    def run(self, course: Course) -> None:
        """Open the quarter, let everybody act, close and publish it where its time has come."""
        quarter = course.quarter
        with begin(self._coordinator, now=course.registered) as work:
            known = {period.quarter: period for period in work.quarters.periods(PROVINCE)}
            if quarter not in known:
                open_period(work, quarter=quarter, opens=course.opens, deadline=course.deadline)
        period = known.get(quarter)
        if period is None or period.closed_at is None:
            for step in course.steps:
                self._take(step, quarter)
        if course.closes and (period is None or period.closed_at is None):
            with begin(self._coordinator, now=course.closes) as work:
                close_period(work, quarter=quarter)
        if course.publishes and (period is None or period.published_at is None):
            with begin(self._coordinator, now=course.publishes) as work:
                publish_period(work, quarter=quarter)

    def meet(self, *, now: datetime) -> None:
        """Let the districts hold their evaluation meetings."""
        for profile in PROFILES:
            hold_meeting(self._admins[profile.code], profile, self._catalogue, now=now)

    def _take(self, step: Step, quarter: Quarter) -> None:
        by_province = step.act in (Act.RETURN, Act.ACCEPT)
        actor = self._coordinator if by_province else self._admins[step.district]
        with begin(actor, now=step.at) as work:
            report = work.reports.of_district(quarter, step.district)
            if report.state not in _BEFORE[step.act]:
                return
            match step.act:
                case Act.ACCEPT:
                    accept_report(work, quarter=quarter, district=step.district)
                case Act.RETURN:
                    missing = URUSAN_BY_CODE[_forgotten(step, quarter)].name
                    reason = f"Isian urusan {missing} belum ada. Lengkapi penerima, mutu, dan anggarannya."
                    return_report(work, quarter=quarter, district=step.district, reason=reason)
                case _:
                    save_changes(work, quarter=quarter, changes=self._changes(step, quarter), source=_SOURCE)
                    if quarter not in CLOSED_QUARTERS:
                        add_samples(work, district=step.district, quarter=quarter)
                    if quarter not in CLOSED_QUARTERS and step.district == KOTAWARINGIN_BARAT:
                        register_samples(work, district=step.district, quarter=quarter)
                    if step.act is not Act.ENTER_PART:
                        send_quarter(work, quarter=quarter)

    def _changes(self, step: Step, quarter: Quarter) -> ChangeSet:
        profile = BY_CODE[step.district]
        plan = self._plan(step.district, quarter.year)
        form = form_of(profile, quarter, plan, self._catalogue, day=step.at.date())
        match step.act:
            case Act.ENTER_PART:
                return only(form, _drafted(step.district, quarter))
            case Act.SEND_PART:
                return only(form, _ALL - {_forgotten(step, quarter)}, totals=True)
            case Act.CORRECT:
                return only(form, frozenset({_forgotten(step, quarter)}))
            case _:
                return form

    def _planned(self, district: str, year: int) -> YearPlan:
        return plan_year(BY_CODE[district], year, self._catalogue)


def _forgotten(step: Step, quarter: Quarter) -> str:
    """The urusan that a district forgot at first."""
    return URUSAN[int(chance("forgotten", step.district, quarter.code) * len(URUSAN))].code


def _drafted(district: str, quarter: Quarter) -> frozenset[str]:
    """The urusan that are entered where nothing is sent yet."""
    if district == KOTAWARINGIN_BARAT:
        return _DRAFTED_IN_BARAT
    by_chance = sorted(_ALL, key=lambda code: chance("drafted", district, quarter.code, code))
    return frozenset(by_chance[: 2 + int(chance("drafted", district, quarter.code) * 3)])


def _catalogue(now: datetime) -> Catalogue:
    with begin_system(now=now) as work:
        return work.catalogues.of_year(CLOSED_QUARTERS[0].year)


def _note_published(now: datetime) -> None:
    with begin(actor_by_email(email=COORDINATOR), now=now) as work:
        known = {
            (figure.district, figure.metric) for figure in work.snapshots.published_figures(PUBLISHED_QUARTER)
        }
        for figure in PUBLISHED:
            if (figure.district, figure.metric) not in known:
                work.snapshots.add_published_figure(PROVINCE, figure)
                work.record.add(
                    "published_figure_noted", figure.district, metric=figure.metric, value=str(figure.value)
                )
