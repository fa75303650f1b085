"""Forgetting what forms were answered with."""

from __future__ import annotations

from datetime import datetime

from spm_oversight.services.begin import begin_system


def forget_forms(*, before: datetime) -> None:
    """Forget the answers given ``before``: a form that old may have its effect again."""
    with begin_system() as work:
        work.form_answers.forget(before)
