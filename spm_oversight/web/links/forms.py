"""Asking for a link, and choosing a password by it."""

from __future__ import annotations

from wtforms import EmailField

from spm_oversight.web.account.forms import PasswordForm
from spm_oversight.web.forms import Form, required


class AskForm(Form):
    """The address a link is to be sent to."""

    email = EmailField(
        "Alamat surel", [required("Tulis alamat surel Anda.")], render_kw={"autocomplete": "username"}
    )


class ChooseForm(PasswordForm):
    """The new password twice; the link stands for the old one."""

    old = None
