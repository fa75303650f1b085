"""The unit of work: one scope, one session, one transaction, one commit; for web, worker and command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.exc import IntegrityError

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.accounts import Accounts
from spm_oversight.persistence.asking import Asked
from spm_oversight.persistence.audit import Record
from spm_oversight.persistence.catalogue import Catalogues
from spm_oversight.persistence.compositions import Compositions
from spm_oversight.persistence.database import db
from spm_oversight.persistence.denominators import Denominators
from spm_oversight.persistence.district_papers import DistrictPapers
from spm_oversight.persistence.evaluations import Evaluations
from spm_oversight.persistence.evidence import EvidenceStore
from spm_oversight.persistence.evidence_uploads import EvidenceUploads
from spm_oversight.persistence.figures import Figures
from spm_oversight.persistence.form_answers import FormAnswers
from spm_oversight.persistence.installation import InstallationStore
from spm_oversight.persistence.issued_papers import IssuedPapers
from spm_oversight.persistence.letterheads import Letterheads
from spm_oversight.persistence.links import Links
from spm_oversight.persistence.messages import Messages
from spm_oversight.persistence.methods import Methods
from spm_oversight.persistence.offices import Offices
from spm_oversight.persistence.oversight import Oversight
from spm_oversight.persistence.papers import Papers
from spm_oversight.persistence.passkeys import Passkeys
from spm_oversight.persistence.peer_groups import PeerGroups
from spm_oversight.persistence.places import Places
from spm_oversight.persistence.preferences import Preferences
from spm_oversight.persistence.province_maps import ProvinceMaps
from spm_oversight.persistence.quarters import Quarters
from spm_oversight.persistence.receipts import Receipts
from spm_oversight.persistence.record_reader import RecordReader
from spm_oversight.persistence.reports import Reports
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.second_steps import SecondSteps
from spm_oversight.persistence.sessions import Sessions
from spm_oversight.persistence.sign_in_tries import SignInTries
from spm_oversight.persistence.snapshots import Snapshots
from spm_oversight.persistence.typed import TypedRows
from spm_oversight.persistence.walk import Walk

_UNIQUE_VIOLATION = "23505"


@dataclass(frozen=True)
class Work:
    """What a service works with: who acts, in which scope, and the stores."""

    session: ScopedSession
    scope: Scope
    actor: Actor | None

    @property
    def now(self) -> datetime:
        """The time of this work: the database's at its start, or the one it was given."""
        return self.session.now

    def clock(self) -> datetime:
        """The time at which a lock was had, later than ``now`` where it was waited for; the given time if any."""
        return self.session.clock()

    def ahead(self, *asked: Asked[Any]) -> None:
        """Ask in one round trip what is going to be asked."""
        self.session.ahead(*asked)

    def ahead_of_a_quarter(self, province: str, district: str, quarter: Quarter) -> None:
        """Ask in one round trip what every page of a district's quarter wants to know."""
        self.ahead(
            self.quarters.asked_periods(province),
            self.quarters.asked(province, quarter),
            self.places.asked_province(province),
            self.places.asked(district),
            self.offices.asked(district),
            *self.figures.asked(quarter, (district,)),
            *self.reports.asked(quarter, (district,)),
            *self.walk.asked(district, quarter),
        )

    def ahead_of_its_rows(self, district: str, quarter: Quarter, before: tuple[Quarter, ...]) -> None:
        """Ask in one round trip what its rows are held against: typed, register, and the periods ``before``."""
        self.ahead(
            self.typed.asked(district, quarter),
            self.denominators.asked(district, quarter.year),
            *self.figures.asked_history(district, before),
        )

    def hold_for_a_save(
        self, province: str, district: str, quarter: Quarter, services: tuple[str, ...], *, whole: bool
    ) -> None:
        """Hold a district's quarter and its chain, and ask in the same round trip all that saving will want to know.

        ``services``: those of the changed recipients and items; ``whole``: other cells are changed too.
        """
        membership = self.actor.membership if self.actor else None
        ahead = (
            self.offices.asked(district, membership.office if membership else None),
            self.quarters.asked(province, quarter),
            self.reports.wanted_for_a_save(quarter, district),
            *self.walk.wanted_for_a_save(district, quarter),
            *self.figures.wanted_for_a_save(district, quarter, services, whole=whole),
            *((self.denominators.asked(district, quarter.year),) if services else ()),
            *((self.places.asked(district),) if whole else ()),
            self.record.asked(),
        )
        self.figures.hold(province, district, quarter, ahead)

    @cached_property
    def accounts(self) -> Accounts:
        """People and memberships."""
        return Accounts(self.session)

    @cached_property
    def sessions(self) -> Sessions:
        """Who is signed in where."""
        return Sessions(self.session)

    @cached_property
    def second_steps(self) -> SecondSteps:
        """What people show beside their password."""
        return SecondSteps(self.session)

    @cached_property
    def passkeys(self) -> Passkeys:
        """Passkeys people sign in with."""
        return Passkeys(self.session)

    @cached_property
    def sign_in_tries(self) -> SignInTries:
        """Who guesses passwords."""
        return SignInTries(self.session)

    @cached_property
    def links(self) -> Links:
        """Links by which a person chooses a password."""
        return Links(self.session)

    @cached_property
    def places(self) -> Places:
        """Regions, provinces, districts."""
        return Places(self.session)

    @cached_property
    def offices(self) -> Offices:
        """A district's offices and the services they carry."""
        return Offices(self.session)

    @cached_property
    def catalogues(self) -> Catalogues:
        """The catalogue by year."""
        return Catalogues(self.session)

    @cached_property
    def quarters(self) -> Quarters:
        """Periods and methods."""
        return Quarters(self.session)

    @cached_property
    def reports(self) -> Reports:
        """Submissions and decisions."""
        return Reports(self.session)

    @cached_property
    def figures(self) -> Figures:
        """What districts report, and the running results."""
        return Figures(self.session)

    @cached_property
    def oversight(self) -> Oversight:
        """What a province asks over all its districts."""
        return Oversight(self.session)

    @cached_property
    def evidence(self) -> EvidenceStore:
        """Files and links that show what is reported."""
        return EvidenceStore(self.session)

    @cached_property
    def evidence_uploads(self) -> EvidenceUploads:
        """Evidence that is still coming, in pieces."""
        return EvidenceUploads(self.session)

    @cached_property
    def snapshots(self) -> Snapshots:
        """Frozen periods."""
        return Snapshots(self.session)

    @cached_property
    def papers(self) -> Papers:
        """The province's papers, asked for and made."""
        return Papers(self.session)

    @cached_property
    def issued_papers(self) -> IssuedPapers:
        """The numbers of papers, and what each stands for."""
        return IssuedPapers(self.session)

    @cached_property
    def compositions(self) -> Compositions:
        """What the booklets are made of."""
        return Compositions(self.session)

    @cached_property
    def typed(self) -> TypedRows:
        """What was typed and cannot count yet."""
        return TypedRows(self.session)

    @cached_property
    def walk(self) -> Walk:
        """Steps of a quarter inside a district, and the time added."""
        return Walk(self.session, self.actor)

    @cached_property
    def receipts(self) -> Receipts:
        """Numbered receipts of the steps."""
        return Receipts(self.session)

    @cached_property
    def messages(self) -> Messages:
        """Messages to people."""
        return Messages(self.session, self.scope)

    @cached_property
    def preferences(self) -> Preferences:
        """What people chose about their messages."""
        return Preferences(self.session, self.scope)

    @cached_property
    def district_papers(self) -> DistrictPapers:
        """A district's own papers, asked for and made."""
        return DistrictPapers(self.session)

    @cached_property
    def methods(self) -> Methods:
        """The province's method versions, and the one being prepared."""
        return Methods(self.session)

    @cached_property
    def installation(self) -> InstallationStore:
        """What the platform counts over all tenants, and its jobs."""
        return InstallationStore(self.session)

    @cached_property
    def letterheads(self) -> Letterheads:
        """Letterheads and signers of districts and the province."""
        return Letterheads(self.session)

    @cached_property
    def denominators(self) -> Denominators:
        """A district's register of denominators."""
        return Denominators(self.session)

    @cached_property
    def evaluations(self) -> Evaluations:
        """Evaluation meetings and what they agreed."""
        return Evaluations(self.session)

    @cached_property
    def peer_groups(self) -> PeerGroups:
        """The province's groups of districts."""
        return PeerGroups(self.session)

    @cached_property
    def province_maps(self) -> ProvinceMaps:
        """How the province is drawn."""
        return ProvinceMaps(self.session)

    @cached_property
    def form_answers(self) -> FormAnswers:
        """What the actor's forms were answered with."""
        return FormAnswers(self.session, self.actor)

    @cached_property
    def record(self) -> Record:
        """The audit trail of this scope's tenant."""
        return Record(self.session, self.scope.tenant, self.actor)

    @cached_property
    def record_reader(self) -> RecordReader:
        """What the scope reads of the chains."""
        return RecordReader(self.session)


@contextmanager
def open_work(scope: Scope, actor: Actor | None, *, now: datetime | None = None) -> Iterator[Work]:
    """One transaction: committed when the block ends well, rolled back when it raises.

    ``now`` is the database's clock unless given (the demonstration writes past quarters in their own time).
    ``Conflict`` when somebody stored a row of the same key at the same time.
    """
    try:
        with ScopedSession(scope, now, engine=db.engine) as session:
            yield Work(session=session, scope=scope, actor=actor)
            session.end()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != _UNIQUE_VIOLATION:
            raise
        raise Conflict(
            "Data yang sama baru saja disimpan orang lain. Muat ulang halaman, lalu periksa."
        ) from error
