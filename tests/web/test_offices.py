"""A district's offices, and provinces opened as tenants."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from spm_oversight.domain.offices import office_code, usual_offices
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin_system
from spm_oversight.services.open_province import open_province
from tests.web.cast import DISTRICT, RIVAL, Visitor, office_of

Visit = Callable[[str], Visitor]
ABSENT = "00000000-0000-4000-8000-000000000000"


def offices(app: Flask, district: str = DISTRICT) -> dict[str, Office]:
    """What is stored, by code."""
    with app.app_context(), open_work(Scope.of_district(district[:2], district), None) as work:
        return {office.code: office for office in work.offices.of_district(district)}


def test_a_district_begins_with_its_usual_offices(app: Flask) -> None:
    found = offices(app)
    assert {code: len(office.services) for code, office in found.items()} == {
        "badan-penanggulangan-bencana-daerah": 3,
        "dinas-kesehatan": 12,
        "dinas-pemadam-kebakaran-dan-penyelamatan": 1,
        "dinas-pendidikan": 3,
        "dinas-perumahan-rakyat-dan-kawasan-permukiman": 2,
        "dinas-pupr": 2,
        "dinas-sosial": 5,
        "satuan-polisi-pamong-praja": 1,
    }
    fire = found["dinas-pemadam-kebakaran-dan-penyelamatan"]
    assert (fire.name, fire.services) == ("Dinas Pemadam Kebakaran dan Penyelamatan", ("kab.1.05.05",))


def test_codes_are_plain_and_never_twice() -> None:
    assert office_code("Dinas P3AP2KB & Sosial") == "dinas-p3ap2kb-sosial"
    assert office_code("RSUD", {"rsud", "rsud-2"}) == "rsud-3"
    assert office_code("—") == "perangkat-daerah"
    assert usual_offices(()) == ()


def test_an_office_is_added_renamed_and_given_a_service(app: Flask, visit: Visit) -> None:
    admin = visit("district_admin")
    added = admin.post("/perangkat-daerah/baru", {"name": "  RSUD   Mas Amsyar "})
    assert (added.status_code, added.location) == (302, "/perangkat-daerah")
    page = admin.get("/perangkat-daerah").text
    assert "9 perangkat daerah mengampu semua pelayanan" in page
    hospital = offices(app)["rsud-mas-amsyar"]
    assert hospital.name == "RSUD Mas Amsyar"
    chosen = {code: str(office.id) for office in offices(app).values() for code in office.services}
    chosen["kab.1.02.02"] = str(hospital.id)
    assert admin.post("/perangkat-daerah/pelayanan", chosen).status_code == 302
    assert offices(app)["rsud-mas-amsyar"].services == ("kab.1.02.02",)
    assert len(offices(app)["dinas-kesehatan"].services) == 11
    assert 'value="RSUD Mas Amsyar"' in admin.get(f"/perangkat-daerah/{hospital.id}/nama").text
    assert admin.post(f"/perangkat-daerah/{hospital.id}/nama", {"name": "RSUD Baru"}).status_code == 302
    assert offices(app)["rsud-mas-amsyar"].name == "RSUD Baru"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "dinas KESEHATAN"])
def test_a_name_that_is_empty_too_long_or_taken_is_refused(app: Flask, visit: Visit, name: str) -> None:
    answer = visit("district_admin").post("/perangkat-daerah/baru", {"name": name})
    assert answer.status_code == 422
    assert 'id="name-pesan"' in answer.text
    assert len(offices(app)) == 8


def test_every_service_needs_an_office_of_the_own_district(app: Flask, visit: Visit) -> None:
    before = offices(app)
    chosen = {code: str(office.id) for office in before.values() for code in office.services}
    chosen["kab.1.01.01"] = ""
    chosen["kab.1.01.02"] = str(office_of(app, RIVAL))
    answer = visit("district_admin").post("/perangkat-daerah/pelayanan", chosen)
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(kab[^"]+)">', answer.text) == ["kab.1.01.01", "kab.1.01.02"]
    assert offices(app) == before


def test_an_office_of_a_rival_is_absent(app: Flask, visit: Visit) -> None:
    rival, ours = visit("rival_admin"), office_of(app, DISTRICT)
    for foreign, absent in (
        (rival.get(f"/perangkat-daerah/{ours}/nama"), rival.get(f"/perangkat-daerah/{ABSENT}/nama")),
        (
            rival.post(f"/perangkat-daerah/{ours}/nama", {"name": "Milik kami"}),
            rival.post(f"/perangkat-daerah/{ABSENT}/nama", {"name": "Milik kami"}),
        ),
    ):
        assert foreign.status_code == absent.status_code == 404
        assert foreign.text == absent.text
    assert offices(app)["dinas-kesehatan"].name == "Dinas Kesehatan"


def test_the_platform_sees_all_provinces_and_opens_one(app: Flask, visit: Visit) -> None:
    admin = visit("platform_admin")
    page = admin.get("/provinsi").text
    assert "2 dari 38 provinsi sudah dibuka" in page
    assert page.count("Buka provinsi") == 36
    answer = admin.post("/provinsi/95/buka")
    assert (answer.status_code, answer.location) == (302, "/provinsi")
    shown = admin.get("/provinsi").text
    assert "3 dari 38 provinsi sudah dibuka" in shown
    with app.app_context(), begin_system() as work:
        districts = tuple(district.id for district in work.places.districts("95"))
        assert work.record.events("95")[-1].actor == "Platform Admin"
    assert len(districts) == 8
    with app.app_context(), open_work(Scope.of_province("95", districts), None) as work:
        assert work.quarters.methods("95") == ("2022.1",)
    assert len(offices(app, districts[-1])) == 8
    assert admin.post("/provinsi/99/buka").status_code == 404


def test_opening_again_finishes_what_was_begun_and_changes_nothing_else(app: Flask) -> None:
    with app.app_context(), begin_system() as work:
        work.places.open(work.places.regions_of("95"), sample=False)
    with app.app_context():
        open_province(code="95", actor=None)
        first = offices(app, "95.01")
        open_province(code="95", actor=None)
    assert len(first) == 8
    assert offices(app, "95.01") == first
