"""Verify the record of every tenant: each chain walked from its first event and held against anchors from outside."""

from __future__ import annotations

from collections.abc import Iterable

from spm_oversight.domain.chain import Anchor, Walked, walk
from spm_oversight.persistence.whole import Whole, whole


def verify_record(*, url: str, anchors: Iterable[Anchor] = ()) -> tuple[Walked, ...]:
    """Each tenant's chain as found at ``url`` (role ``spm_backup``); also of tenants that only an anchor knows."""
    with whole(url) as database:
        return walk_all(database, anchors)


def walk_all(database: Whole, anchors: Iterable[Anchor] = ()) -> tuple[Walked, ...]:
    """The same, in a view that is open already."""
    heads, held = database.heads(), tuple(anchors)
    tenants = sorted({*heads, *database.recorded(), *(each.tenant for each in held)})
    return tuple(
        walk(
            tenant,
            database.events(tenant),
            heads.get(tenant),
            tuple(each for each in held if each.tenant == tenant),
        )
        for tenant in tenants
    )
