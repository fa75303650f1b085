"""A link as evidence: text with its site, never followed."""

from __future__ import annotations

import re

import pytest

from tests.web.evidence_steps import ITEM, SERVICE, ids, people
from tests.web.walk import stored, text_of

__all__ = ["people"]


def test_a_link_is_text_with_its_site(people, urls):
    link = "https://drive.contoh.go.id/d/1?a=b"
    answer = people("operator").post(
        f"{SERVICE}/tautan",
        {"tautan-link": link, "tautan-place": ITEM, "tautan-page": "lembar 3"},
        follow=True,
    )
    assert f'<a href="{link}" rel="noopener noreferrer"' in answer.text
    assert "tautan ke situs drive.contoh.go.id" in text_of(answer)
    assert stored(urls, "select link, item_code, file_id, page from evidence") == [
        (link, ITEM, None, "lembar 3")
    ]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://contoh.go.id/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://tanpatitik/a",
        "https://nama:sandi@contoh.go.id/",
        "https://contoh.go.id/a b",
        "https://contoh.go.id\\@jahat.id/",
        "https://contoh.go.id/\u202e",
        "https://contoh.go.id:99999/",
        'https://contoh.go.id/"onclick=x',
        "https://contoh.go.id/" + "a" * 500,
        "//contoh.go.id/a",
    ],
)
def test_another_link_is_refused_and_stays_in_its_field(people, urls, link):
    answer = people("operator").post(f"{SERVICE}/tautan", {"tautan-link": link, "tautan-place": "layanan"})
    assert answer.status_code == 422
    assert re.search("Alamat (harus|ini)|Tulis alamatnya", text_of(answer))
    assert ids(urls) == []


def test_a_look_alike_site_is_told_as_it_is(people):
    answer = people("operator").post(
        f"{SERVICE}/tautan",
        {"tautan-link": "https://сontoh.go.id/a", "tautan-place": "layanan"},  # a Cyrillic letter
        follow=True,
    )
    assert "tautan ke situs xn--ontoh-0ye.go.id" in text_of(answer)
