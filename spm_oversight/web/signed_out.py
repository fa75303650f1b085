"""What a person is answered whose session has ended: the sign-in form, and with it what they had just sent.

It stays in their browser, as a field of the form, and is offered again once they are in; nothing of it is stored.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass

from flask import Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from wtforms import EmailField, HiddenField, PasswordField, StringField

from spm_oversight.web.forms import Form, required

# What the page that offers it again gives anew: it had no effect yet.
_OF_THE_PAGE = frozenset({"csrf_token", "form_key"})
# What a form carries beside what was typed.
_NOT_TYPED = _OF_THE_PAGE | {"membership", "kept"}
SECRETS = frozenset({"password", "old", "new", "again"})
"""Fields that hold a password: a form with one is written into no page."""


class SignInForm(Form):
    """Address and password, and what was sent when the session had ended (``Kept.text``)."""

    email = EmailField(
        "Alamat surel", [required("Tulis alamat surel Anda.")], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        "Kata sandi", [required("Tulis kata sandi Anda.")], render_kw={"autocomplete": "current-password"}
    )
    kept = HiddenField()


class CodeForm(Form):
    """The second step: a code, and what ``SignInForm`` carried."""

    code = StringField(
        "Kode",
        [required("Tulis kode dari aplikasi, atau satu kode cadangan.")],
        render_kw={"autocomplete": "one-time-code", "autofocus": True, "maxlength": 40},
    )
    kept = HiddenField()


class AnswerForm(Form):
    """What a browser answered for a passkey, and what ``SignInForm`` carried."""

    answer = HiddenField()
    kept = HiddenField()


@dataclass(frozen=True)
class Kept:
    """A form that was sent in vain: to where, and its fields in their order."""

    to: str
    fields: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """As a field carries it."""
        return json.dumps([self.to, *self.fields], ensure_ascii=False)

    @property
    def typed(self) -> tuple[str, ...]:
        """What a person typed or chose, without the names of the fields."""
        return tuple(value for name, value in self.fields if name not in _NOT_TYPED and value.strip())


def kept_now() -> Kept | None:
    """The form that this request sends, where a page sent it and something is typed in it."""
    # A script of ours asks for no page; what it sends it keeps itself.
    if "text/html" not in request.headers.get("Accept", ""):
        return None
    kept = sent_now()
    return kept if kept and kept.typed else None


def sent_now() -> Kept | None:
    """The form that this request sends, even one of a button alone; None where it holds a password."""
    if request.method != "POST" or SECRETS & request.form.keys():
        return None
    fields = tuple(item for item in request.form.items(multi=True) if item[0] not in _OF_THE_PAGE)
    return Kept(request.path, fields)


def read_kept(text: str) -> Kept | None:
    """What ``Kept.text`` wrote; None for anything else, and for an address that takes no form of ours."""
    with suppress(ValueError, TypeError, HTTPException):
        to, *fields = json.loads(text)
        pairs = tuple((str(name), str(value)) for name, value in fields)
        current_app.url_map.bind("").match(str(to), method="POST")
        if str(to).startswith("/") and not str(to).startswith("//"):
            return Kept(str(to), pairs)
    return None


def ask_to_come_back(kept: Kept) -> Response:
    """The sign-in form with what was sent in it."""
    form = SignInForm(formdata=None, kept=kept.text)
    return make_response(render_template("sign_in/sign_in.html", form=form), 401)


def keep_for_later(kept: Kept) -> Response:
    """What was sent by somebody who must add a second step first, to be sent again from this very page."""
    return make_response(render_template("sign_in/kept.html", kept=kept, step_first=True), 403)
