"""/periode/<quarter>/surat: letters to the districts whose report has not come, from the form to the file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.papers.pages import pages_of
from tests.web.cast import DISTRICT, RIVAL, Visitor
from tests.web.test_paper_jobs import empty_queue
from tests.web.test_workbook import SERVED
from tests.web.walk import DESK, HERE, enter_cells, everything, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
PAGE = f"{DESK}/surat"
FORM = {"number": "700/12", "nature": "Segera", "day": "22 Januari 2025", "districts": [DISTRICT]}


def test_letters_are_asked_for_and_made_one_for_each_district(app: Flask, visit: Visit, urls: Urls) -> None:
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    assert f'href="{PAGE}"' in coordinator.get(DESK).text
    assert coordinator.post(PAGE, {**FORM, "districts": [DISTRICT, RIVAL]}).status_code == 302
    empty_queue(app, urls)
    page = text_of(coordinator.get("/dokumen"))
    assert "Surat kepada Kabupaten Katingan, Triwulan IV 2024" in page
    made = stored(
        urls, "select id, content->>'district', content->>'standing' from paper where state = 'done'"
    )
    assert len(made) == 2
    file = coordinator.get(f"/dokumen/{made[0][0]}.pdf")
    assert file.data.startswith(b"%PDF")
    file.close()
    assert "surat-2024-Q4-k" in file.headers["Content-Disposition"]
    # A letter stays with the province: to the districts it is a draft, and so is what it was written from.
    drafts = "select p.draft, s.revision from paper p join snapshot s on s.id = p.snapshot_id"
    assert stored(urls, drafts) == [(True, None)] * 2
    assert "konsep, tidak diterbitkan" in page
    for name in ("district_admin", "rival_admin"):
        assert "Surat kepada" not in visit(name).get("/dokumen").text
        assert visit(name).get(f"/dokumen/{made[0][0]}.pdf").status_code == 404


def test_all_letters_of_a_quarter_are_fetched_in_one_file_each_district_once(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    whole = f"{PAGE}/semua.pdf"
    assert coordinator.get(whole).status_code == 404
    coordinator.post(PAGE, {**FORM, "districts": [DISTRICT, RIVAL]})
    assert "2 surat masih dibuat" in text_of(coordinator.get(whole))
    assert whole not in coordinator.get(PAGE).text
    empty_queue(app, urls)
    coordinator.post(PAGE, {**FORM, "number": "700/13"})
    assert coordinator.get(whole).status_code == 409
    empty_queue(app, urls)
    assert f'href="{whole}"' in coordinator.get(PAGE).text
    assert f'href="{PAGE}"' in coordinator.get("/dokumen").text
    with coordinator.get(whole) as answer:
        assert "surat-2024-Q4-semua.pdf" in answer.headers["Content-Disposition"]
        words = [page.text for page in pages_of(answer.data)]
    assert len(words) == 2
    # By name: the district that was written to twice with its newer letter, the other with its only one.
    assert "700/13" in words[0]
    assert "SU/62/2024/0003" in words[0]
    assert "700/12" in words[1]
    for name in ("reviewer", "district_admin", "foreign_coordinator"):
        assert visit(name).get(whole).status_code == 404


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"districts": []}, 422, "Pilih paling sedikit satu kabupaten/kota."),
        ({"day": "kemarin"}, 422, "tidak dapat dibaca sebagai tanggal"),
        ({"number": "7" * 151}, 422, "Tulis paling panjang 150 huruf."),
        ({"districts": ["63.01"]}, 404, ""),
        ({"districts": [RIVAL]}, 403, "laporannya sudah masuk atau tenggatnya sudah lewat"),
    ],
)
def test_a_letter_that_cannot_be_written_is_told_and_none_is_made(
    visit: Visit, urls: Urls, typed: dict[str, object], status: int, said: str
) -> None:
    coordinator, rival = visit("coordinator"), visit("rival_admin")
    open_quarter(coordinator)
    enter_cells(rival, SERVED)
    rival.post(f"{HERE}/kirim")
    before = everything(urls)
    answer = coordinator.post(PAGE, {**FORM, **typed})
    assert answer.status_code == status
    assert said in text_of(answer)
    assert everything(urls) == before
    assert visit("reviewer").get(PAGE).status_code == 404
