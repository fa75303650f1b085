"""Who hands a post over has read what would happen: the act goes no way round the page that asks once more."""

from __future__ import annotations

import pytest

from spm_oversight.services.begin import begin_system
from tests.web.cast import DISTRICT, PROVINCE, email_of, membership_of, office_of
from tests.web.test_hand_over import NEW, living, page_of, post_of_operator, to_send
from tests.web.walk import everything, stored, text_of

__all__ = ["post_of_operator"]


def test_it_is_confirmed_on_a_page_of_its_own_before_anything_happens(visit, urls, post_of_operator):
    admin = visit("district_admin")
    check = f"{post_of_operator}/periksa"
    assert f'action="{check}"' in admin.get(post_of_operator).text
    before = everything(urls)
    page = admin.post(check, NEW)
    told = text_of(page)
    assert page.status_code == 200
    assert "Serahkan penugasan Operator kepada Siti Aminah?" in told
    assert f"Berakhir: Operator ({email_of('operator')})" in told
    assert "Mulai: Siti Aminah (siti@contoh.go.id), orang baru" in told
    assert "Perangkat daerah Dinas Kesehatan Alasan Mutasi ke kecamatan." in told
    assert everything(urls) == before
    # What the page sends on is all that the act needs, without a script.
    assert f'action="{post_of_operator}"' in page.text
    sends = to_send(page)
    assert {**sends, "confirmed": ""} == {"account": "", **NEW, "confirmed": ""}
    assert admin.post(post_of_operator, sends).status_code == 302
    assert ("Siti Aminah", "operator") in living(urls)


@pytest.mark.parametrize("sent", [{}, {"confirmed": ""}])
def test_the_act_without_the_page_that_confirms_it_is_asked_for_there(visit, urls, post_of_operator, sent):
    admin = visit("district_admin")
    before = everything(urls)
    answer = admin.post(post_of_operator, {**NEW, **sent})
    assert answer.status_code == 409
    assert "Belum diserahkan: periksa dahulu yang tertulis di sini" in text_of(answer)
    assert "Serahkan penugasan Operator kepada Siti Aminah?" in text_of(answer)
    assert everything(urls) == before
    assert admin.post(post_of_operator, to_send(answer)).status_code == 302, "and from there it goes on"


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "lain@contoh.go.id"},
        {"name": "Siti Aminah, S.Si."},
        {"reason": "Pensiun."},
        {"confirmed": "ya"},
        {"confirmed": "Š\0"},
    ],
)
def test_what_was_confirmed_is_what_is_done(visit, urls, post_of_operator, changes):
    admin = visit("district_admin")
    sends = {**to_send(admin.post(f"{post_of_operator}/periksa", NEW)), **changes}
    before = everything(urls)
    answer = admin.post(post_of_operator, sends)
    assert answer.status_code == 409
    assert "yang disetujui tadi tidak sama dengan yang akan terjadi sekarang" in text_of(answer)
    for word in ({**NEW, **changes}[name] for name in ("name", "reason")):
        assert word in text_of(answer)
    assert everything(urls) == before


def test_what_changed_since_the_page_was_read_is_shown_before_it_is_done(app, visit, urls, post_of_operator):
    admin = visit("district_admin")
    sends = to_send(admin.post(f"{post_of_operator}/periksa", NEW))
    office = office_of(app, DISTRICT)
    assert (
        admin.post(f"/perangkat-daerah/{office}/nama", {"name": "Dinas Kesehatan dan KB"}).status_code == 302
    )
    before = everything(urls)
    answer = admin.post(post_of_operator, sends)
    assert answer.status_code == 409
    assert "Perangkat daerah Dinas Kesehatan dan KB" in text_of(answer)
    assert everything(urls) == before
    assert admin.post(post_of_operator, to_send(answer)).status_code == 302


def test_a_confirmation_serves_neither_another_post_nor_another_person(app, visit, urls, post_of_operator):
    sends = to_send(visit("district_admin").post(f"{post_of_operator}/periksa", NEW))
    with app.app_context(), begin_system() as work:
        colleague = work.accounts.by_email(email_of("former"))
        assert colleague
        work.accounts.appoint(colleague.id, "district_admin", province=PROVINCE, district=DISTRICT)
    before = living(urls)
    assert visit("district_admin").post(page_of(membership_of(app, "office_head")), sends).status_code == 409
    assert visit("former").post(post_of_operator, sends).status_code == 409
    assert living(urls) == before


def test_somebody_known_is_named_on_the_page_to_confirm_too(visit, urls, post_of_operator):
    ((account,),) = stored(urls, f"select id from account where email = '{email_of('teacher')}'")
    page = visit("district_admin").post(
        f"{post_of_operator}/periksa", {"account": str(account), "reason": "x"}
    )
    assert f"Mulai: Teacher ({email_of('teacher')}), akun yang sudah ada" in text_of(page)
