"""Where the pages of districts are, for whoever may open them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for

from spm_oversight.domain.access import Permission
from spm_oversight.domain.period import Quarter
from spm_oversight.web.guard import actor, may


def addresses(districts: Iterable[str], quarter: Quarter) -> Mapping[str, str]:
    """The pages of those districts that open for this person, by code: the province's all, a district's own."""
    # Built once and filled in: a page has as many as there are districts.
    before, _, after = url_for("district.page", district="-", triwulan=quarter.code).partition("-")
    who = actor()
    own = who.membership.district if who and who.membership else None
    every = may(Permission.SEE_DESK)
    return {code: f"{before}{code}{after}" for code in districts if every or code == own}
