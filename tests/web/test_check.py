"""/periksa: whoever holds a paper learns by its number whether it is ours, and by its bytes whether it is the same."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
import segno
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.cli.audit import AnchorText
from spm_oversight.documents.method import grouped
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.chain import link_hash
from spm_oversight.exchange.data_package import package_hash, write_package
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.services.number_papers import check_of
from spm_oversight.services.verify_record import verify_record
from tests.papers import factory
from tests.papers.pages import pages_of
from tests.persistence.places import PROVINCE_SCOPE
from tests.web import closed
from tests.web.cast import Visitor
from tests.web.test_paper_jobs import empty_queue
from tests.web.test_throttle import browser, guess
from tests.web.walk import stored, text_of

Visit = Callable[[str], Visitor]


def test_files_from_one_address_are_slowed_before_they_are_read(app: Flask) -> None:
    crowd, other = browser(app), browser(app, "10.0.0.2")
    assert [hold(crowd, "KD/62/2023/0001", b"x").status_code for _ in range(20)] == [200] * 20
    slowed = hold(crowd, "KD/62/2023/0001", b"x")
    assert slowed.status_code == 429
    assert 1 <= int(slowed.headers["Retry-After"]) <= 30
    assert "Terlalu banyak berkas dicocokkan dari jaringan Anda. Tunggu" in text_of(slowed)
    assert "Berkas itu belum dibaca dan tidak disimpan." in text_of(slowed)
    # Nothing was looked at, not even whether the form is one of ours.
    assert crowd.post("/periksa", {"csrf_token": "wrong"}).status_code == 429
    assert crowd.get("/periksa?nomor=KD/62/2023/0001").status_code == 200
    assert hold(other, "KD/62/2023/0001", b"x").status_code == 200
    assert guess(crowd, right=True).status_code == 302, "signing in is counted elsewhere"


def hold(visitor: Visitor, number: str, data: bytes, name: str = "kartu.pdf") -> TestResponse:
    """Hold a file against a number."""
    return visitor.post("/periksa", {"nomor": number, "berkas": (BytesIO(data), name)})


def asked_for(app: Flask, visit: Visit, urls: Urls) -> tuple[str, UUID]:
    """The number and the id of a district's card that waits to be made."""
    closed.close(app, factory.package(districts=1))
    assert visit("coordinator").post("/dokumen/kartu", {"period": closed.FOURTH.code}).status_code == 302
    ((number, paper),) = stored(urls, "select code, paper_id from issued_paper")
    return number, paper


def issued_with(urls: Urls, paper: UUID) -> str:
    """The end of the province's chain with the event that issued the paper, as the paper has to print it."""
    action = "select tenant, number, hash from audit_event where action = 'paper_requested' and subject = "
    ((tenant, number, digest),) = stored(urls, f"{action}'{paper}'")
    return f"{tenant}:{number}:{digest[:16]}"


def test_what_a_paper_prints_of_the_record_finds_what_was_rewritten(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    _, paper = asked_for(app, visit, urls)
    visit("coordinator").post("/kelompok", {"name": "Pesisir", "districts": ["62.06", "62.02"]})
    with app.app_context(), open_work(PROVINCE_SCOPE, None) as work:
        check = check_of(work, paper)
    assert check
    anchor = AnchorText().convert(check.anchor, None, None)
    assert check.line("").endswith(f"\nJangkar jejak audit {issued_with(urls, paper)}")

    def faults() -> list[tuple[str, ...]]:
        return [each.faults for each in verify_record(url=urls.backup, anchors=[anchor]) if each.faults]

    assert faults() == []
    with psycopg.connect(urls.superuser) as connection:
        rewrite_from(connection, anchor.number)
    assert verify_record(url=urls.backup) and not any(w.faults for w in verify_record(url=urls.backup))
    assert faults() == [(f"sampai peristiwa {anchor.number}: tidak cocok dengan jangkar (ditulis ulang)",)]


def rewrite_from(connection: psycopg.Connection[Any], first: int) -> None:
    """Whoever may write the database rewrites the province's events from ``first`` on, rightly hashed."""
    rows = connection.execute(
        "select number, at, actor_id, action, subject, detail, previous_hash from audit_event"
        " where tenant = '62' and number >= %s order by number",
        [first],
    ).fetchall()
    previous = rows[0][-1]
    for number, at, actor_id, action, subject, detail, _ in rows:
        digest = link_hash(previous, "62", number, at, actor_id, "orang lain", action, subject, detail)
        connection.execute(
            "update audit_event set actor = 'orang lain', previous_hash = %s, hash = %s"
            " where tenant = '62' and number = %s",
            [previous, digest, number],
        )
        previous = digest
    connection.execute("update audit_head set hash = %s where tenant = '62'", [previous])


def test_anybody_checks_a_paper_by_its_number_its_square_and_its_bytes(
    app: Flask, visit: Visit, nobody: Visitor, urls: Urls, tmp_path: Path
) -> None:
    number, paper = asked_for(app, visit, urls)
    assert number == "KD/62/2023/0001"
    early = text_of(nobody.get(f"/periksa?nomor={number}"))
    assert "Belum ada berkasnya" in early and "Cocokkan isinya" not in early
    empty_queue(app, urls)
    with visit("coordinator").get(f"/dokumen/{paper}.pdf") as answer:
        data = answer.data
    address = f"{app.config['SETTINGS'].site}/periksa"
    anchor = issued_with(urls, paper)
    for page in pages_of(data):
        assert f"Periksa keaslian di {address} dengan nomor di atas." in page.text
        assert f"dengan nomor {number}" not in page.text, "once at the foot"
        assert f"Jangkar jejak audit {anchor}" in page.text
    square = segno.make(f"{address}?nomor={number}", error="m", micro=False).matrix
    assert scanned(data, len(square)) == [[bool(module) for module in row] for row in square]

    known = nobody.get(f"/periksa?nomor={number}")
    said = text_of(known)
    for told in (
        "Kartu capaian Kabupaten Kotawaringin Barat, Triwulan IV 2023",
        number,
        "Provinsi Kalimantan Tengah",
        "Berlaku",
        grouped(hashlib.sha256(data).hexdigest()),
    ):
        assert told in said
    assert "Coordinator" not in said and "%" not in said, "no person and no figure"

    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert "Sama. Setiap bita kartu.pdf" in text_of(hold(nobody, number, data))
    changed = data.replace(b"%PDF", b"%PdF", 1)
    assert changed != data and len(changed) == len(data)
    told = text_of(hold(nobody, number, changed, "palsu.pdf"))
    assert "Tidak sama. palsu.pdf bukan berkas yang diterbitkan" in told
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    chosen = nobody.post("/periksa", {"nomor": number})
    assert chosen.status_code == 422 and "Pilih berkas PDF yang Anda terima" in chosen.text
    assert stored(urls, "select count(*) from form_answer where location = '/periksa'") == [(0,)]


def scanned(data: bytes, modules: int) -> list[list[bool]]:
    """The dark modules of the square at the foot of the first page, from its picture at ten points a millimetre."""
    command = ["pdftoppm", "-r", "254", "-f", "1", "-l", "1", "-gray", "-"]
    picture = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    _, size, _, grey = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    left, top, module = 50, height - 191, 130 / modules
    places = [(each + 0.5) * module for each in range(modules)]
    return [[grey[int(top + y) * width + int(left + x)] < 128 for x in places] for y in places]


def test_a_later_revision_replaces_what_was_printed_before(
    app: Flask, visit: Visit, nobody: Visitor, urls: Urls
) -> None:
    number, paper = asked_for(app, visit, urls)
    package = factory.package(districts=2)
    with closed.province_work(app, districts=tuple(each.code for each in package.districts)) as work:
        work.issued_papers.seal(paper, "ab12" * 16)
        results = calculate(package)
        data = write_package(package, results)
        again = work.snapshots.add("62", package, results, data=data, sha256=package_hash(data), problems={})
    assert again.revision == 2
    assert "Berlaku" in text_of(nobody.get(f"/periksa?nomor={number}")), "not published yet"
    with closed.province_work(app) as work:
        work.snapshots.publish(again.id, closed.NOW)
    said = text_of(nobody.get(f"/periksa?nomor={number}"))
    assert "Digantikan" in said and "Mintalah dokumen yang baru kepada Provinsi Kalimantan Tengah" in said


def test_an_unknown_number_is_answered_alike_whatever_it_is(nobody: Visitor) -> None:
    asked = ("KD/62/2023/0001", "SU/63/2024/0002", "%", "'; x --", "KD/62/2023/____")
    answers = [nobody.get(f"/periksa?{urlencode({'nomor': number})}") for number in asked]
    assert {each.status_code for each in answers} == {200}
    said = {
        re.sub(r"\s+", " ", text_of(each)).replace(number, "N")
        for number, each in zip(asked, answers, strict=True)
    }
    assert len(said) == 1 and "Nomor ini tidak dikenal" in said.pop()
    assert "tidak dikenal" in text_of(hold(nobody, "KD/62/2023/0009", b"%PDF-1.7"))
    assert "Nomor pada kaki halaman" in text_of(nobody.get("/periksa"))
