"""An invitation: the person chooses a password that nobody else saw, and who invites learns of no other account."""

from __future__ import annotations

import re

from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.services.mail_server import MailServer
from tests.web.cast import DISTRICT, PASSWORD, Visitor, email_of, office_of, signed_in
from tests.web.links_sent import (
    LINK,
    NEW,
    SITI,
    app,
    asked,
    can_sign_in,
    choose,
    house,
    invited,
    is_dead,
    letters,
    opened,
    token_in,
    write,
)
from tests.web.test_people import FIRST, form
from tests.web.walk import stored

__all__ = ["app", "house"]


def test_an_invited_person_chooses_a_password_that_nobody_else_saw(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    admin = signed_in(app, "district_admin")
    office = str(office_of(app, DISTRICT))
    admin.post("/pengguna/baru", form(SITI, "operator", office=office))
    shown = admin.get("/pengguna").text
    assert "Undangan ditulis ke alamat itu" in shown and not FIRST.search(shown)
    assert "Diundang, belum masuk" in shown
    (letter,) = letters(app, urls, house)
    assert letter["To"] == f"Siti Aminah <{SITI}>"
    assert "sebagai Operator perangkat daerah, Dinas Kesehatan, Kabupaten Katingan" in letter.get_content()
    somebody = opened(app, token_in(letter))
    assert "Pilih kata sandi Anda" in somebody.get("/kata-sandi-baru").text
    assert choose(somebody).status_code == 302
    somebody.take_token("/masuk")
    assert somebody.post("/masuk", {"email": SITI, "password": NEW}).location == "/"
    assert somebody.get("/").status_code == 200
    assert "Diundang, belum masuk" not in admin.get("/pengguna").text


def test_to_who_invites_a_known_person_looks_like_a_new_one(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    """Neither the answer, nor the list, nor the outbox tells that the address has an account elsewhere."""
    admin = signed_in(app, "district_admin")
    signed_in(app, "rival_admin")  # lives and works elsewhere
    office, seen = str(office_of(app, DISTRICT)), []
    for email in (SITI, email_of("rival_admin")):
        admin.post("/pengguna/baru", form(email, "operator", office=office))
        page = admin.get("/pengguna").text
        row = re.search(
            rf"<tr>\s*<th scope=\"row\">Siti Aminah</th>\s*<td[^>]*>{re.escape(email)}.*?</tr>", page, re.S
        )
        assert row
        seen.append(re.sub(r"[0-9a-f-]{36}|value=\"[^\"]+\"", "", row[0]).replace(email, ""))
    assert seen[0] == seen[1]
    sent = {letter["To"].addresses[0].addr_spec: letter.get_content() for letter in letters(app, urls, house)}
    assert "Buka: https://spm.contoh.go.id/masuk" in sent[email_of("rival_admin")]
    assert LINK.search(sent[SITI]) and not LINK.search(sent[email_of("rival_admin")])
    kept = re.findall(r'<p class="typed">(.*?)</p>', admin.get("/kotak-keluar").text, re.S)
    assert len(kept) == 2 and kept[0] == kept[1]


def test_an_invitation_that_ran_out_is_asked_for_anew_by_its_person_or_sent_again(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    first = invited(app, urls, house)
    write(urls, "update link set ends_at = now() - interval '1 second'")
    dead = Visitor(app.test_client()).get(f"/tautan/{first}")
    assert dead.status_code == 404 and 'href="/lupa-kata-sandi"' in dead.text
    second = asked(app, urls, house, SITI)
    admin = signed_in(app, "district_admin")
    ((membership,),) = stored(urls, "select id from membership where name = 'Siti Aminah'")
    listed = admin.get("/pengguna")
    assert f'action="/pengguna/{membership}/undang"' in listed.text
    assert admin.post(f"/pengguna/{membership}/undang").status_code == 302
    (letter,) = letters(app, urls, house)
    assert admin.post(f"/pengguna/{membership}/undang").status_code == 409, "three letters in half an hour"
    for token in (second, token_in(letter)):
        opened(app, token)
    assert choose(opened(app, second)).status_code == 302
    assert is_dead(app, token_in(letter)), "choosing by one ends the others"
    assert can_sign_in(app, SITI, NEW)
    assert "Diundang, belum masuk" not in admin.get("/pengguna").text
    assert admin.post(f"/pengguna/{membership}/undang").status_code == 409


def test_an_invitation_by_one_place_gives_no_other_a_password(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    """A first password that an admin knew before mail was set up dies with the invitation of another place."""
    write(
        urls,
        "update account set password_hash = (select password_hash from account where email = %s) where email = %s",
        [email_of("operator"), email_of("newcomer")],
    )
    assert can_sign_in(app, email_of("newcomer"), PASSWORD)
    typed = form(email_of("newcomer"), "reviewer")
    assert signed_in(app, "coordinator").post("/pengguna/baru", typed).status_code == 302
    assert not can_sign_in(app, email_of("newcomer"), PASSWORD)
