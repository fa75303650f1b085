"""Who acts in these tests: a person of every role, a rival district, a foreign province; and their browsers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin_system
from spm_oversight.services.open_province import open_province
from spm_oversight.services.sign_in import hash_password

PROVINCE, FOREIGN = "62", "63"
DISTRICT, RIVAL, FOREIGN_DISTRICT = "62.06", "62.02", "63.01"
HEALTH, EDUCATION = "dinas-kesehatan", "dinas-pendidikan"
PASSWORD = "kuda benar baterai staples"

# Name: role, province, district, office.
CAST = {
    "operator": ("operator", PROVINCE, DISTRICT, HEALTH),
    "teacher": ("operator", PROVINCE, DISTRICT, EDUCATION),
    "office_head": ("office_head", PROVINCE, DISTRICT, HEALTH),
    "district_admin": ("district_admin", PROVINCE, DISTRICT, None),
    "district_leader": ("district_leader", PROVINCE, DISTRICT, None),
    "rival_admin": ("district_admin", PROVINCE, RIVAL, None),
    "coordinator": ("coordinator", PROVINCE, None, None),
    "reviewer": ("reviewer", PROVINCE, None, None),
    "province_leader": ("province_leader", PROVINCE, None, None),
    "foreign_coordinator": ("coordinator", FOREIGN, None, None),
    "foreign_admin": ("district_admin", FOREIGN, FOREIGN_DISTRICT, None),
    "platform_admin": ("platform_admin", None, None, None),
    # Works for two districts; has the first password still; has no membership any more.
    "traveller": ("operator", PROVINCE, DISTRICT, HEALTH),
    "newcomer": ("operator", PROVINCE, DISTRICT, HEALTH),
    "former": ("district_leader", PROVINCE, DISTRICT, None),
}

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Visitor:
    """A person's browser: keeps the session and sends its token with every form."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self._client.get(path, **more)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, follow: bool = False, **more: Any
    ) -> TestResponse:
        """Send a form, as the page would: with a key of its own, unless ``data`` brings one."""
        form = {"csrf_token": self._token, "form_key": uuid4().hex, **(data or {})}
        return self._client.post(path, data=form, follow_redirects=follow, **more)

    def as_sent(self, data: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Body and headers of the same, for whoever sends it over a connection of their own."""
        form = {"csrf_token": self._token, "form_key": uuid4().hex, **data}
        kind = "application/x-www-form-urlencoded"
        return urlencode(form), {"Cookie": f"spm={self.cookie}", "Content-Type": kind}

    def put_piece(self, path: str, data: bytes, headers: dict[str, str]) -> TestResponse:
        """Send bytes, as a script of ours does."""
        return self._client.post(
            path,
            data=data,
            content_type="application/octet-stream",
            headers={**headers, "X-CSRFToken": self._token},
        )

    def sign_in(self, email: str) -> None:
        """By the form, as everybody does."""
        self.take_token("/masuk")
        answer = self.post("/masuk", {"email": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        self.take_token("/akun")

    def again_in(self, app: Flask) -> Visitor:
        """The same browser, on another application with the same sessions."""
        visitor = Visitor(app.test_client())
        visitor._client._cookies = dict(self._client._cookies)  # pyright: ignore[reportPrivateUsage]
        visitor._token = self._token
        return visitor

    @property
    def cookie(self) -> str:
        """The session as the browser keeps it."""
        found = self._client.get_cookie("spm")
        assert found
        return found.value

    def take_token(self, path: str) -> None:
        """Read the token from a page with a form."""
        found = _TOKEN.search(self.get(path).text)
        assert found, path
        self._token = found[1]


def signed_in(app: Flask, name: str) -> Visitor:
    """A browser in which this person of the cast has signed in."""
    visitor = Visitor(app.test_client())
    visitor.sign_in(email_of(name))
    return visitor


def email_of(name: str) -> str:
    """The address of a person of the cast."""
    return f"{name.replace('_', '.')}@contoh.go.id"


def appoint_cast(provinces: tuple[str, ...] = (PROVINCE, FOREIGN)) -> None:
    """Open the provinces (of the two, those that are not open yet) and give every person their membership."""
    for province in provinces:
        open_province(code=province, actor=None)
    with open_work(Scope.of_district(PROVINCE, DISTRICT), None) as work:
        offices = {office.code: office.id for office in work.offices.of_district(DISTRICT)}
    password = hash_password(PASSWORD)
    with begin_system() as work:
        for name, (role, province, district, office) in CAST.items():
            account = work.accounts.create(
                email=email_of(name),
                name=name.replace("_", " ").title(),
                password_hash=password,
                must_change_password=name == "newcomer",
            )
            membership = work.accounts.appoint(
                account,
                role,
                province=province,
                district=district,
                office=offices[office] if office else None,
            )
            if name == "former":
                work.accounts.end(membership)
    with begin_system() as work:  # later than the first, which is the one a session begins with
        traveller = work.accounts.by_email(email_of("traveller"))
        assert traveller
        work.accounts.appoint(traveller.id, "district_leader", province=PROVINCE, district=RIVAL)


def membership_of(app: Flask, name: str) -> UUID:
    """The id of the first membership this person of the cast ever had."""
    with app.app_context(), begin_system() as work:
        found = [each for each in work.accounts.people() if each.email == email_of(name)]
        return min(found, key=lambda each: each.since).membership


def office_of(app: Flask, district: str, code: str = HEALTH) -> UUID:
    """The id of an office."""
    with app.app_context(), open_work(Scope.of_district(district[:2], district), None) as work:
        return next(office.id for office in work.offices.of_district(district) if office.code == code)
