"""Tell people something: the single way a service writes to anybody. By mail where it is wanted, on the page always."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.messages import ACCOUNT, Kind, MessageState, is_mailed
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.post import post
from spm_oversight.persistence.jobs import SEND_MESSAGE, enqueue
from spm_oversight.persistence.messages import Letter, Recipient
from spm_oversight.persistence.work import Work

NOT_WANTED = "Penerima memilih tanpa surel untuk pesan ini."
SAMPLE = "Provinsi contoh: surel tidak dikirim."
# Somebody looks at the page while a paper is made; hundreds of letters to a slow server must not stand before it.
BEHIND_PAPERS = -10
# Somebody waits for a link before they can work at all.
BEFORE_OTHERS = 10
NO_SERVER = "Server surel tidak diatur pada pemasangan ini."


@dataclass(frozen=True)
class Told:
    """To whom a message was written, and whether it goes out by mail."""

    name: str
    office_name: str | None
    mailed: bool
    message: UUID


def members(
    work: Work, *, roles: tuple[str, ...], districts: Sequence[str], office: UUID | None = None
) -> tuple[UUID, ...]:
    """The living memberships of some roles in districts in scope, only those bound to ``office`` when given."""
    found = work.messages.recipients(ACCOUNT, roles=roles, districts=districts)
    return tuple(each.membership for each in found if office is None or each.office == office)


def tell(
    work: Work,
    *,
    kind: Kind,
    to: Iterable[UUID],
    subject: str,
    text: str,
    about: Quarter | None = None,
    path: str = "/",
    once: str | None = None,
    link: str = "",
    sample: bool = False,
) -> tuple[Told, ...]:
    """Write a message to these memberships of the work's own place; one to a person who holds several of them.

    ``text`` is formal Indonesian, plain; a greeting, the link to ``path`` of this site and the sender are put around
    it. ``link`` stands in the place of that link. ``once``: said at most once to a membership.
    ``sample``: the reader works in a province that is an example, which the platform's scope does not tell.

    Memberships that ended, or that the scope does not see, get none: a district writes to its own people, a province to
    those of its districts and its own. Answers to whom.
    """
    told: list[Told] = []
    sender, of_sample = _sender(work)
    seen = set[tuple[UUID, str | None]]()
    for each in work.messages.recipients(kind, memberships=to):
        if (each.account, each.district) in seen:
            continue
        seen.add((each.account, each.district))
        letter = Letter(subject, _body(each, text, link or link_to(path), sender), about, once)
        why = _why_kept(kind, each, sample=sample or of_sample)
        state = MessageState.KEPT if why else MessageState.WAITING
        message = work.messages.write(each, kind, letter, state=state, why=why)
        if message is None:
            continue
        if not why:
            _ask_to_send(work, message, BEFORE_OTHERS if kind.private else BEHIND_PAPERS)
        told.append(Told(each.name, each.office_name, mailed=not why, message=message))
    return tuple(told)


def link_to(path: str) -> str:
    """The address of a page of this site, as a person opens it."""
    return f"{post.site}{path}"


def why_no_mail(work: Work) -> str:
    """Why nothing of this place goes out by mail at all; empty when it does."""
    return _no_mail(sample=_sender(work)[1])


def _why_kept(kind: Kind, to: Recipient, *, sample: bool) -> str:
    """Why a message is not mailed; empty when it is."""
    return _no_mail(sample=sample) if is_mailed(kind, to.chosen) else NOT_WANTED


def _no_mail(*, sample: bool) -> str:
    if sample:
        return SAMPLE
    return "" if post.works else NO_SERVER


def _ask_to_send(work: Work, message: UUID, priority: int) -> None:
    scope = work.scope
    enqueue(
        work.session,
        SEND_MESSAGE,
        {
            "message": str(message),
            "province": scope.province or "",
            "district": scope.write_district or "",
        },
        priority=priority,
    )


def _sender(work: Work) -> tuple[str, bool]:
    """Who writes, in words, and whether the province is an example, whose people do not exist."""
    scope = work.scope
    if scope.province is None:
        return "Admin platform", False
    province = work.places.province(scope.province)
    if scope.write_district is None:
        return f"Provinsi {province.name}", province.sample
    return work.places.district(scope.write_district).name, province.sample


def _body(to: Recipient, text: str, link: str, sender: str) -> str:
    return (
        f"Yth. {to.name},\n\n{text.strip()}\n\nBuka: {link}\n\n"
        f"Pengawasan SPM, atas nama {sender}\n"
        f"Pesan ini dikirim otomatis. Pilih pesan yang dikirim lewat surel di {link_to('/pesan')}.\n"
    )
