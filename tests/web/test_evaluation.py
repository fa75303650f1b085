"""Evaluation office by office: who records and who reads, what a meeting opens with, and the wall between districts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.domain.figures import CellState, Pair, Problem
from spm_oversight.domain.form import ChangeSet, PairCell, ProblemList
from spm_oversight.domain.period import Window
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.quarters import Period
from spm_oversight.services.begin import begin
from spm_oversight.services.evaluation import evaluation
from spm_oversight.services.forms import save_changes
from spm_oversight.services.keep_agreements import agree, record_meeting
from spm_oversight.services.sign_in import sign_in
from tests.web import closed
from tests.web.cast import DISTRICT, EDUCATION, PASSWORD, RIVAL, Visitor, email_of, office_of
from tests.web.test_district_figures import marked
from tests.web.walk import stored, text_of

Visit = Callable[[str], Visitor]
RUNNING = closed.FIRST
HERE = f"/daerah/{DISTRICT}/evaluasi"
NOW = f"?triwulan={RUNNING.code}"
BEFORE = f"?triwulan={closed.FOURTH.code}"


@pytest.fixture
def opened(app: Flask) -> Flask:
    """The published fourth quarter, and the first of the year after, which takes figures."""
    closed.close(app, closed.kalteng())
    with closed.province_work(app) as work:
        window = Window(closed.NOW - timedelta(days=9), datetime(2099, 1, 1, tzinfo=UTC))
        work.quarters.open("62", Period(RUNNING, window, 2022, "2022.1"))
    return app


def meet(visitor: Visitor, day: str, *, quarter: str = NOW, seen: int = 0) -> TestResponse:
    """Record a meeting by the form."""
    return visitor.post(
        f"{HERE}/rapat{quarter}", {"held_on": day, "led_by": "Sekretaris Daerah", "seen": seen}
    )


def promise(
    visitor: Visitor, office: UUID, text: str, due: str, *, quarter: str = NOW, key: str = ""
) -> TestResponse:
    """Record an agreement by the office's form."""
    told = {"key": key or str(uuid4()), "text": text, "owner": "Kepala Bidang Yankes", "due": due}
    named = {f"pd-{office}-{name}": value for name, value in told.items()}
    return visitor.post(f"{HERE}/perangkat-daerah/{office}{quarter}", named)


def address_of(page: TestResponse, nth: int = 0) -> str:
    """Where the page's nth agreement has its own page."""
    return re.findall(rf'href="({HERE}/[0-9a-f-]{{36}})', page.text)[nth]


def say(visitor: Visitor, path: str, act: str, word: str, *, due: str = "", seen: int = 0) -> TestResponse:
    return visitor.post(path + NOW, {"act": act, "word": word, "due": due, "seen": seen})


def office_part(page: str, office: UUID) -> str:
    """What the page says in the section of one office."""
    section = page[page.index(f'aria-labelledby="pd-{office}"') :]
    return section[: section.index("</section>")]


def test_a_meeting_opens_with_what_the_last_one_agreed(opened: Flask, visit: Visit, urls: Urls) -> None:
    admin, health = visit("district_admin"), office_of(opened, DISTRICT)
    assert "Catat rapat evaluasi triwulan ini" in admin.get(HERE).text
    early = promise(admin, health, "Sebelum rapat", "31 Maret 2030")
    assert early.status_code == 403 and "Catat dahulu tanggal" in early.text
    assert meet(admin, "15 Januari 2024", quarter=BEFORE).status_code == 302
    key = str(uuid4())
    for _ in range(2):  # sent twice, counted once
        again = promise(admin, health, "Isi data persalinan", "31 Maret 2024", quarter=BEFORE, key=key)
        assert again.status_code == 302 and again.headers["Location"].endswith(f"#pd-{health}")
    promise(admin, health, "Usulkan formasi bidan", "31 Desember 2098", quarter=BEFORE)
    assert stored(urls, "select count(*) from agreement") == [(2,)]

    assert meet(admin, "16 April 2024").status_code == 302
    page = admin.get(HERE + NOW)
    said = text_of(page)
    assert "2 kesepakatan terbuka, 1 di antaranya terlambat" in said
    assert "Rapat sebelumnya: Triwulan IV 2023, 15 Januari 2024, dipimpin Sekretaris Daerah" in said
    part = office_part(page.text, health)
    assert part.index("Isi data persalinan") < part.index("Kesepakatan rapat ini")
    assert "Terlambat" in part and "disepakati pada TW IV 2023" in part
    assert "Isi data" not in office_part(page.text, office_of(opened, DISTRICT, EDUCATION))

    path = address_of(page)
    unsaid = say(admin, path, "done", " ")
    assert unsaid.status_code == 422 and "Tulis hasilnya dengan beberapa kata" in unsaid.text
    past = say(admin, path, "moved", "Anggaran baru turun", due="1 April 2024")
    assert past.status_code == 422 and "paling cepat hari ini" in past.text
    assert 'value="1 April 2024"' in past.text and "Anggaran baru turun" in past.text
    assert say(admin, path, "moved", "Anggaran baru turun", due="30 Juni 2098").status_code == 302
    part = office_part(admin.get(HERE + NOW).text, health)
    assert "30 Juni 2098" in part and "semula 31 Maret 2024" in part and "terlambat" not in part.casefold()
    late = say(admin, path, "done", "Selesai semua", seen=0)
    assert late.status_code == 409 and "Selesai semua" in late.text
    assert say(admin, path, "done", "Selesai semua", seen=1).status_code == 302
    refused = say(admin, path, "done", "Sekali lagi", seen=2)
    assert refused.status_code in (403, 422)
    assert say(admin, path, "reopened", "Ternyata belum lengkap", seen=2).status_code == 302
    told = text_of(admin.get(path))
    for sentence in (
        "Tenggat diubah menjadi 30 Juni 2098",
        "Selesai semua",
        "Dibuka kembali",
        "belum lengkap",
    ):
        assert sentence in told
    acts = "select string_agg(distinct action, ' ' order by action) from audit_event where action ~ 'agree|evalu'"
    assert stored(urls, acts) == [
        ("agreement_done agreement_made agreement_moved agreement_reopened evaluation_recorded",)
    ]


def test_it_is_overdue_by_the_databases_day_where_the_district_lies(opened: Flask, urls: Urls) -> None:
    with opened.app_context():
        who, _ = sign_in(email=email_of("district_admin"), password=PASSWORD)
        health = office_of(opened, DISTRICT)
        made = datetime(2024, 5, 20, 3, tzinfo=UTC)
        with begin(who, now=made) as work:
            record_meeting(work, quarter=RUNNING, held_on=made.date(), led_by="Sekda", seen=0)
            due = datetime(2024, 6, 30, tzinfo=UTC).date()
            agree(work, quarter=RUNNING, office=health, key=uuid4(), text="Isi", owner="Kabid", due=due)
        # 30 June 23.59 and 1 July 00.00 in Palangka Raya.
        for minute, late in ((59, 0), (60, 1)):
            moment = datetime(2024, 6, 30, 16, tzinfo=UTC) + timedelta(minutes=minute)
            with begin(who, now=moment) as work:
                found = evaluation(work, district=DISTRICT, quarter=RUNNING)
            assert found
            standings = [each.standing(found.today).value for each in found.agreements]
            assert standings == ["overdue" if late else "open"], moment


def test_who_records_who_reads_and_who_knows_of_nothing(opened: Flask, visit: Visit, urls: Urls) -> None:
    admin, health = visit("district_admin"), office_of(opened, DISTRICT)
    meet(admin, "16 April 2024")
    promise(admin, health, "Isi data persalinan", "31 Mei 2024")
    path = address_of(admin.get(HERE + NOW))
    for reader in ("district_leader", "office_head", "coordinator", "reviewer", "province_leader"):
        visitor = visit(reader)
        page = visitor.get(HERE + NOW)
        assert "Isi data persalinan" in page.text and "Tulis kesepakatan" not in page.text, reader
        assert "Simpan" not in visitor.get(path).text, reader
        assert meet(visitor, "17 April 2024", seen=1).status_code == 404, reader
        assert promise(visitor, health, "Lain", "31 Mei 2024").status_code == 404, reader
        assert say(visitor, path, "done", "Selesai").status_code == 404, reader
    for stranger in ("operator", "rival_admin", "foreign_admin", "foreign_coordinator", "platform_admin"):
        visitor = visit(stranger)
        for address in (HERE, HERE + NOW, path):
            assert visitor.get(address).status_code == 404, (stranger, address)
        assert say(visitor, path, "done", "Selesai").status_code == 404, stranger
    rival = visit("rival_admin")
    assert rival.get(path.replace(DISTRICT, RIVAL)).status_code == 404
    assert (
        rival.post(path.replace(DISTRICT, RIVAL), {"act": "done", "word": "x", "seen": 0}).status_code == 404
    )
    assert "tidak ada kesepakatan yang terbuka" in rival.get(f"/daerah/{RIVAL}/evaluasi").text
    assert visit("district_leader").get("/evaluasi").status_code == 404
    with psycopg.connect(urls.app) as connection:
        assert connection.execute("select count(*) from agreement").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from agreement")
    assert stored(urls, "select count(*) from agreement_step") == [(0,)]


def test_wrong_input_is_told_in_place_and_kept(opened: Flask, visit: Visit, urls: Urls) -> None:
    admin, health = visit("district_admin"), office_of(opened, DISTRICT)
    for day, sentence in (
        ("1 Januari 2099", "paling lambat hari ini"),
        ("31 Desember 2023", "sebelum triwulan yang dievaluasi dimulai"),
        ("kemarin", "tidak dapat dibaca"),
    ):
        wrong = meet(admin, day)
        assert wrong.status_code == 422 and sentence in text_of(wrong) and f'value="{day}"' in wrong.text
    meet(admin, "16 April 2024")
    late = meet(admin, "17 April 2024")
    assert (
        late.status_code == 409 and "diubah orang lain" in late.text and 'value="17 April 2024"' in late.text
    )
    for text, due, sentence in (
        ("Isi", "15 April 2024", "paling cepat hari rapat"),
        (" ", "31 Mei 2024", "Tulis apa yang disepakati"),
        ("x" * 1001, "31 Mei 2024", "paling panjang 1000 huruf"),
    ):
        wrong = promise(admin, health, text, due)
        assert wrong.status_code == 422 and sentence in text_of(wrong) and f'value="{due}"' in wrong.text
        assert "open>" in office_part(wrong.text, health)
    assert stored(urls, "select held_on::text from evaluation_meeting") == [("2024-04-16",)]
    assert stored(urls, "select count(*) from agreement") == [(0,)]


def test_an_office_is_shown_with_its_state_its_people_and_what_hinders(opened: Flask, visit: Visit) -> None:
    changes = ChangeSet(
        recipients={
            "kab.1.02.01": PairCell(Pair(CellState.FILLED, _n(4000), _n(3000))),
            "kab.1.03.01": PairCell(Pair(CellState.FILLED, _n(900), _n(450))),
        },
        problems={"1.02": ProblemList((Problem("1.02", "Bidan kurang", "Usulan formasi", "dr. Contoh"),))},
    )
    with opened.app_context(), begin(sign_in(email=email_of("district_admin"), password=PASSWORD)[0]) as work:
        save_changes(work, quarter=RUNNING, changes=changes, source="uji")
    page = visit("district_leader").get(HERE).text
    part = office_part(page, office_of(opened, DISTRICT))
    for said in ("Sedang diisi. Giliran Dinas Kesehatan", "Belum terlayani 1.000 orang", "Bidan kurang"):
        assert said in part
    assert "Bidan kurang" not in office_part(page, office_of(opened, DISTRICT, EDUCATION))
    shown = marked(visit("coordinator").get(f"/daerah/{closed.TOP}/evaluasi{BEFORE}").text)
    again = marked(visit("coordinator").get(f"/daerah/{closed.TOP}{BEFORE}").text)
    assert len(shown) == 29 + 6
    assert {key: again[key] for key in shown} == shown


def test_the_province_sees_who_met_and_asks_the_same_of_many_as_of_few(opened: Flask, visit: Visit) -> None:
    admin, health = visit("district_admin"), office_of(opened, DISTRICT)
    meet(admin, "15 Januari 2024", quarter=BEFORE)
    promise(admin, health, "Isi data persalinan", "31 Maret 2024", quarter=BEFORE)
    promise(admin, health, "Cabut", "31 Maret 2024", quarter=BEFORE)
    say(admin, address_of(admin.get(HERE + NOW), 1), "dropped", "Tidak perlu lagi")
    meet(admin, "16 April 2024")
    promise(admin, health, "Usulkan formasi", "31 Desember 2098")
    coordinator = visit("coordinator")
    with closed.statements(opened) as seen:
        page = coordinator.get("/evaluasi")
    assert len(seen) <= 6, seen
    assert "1 dari 14 daerah sudah rapat" in page.text
    rows = {row[0]: row[1:] for row in closed.rows_of(page.text, "met")}
    assert rows["Kabupaten Katingan"] == [
        "16 April 2024, dipimpin Sekretaris Daerah",
        "1",
        "2",
        "1 terlambat",
    ]
    assert rows["Kabupaten Kapuas"] == ["belum rapat", "0", "0", "tidak ada"]
    before = {row[0]: row[1:] for row in closed.rows_of(coordinator.get(f"/evaluasi{BEFORE}").text, "met")}
    assert before["Kabupaten Katingan"][1:] == ["2", "2", "1 terlambat"]


def _n(value: int) -> Fraction:
    return Fraction(value)
