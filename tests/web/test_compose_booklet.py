"""What the rakor booklet is made of: order, texts, sheet and tables, kept in versions and with each paper."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.letterhead import Letterhead
from spm_oversight.domain.tile_layout import layout
from spm_oversight.exchange.data_package import package_hash, write_package
from spm_oversight.services.booklet import booklet_of
from spm_oversight.services.paper_way import Owner
from spm_oversight.services.printable import printable
from tests.papers import factory
from tests.web import closed
from tests.web.walk import stored, text_of

BOOK = f"/buku/{closed.FOURTH.code}"


@pytest.fixture
def coordinator(app, visit):
    """The coordinator of a province with one published quarter."""
    closed.close(app, factory.package())
    return visit("coordinator")


def fields(visitor, **changes):
    """The form as its page shows it, with what is typed."""
    page = visitor.get(BOOK).text
    found = dict(re.findall(r'<input[^>]*name="((?:place|version)[^"]*)"[^>]*value="([^"]*)"', page))
    found |= dict.fromkeys(re.findall(r'name="(shown_[^"]+)"', page), "y")
    return {**found, "sheet": "A4", **changes}


def html(app):
    """The booklet as it would be printed now."""
    with closed.province_work(app) as work:
        snapshot = work.snapshots.of_quarter(closed.FOURTH)
        kept = work.compositions.of_quarter(closed.FOURTH).composition
        return booklet_of(work, snapshot=snapshot, draft=False, composition=kept).html


def test_order_texts_and_sheet_are_printed(app, coordinator):
    before = html(app)
    assert before.index('id="peringkat"') < before.index('id="anggaran"')
    form = fields(
        coordinator,
        sheet="F4",
        **{"place_anggaran": "1", "text_kata-pengantar": "Salam **sehat** <script>alert(1)</script>."},
    )
    del form["shown_istilah"]
    answer = coordinator.post(BOOK, form, follow=True)
    assert "Susunan buku tersimpan" in text_of(answer)
    after = html(app)
    assert after.index('id="anggaran"') < after.index('id="peringkat"')
    assert "<b>sehat</b>" in after.replace("strong", "b")
    assert "<script>" not in after
    assert "&lt;script&gt;" in after
    assert 'id="istilah"' in before
    assert 'id="istilah"' not in after
    assert "215mm 330mm" in after or "F4" in after or "f4" in after
    told = text_of(coordinator.get(f"{BOOK}/pratinjau"))
    assert told.rindex(" Anggaran") < told.rindex(". Peringkat")


@pytest.mark.parametrize("wrong", ["", "0", "seratus", "100"])
def test_a_wrong_number_is_told_and_nothing_typed_is_lost(coordinator, urls, wrong):
    form = fields(coordinator, **{"place_ringkasan": wrong, "text_ringkasan": "Sambutan yang panjang."})
    answer = coordinator.post(BOOK, form)
    assert answer.status_code == 422
    assert "Sambutan yang panjang." in answer.text
    assert stored(urls, "select count(*) from composition") == [(0,)]


def test_what_somebody_else_changed_is_not_overwritten(coordinator, urls):
    form = fields(coordinator, **{"text_ringkasan": "Yang pertama."})
    coordinator.post(BOOK, form)
    answer = coordinator.post(BOOK, {**form, "text_ringkasan": "Yang kedua."})
    assert answer.status_code == 409
    assert "baru saja diubah orang lain" in text_of(answer)
    assert "Yang kedua." in answer.text
    assert stored(urls, "select version from composition") == [(1,)]


def test_a_table_of_the_comparison_goes_into_the_booklet(app, coordinator):
    page = coordinator.get(f"/perbandingan?periode={closed.FOURTH.code}&urusan=1.02&jenis=kota").text
    form = page.split('action="/buku/tabel"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    answer = coordinator.post("/buku/tabel", hidden, follow=True)
    assert "Tabel dimuat dalam buku rakor Triwulan IV 2023." in text_of(answer)
    assert "Tabel: Capaian (IPSPM), Kesehatan" in text_of(answer)
    printed = html(app)
    assert 'id="tabel-1"' in printed


def test_only_the_coordinator_composes(coordinator, visit):
    for who in ("reviewer", "province_leader", "district_admin", "foreign_coordinator"):
        assert visit(who).get(BOOK).status_code == 404
    assert coordinator.get("/buku/2031-Q1").status_code == 404


def test_a_paper_keeps_what_it_was_asked_for_with(coordinator, urls):
    coordinator.post("/dokumen", {"period": closed.FOURTH.code})
    coordinator.post(BOOK, fields(coordinator, **{"text_ringkasan": "Sesudahnya."}))
    coordinator.post("/dokumen", {"period": closed.FOURTH.code})
    kept = stored(urls, "select composition::text like '%Sesudahnya%' from paper order by requested_at")
    assert kept == [(False,), (True,)]


def papers(app):
    """Each paper as the worker would print it now, the oldest first."""
    with closed.province_work(app) as work:
        asked = sorted(work.papers.all(), key=lambda each: each.requested_at)
        return [printable(work, Owner("62"), each.id).html for each in asked]


def revise(app, package):
    """Publish a further revision of this package's quarter."""
    with closed.province_work(app) as work:
        results = calculate(package)
        data = write_package(package, results)
        told = {"data": data, "sha256": package_hash(data), "problems": {}}
        snapshot = work.snapshots.add("62", package, results, **told)
        work.snapshots.publish(snapshot.id, closed.NOW)


def test_a_paper_says_the_same_after_all_around_it_has_changed(app, visit):
    """Other texts, and an older quarter corrected, whose ranks and achievement a booklet tells too."""
    small = factory.package(districts=4)
    third = replace(small, quarter=closed.THIRD)
    closed.close(app, third)
    closed.close(app, small)
    coordinator = visit("coordinator")
    coordinator.post(BOOK, fields(coordinator, **{"text_ringkasan": "Yang diminta."}))
    coordinator.post("/dokumen", {"period": closed.FOURTH.code})
    (before,) = papers(app)
    assert "Yang diminta." in before
    coordinator.post(BOOK, fields(coordinator, **{"text_ringkasan": "Sesudahnya."}))
    swapped = [
        replace(b, code=a.code, name=a.name)
        for a, b in zip(third.districts, third.districts[::-1], strict=True)
    ]
    revise(app, replace(third, districts=tuple(swapped)))
    with closed.province_work(app) as work:
        work.letterheads.keep("62", None, Letterhead("Pemprov", "Bagian Lain"), version=0, by="Siti")
        places = layout(dict.fromkeys(factory.NAMES, "Daerah"))
        moved = [replace(each, label="Pindah") for each in places]
        work.province_maps.keep_tiles("62", moved, version=0)
    coordinator.post("/dokumen", {"period": closed.FOURTH.code})
    again, later = papers(app)
    assert again == before
    for new in ("Sesudahnya.", "<p>Bagian Lain</p>", ">Pindah</text>"):
        assert new in later
    trends = [re.findall(r"Perkembangan capaian.*?</figure>", each, re.S) for each in (before, later)]
    assert len(trends[0]) == 4
    assert trends[0] != trends[1]
