"""The unit of work: one scope, one session, one transaction, one commit; for web, worker and command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.exc import IntegrityError

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.accounts import Accounts
from spm_oversight.persistence.audit import Record
from spm_oversight.persistence.catalogue import Catalogues
from spm_oversight.persistence.database import db
from spm_oversight.persistence.denominators import Denominators
from spm_oversight.persistence.district_papers import DistrictPapers
from spm_oversight.persistence.evidence import EvidenceStore
from spm_oversight.persistence.evidence_uploads import EvidenceUploads
from spm_oversight.persistence.figures import Figures
from spm_oversight.persistence.letterheads import Letterheads
from spm_oversight.persistence.messages import Messages
from spm_oversight.persistence.offices import Offices
from spm_oversight.persistence.papers import Papers
from spm_oversight.persistence.peer_groups import PeerGroups
from spm_oversight.persistence.places import Places
from spm_oversight.persistence.preferences import Preferences
from spm_oversight.persistence.quarters import Quarters
from spm_oversight.persistence.receipts import Receipts
from spm_oversight.persistence.reports import Reports
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.snapshots import Snapshots
from spm_oversight.persistence.typed import TypedRows
from spm_oversight.persistence.walk import Walk

_UNIQUE_VIOLATION = "23505"


@dataclass(frozen=True)
class Work:
    """What a service works with: who acts, in which scope, since when, and the stores."""

    session: ScopedSession
    scope: Scope
    actor: Actor | None
    now: datetime
    simulated: bool = False

    def clock(self) -> datetime:
        """The time at which a lock was had, later than ``now`` where it was waited for; the given time if any."""
        return self.now if self.simulated else self.session.waited_until or self.now

    def ahead_of_a_save(
        self, province: str, district: str, quarter: Quarter, codes: tuple[str, ...] = ()
    ) -> None:
        """Ask in one round trip all that saving into a district's quarter will want to know.

        ``codes``: of the services and items whose warnings are told with the answer.
        """
        self.session.ahead(
            self.places.asked(district),
            self.offices.asked(district),
            self.quarters.asked(province, quarter),
            self.reports.asked(quarter, (district,)),
            *self.walk.wanted_for_a_save(district, quarter),
            *self.figures.wanted_for_a_save(district, quarter, codes),
            *((self.denominators.asked(district, quarter.year),) if codes else ()),
        )

    @cached_property
    def accounts(self) -> Accounts:
        """People and memberships."""
        return Accounts(self.session, self.now)

    @cached_property
    def places(self) -> Places:
        """Regions, provinces, districts."""
        return Places(self.session, self.now)

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
        return Quarters(self.session, self.now)

    @cached_property
    def reports(self) -> Reports:
        """Submissions and decisions."""
        return Reports(self.session, self.now)

    @cached_property
    def figures(self) -> Figures:
        """What districts report, and the running results."""
        return Figures(self.session, self.now)

    @cached_property
    def evidence(self) -> EvidenceStore:
        """Files and links that show what is reported."""
        return EvidenceStore(self.session, self.now)

    @cached_property
    def evidence_uploads(self) -> EvidenceUploads:
        """Evidence that is still coming, in pieces."""
        return EvidenceUploads(self.session, self.now)

    @cached_property
    def snapshots(self) -> Snapshots:
        """Frozen periods."""
        return Snapshots(self.session)

    @cached_property
    def papers(self) -> Papers:
        """The province's papers, asked for and made."""
        return Papers(self.session, self.now)

    @cached_property
    def typed(self) -> TypedRows:
        """What was typed and cannot count yet."""
        return TypedRows(self.session, self.now)

    @cached_property
    def walk(self) -> Walk:
        """Steps of a quarter inside a district, and the time added."""
        return Walk(self.session, self.now, self.actor)

    @cached_property
    def receipts(self) -> Receipts:
        """Numbered receipts of the steps."""
        return Receipts(self.session, self.now)

    @cached_property
    def messages(self) -> Messages:
        """Messages to people."""
        return Messages(self.session, self.scope, self.now)

    @cached_property
    def preferences(self) -> Preferences:
        """What people chose about their messages."""
        return Preferences(self.session, self.scope)

    @cached_property
    def district_papers(self) -> DistrictPapers:
        """A district's own papers, asked for and made."""
        return DistrictPapers(self.session, self.now)

    @cached_property
    def letterheads(self) -> Letterheads:
        """A district's letterhead and signers."""
        return Letterheads(self.session, self.now)

    @cached_property
    def denominators(self) -> Denominators:
        """A district's register of denominators."""
        return Denominators(self.session, self.now)

    @cached_property
    def peer_groups(self) -> PeerGroups:
        """The province's groups of districts."""
        return PeerGroups(self.session)

    @cached_property
    def record(self) -> Record:
        """The audit trail of this scope's tenant."""
        return Record(self.session, self.scope.tenant, self.actor, self.now)


@contextmanager
def open_work(scope: Scope, actor: Actor | None, *, now: datetime | None = None) -> Iterator[Work]:
    """One transaction: committed when the block ends well, rolled back when it raises.

    ``now`` is the database's clock unless given (the demonstration writes past quarters in their own time).
    ``Conflict`` when somebody stored a row of the same key at the same time.
    """
    try:
        with ScopedSession(scope, bind=db.engine, expire_on_commit=False) as session, session.begin():
            moment = now or session.began
            yield Work(session=session, scope=scope, actor=actor, now=moment, simulated=now is not None)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != _UNIQUE_VIOLATION:
            raise
        raise Conflict(
            "Data yang sama baru saja disimpan orang lain. Muat ulang halaman, lalu periksa."
        ) from error
