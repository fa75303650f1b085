"""The admin's board: every office beside the others, its counts and states, whom to remind, the next step."""

from __future__ import annotations

import re
from html import unescape

import psycopg
import pytest

from tests.web.cast import DISTRICT, EDUCATION, HEALTH, RIVAL, membership_of, office_of
from tests.web.test_home_office import (
    FIRST,
    SECOND,
    figures,
    fill_but_nil,
    fill_but_odd,
    keep_half,
    next_step,
    primary,
    statements,
)
from tests.web.walk import DESK, HERE, enter, enter_cells, fill, open_quarter, text_of


@pytest.fixture
def opened(visit):
    """The coordinator, who has opened the quarter."""
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    return coordinator


def row(page, office: str) -> str:
    """What the board says of an office."""
    for found in re.findall(r"<tr>.*?</tr>", page.text, re.DOTALL):
        told = " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())
        if told.startswith(office):
            return told
    raise AssertionError(f"{office} is not on the board")


def test_before_any_period_the_page_waits(visit):
    assert "Belum ada periode pelaporan yang dibuka" in text_of(visit("district_admin").get("/"))


def test_an_empty_quarter_names_every_office_and_reminds(app, opened, visit):
    page = visit("district_admin").get("/")
    told = text_of(page)
    assert "Papan perangkat daerah: Kabupaten Katingan" in told
    assert "Perangkat daerah 8 belum mulai" in told
    assert (
        row(page, "Dinas Kesehatan") == "Dinas Kesehatan Belum mulai Kosong 0 dari 12 Kosong 0 dari 153 "
        "Kosong 0 dari 12 Kosong 0 dari 12 tidak ada Ingatkan Dinas Kesehatan"
    )
    assert next_step(page) == (
        "Langkah berikutnya",
        "Tunjuk operator: 6 perangkat daerah yang isiannya belum lengkap belum mempunyai orang yang mengisi.",
        "/pengguna/baru",
    )
    assert told.count("belum ada operator") == 6
    assert f'href="{HERE}/ingatkan"' in page.text
    assert len(primary(page)) == 1
    office = office_of(app, DISTRICT, HEALTH)
    assert f'href="{HERE}/bagian/{office}"' in page.text
    preset = f"{HERE}/ingatkan?perangkat={office}"
    assert f'href="{preset}#obrolan"' in page.text
    assert "Untuk Dinas Kesehatan" in text_of(visit("district_admin").get(preset))


def test_an_office_whose_operators_have_gone_has_nobody_to_remind(app, opened, visit):
    admin = visit("district_admin")
    for name in ("operator", "traveller", "newcomer"):
        assert "belum ada operator" not in row(admin.get("/"), "Dinas Kesehatan")
        admin.post(f"/pengguna/{membership_of(app, name)}/akhiri")
    # Its head is there still, and approves; entering is another's.
    assert row(admin.get("/"), "Dinas Kesehatan").startswith("Dinas Kesehatan belum ada operator")


def test_each_column_counts_its_own_kind(opened, visit):
    operator = visit("operator")
    item = {("Mutu", f"{SECOND}.q01", "Kebutuhan"): 3, ("Mutu", f"{SECOND}.q01", "Tersedia"): 3}
    enter_cells(operator, {**figures(FIRST, 100, 80), **item})
    assert row(visit("district_admin").get("/"), "Dinas Kesehatan").startswith(
        "Dinas Kesehatan Sedang diisi Kosong 0 dari 12 Sebagian 1 dari 153 Kosong 0 dari 12 Kosong 0 dari 12"
    )
    enter(operator, fill)
    assert row(visit("district_admin").get("/"), "Dinas Kesehatan").startswith(
        "Dinas Kesehatan Sedang diisi Lengkap 12 dari 12 Lengkap 153 dari 153 Lengkap 12 dari 12 Kosong"
    )


def test_evidence_counts_files_and_signed_statements(opened, visit):
    operator = visit("operator")
    enter(operator, fill_but_nil)
    place = f"{HERE}/bukti/{SECOND}"
    link = {"tautan-link": "https://contoh.go.id/bukti", "tautan-place": "layanan"}
    assert operator.post(f"{place}/tautan", link).status_code == 302
    page = visit("district_admin").get("/")
    assert "Sebagian 1 dari 12 tidak ada" in row(page, "Dinas Kesehatan")
    assert "1 layanan nihil belum mempunyai surat pernyataan." in text_of(page)


def test_warnings_and_rows_that_wait_stand_with_their_office(opened, visit):
    operator = visit("operator")
    enter(operator, fill_but_odd)
    keep_half(operator)
    page = visit("district_admin").get("/")
    assert "1 belum dijelaskan 1 isian belum dihitung" in row(page, "Dinas Kesehatan")
    assert "tidak ada" in row(page, "Dinas Pendidikan")
    enter_cells(operator, {("Penerima", FIRST, "Penjelasan"): "Penduduk pindahan ikut dilayani."})
    told = row(visit("district_admin").get("/"), "Dinas Kesehatan")
    assert "belum dijelaskan" not in told and "1 dijelaskan" in told


def test_the_walk_shows_in_every_cell(app, opened, visit):
    opened.post(f"{DESK}/persetujuan", {"head": "y"})
    operator, head, admin = visit("operator"), visit("office_head"), visit("district_admin")
    enter(operator, fill)
    operator.post(f"{HERE}/serahkan")
    told = row(admin.get("/"), "Dinas Kesehatan")
    assert told.count("Diserahkan") == 5 and "Ingatkan" not in told
    head.post(f"{HERE}/setujui-bagian")
    assert row(admin.get("/"), "Dinas Kesehatan").count("Selesai") == 4
    admin.post(f"{HERE}/bagian/{office_of(app, DISTRICT, HEALTH)}/kembalikan", {"reason": "Salah."})
    told = row(admin.get("/"), "Dinas Kesehatan")
    assert told.count("Dikembalikan") == 5 and "Ingatkan" in told


def test_the_step_walks_with_the_quarter(opened, visit):
    admin = visit("district_admin")
    enter(admin, fill)
    heading, sentence, address = next_step(admin.get("/"))
    assert (heading, address) == ("Langkah berikutnya", f"{HERE}/kirim")
    assert "8 perangkat daerah belum menyerahkan. Bila memang begitu, kirim ke provinsi." in sentence
    opened.post(f"{DESK}/persetujuan", {"head": "y"})
    assert "Menunggu 8 perangkat daerah menyerahkan" in next_step(admin.get("/"))[1]
    opened.post(f"{DESK}/persetujuan", {"leader": "y"})
    assert "ajukan ke pimpinan daerah" in next_step(admin.get("/"))[1]
    admin.post(f"{HERE}/kirim")
    assert next_step(admin.get("/"))[1] == "Menunggu pimpinan daerah menyetujui laporan."
    visit("district_leader").post(f"{HERE}/kembalikan", {"reason": "Pagu belum benar."})
    page = admin.get("/")
    assert "Dikembalikan oleh pimpinan daerah Pagu belum benar." in text_of(page)
    assert next_step(page)[1].startswith("Pimpinan daerah mengembalikan laporan.")
    enter_cells(admin, {("Penerima", FIRST, "Terlayani"): 860})
    assert next_step(admin.get("/"))[2] == f"{HERE}/kirim"


def test_what_was_typed_and_does_not_count_keeps_the_quarter_from_being_sent(opened, visit):
    admin = visit("district_admin")
    enter(admin, fill)
    keep_half(admin, version=version_of(admin))
    _, sentence, address = next_step(admin.get("/"))
    assert "selama itu laporan tidak dapat dikirim" in sentence
    assert address == f"{HERE}/isian/1.02#q-kab-1-02-02-q01"


def version_of(visitor) -> str:
    page = visitor.get(f"{HERE}/isian/1.02").text
    return re.search(rf'name="quality/{SECOND}.q01/version" value="(\d+)"', page)[1]


def test_after_the_deadline_nobody_is_reminded(opened, visit, urls):
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update period set opens_at = now() - interval '9 days', deadline = now()")
    page = visit("district_admin").get("/")
    assert "Mohon perpanjangan kepada koordinator provinsi." in next_step(page)[1]
    assert "ingatkan" not in page.text


def test_services_without_an_office_are_told(opened, visit, urls):
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("delete from office_service where service_code like 'kab.1.01.%'")
    page = visit("district_admin").get("/")
    assert "3 layanan belum diampu perangkat daerah mana pun; 0 di antaranya lengkap." in text_of(page)
    with pytest.raises(AssertionError):
        row(page, "Dinas Pendidikan")


def test_the_board_is_the_own_districts(app, opened, visit):
    enter(visit("district_admin"), fill)
    page = visit("rival_admin").get("/")
    assert "Kabupaten Kotawaringin Timur" in text_of(page)
    assert row(page, "Dinas Kesehatan").startswith(
        "Dinas Kesehatan belum ada operator Belum mulai Kosong 0 dari 12"
    )
    assert f"{office_of(app, RIVAL, EDUCATION)}" in page.text
    assert f"{office_of(app, DISTRICT, EDUCATION)}" not in page.text


def test_more_offices_and_a_return_ask_the_database_no_more_often(app, opened, visit, urls):
    admin = visit("district_admin")
    admin.get("/")
    with statements(app) as empty:
        admin.get("/")
    enter(admin, fill_but_odd)
    admin.post(f"{HERE}/kirim")
    said = {"reason": "Periksa.", f"komentar-{FIRST}": "a", f"komentar-{SECOND}": "b"}
    opened.post(f"{DESK}/{DISTRICT}/kembalikan", said)
    page = admin.get("/")
    assert row(page, "Dinas Kesehatan").count("Dikembalikan") == 5
    with statements(app) as full:
        admin.get("/")
    assert 0 < len(full) <= len(empty) + 2


def leading(visit, *names: str) -> set[tuple[str, str]]:
    """For each: the quarter their first page is about, and what it says of others (with where it leads)."""
    pages = [visit(name).get("/") for name in names]
    return {
        (
            re.findall(r"<h1>(Triwulan \w+ \d+):", page.text)[0],
            "".join(
                re.findall(r'Juga dibuka: <a href="/triwulan/([^"]+)">.*?</a>, tenggat .*?WIB', page.text)
            ),
        )
        for page in pages
    }


def test_of_two_open_quarters_the_one_due_first_leads_and_the_other_is_a_line(app, opened, visit):
    everybody = ("district_admin", "district_leader", "operator", "office_head")
    assert leading(visit, *everybody) == {("Triwulan IV 2024", "")}
    open_quarter(opened, quarter="2025-Q1", opens="2025-04-01", deadline="2099-04-20")
    old_leads, new_leads = {("Triwulan IV 2024", "2025-Q1")}, {("Triwulan I 2025", "2024-Q4")}
    assert leading(visit, *everybody) == old_leads
    assert "Juga dibuka: Triwulan I 2025 , tenggat 20 April 2099 pukul 23.59 WIB, " in text_of(
        visit("district_leader").get("/")
    )
    # More time for an office moves it for that office and for those who answer for all of them.
    more = {"office": str(office_of(app, DISTRICT)), "until": "1 Juni 2099", "why": "Banjir."}
    assert opened.post(f"{DESK}/{DISTRICT}/waktu", {**more, "hour": "23.59"}).status_code == 302
    assert leading(visit, "district_admin", "operator") == new_leads
    assert leading(visit, "teacher") == old_leads


def test_what_was_handed_in_is_not_due_until_it_comes_back(opened, visit, urls):
    open_quarter(opened, quarter="2025-Q1", opens="2025-04-01", deadline="2099-04-20")
    admin = visit("district_admin")
    enter_cells(admin, figures(FIRST, 100, 90))
    assert admin.post(f"{HERE}/kirim").status_code == 302
    assert leading(visit, "district_admin", "operator") == {("Triwulan I 2025", "2024-Q4")}
    assert opened.post(f"{DESK}/{DISTRICT}/kembalikan", {"reason": "Periksa."}).status_code == 302
    assert leading(visit, "district_admin", "operator") == {("Triwulan IV 2024", "2025-Q1")}
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update period set deadline = now() where quarter = 4")
    assert leading(visit, "district_admin") == {("Triwulan I 2025", "2024-Q4")}
    assert "sudah lewat" in text_of(admin.get("/"))
    assert opened.post(f"{DESK}/tutup").status_code == 302
    assert leading(visit, "district_admin") == {("Triwulan I 2025", "")}
