"""Checking a paper that somebody holds: by its number, and by its bytes. Nobody is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.issued_papers import Issued, Withdrawal
from spm_oversight.persistence.work import open_work


class Standing(StrEnum):
    """What a paper is worth now: not made (yet), what holds, or no more: by a later revision, or by its issuer."""

    NOT_MADE = "not_made"
    HOLDS = "holds"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class CheckedPaper:
    """What anybody may know of a paper. ``hashes``: of its file, several where a receipt was printed again.

    ``withdrawn``: when its issuer withdrew it, and why.
    """

    number: str
    title: str
    issuer: str
    day: date
    standing: Standing
    hashes: tuple[str, ...]
    withdrawn: Withdrawal | None = None


def check_paper(*, number: str) -> CheckedPaper | None:
    """The paper of exactly this number; None where there is none."""
    with open_work(Scope(), None) as work:
        found = work.issued_papers.by_code(" ".join(number.split()))
    if not found:
        return None
    first = found[0]
    return CheckedPaper(
        number=first.code,
        title=first.title,
        issuer=first.issuer,
        day=first.day,
        standing=_standing(found),
        hashes=tuple(dict.fromkeys(each.sha256 for each in found if each.sha256)),
        withdrawn=first.withdrawn,
    )


def _standing(found: Sequence[Issued]) -> Standing:
    first = found[0]
    if first.withdrawn:
        return Standing.WITHDRAWN
    if not any(each.sha256 for each in found):
        return Standing.NOT_MADE
    if first.revision is None or first.revision >= _published_revision(first.province, first.quarter):
        return Standing.HOLDS
    return Standing.REPLACED


def _published_revision(province: str, quarter: Quarter) -> int:
    # A scope that writes nothing sees what the province has published, as its districts do.
    with open_work(Scope(province=province), None) as work:
        newest = work.snapshots.of_quarter(quarter)
    return newest.revision or 0 if newest else 0
