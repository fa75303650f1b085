"""People and their memberships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from spm_oversight.domain.access import ROLES, Membership
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.messages import INVITATION
from spm_oversight.persistence.account_tables import AccountRow, MembershipRow
from spm_oversight.persistence.asking import Question
from spm_oversight.persistence.message_tables import MessageRow
from spm_oversight.persistence.place_tables import DistrictRow, OfficeRow, ProvinceRow
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.second_step_tables import SecondStepRow
from spm_oversight.persistence.session_tables import SessionRow


@dataclass(frozen=True)
class Account:
    """A person as sign-in needs it."""

    id: UUID
    email: str
    name: str
    password_hash: str
    must_change_password: bool
    disabled: bool


@dataclass(frozen=True)
class Person:
    """A membership as the people page lists it; ``invited``: by this place, and not come in yet."""

    membership: UUID
    account: UUID
    name: str
    email: str
    role: str
    province: str | None
    district: str | None
    office: UUID | None
    place: str
    office_name: str | None
    since: datetime
    ended_at: datetime | None
    disabled: bool
    invited: bool


@dataclass(frozen=True)
class KnownPerson:
    """A person with their living memberships, oldest first."""

    account: Account
    memberships: tuple[Membership, ...]


class Accounts:
    """Questions and writes on people; row-level security decides whom this scope sees."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def by_email(self, email: str) -> Account | None:
        """The person with this address, however it was typed."""
        row = self._session.scalars(
            select(AccountRow).where(AccountRow.email == email.strip().lower())
        ).one_or_none()
        return _account(row) if row else None

    def by_id(self, account: UUID) -> Account | None:
        """The person with this id."""
        row = self._session.get(AccountRow, account)
        return _account(row) if row else None

    def create(self, *, email: str, name: str, password_hash: str, must_change_password: bool = True) -> UUID:
        """A new person without any power yet."""
        row = AccountRow(
            email=email.strip().lower(),
            name=name.strip(),
            password_hash=password_hash,
            must_change_password=must_change_password,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def set_password(self, account: UUID, password_hash: str, *, must_change: bool = False) -> None:
        """Store a password the person chose, or one they must change; their sessions and links end, all of them."""
        row = self._row(account)
        row.epoch += 1
        row.password_hash, row.must_change_password = password_hash, must_change
        self.end_sessions(account)

    def rehash(self, account: UUID, old: str, new: str) -> str:
        """Store another hash of the password that ``old`` is of, unless it changed meanwhile; the one that stands."""
        renewed = update(AccountRow).where(AccountRow.id == account, AccountRow.password_hash == old)
        self._session.execute(renewed.values(password_hash=new))
        return self._session.scalars(select(AccountRow.password_hash).where(AccountRow.id == account)).one()

    def signed_in(self, account: UUID) -> None:
        """Note that the person came in by their password: what was sent to them before is not needed any more."""
        self._row(account).signed_in_at = self._session.now
        self._session.flush()

    def set_disabled(self, account: UUID, disabled: bool) -> None:
        """Shut or reopen an account; shutting ends its sessions and links."""
        row = self._row(account)
        row.epoch += 1
        row.disabled_at = self._session.now if disabled else None
        self.end_sessions(account)

    def memberships_of(self, account: UUID) -> tuple[Membership, ...]:
        """The person's living memberships, oldest first, then by place, each with the districts its scope may read."""
        found = self._session.ask(_KNOWN(account=account))
        return found.memberships if found else ()

    def appoint(
        self,
        account: UUID,
        role: str,
        *,
        province: str | None,
        district: str | None = None,
        office: UUID | None = None,
        name: str | None = None,
    ) -> UUID:
        """Give a person a role in a place, under the name they bear there.

        Without ``name`` it is the account's, which only a scope that sees the account already can read.
        """
        row = MembershipRow(
            account_id=account,
            name=self._row(account).name if name is None else name.strip(),
            role=role,
            province_id=province,
            district_id=district,
            office_id=office,
            created_at=self._session.now,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def end(self, membership: UUID) -> None:
        """End a membership: every power with it, at once."""
        self._membership(membership).ended_at = self._session.now
        self._session.flush()

    def end_living(self, membership: UUID) -> bool:
        """End a membership unless it has ended; of two who try at once, one is told that it was theirs to end."""
        living = select(MembershipRow).where(MembershipRow.id == membership, MembershipRow.ended_at.is_(None))
        row = self._session.scalars(living.with_for_update()).one_or_none()
        if row is None:
            return False
        row.ended_at = self._session.now
        self._session.flush()
        return True

    def people(self, *, district: str | None = None, matching: str = "") -> tuple[Person, ...]:
        """Memberships this scope sees by name, living first; only those of ``district``, or whose name or address
        has ``matching`` in it, when given.
        """
        question = _persons().order_by(
            MembershipRow.ended_at.is_not(None),
            MembershipRow.name,
            MembershipRow.created_at,
            MembershipRow.id,
        )
        if district is not None:
            question = question.where(MembershipRow.district_id == district)
        if matching:
            question = question.where(
                or_(
                    MembershipRow.name.icontains(matching, autoescape=True),
                    AccountRow.email.icontains(matching, autoescape=True),
                )
            )
        return tuple(_person(*row) for row in self._session.execute(question))

    def person(self, membership: UUID) -> Person:
        """One membership; ``Missing`` when this scope does not see it."""
        row = self._session.execute(_persons().where(MembershipRow.id == membership)).one_or_none()
        if row is None:
            raise Missing("Penugasan itu tidak ada.")
        return _person(*row)

    def any_account(self) -> bool:
        """Whether anybody is registered at all."""
        return self._session.scalar(select(AccountRow.id).limit(1)) is not None

    def end_sessions(self, account: UUID) -> None:
        """End every session of an account, and every sign-in of it that is under way."""
        # The account first: who is signing in holds it, and their session is then there to be ended.
        self._session.flush()
        for begun in (SessionRow, SecondStepRow):
            self._session.execute(delete(begun).where(begun.account_id == account))

    def _row(self, account: UUID) -> AccountRow:
        row = self._session.get(AccountRow, account)
        if row is None:
            raise Missing("Akun itu tidak ada.")
        return row

    def _membership(self, membership: UUID) -> MembershipRow:
        row = self._session.get(MembershipRow, membership)
        if row is None:
            raise Missing("Penugasan itu tidak ada.")
        return row


def _account(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        password_hash=row.password_hash,
        must_change_password=row.must_change_password,
        disabled=row.disabled_at is not None,
    )


# Told by what this place did alone, so that it tells of no account's life elsewhere: it sent an invitation to the post,
# and nobody has come in since the appointment.
_INVITED = and_(
    exists().where(MessageRow.membership_id == MembershipRow.id, MessageRow.kind == INVITATION.name),
    or_(AccountRow.signed_in_at.is_(None), AccountRow.signed_in_at < MembershipRow.created_at),
)


def _persons() -> Select[MembershipRow, AccountRow, str, str, str, bool]:
    return (
        select(MembershipRow, AccountRow, ProvinceRow.name, DistrictRow.name, OfficeRow.name, _INVITED)
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .outerjoin(ProvinceRow, ProvinceRow.id == MembershipRow.province_id)
        .outerjoin(DistrictRow, DistrictRow.id == MembershipRow.district_id)
        .outerjoin(OfficeRow, OfficeRow.id == MembershipRow.office_id)
    )


def _person(
    row: MembershipRow,
    account: AccountRow,
    province: str | None,
    district: str | None,
    office: str | None,
    invited: bool,
) -> Person:
    return Person(
        membership=row.id,
        account=account.id,
        name=row.name,
        email=account.email,
        role=row.role,
        province=row.province_id,
        district=row.district_id,
        office=row.office_id,
        place=_place(province, district),
        office_name=office,
        since=row.created_at,
        ended_at=row.ended_at,
        disabled=account.disabled_at is not None,
        invited=invited,
    )


def _place(province: str | None, district: str | None) -> str:
    return district or (f"Provinsi {province}" if province else "Platform")


def known_of(rows: Sequence[Any]) -> KnownPerson | None:
    """Reads the rows of ``KNOWN``."""
    if not rows:
        return None
    return KnownPerson(_account(rows[0]), tuple(_living(row) for row in rows if row.membership))


def _living(row: Any) -> Membership:
    return Membership(
        id=row.membership,
        role=ROLES[row.role],
        place=_place(row.province_name, row.district_name),
        province=row.province_id,
        district=row.district_id,
        office=row.office_id,
        office_name=row.office_name,
        districts=tuple(row.districts),
    )


# Those who work in a whole province read all its districts.
_DISTRICTS = (
    select(DistrictRow.id)
    .where(MembershipRow.district_id.is_(None), DistrictRow.province_id == MembershipRow.province_id)
    .order_by(DistrictRow.id)
    .correlate(MembershipRow)
)
_OWN_DISTRICT = aliased(DistrictRow)
# By the whole key, whose index leads with the place.
_OWN_OFFICE = and_(
    OfficeRow.province_id == MembershipRow.province_id,
    OfficeRow.district_id == MembershipRow.district_id,
    OfficeRow.id == MembershipRow.office_id,
)
KNOWN = (
    select(
        *AccountRow.__table__.columns,
        *(MembershipRow.id.label("membership"), MembershipRow.role, MembershipRow.province_id),
        *(MembershipRow.district_id, MembershipRow.office_id, ProvinceRow.name.label("province_name")),
        *(_OWN_DISTRICT.name.label("district_name"), OfficeRow.name.label("office_name")),
        func.array(_DISTRICTS.scalar_subquery()).label("districts"),
    )
    .outerjoin(
        MembershipRow, and_(MembershipRow.account_id == AccountRow.id, MembershipRow.ended_at.is_(None))
    )
    .outerjoin(ProvinceRow, ProvinceRow.id == MembershipRow.province_id)
    .outerjoin(_OWN_DISTRICT, _OWN_DISTRICT.id == MembershipRow.district_id)
    .outerjoin(OfficeRow, _OWN_OFFICE)
    .order_by(MembershipRow.created_at, MembershipRow.district_id, MembershipRow.id)
)
"""A person with their living memberships, as rows; whose, the one who asks adds."""
_KNOWN: Question[KnownPerson | None] = Question(KNOWN.where(AccountRow.id == bindparam("account")), known_of)
