"""What the machine is short of is told as that, and what was sent waits on the page for its second sending."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from wtforms import PasswordField

from spm_oversight.persistence.embedded import Urls
from spm_oversight.web.forms import Form
from spm_oversight.web.signed_out import SECRETS
from tests.web.cast import PASSWORD, Visitor
from tests.web.test_entry import CELLS, MOTHERS, pair
from tests.web.test_once import CLINIC, NEW, clinics
from tests.web.walk import open_quarter, text_of

Visit = Callable[[str], Visitor]
ROOM, AWAY = "Ruang penyimpanan di server penuh", "Basis data sedang tidak dapat dihubungi"


def fail_at_commit(urls: Urls, table: str, state: str) -> None:
    """From now on whoever wrote into the table fails when all of it is to be kept."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(
            "create or replace function fail() returns trigger language plpgsql as"
            f" $$ begin raise exception 'no' using errcode = '{state}'; end $$"
        )
        connection.execute(
            f"create constraint trigger fail after insert or update on {table}"
            " deferrable initially deferred for each row execute function fail()"
        )


def mend(urls: Urls, table: str) -> None:
    """The end of ``fail_at_commit``."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(f"drop trigger fail on {table}")


@pytest.mark.parametrize(("state", "status", "told"), [("53100", 507, ROOM), ("57P01", 503, AWAY)])
def test_what_could_not_be_kept_is_sent_again_from_the_page_that_says_so(
    visit: Visit, urls: Urls, state: str, status: int, told: str
) -> None:
    admin, key = visit("district_admin"), uuid4().hex
    fail_at_commit(urls, "office", state)
    failed = admin.post(NEW, {**CLINIC, "form_key": key})
    said = text_of(failed)
    assert (failed.status_code, failed.headers.get("Retry-After")) == (status, "5" if status == 503 else None)
    assert told in said and "Klinik Utama" in said
    assert "ditambahkan" not in said
    mend(urls, "office")
    ours = failed.text[failed.text.index(f'action="{NEW}"') :]
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', ours[: ours.index("</form>")]))
    assert again["form_key"] == key and clinics(urls) == 0
    for _ in range(2):
        assert admin.post(NEW, again).location == "/perangkat-daerah"
    assert clinics(urls) == 1


def test_a_script_is_told_in_its_own_way(visit: Visit, urls: Urls) -> None:
    open_quarter(visit("coordinator"))
    operator = visit("operator")
    rows = {"cells": [{"kind": "recipients", "key": MOTHERS, "fields": pair("10", "8"), "version": 0}]}
    fail_at_commit(urls, "recipients", "53100")
    answer = operator.post(CELLS, {"rows": json.dumps(rows)}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (507, {"message": f"{ROOM}."})


def test_no_password_is_written_into_a_page(visit: Visit, urls: Urls) -> None:
    operator = visit("operator")
    fail_at_commit(urls, "account", "53100")
    new = "kata sandi yang sama sekali baru"
    failed = operator.post("/akun/kata-sandi", {"old": PASSWORD, "new": new, "again": new})
    assert failed.status_code == 507
    assert PASSWORD not in failed.text and new not in failed.text
    assert "Kembali ke sana dengan tombol kembali peramban" in text_of(failed)


def forms(form: type[Form]) -> Iterator[type[Form]]:
    """Every form of the site."""
    for each in form.__subclasses__():
        yield each
        yield from forms(each)


@pytest.mark.usefixtures("app")
def test_every_field_of_a_password_is_known_as_a_secret() -> None:
    named = {
        name
        for form in forms(Form)
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert named == SECRETS
