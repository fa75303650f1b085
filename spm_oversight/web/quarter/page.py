"""The page of a district's quarter, which more than one task answers with."""

from __future__ import annotations

from flask import render_template

from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.services.loose_ends import loose_ends
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.guard import may
from spm_oversight.web.quarter.forms import ReasonForm
from spm_oversight.web.quarter.screens import quarter_screen
from spm_oversight.web.quarter.walk_card import walk_card
from spm_oversight.web.told import warnings_told


def quarter_page(work: Work, my: MyQuarter, *, refused: str = "", form: ReasonForm | None = None) -> str:
    """The page as the person signed in may use it; ``form``: a reason that was refused, with what was typed."""
    ends = loose_ends(work, my)
    screen = quarter_screen(
        my,
        warnings=warnings_told(len(ends.unexplained), len(ends.explained)),
        now=work.now,
        may_upload=may(Permission.ENTER_FIGURES),
        may_send=may(Permission.SEND_QUARTER),
    )
    return render_template(
        "quarter/quarter.html",
        screen=screen,
        walk=walk_card(my, may=may),
        form=form or ReasonForm(formdata=None),
        refused=refused,
    )
