"""Messages over HTTP: to oneself, one's choices, the outbox of each place; what the province tells."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.messages import PERIOD
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.services.tell import tell
from tests.web.cast import CAST, DISTRICT, PROVINCE, Visitor, email_of, membership_of
from tests.web.test_desk import REASON, REPORT
from tests.web.test_workbook import SERVED
from tests.web.walk import DESK, HERE, enter_cells, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
OPENED = "Triwulan IV 2024 dibuka untuk laporan SPM"


def test_who_has_no_message_is_told_so(visit: Visit) -> None:
    assert "Belum ada pesan untuk Anda" in text_of(visit("operator").get("/pesan"))


def test_an_opened_period_is_told_to_each_districts_admin(visit: Visit, urls: Urls) -> None:
    open_quarter(visit("coordinator"))
    for name in ("district_admin", "rival_admin"):
        told = text_of(visit(name).get("/pesan"))
        assert OPENED in told
        assert "Tenggat: 20 Januari 2099 pukul 23.59 WIB." in told
    for name in ("operator", "district_leader", "foreign_admin", "coordinator"):
        assert OPENED not in visit(name).get("/pesan").text
    assert stored(urls, "select count(*), min(state) from message") == [(2, "kept")]


def test_a_decision_is_told_to_the_admins_and_the_leader_of_that_district(visit: Visit) -> None:
    coordinator, admin = visit("coordinator"), visit("district_admin")
    open_quarter(coordinator)
    enter_cells(admin, SERVED)
    admin.post(f"{HERE}/kirim")
    coordinator.post(f"{REPORT}/kembalikan", {"reason": REASON})
    for reader in (admin, visit("district_leader")):
        told = text_of(reader.get("/pesan"))
        assert "Laporan SPM Triwulan IV 2024 dikembalikan" in told
        assert "Periksa laporan puskesmas." in told
    admin.post(f"{HERE}/kirim")
    coordinator.post(f"{REPORT}/terima")
    assert "Laporan SPM Triwulan IV 2024 diterima" in admin.get("/pesan").text
    for name in ("rival_admin", "operator", "traveller"):
        assert "puskesmas" not in visit(name).get("/pesan").text


def test_each_person_chooses_what_comes_by_mail(app: Flask, visit: Visit, urls: Urls) -> None:
    admin = visit("district_admin")
    page = admin.get("/pesan").text
    assert page.count('type="checkbox"') == 5
    assert page.count("checked") == 4
    answer = admin.post("/pesan/pilihan", {"surel": ["period", "nonsense", "account"]}, follow=True)
    assert "Pilihan pesan Anda sudah tersimpan." in text_of(answer)
    assert answer.text.count("checked") == 1
    wanted = "select kind from preference where wanted order by kind"
    assert stored(urls, wanted) == [("period",)]
    assert stored(urls, "select count(*) from preference where kind in ('nonsense', 'account')") == [(0,)]
    assert visit("rival_admin").get("/pesan").text.count("checked") == 4
    assert visit("coordinator").get("/pesan").text.count('type="checkbox"') == 1
    assert "tidak ada yang perlu dipilih" in text_of(visit("platform_admin").get("/pesan"))


def test_a_choice_is_of_the_membership_in_which_one_acts(app: Flask, visit: Visit, urls: Urls) -> None:
    visit("traveller").post("/pesan/pilihan", {})
    assert stored(urls, "select distinct district_id, wanted from preference") == [(DISTRICT, False)]


@pytest.mark.parametrize("name", sorted(set(CAST) - {"newcomer", "former"}))
def test_the_account_page_leads_to_the_messages(visit: Visit, name: str) -> None:
    page = visit(name).get("/akun").text
    assert 'href="/pesan"' in page
    outbox = (
        name in {"district_admin", "rival_admin", "foreign_admin", "platform_admin"} or "coordinator" in name
    )
    assert ('href="/kotak-keluar"' in page) is outbox


def test_an_outbox_shows_ones_own_place_in_full_and_no_other(app: Flask, visit: Visit) -> None:
    open_quarter(visit("coordinator"))
    _write(app, "operator", "Untuk operator kita", "Isi untuk operator.")
    admin = text_of(visit("district_admin").get("/kotak-keluar"))
    assert "Untuk operator kita" in admin and "Isi untuk operator." in admin
    assert email_of("operator") in admin and OPENED not in admin
    coordinator = text_of(visit("coordinator").get("/kotak-keluar"))
    assert OPENED in coordinator and email_of("rival_admin") in coordinator
    assert "Untuk operator kita" not in coordinator
    for name in ("rival_admin", "foreign_admin", "foreign_coordinator"):
        other = text_of(visit(name).get("/kotak-keluar"))
        assert "Kotak keluar: belum ada pesan" in other
        assert OPENED not in other and "operator kita" not in other


def test_the_platform_counts_and_reads_no_word_of_its_tenants(app: Flask, visit: Visit) -> None:
    open_quarter(visit("coordinator"))
    _write(app, "operator", "Untuk operator kita", "Isi untuk operator.")
    page = text_of(visit("platform_admin").get("/kotak-keluar"))
    assert "Kabupaten Katingan 0 0 0 1" in page
    assert "Provinsi Kalimantan Tengah 0 0 0 2" in page
    for secret in ("operator kita", "Isi untuk", OPENED, email_of("operator"), email_of("rival_admin")):
        assert secret not in page
    assert "Pesan setiap daerah" not in visit("coordinator").get("/kotak-keluar").text


def test_the_outbox_tells_why_a_message_did_not_go(app: Flask, visit: Visit, urls: Urls) -> None:
    _write(app, "operator", "Judul", "Isi.")
    page = text_of(visit("district_admin").get("/kotak-keluar"))
    assert "Server surel tidak diatur pada pemasangan ini. Pesan disimpan di sini," in page
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(
            "update message set state = 'failed', tries = 5, why = 'Server surel tidak dapat dihubungi.'"
        )
    page = text_of(visit("district_admin").get("/kotak-keluar"))
    assert "Kotak keluar: 1 pesan gagal dikirim" in page
    assert "Server surel tidak dapat dihubungi. 5 kali dicoba." in page


def test_markup_in_a_message_stays_text(app: Flask, visit: Visit) -> None:
    _write(app, "operator", "<b>Judul</b>", "<script>x()</script>")
    assert "&lt;script&gt;" in visit("operator").get("/pesan").text
    assert "&lt;b&gt;Judul" in visit("district_admin").get("/kotak-keluar").text


def test_many_messages_are_read_page_by_page(app: Flask, visit: Visit) -> None:
    for number in range(51):
        _write(app, "operator", f"Pesan ke-{number}.", "Isi.")
    operator = visit("operator")
    first, second = operator.get("/pesan").text, operator.get("/pesan?halaman=2").text
    assert "Pesan ke-50." in first and "Pesan ke-0." not in first and "halaman=2" in first
    assert "Pesan ke-0." in second and "Pesan ke-50." not in second
    for wrong in ("0", "x", "-1", "²", "99999999"):
        assert operator.get(f"/pesan?halaman={wrong}").status_code == 404


def test_a_message_of_a_membership_that_ended_is_not_seen_in_the_next(app: Flask, visit: Visit) -> None:
    _write(app, "traveller", "Untuk operator", "Isi.")
    visitor = visit("traveller")
    assert "Untuk operator" in visitor.get("/pesan").text
    with app.app_context(), open_work(Scope(system=True), None) as work:
        account = work.accounts.by_email(email_of("traveller"))
        assert account
        other = next(each for each in work.accounts.memberships_of(account.id) if each.district != DISTRICT)
    visitor.post(f"/akun/penugasan/{other.id}")
    assert "Untuk operator" not in visitor.get("/pesan").text


def test_the_desk_leads_to_the_reminders(visit: Visit) -> None:
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    assert f'href="{DESK}/ingatkan"' in coordinator.get(DESK).text
    assert f'href="{HERE}/ingatkan"' in visit("district_admin").get(HERE).text
    assert "ingatkan" not in visit("operator").get(HERE).text


def _write(app: Flask, to: str, subject: str, text: str) -> None:
    """In our district's name."""
    membership = membership_of(app, to)
    with app.app_context(), open_work(Scope.of_district(PROVINCE, DISTRICT), None) as work:
        tell(work, kind=PERIOD, to=[membership], subject=subject, text=text)
