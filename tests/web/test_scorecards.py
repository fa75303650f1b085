"""/dokumen/kartu: a scorecard of each district, from the form to the files, by the real worker."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
from flask import Flask

from spm_oversight.documents import pdf
from spm_oversight.domain.letterhead import Letterhead
from spm_oversight.persistence.embedded import Urls
from tests.papers import factory
from tests.web import closed
from tests.web.cast import DISTRICT, Visitor
from tests.web.test_paper_jobs import empty_queue, text_of
from tests.web.walk import stored
from tests.web.walk import text_of as words_of

Visit = Callable[[str], Visitor]
FORM = {"period": closed.FOURTH.code}
LONG = replace(factory.facts(factory.package()).problems["62.06"][0], problem=factory.LONG_PROBLEM, due=None)


def test_each_district_has_its_own_sheet(app: Flask, visit: Visit, urls: Urls) -> None:
    """Front and back under the longest letterhead and with the longest problems; one page without a report."""
    whole = factory.package()
    codes = (DISTRICT, closed.TOP, closed.NONE)
    package = replace(whole, districts=tuple(d for d in whole.districts if d.code in codes))
    told = {"urusan": "1.02", "problem": LONG.problem, "solution": "", "owner": "", "due": None}
    closed.close(app, package, problems={DISTRICT: [told] * 4})
    head = Letterhead(
        "Pemerintah Provinsi Kalimantan Tengah",
        "Biro Pemerintahan dan Otonomi Daerah",
        ("Jalan Contoh Nomor 1", "Kompleks Perkantoran", "Palangka Raya 73112"),
        "Telepon (0536) 000000, surel biro@contoh.go.id",
    )
    with closed.province_work(app) as work:
        work.letterheads.keep("62", None, head, version=0, by="Siti")
    for press in pdf._presses:
        press.close()
    coordinator = visit("coordinator")
    for _ in range(2):  # a double click
        assert coordinator.post("/dokumen/kartu", FORM).status_code == 302
    assert "0 dari 3 kartu selesai" in words_of(coordinator.get("/dokumen"))
    empty_queue(app, urls)
    assert sum(press._child is not None for press in pdf._presses) >= min(pdf.PRESSES, 2)
    page = words_of(coordinator.get("/dokumen"))
    assert "Kartu 3 daerah, Triwulan IV 2023" in page
    assert "Kartu Kabupaten Murung Raya, Triwulan IV 2023" in page
    made = stored(urls, "select id, content->>'code', content->>'district' from paper where state = 'done'")
    assert {code for _, code, _ in made} == set(codes)
    numbers: set[str] = set()
    for paper, code, name in made:
        with coordinator.get(f"/dokumen/{paper}.pdf") as answer:
            assert f"kartu-{closed.FOURTH.code}-{name.lower().replace(' ', '-')}.pdf" in str(answer.headers)
            data = answer.data
        text = text_of(data)
        assert text.startswith("Pemerintah Provinsi Kalimantan Tengah Biro Pemerintahan dan Otonomi Daerah")
        ((number, sha256),) = stored(
            urls, f"select code, sha256 from issued_paper where paper_id = '{paper}'"
        )
        assert sha256 == hashlib.sha256(data).hexdigest()
        assert f"Nomor {number}, sidik data" in text
        assert text.count(
            f"Periksa keaslian di {app.config['SETTINGS'].site}/periksa dengan nomor di atas."
        ) in (1, 2)
        numbers.add(number)
        with pikepdf.open(BytesIO(data)) as card:
            assert "paket-data.zip" in card.attachments
            assert len(card.pages) == (1 if code == closed.NONE else 2)
        if code == DISTRICT:
            assert "1 permasalahan lain: lihat buku rakor, bab Permasalahan." in text
            assert "Mengapa pada posisi ini" in text
    assert numbers == {f"KD/62/2023/{number:04}" for number in (1, 2, 3)}
    own = visit("district_admin").get("/dokumen").text
    assert "Kartu Kabupaten Katingan" in own
    assert "Kotawaringin Barat" not in own


def test_a_card_of_a_running_period_is_a_draft_and_never_a_districts(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    closed.close(app, factory.package(districts=6), publish=False)
    assert visit("district_admin").post("/dokumen/kartu", FORM).status_code == 404
    assert visit("reviewer").post("/dokumen/kartu", FORM).status_code == 302
    assert stored(urls, "select count(*), bool_and(draft) from paper where kind = 'scorecard'") == [(6, True)]
    assert "konsep, tidak diterbitkan" in visit("coordinator").get("/dokumen").text
    assert "Kartu" not in visit("district_admin").get("/dokumen").text
    answer = visit("coordinator").post("/dokumen/kartu", {"period": "2031-Q1"})
    assert answer.status_code == 422
