"""Who reaches evidence, and until when it may change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from spm_oversight.services.evidence_uploads import forget_evidence
from tests.web.cast import DISTRICT, RIVAL
from tests.web.evidence_files import pdf
from tests.web.evidence_steps import (
    EVIDENCE,
    EXAMINED,
    ITEM,
    PAUD,
    PREGNANT,
    SERVICE,
    add,
    begin_upload,
    fetched,
    ids,
    lying,
    people,
)
from tests.web.test_evidence_pieces import age
from tests.web.walk import DESK, HERE, enter_cells, stored, text_of

__all__ = ["people"]


def test_an_operator_reaches_the_own_offices_services_alone(people, urls):
    operator, teacher = people("operator"), people("teacher")
    add(operator, pdf())
    (evidence,) = ids(urls)
    assert "Pendidikan Anak Usia Dini" not in operator.get(EVIDENCE).text
    assert teacher.get(SERVICE).status_code == 404
    assert add(teacher, pdf("lain")).status_code == 404
    assert teacher.get(f"{EVIDENCE}/berkas/{evidence}").status_code == 404
    assert teacher.post(f"{SERVICE}/{evidence}/hapus").status_code == 404
    assert teacher.post(f"{HERE}/bukti/{PAUD}/{evidence}/hapus").status_code == 404
    assert begin_upload(teacher, pdf()).status_code == 404
    assert fetched(people("district_admin"), f"{EVIDENCE}/berkas/{evidence}").status_code == 200
    assert stored(urls, "select count(*) from evidence where removed_at is null") == [(1,)]


@pytest.mark.parametrize("name", ["office_head", "district_leader"])
def test_those_who_only_read_see_no_form(people, name):
    add(people("operator"), pdf())
    page = people(name).get(SERVICE)
    assert "bukti.pdf" in page.text and "Tambahkan berkas" not in page.text and "Hapus" not in page.text
    assert add(people(name), pdf("lain")).status_code == 404


@pytest.mark.parametrize("name", ["rival_admin", "foreign_admin", "foreign_coordinator", "platform_admin"])
def test_a_foreign_file_is_absent(people, urls, name):
    add(people("operator"), pdf())
    (evidence,) = ids(urls)
    visitor = people(name)
    for path in (f"{EVIDENCE}/berkas/{evidence}", f"{EXAMINED}/{evidence}", EXAMINED):
        assert visitor.get(path).status_code in (403, 404), path
    if name.endswith("admin") and name != "platform_admin":
        assert visitor.post(f"{SERVICE}/{evidence}/hapus").status_code == 404
    assert stored(urls, "select count(*) from evidence where removed_at is null") == [(1,)]


def test_the_province_reads_and_changes_nothing(people, urls):
    add(people("operator"), pdf(), "kohort.pdf", page="halaman 12", place=ITEM)
    (evidence,) = ids(urls)
    for name in ("coordinator", "reviewer", "province_leader"):
        page = people(name).get(EXAMINED)
        assert "1 bukti pada 1 dari 29 layanan" in text_of(page)
        assert "kohort.pdf" in page.text and "halaman 12" in page.text and "Vaksin tetanus" in page.text
        assert fetched(people(name), f"{EXAMINED}/{evidence}").data == pdf()
        assert people(name).get(f"{DESK}/{RIVAL}/bukti/{evidence}").status_code == 404
        assert people(name).post(SERVICE).status_code == 404
    report = people("coordinator").get(f"{DESK}/{DISTRICT}")
    assert re.search(rf'href="{EXAMINED}#{PREGNANT}">1<', report.text)


def sent(people) -> None:
    enter_cells(
        people("operator"),
        {("Penerima", PREGNANT, "Harus dilayani"): 10, ("Penerima", PREGNANT, "Terlayani"): 9},
    )
    assert people("district_admin").post(f"{HERE}/kirim").status_code == 302


def test_what_was_sent_stands_still(people, urls):
    operator = people("operator")
    add(operator, pdf())
    (evidence,) = ids(urls)
    sent(people)
    begun = begin_upload(operator, pdf("lain"))
    link = {"tautan-link": "https://contoh.go.id/a", "tautan-place": "layanan"}
    for answer in (
        add(operator, pdf("lain")),
        operator.post(f"{SERVICE}/tautan", link),
        operator.post(f"{SERVICE}/{evidence}/hapus"),
        begun,
    ):
        assert answer.status_code == 403
        told = answer.json["message"] if answer.is_json else text_of(answer)
        assert "sudah dikirim ke provinsi" in told
    assert stored(urls, "select count(*), count(removed_at) from evidence") == [(1, 0)]


def test_what_a_report_rested_on_stays_for_the_province(people, urls, app):
    operator, coordinator = people("operator"), people("coordinator")
    add(operator, pdf("pertama"), "pertama.pdf")
    sent(people)
    coordinator.post(f"{DESK}/{DISTRICT}/kembalikan", {"reason": "Bukti lain.", "number": "1"})
    add(operator, pdf("kedua"), "kedua.pdf")
    first, second = ids(urls)
    told = [text_of(operator.post(f"{SERVICE}/{each}/hapus", follow=True)) for each in (first, second)]
    assert ["Provinsi tetap dapat membacanya" in each for each in told] == [True, False]

    assert "pertama.pdf” dihapus" in told[0] and "pertama.pdf" not in operator.get(SERVICE).text
    page = text_of(coordinator.get(EXAMINED))
    assert "Dihapus daerah" in page and "ikut dalam kiriman ke-1." in page and "kedua.pdf" not in page
    age(app, days=3)
    with app.app_context():
        forget_evidence(before=datetime.now(UTC) - timedelta(days=1))
    assert lying(app) == [pdf("pertama")]
    assert fetched(coordinator, f"{EXAMINED}/{first}").data == pdf("pertama")
    for path in (f"{EVIDENCE}/berkas/{first}", f"{EVIDENCE}/berkas/{second}"):
        assert operator.get(path).status_code == 404
    assert coordinator.get(f"{EXAMINED}/{second}").status_code == 404


def test_each_step_is_in_the_record(people, urls):
    operator = people("operator")
    add(operator, pdf())
    operator.post(f"{SERVICE}/{ids(urls)[0]}/hapus")
    rows = stored(
        urls,
        f"select action, actor, detail->>'service' from audit_event where tenant = '{DISTRICT}'"
        " and action like 'evidence%' order by number",
    )
    assert rows == [("evidence_added", "Operator", PREGNANT), ("evidence_removed", "Operator", PREGNANT)]
