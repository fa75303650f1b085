"""A closed quarter corrected: the old revision stays, the new one says what changed, when, by whom and why."""

from __future__ import annotations

import pytest

from tests.web.cast import DISTRICT
from tests.web.test_workbook import PREGNANT, SERVED
from tests.web.walk import DESK, HERE, enter_cells, open_quarter, stored, text_of

ARCHIVE = "/arsip/2024-Q4"
REPORT = f"{DESK}/{DISTRICT}"
WHY = "Berita acara rekonsiliasi data puskesmas 12 Februari."
REOPEN = {"district": DISTRICT, "until": "2099-02-01", "hour": "23.59", "why": WHY}


@pytest.fixture
def published(visit):
    """A quarter that is closed and published with one report accepted; the coordinator and the district's admin."""
    coordinator, admin = visit("coordinator"), visit("district_admin")
    open_quarter(coordinator)
    enter_cells(admin, SERVED)
    admin.post(f"{HERE}/kirim")
    _finish(coordinator)
    return coordinator, admin


def _finish(coordinator):
    coordinator.post(f"{REPORT}/terima")
    coordinator.post(f"{DESK}/tutup")
    coordinator.post(f"{DESK}/terbitkan")


def test_a_correction_makes_a_revision_that_says_what_changed(published, visit, urls):
    coordinator, admin = published
    rival = visit("rival_admin")
    assert "Triwulan IV 2024: belum pernah direvisi" in text_of(rival.get(ARCHIVE))
    first = coordinator.get(f"{ARCHIVE}/revisi-1.zip").data

    told = text_of(coordinator.post(f"{ARCHIVE}/buka-kembali", REOPEN, follow=True))
    assert "Triwulan IV 2024 dibuka kembali sampai 1 Februari 2099 pukul 23.59 WIB." in told
    assert "Tutup dan bekukan Triwulan IV 2024" in told
    assert "sedang dibuka kembali" in text_of(coordinator.get(ARCHIVE))
    # What was published holds on, for the districts and for the province.
    for visitor in (rival, coordinator):
        assert "diterbitkan" in text_of(visitor.get("/peringkat"))
    enter_cells(admin, {("Penerima", PREGNANT, "Terlayani"): 700})
    admin.post(f"{HERE}/kirim")
    assert "belum pernah direvisi" in text_of(rival.get(ARCHIVE))
    _finish(coordinator)

    for visitor, whole in ((coordinator, True), (admin, True), (rival, False)):
        told = text_of(visitor.get(ARCHIVE))
        assert "Triwulan IV 2024: direvisi 1 kali" in told
        assert f"Alasan dibuka kembali: {WHY}" in told
        assert "Revisi 2: 1 capaian atau peringkat berubah" in told
        changed = "Katingan penerima: harus dilayani / terlayani 3.412 / 3.018 3.412 / 700 District Admin"
        assert (changed in told) == ("3.412 / 700" in told) == whole
    assert "diterbitkan, revisi 2" in text_of(coordinator.get("/peringkat"))
    assert coordinator.get(f"{ARCHIVE}/revisi-1.zip").data == first
    assert coordinator.get(f"{ARCHIVE}/revisi-2.zip").data != first
    assert coordinator.get(f"{ARCHIVE}/revisi-3.zip").status_code == 404
    assert stored(urls, "select revision, reason from reopening") == [(1, WHY)]
    assert stored(urls, "select count(*) from audit_event where action = 'period_reopened'") == [(1,)]


def test_the_origin_of_a_closed_figure_is_what_was_frozen_until_it_is_closed_anew(published):
    coordinator, admin = published
    origin = f"/daerah/{DISTRICT}/angka/{PREGNANT}?triwulan=2024-Q4"
    other = "berbeda dari angka beku"
    for visitor in (coordinator, admin):
        assert other not in text_of(visitor.get(origin))
    coordinator.post(f"{ARCHIVE}/buka-kembali", REOPEN)
    enter_cells(admin, {("Penerima", PREGNANT, "Terlayani"): 700})
    for visitor in (coordinator, admin):
        told = text_of(visitor.get(origin))
        assert "Ibu hamil: 3.018 dari 3.412 orang" in told and "700" in told and other in told
    admin.post(f"{HERE}/kirim")
    _finish(coordinator)
    told = text_of(coordinator.get(origin))
    assert "Ibu hamil: 700 dari 3.412 orang" in told and other not in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"district": ""}, "Pilih daerah yang angkanya diperbaiki."),
        ({"district": "63.01"}, "Pilih daerah yang angkanya diperbaiki."),
        ({"why": "  "}, "Tulis mengapa dibuka kembali; alasan ini dibaca semua daerah."),
        ({"until": "2020-02-01"}, "Tulis saat yang belum lewat."),
        ({"until": "kapan-kapan"}, "tidak dapat dibaca"),
    ],
)
def test_a_wrong_reopening_is_told_at_its_field_and_stays_typed(published, urls, changes, said):
    coordinator, _ = published
    answer = coordinator.post(f"{ARCHIVE}/buka-kembali", {**REOPEN, **changes})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "why" in changes or WHY in answer.text
    assert stored(urls, "select count(*) from reopening") == [(0,)]
    assert stored(urls, "select closed_at is not null from period") == [(True,)]


def test_only_a_closed_quarter_is_opened_again_and_only_by_the_coordinator(published, visit):
    coordinator, admin = published
    assert "Buka kembali Triwulan" in coordinator.get(ARCHIVE).text
    for who in ("reviewer", "district_admin"):
        assert "Buka kembali Triwulan" not in visit(who).get(ARCHIVE).text
        assert visit(who).post(f"{ARCHIVE}/buka-kembali", REOPEN).status_code == 404
    coordinator.post(f"{ARCHIVE}/buka-kembali", REOPEN)
    answer = coordinator.post(f"{ARCHIVE}/buka-kembali", REOPEN)
    assert answer.status_code == 403
    assert "sedang berjalan" in text_of(answer)
    assert admin.get("/arsip/2023-Q4").status_code == 404


def test_the_archive_lists_what_a_scope_may_see(published, visit):
    coordinator, admin = published
    for visitor in (coordinator, admin, visit("rival_admin")):
        told = text_of(visitor.get("/arsip"))
        assert "1 triwulan tersimpan, tidak ada yang direvisi" in told
    assert "Triwulan IV 2024" not in text_of(visit("foreign_admin").get("/arsip"))
