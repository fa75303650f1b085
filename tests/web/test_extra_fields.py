"""A form writes what its action names: fields sent along for every other column of every table reach no row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import psycopg
from flask import Flask

from spm_oversight.persistence.database import Base
from spm_oversight.persistence.embedded import Urls
from tests.web.cast import DISTRICT, Visitor, office_of
from tests.web.test_entry import FORM, MOTHERS, pair, saved, shown
from tests.web.walk import DESK, HERE, open_quarter

# What an answer, a list or a total never holds by itself.
PLANTED = {int: "98765432", bool: "true", UUID: "b5b5b5b5-0000-4000-8000-b5b5b5b5b5b5"}
PLANTED |= {datetime: "1907-05-05T05:05:05+00:00", date: "1907-05-05"}
WORD = "sisipan"
TRACES = f"{WORD}|98765432|b5b5b5b5|1907-05-05"


def columns() -> dict[str, str]:
    """A value for each column of each table, of its kind where that has one of its own."""
    every = (column for table in Base.metadata.sorted_tables for column in table.columns)
    return {each.name: PLANTED.get(each.type.python_type, WORD) for each in every}


def test_no_field_but_the_actions_own_reaches_a_row(
    app: Flask, visit: Callable[[str], Visitor], urls: Urls
) -> None:
    coordinator, admin, operator = visit("coordinator"), visit("district_admin"), visit("operator")
    open_quarter(coordinator)
    saved(operator, "recipients", MOTHERS, pair("100", "80"))
    more = {"until": "20 Februari 2099", "hour": "23.59", "why": "Banjir.", "office": ""}
    siti = {"email": "siti@contoh.go.id", "name": "Siti", "role": "district_leader", "office": ""}
    extra = columns()
    assert {"province_id", "role", "state", "sent_by", "version", "entered_at"} <= extra.keys()
    for who, path, form in (
        (admin, "/perangkat-daerah/baru", {"name": "Klinik Utama"}),
        (admin, f"/perangkat-daerah/{office_of(app, DISTRICT)}/nama", {"name": "Dinas Sehat"}),
        (admin, "/pengguna/baru", siti),
        (operator, FORM, {**shown(operator), f"recipients/{MOTHERS}/part": "90"}),
        (coordinator, f"{DESK}/{DISTRICT}/waktu", more),
        (admin, f"{HERE}/kirim", {}),
        (coordinator, f"{DESK}/{DISTRICT}/terima", {"number": "1"}),
    ):
        assert who.post(path, {**extra, **form}).status_code == 302, path
    with psycopg.connect(urls.superuser) as connection:
        for table in Base.metadata.sorted_tables:
            found = connection.execute(
                f"select t::text from {table.name} t where t::text ~ %s",  # pyright: ignore
                [TRACES],
            )
            assert found.fetchall() == [], table.name
