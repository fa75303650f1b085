"""Messages: whom they may go to, the envelopes and letters written, and what each person chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert

from spm_oversight.domain.messages import Kind, MessageState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.account_tables import AccountRow, MembershipRow
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.message_tables import LetterRow, MessageRow, PreferenceRow
from spm_oversight.persistence.place_tables import OfficeRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class Recipient:
    """A living membership a message may go to; ``chosen``: by mail or not, None where the person chose nothing."""

    membership: UUID
    account: UUID
    name: str
    email: str
    role: str
    district: str | None
    office: UUID | None
    office_name: str | None
    chosen: bool | None


@dataclass(frozen=True)
class Letter:
    """What is said to one person; ``quarter`` is what it is about, ``once`` what it must not be said twice for."""

    subject: str
    body: str
    quarter: Quarter | None = None
    once: str | None = None


@dataclass(frozen=True)
class Message:
    """A message as written; ``why`` tells why it was kept or given up."""

    id: UUID
    kind: str
    membership: UUID | None
    to_district: str | None
    quarter: Quarter | None
    name: str
    address: str
    subject: str
    body: str
    created_at: datetime
    state: MessageState
    tries: int
    sent_at: datetime | None
    why: str


@dataclass(frozen=True)
class Envelope:
    """What is known of a letter without opening it; ``subject`` is empty where this scope may not read the letter."""

    kind: str
    subject: str
    created_at: datetime
    state: MessageState
    sent_at: datetime | None
    why: str


class Messages:
    """Questions and writes on messages; what this scope sends bears its own place as sender."""

    def __init__(self, session: ScopedSession, scope: Scope) -> None:
        self._session = session
        self._districts = scope.districts
        self._province, self._district = scope.province, scope.write_district

    def recipients(
        self,
        kind: Kind,
        *,
        memberships: Iterable[UUID] | None = None,
        roles: Sequence[str] = (),
        districts: Sequence[str] | None = None,
    ) -> tuple[Recipient, ...]:
        """Living memberships of open accounts that this scope sees, by name, narrowed by whatever is given."""
        question = (
            select(MembershipRow, AccountRow.email, OfficeRow.name, PreferenceRow.wanted)
            .join(AccountRow, AccountRow.id == MembershipRow.account_id)
            .outerjoin(OfficeRow, OfficeRow.id == MembershipRow.office_id)
            .outerjoin(
                PreferenceRow,
                and_(PreferenceRow.membership_id == MembershipRow.id, PreferenceRow.kind == kind.name),
            )
            .where(MembershipRow.ended_at.is_(None), AccountRow.disabled_at.is_(None))
            .order_by(MembershipRow.name, MembershipRow.created_at, MembershipRow.id)
        )
        if memberships is not None:
            question = question.where(MembershipRow.id.in_(list(memberships)))
        if roles:
            question = question.where(MembershipRow.role.in_(roles))
        if districts is not None:
            question = question.where(MembershipRow.district_id.in_(districts))
        return tuple(
            Recipient(
                membership=row.id,
                account=row.account_id,
                name=row.name,
                email=email,
                role=row.role,
                district=row.district_id,
                office=row.office_id,
                office_name=office,
                chosen=wanted,
            )
            for row, email, office, wanted in self._session.execute(question)
        )

    def write(
        self, to: Recipient, kind: Kind, letter: Letter, *, state: MessageState, why: str = ""
    ) -> UUID | None:
        """Write one message; None when ``letter.once`` was said to this membership before."""
        quarter = letter.quarter
        envelope = insert(MessageRow).values(
            id=uuid4(),
            province_id=self._province,
            district_id=self._district,
            # The platform belongs to no province, and its letters to no district.
            to_district_id=to.district if self._province else None,
            account_id=to.account,
            membership_id=to.membership,
            kind=kind.name,
            year=quarter.year if quarter else None,
            quarter=quarter.number if quarter else None,
            once=letter.once,
            created_at=self._session.now,
            due_at=self._session.now,
            state=state.value,
            why=why,
        )
        envelope = envelope.on_conflict_do_nothing(index_elements=["membership_id", "once"])
        written = self._session.execute(envelope.returning(MessageRow.id)).scalar_one_or_none()
        if written is not None:
            self._session.add(
                LetterRow(
                    message_id=written,
                    province_id=self._province,
                    name=to.name,
                    address=to.email,
                    subject=letter.subject,
                    body=letter.body,
                )
            )
            self._session.flush()
        return written

    def received(self, membership: UUID, *, limit: int, skip: int = 0) -> tuple[Message, ...]:
        """What was written to this membership, the newest first."""
        return self._many(_messages().where(MessageRow.membership_id == membership), limit, skip)

    def envelopes(self, account: UUID, kinds: Iterable[Kind], *, limit: int) -> tuple[Envelope, ...]:
        """The letters of these kinds to any post an account ever held, whoever wrote them, the newest first."""
        posts = select(MembershipRow.id).where(MembershipRow.account_id == account)
        question = (
            select(MessageRow, LetterRow.subject)
            .outerjoin(LetterRow, LetterRow.message_id == MessageRow.id)
            .where(MessageRow.membership_id.in_(posts), MessageRow.kind.in_([kind.name for kind in kinds]))
            .order_by(MessageRow.created_at.desc(), MessageRow.id)
            .limit(limit)
        )
        return tuple(
            Envelope(row.kind, subject or "", row.created_at, MessageState(row.state), row.sent_at, row.why)
            for row, subject in self._session.execute(question)
        )

    def outgoing(self, *, limit: int, skip: int = 0) -> tuple[Message, ...]:
        """What this scope's own place wrote, the newest first."""
        return self._many(_messages().where(*self._own()), limit, skip)

    def outgoing_states(self) -> Mapping[MessageState, int]:
        """How many of this scope's own messages stand in each state."""
        question = select(MessageRow.state, func.count()).where(*self._own()).group_by(MessageRow.state)
        return {MessageState(state): count for state, count in self._session.execute(question)}

    def counts(self) -> Mapping[str, Mapping[MessageState, int]]:
        """How many messages each sender (province's or district's code, ``platform``) has in each state; envelopes
        alone, which is all the platform sees of its tenants.
        """
        sender = func.coalesce(MessageRow.district_id, MessageRow.province_id, "platform")
        question = select(sender, MessageRow.state, func.count()).group_by(sender, MessageRow.state)
        found: dict[str, dict[MessageState, int]] = {}
        for tenant, state, count in self._session.execute(question.order_by(sender)):
            found.setdefault(tenant, {})[MessageState(state)] = count
        return found

    def about(self, kind: Kind, quarter: Quarter) -> tuple[Message, ...]:
        """This scope's own messages of a kind about a quarter, the newest first."""
        question = _messages().where(
            *self._own(),
            MessageRow.kind == kind.name,
            MessageRow.year == quarter.year,
            MessageRow.quarter == quarter.number,
        )
        return self._many(question, 500, 0)

    def lately(self, kind: Kind, quarter: Quarter, since: datetime) -> frozenset[UUID]:
        """The memberships this place wrote to about the quarter after ``since``."""
        question = select(MessageRow.membership_id).where(
            *self._own(),
            MessageRow.kind == kind.name,
            MessageRow.year == quarter.year,
            MessageRow.quarter == quarter.number,
            MessageRow.created_at > since,
        )
        return frozenset(each for each in self._session.scalars(question) if each is not None)

    def hold(self, kind: Kind, quarter: Quarter) -> None:
        """Let nobody else of this place write messages of this kind about the quarter until this work ends."""
        lock(self._session, f"{kind.name} of {self._district or self._province} {quarter.code}")

    def claim(self, message: UUID) -> Message | None:
        """Begin another try, waiting for whoever tries it now; None when nothing is left to send.

        The row stays held until this work ends, so that two workers never send one message at a time.
        """
        held = select(MessageRow.id).where(
            MessageRow.id == message, MessageRow.state == MessageState.WAITING.value
        )
        if self._session.execute(held.with_for_update()).scalar_one_or_none() is None:
            return None
        self._write(message, tries=MessageRow.tries + 1)
        return self._many(_messages().where(MessageRow.id == message), 1, 0)[0]

    def mark_sent(self, message: UUID) -> None:
        """The server took it."""
        self._write(message, state=MessageState.SENT.value, sent_at=self._session.now, why="")

    def mark_failed(self, message: UUID, why: str, *, last: bool) -> None:
        """This try failed; after the ``last`` one it is given up."""
        state = MessageState.FAILED if last else MessageState.WAITING
        self._write(message, state=state.value, why=why)

    def _own(self) -> tuple[ColumnElement[bool], ...]:
        return (
            MessageRow.province_id.is_not_distinct_from(self._province),
            MessageRow.district_id.is_not_distinct_from(self._district),
        )

    def _write(self, message: UUID, **values: object) -> None:
        self._session.execute(update(MessageRow).where(MessageRow.id == message).values(**values))

    def _many(self, question: Select[MessageRow, LetterRow], limit: int, skip: int) -> tuple[Message, ...]:
        newest = question.order_by(MessageRow.created_at.desc(), LetterRow.name, MessageRow.id)
        rows = self._session.execute(
            newest.limit(limit).offset(skip).execution_options(populate_existing=True)
        )
        return tuple(_message(*row) for row in rows)


def _messages() -> Select[MessageRow, LetterRow]:
    return select(MessageRow, LetterRow).join(LetterRow, LetterRow.message_id == MessageRow.id)


def _message(row: MessageRow, letter: LetterRow) -> Message:
    return Message(
        id=row.id,
        kind=row.kind,
        membership=row.membership_id,
        to_district=row.to_district_id,
        quarter=Quarter(row.year, row.quarter) if row.year and row.quarter else None,
        name=letter.name,
        address=letter.address,
        subject=letter.subject,
        body=letter.body,
        created_at=row.created_at,
        state=MessageState(row.state),
        tries=row.tries,
        sent_at=row.sent_at,
        why=row.why,
    )
