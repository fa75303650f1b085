"""Links to choose a password by: asked for, written into a letter, used once (ADR 0034).

A token is made when its letter is given to the mail server and stands nowhere but in that letter: neither the outbox,
nor the queue, nor the record, nor a log ever holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.config.secret import new_secret
from spm_oversight.domain.access import Membership
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Missing, Refused
from spm_oversight.domain.links import LIFE, PER_ACCOUNT, PER_ADDRESS, WINDOW, LinkKind
from spm_oversight.domain.messages import RESET
from spm_oversight.exchange.post import post
from spm_oversight.persistence.accounts import Account
from spm_oversight.persistence.jobs import PREPARE_RESET, enqueue
from spm_oversight.persistence.sessions import Place
from spm_oversight.persistence.work import Work
from spm_oversight.services.account_notice import PASSWORD, tell_owner
from spm_oversight.services.begin import begin_system
from spm_oversight.services.password_rules import check_password
from spm_oversight.services.sign_in import hash_password
from spm_oversight.services.tell import link_to, tell
from spm_oversight.services.throttle import know_place

# What stands in a letter until it is sent, and in the outbox for ever.
PRIVATE = "[tautan pribadi, hanya dalam surel yang dikirim]"
NO_MAIL = (
    "Pemasangan ini tidak mengirim surel, sehingga tautan tidak dapat dikirim. "
    "Hubungi admin kabupaten/kota atau provinsi Anda; admin platform dapat membuat kata sandi baru."
)
DEAD = "Tautan ini sudah dipakai, sudah lewat 30 menit, atau sudah digantikan."
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")
_LONGEST = 200
SIGN_IN = "/masuk"
_TEXT = (
    "Seseorang, semoga Anda sendiri, meminta kata sandi baru untuk akun ini. Tautan di bawah membuka halaman untuk "
    "memilihnya; tautan berlaku 30 menit dan hanya sekali.\n\n"
    "Bukan Anda yang meminta? Abaikan surel ini. Kata sandi Anda tetap berlaku."
)


@dataclass(frozen=True)
class Choosing:
    """Who chooses a password by a link, and whether it is their first."""

    name: str
    email: str
    first: bool


def resets_work() -> bool:
    """Whether a link can reach anybody: by mail, or by the outbox of a demonstration."""
    return post.works or post.demonstrates


def links_shown() -> bool:
    """Whether a link that is asked for stands in the platform's outbox, since no letter leaves this demonstration."""
    return post.demonstrates and not post.works


def ask_reset(*, email: str, asked_from: str, now: datetime | None = None) -> None:
    """Have a link sent to this address, if it is somebody's.

    Whose it is, the worker looks up: this call does the same for every address, and takes as long. ``Refused`` where no
    letter leaves this installation, ``Invalid`` for what is no address, and after too many requests from
    ``asked_from``, a network address.
    """
    if not resets_work():
        raise Refused(NO_MAIL)
    email = email.strip().lower()
    if not _ADDRESS.fullmatch(email) or not email.isprintable() or len(email) > _LONGEST:
        fault = Fault("email", "Tulis satu alamat surel, misalnya nama@kabupaten.go.id.")
        raise Invalid("Alamat surel tidak dapat dibaca.", (fault,))
    with begin_system(now=now) as work:
        work.links.hold(asked_from)
        if work.links.asked(asked_from, work.now - WINDOW) >= PER_ADDRESS:
            raise Invalid("Terlalu banyak permintaan dari jaringan Anda. Coba lagi satu jam lagi.")
        link = work.links.ask(LinkKind.RESET, email=email, asked_from=asked_from)
        enqueue(work.session, PREPARE_RESET, {"link": str(link)})


def prepare_reset(*, link: UUID, now: datetime | None = None) -> None:
    """Write the letter that was asked for: the worker's job. Safe to run again."""
    with begin_system(now=now) as work:
        asked = work.links.waiting(link)
        if asked is None:
            return
        account = work.accounts.by_email(asked.email)
        posts: tuple[Membership, ...] = work.accounts.memberships_of(account.id) if account else ()
        why = "late" if work.now - asked.asked_at > LIFE else _why_none(work, account, posts)
        if account is None or not posts or why:
            # No address of a stranger goes into a record that nobody can shorten.
            work.record.add("reset_not_sent", str(account.id) if account else "", why=why)
            return
        token = new_secret() if links_shown() else ""
        (told,) = tell(
            work,
            kind=RESET,
            to=[posts[0].id],
            subject="Memilih kata sandi baru",
            text=_TEXT,
            link=address_of(token) if token else PRIVATE,
        )
        work.links.give(link, account=account.id, message=told.message)
        if token:
            work.links.arm(link, token)
        work.record.add("reset_asked", str(account.id), email=account.email)


def address_of(token: str) -> str:
    """The address that opens a link: of the configured site, whatever host a request named."""
    return link_to(f"/tautan/{token}")


def with_link(*, message: UUID, body: str, now: datetime | None = None) -> str | None:
    """The letter with a new token in it, which lives from now on; None when it has no reader any more.

    Who has a password already is led to the sign-in by an invitation: whether they have is told to nobody else.
    """
    with begin_system(now=now) as work:
        link = work.links.of_message(message)
        account = work.accounts.by_id(link.account) if link and link.account else None
        if link is None or account is None:
            return None
        if link.kind is LinkKind.INVITATION and not account.must_change_password:
            return body.replace(PRIVATE, link_to(SIGN_IN))
        token = new_secret()
        work.links.arm(link.id, token)
        return body.replace(PRIVATE, address_of(token))


def opened_by(*, token: str) -> Choosing:
    """Whose password a token lets choose; ``Missing`` when it is dead."""
    with begin_system() as work:
        account = _account(work, token, hold=False)[1]
        return Choosing(account.name, account.email, account.must_change_password)


def choose_password(*, token: str, new: str, place: Place) -> None:
    """Set the password the person chose; the link, their other links and all their sessions end.

    The ``place`` is known from now on: who has the mailbox need not wait for those who guess from elsewhere.

    ``Missing`` when the link is dead or somebody used it at the same time; ``Invalid`` (field ``new``) for a password
    that is not taken, which leaves the link alive.
    """
    with begin_system() as work:
        link, account = _account(work, token, hold=True)
        places = (place for each in work.accounts.memberships_of(account.id) for place in _words(each))
        check_password(new, account.name, account.email, *places)
        work.links.use(link)
        work.accounts.set_password(account.id, hash_password(new))
        know_place(work, email=account.email, place=place)
        work.record.add("password_chosen_by_link", str(account.id), email=account.email)
        if not account.must_change_password:
            what = "Kata sandi baru akun Anda dipilih lewat tautan yang dikirim ke surel ini."
            tell_owner(work, account.id, PASSWORD, what, place=place)


def forget_links(*, before: datetime) -> int:
    """Remove requests and links from before; answers how many."""
    with begin_system() as work:
        return work.links.forget(before)


def refuse_too_many(work: Work, account: UUID) -> None:
    """``Conflict`` when an account was sent as many links as it may be."""
    if _too_many(work, account):
        raise Conflict("Beberapa undangan baru saja dikirim ke alamat ini. Coba lagi setengah jam lagi.")


def _too_many(work: Work, account: UUID) -> bool:
    """Whether an account was sent as many links as it may be; no other of its letters is counted meanwhile."""
    work.links.hold(str(account))
    return work.links.sent(account, work.now - LIFE) >= PER_ACCOUNT


def _why_none(work: Work, account: Account | None, posts: tuple[Membership, ...]) -> str:
    """Why nobody gets a letter; empty when somebody does."""
    if account is None:
        return "unknown"
    if account.disabled:
        return "disabled"
    if not posts:
        return "no membership"
    if _too_many(work, account.id):
        return "too many"
    provinces = {each.province for each in posts}
    people_exist = any(code is None or not work.places.province(code).sample for code in provinces)
    return "" if people_exist or not post.works else "sample"


def _account(work: Work, token: str, *, hold: bool) -> tuple[UUID, Account]:
    """The living link a token opens, and whose it is."""
    link = work.links.opened_by(token, hold=hold)
    account = work.accounts.by_id(link.account) if link and link.account else None
    if link is None or account is None:
        raise Missing(DEAD)
    return link.id, account


def _words(membership: Membership) -> tuple[str, str]:
    return membership.place, membership.office_name or ""
