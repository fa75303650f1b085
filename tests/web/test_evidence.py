"""Evidence over HTTP: taken by its content, kept within the quota, read by whom it concerns and nobody else."""

from __future__ import annotations

import hashlib
import io
import os
import re
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.domain.evidence import MEGABYTE, Limits
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.exchange.evidence_kind import kind_of
from spm_oversight.persistence.files import files
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin
from spm_oversight.services.evidence import counts, nil_statements
from spm_oversight.services.evidence_uploads import CHUNK, forget_evidence
from spm_oversight.services.sign_in import sign_in
from tests.web.cast import DISTRICT, PASSWORD, RIVAL, Visitor, email_of
from tests.web.evidence_files import DOCX, HOSTILE, bomb, jpeg, pdf, png, xlsx
from tests.web.walk import DESK, HERE, QUARTER, enter_cells, everything, open_quarter, stored, text_of

PREGNANT, NEWBORN, PAUD = "kab.1.02.01", "kab.1.02.03", "kab.1.01.01"
ITEM = "kab.1.02.01.q01"
EVIDENCE, SERVICE = f"{HERE}/bukti", f"{HERE}/bukti/{PREGNANT}"
EXAMINED = f"{DESK}/{DISTRICT}/bukti"


@pytest.fixture
def people(visit):
    """The people of an open quarter, signed in when first asked for."""
    known = {"coordinator": visit("coordinator")}
    open_quarter(known["coordinator"])
    return lambda name: known.get(name) or known.setdefault(name, visit(name))


def add(who: Visitor, data: bytes, name: str = "bukti.pdf", *, service: str = PREGNANT, **typed: str):
    """By the form, as without a script."""
    form = {"place": "layanan", **typed, "file": (io.BytesIO(data), name)}
    return who.post(f"{HERE}/bukti/{service}", form, follow=True)


def ids(urls) -> list[str]:
    return [str(row[0]) for row in stored(urls, "select id from evidence order by added_at, id")]


def fetched(who: Visitor, path: str):
    """A file, to its end."""
    with who.get(path) as answer:
        assert answer.data
    return answer


def folder(app: Flask) -> Path:
    """Where the files of the district lie."""
    return app.config["SETTINGS"].data_folder / "files" / DISTRICT


def lying(app: Flask) -> list[bytes]:
    """All files of the district that lie anywhere, evidence or parts of it."""
    return sorted(path.read_bytes() for path in folder(app).glob("evidence*/*"))


# Files


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", pdf(), "pdf"),
        ("a.pdf", pdf() + b"\r\n\x00", "pdf"),
        ("a.png", png(), "png"),
        ("a.jpg", jpeg(), "jpeg"),
        ("telepon.jpg", jpeg() + b"SEFT trailer of a telephone", "jpeg"),
        ("a.xlsx", xlsx(), "xlsx"),
        ("a.docx", DOCX, "docx"),
        ("salah-nama.exe", pdf(), "pdf"),
    ],
)
def test_a_file_is_kept_as_what_it_is(people, urls, app, name, data, kind):
    told = text_of(add(people("operator"), data, name, page="halaman 12", note="lihat baris 4"))
    assert f"Berkas “{name}” ditambahkan." in told
    assert "halaman 12" in told and "lihat baris 4" in told
    assert stored(urls, "select kind, name, size, sha256, page, note, item_code, added_by from evidence") == [
        (
            kind,
            name,
            len(data),
            hashlib.sha256(data).hexdigest(),
            "halaman 12",
            "lihat baris 4",
            None,
            "Operator",
        )
    ]
    assert lying(app) == [data]


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_sentence(people, urls, app, case):
    name, data, sentence = HOSTILE[case]
    operator = people("operator")
    before = everything(urls)
    answer = add(operator, data, name, page="halaman 7")
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'value="halaman 7"' in answer.text
    assert everything(urls) == before
    assert lying(app) == []


def test_a_document_that_unpacks_without_end_is_refused_unopened():
    data = bomb()
    assert len(data) < 2**20
    with pytest.raises(Exception, match="terlalu besar setelah dibuka"):
        kind_of(data)


def test_a_file_is_handed_out_to_be_saved_and_never_shown(people, urls):
    operator = people("operator")
    add(operator, pdf(), "rekap.exe")
    (evidence,) = ids(urls)
    answer = fetched(operator, f"{EVIDENCE}/berkas/{evidence}")
    assert answer.data == pdf()
    assert answer.headers["Content-Disposition"] == "attachment; filename=rekap.exe.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.mimetype == "application/pdf"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Dokumen\\rekap.pdf", "rekap.pdf"),
        ("a\u202efdp.exe.pdf", "a fdp.exe.pdf"),
        ("a\u200f\u2066b.pdf", "a b.pdf"),
        ("..", "tanpa nama"),
        ("<script>alert(1).pdf", "<script>alert(1).pdf"),
        ("rekap é 中.pdf", "rekap é 中.pdf"),
        ("x" * 300 + ".pdf", "x" * 115 + "….pdf"),
    ],
)
def test_a_name_is_shown_and_never_used(people, urls, app, typed, shown):
    operator = people("operator")
    # In pieces: a browser's form would already leave out folders.
    begun = begin_upload(operator, pdf(), name=typed)
    send(operator, begun, pdf())
    finish(operator, begun)
    ((name,),) = stored(urls, "select name from evidence")
    assert name == shown and len(name) <= 120
    page = operator.get(SERVICE).text
    assert f"<bdi>{escape(name)}</bdi>" in page and "<script>alert" not in page
    (path,) = folder(app).glob("evidence/*")
    assert re.fullmatch(r"[0-9a-f-]{36}\.pdf", path.name)
    (evidence,) = ids(urls)
    answer = fetched(operator, f"{EVIDENCE}/berkas/{evidence}")
    assert answer.status_code == 200
    told_name = answer.headers["Content-Disposition"]
    assert told_name.startswith("attachment; filename")
    assert name.isascii() or "filename*=UTF-8''" in told_name


def test_a_name_cannot_write_a_header(people, urls):
    operator = people("operator")
    begun = begin_upload(operator, pdf(), name="a\r\nSet-Cookie: x=1\x00.pdf")
    send(operator, begun, pdf())
    finish(operator, begun)
    assert stored(urls, "select name from evidence") == [("a Set-Cookie: x=1 .pdf",)]
    (evidence,) = ids(urls)
    answer = fetched(operator, f"{EVIDENCE}/berkas/{evidence}")
    assert "Set-Cookie: x=1" in answer.headers["Content-Disposition"]
    assert all("x=1" not in value for key, value in answer.headers if key == "Set-Cookie")


# Room


@pytest.fixture
def small(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Limits that a test can reach: one megabyte for a file, and for all of them."""
    monkeypatch.setattr(files, "limits", Limits(largest=MEGABYTE, quota=MEGABYTE))


def large(letter: str, size: int = 400_000) -> bytes:
    """A PDF of exactly this size."""
    return pdf(letter * (size - len(pdf(""))))


@pytest.mark.usefixtures("small")
def test_the_room_is_told_before_and_its_end_is_a_clear_sentence(people, urls, app):
    operator = people("operator")
    assert "Paling besar 1 MB; terpakai 0 dari 1 MB" in text_of(operator.get(SERVICE))
    add(operator, large("a"))
    add(operator, large("b"), service=NEWBORN)
    assert "terpakai 0,8 dari 1 MB" in text_of(operator.get(SERVICE))

    refused = add(operator, large("c"))
    assert refused.status_code == 422
    told = "Ruang bukti triwulan ini tidak cukup: terpakai 0,8 MB dari 1,0 MB, berkas ini 0,4 MB"
    assert told in text_of(refused)
    assert len(lying(app)) == 2
    add(operator, large("d", MEGABYTE - 800_000))
    assert len(ids(urls)) == 3
    # Another district has room of its own.
    assert "ditambahkan" in text_of(add(people("rival_admin"), large("c")))

    operator.post(f"{SERVICE}/{ids(urls)[0]}/hapus")
    assert "ditambahkan" in text_of(add(operator, large("c")))


def test_a_file_that_is_too_large_is_refused_with_both_sizes(people, app, monkeypatch):
    monkeypatch.setattr(files, "limits", Limits(largest=300_000))
    refused = text_of(add(people("operator"), large("a")))
    assert "Berkas ini 0,4 MB, paling besar 0,3 MB" in refused
    assert lying(app) == []


def test_a_request_beyond_all_limits_is_told_as_a_page(people):
    answer = people("operator").put_piece(SERVICE, bytes(22 * MEGABYTE), {})
    assert answer.status_code == 413
    assert "Kiriman terlalu besar" in text_of(answer)


def test_the_same_content_on_one_service_says_so_and_is_kept_once(people, urls, app):
    operator = people("operator")
    add(operator, pdf(), "kohort.pdf")
    again = add(operator, pdf(), "salinan.pdf")
    assert again.status_code == 422
    assert "Berkas dengan isi yang sama sudah ada di sini: “kohort.pdf”." in text_of(again)

    told = text_of(add(operator, pdf(), "salinan.pdf", place=ITEM))
    assert "Isinya sama dengan “kohort.pdf” pada layanan ini, jadi tidak disimpan dua kali." in told
    assert "tidak disimpan dua kali" not in text_of(add(operator, pdf(), service=NEWBORN))
    assert stored(urls, "select count(*), count(distinct file_id) from evidence") == [(3, 1)]
    assert lying(app) == [pdf()]


# Links


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


# Nil


def test_a_signed_statement_of_the_nil_is_a_file_of_its_own(people, urls, app):
    operator = people("operator")
    cells = {("Penerima", PREGNANT, "Keadaan"): "Nihil", ("Penerima", PREGNANT, "Penjelasan"): "Tidak ada."}
    enter_cells(operator, cells)
    assert "surat pernyataan belum ada" in text_of(operator.get(EVIDENCE))
    refused = operator.post(f"{HERE}/serahkan")
    assert refused.status_code == 403
    assert "Surat pernyataan nihil belum ada untuk: Pelayanan kesehatan ibu hamil. Buka Bukti" in text_of(
        refused
    )
    link = {"tautan-link": "https://contoh.go.id/a", "tautan-place": "nihil"}
    assert "harus berupa berkas" in text_of(operator.post(f"{SERVICE}/tautan", link))

    told = text_of(add(operator, pdf(), "pernyataan.pdf", place="nihil"))
    assert "Surat pernyataan nihil" in told and "surat pernyataan ada" in told
    with app.app_context(), begin(sign_in(email=email_of("district_admin"), password=PASSWORD)[0]) as work:
        quarter = Quarter.parse(QUARTER)
        assert nil_statements(work, quarter=quarter, district=DISTRICT) == {PREGNANT}
        assert counts(work, quarter=quarter, district=DISTRICT) == {}
    assert "Bagian perangkat daerah diserahkan" in text_of(operator.post(f"{HERE}/serahkan", follow=True))


# Who, and when


def test_an_operator_reaches_the_own_offices_services_alone(people, urls):
    operator, teacher = people("operator"), people("teacher")
    add(operator, pdf())
    (evidence,) = ids(urls)
    assert "Pendidikan Anak Usia Dini" not in operator.get(EVIDENCE).text
    assert teacher.get(SERVICE).status_code == 404
    assert add(teacher, pdf("lain")).status_code == 404
    assert teacher.get(f"{EVIDENCE}/berkas/{evidence}").status_code == 404
    assert teacher.post(f"{SERVICE}/{evidence}/hapus").status_code == 404
    assert teacher.post(f"{HERE}/bukti/{PAUD}/{evidence}/hapus").status_code == 404
    assert begin_upload(teacher, pdf()).status_code == 404
    assert fetched(people("district_admin"), f"{EVIDENCE}/berkas/{evidence}").status_code == 200
    assert stored(urls, "select count(*) from evidence where removed_at is null") == [(1,)]


@pytest.mark.parametrize("name", ["office_head", "district_leader"])
def test_those_who_only_read_see_no_form(people, name):
    add(people("operator"), pdf())
    page = people(name).get(SERVICE)
    assert "bukti.pdf" in page.text and "Tambahkan berkas" not in page.text and "Hapus" not in page.text
    assert add(people(name), pdf("lain")).status_code == 404


@pytest.mark.parametrize("name", ["rival_admin", "foreign_admin", "foreign_coordinator", "platform_admin"])
def test_a_foreign_file_is_absent(people, urls, name):
    add(people("operator"), pdf())
    (evidence,) = ids(urls)
    visitor = people(name)
    for path in (f"{EVIDENCE}/berkas/{evidence}", f"{EXAMINED}/{evidence}", EXAMINED):
        assert visitor.get(path).status_code in (403, 404), path
    if name.endswith("admin") and name != "platform_admin":
        assert visitor.post(f"{SERVICE}/{evidence}/hapus").status_code == 404
    assert stored(urls, "select count(*) from evidence where removed_at is null") == [(1,)]


def test_the_province_reads_and_changes_nothing(people, urls):
    add(people("operator"), pdf(), "kohort.pdf", page="halaman 12", place=ITEM)
    (evidence,) = ids(urls)
    for name in ("coordinator", "reviewer", "province_leader"):
        page = people(name).get(EXAMINED)
        assert "1 bukti pada 1 dari 29 layanan" in text_of(page)
        assert "kohort.pdf" in page.text and "halaman 12" in page.text and "Vaksin tetanus" in page.text
        assert fetched(people(name), f"{EXAMINED}/{evidence}").data == pdf()
        assert people(name).get(f"{DESK}/{RIVAL}/bukti/{evidence}").status_code == 404
        assert people(name).post(SERVICE).status_code == 404
    report = people("coordinator").get(f"{DESK}/{DISTRICT}")
    assert re.search(rf'href="{EXAMINED}#{PREGNANT}">1<', report.text)


def sent(people) -> None:
    enter_cells(
        people("operator"),
        {("Penerima", PREGNANT, "Harus dilayani"): 10, ("Penerima", PREGNANT, "Terlayani"): 9},
    )
    assert people("district_admin").post(f"{HERE}/kirim").status_code == 302


def test_what_was_sent_stands_still(people, urls):
    operator = people("operator")
    add(operator, pdf())
    (evidence,) = ids(urls)
    sent(people)
    begun = begin_upload(operator, pdf("lain"))
    link = {"tautan-link": "https://contoh.go.id/a", "tautan-place": "layanan"}
    for answer in (
        add(operator, pdf("lain")),
        operator.post(f"{SERVICE}/tautan", link),
        operator.post(f"{SERVICE}/{evidence}/hapus"),
        begun,
    ):
        assert answer.status_code == 403
        told = answer.json["message"] if answer.is_json else text_of(answer)
        assert "sudah dikirim ke provinsi" in told
    assert stored(urls, "select count(*), count(removed_at) from evidence") == [(1, 0)]


def test_what_a_report_rested_on_stays_for_the_province(people, urls, app):
    operator, coordinator = people("operator"), people("coordinator")
    add(operator, pdf("pertama"), "pertama.pdf")
    sent(people)
    coordinator.post(f"{DESK}/{DISTRICT}/kembalikan", {"reason": "Bukti lain.", "number": "1"})
    add(operator, pdf("kedua"), "kedua.pdf")
    first, second = ids(urls)
    told = [text_of(operator.post(f"{SERVICE}/{each}/hapus", follow=True)) for each in (first, second)]
    assert ["Provinsi tetap dapat membacanya" in each for each in told] == [True, False]

    assert "pertama.pdf” dihapus" in told[0] and "pertama.pdf" not in operator.get(SERVICE).text
    page = text_of(coordinator.get(EXAMINED))
    assert "Dihapus daerah" in page and "ikut dalam kiriman ke-1." in page and "kedua.pdf" not in page
    age(app, days=3)
    with app.app_context():
        forget_evidence(before=datetime.now(UTC) - timedelta(days=1))
    assert lying(app) == [pdf("pertama")]
    assert fetched(coordinator, f"{EXAMINED}/{first}").data == pdf("pertama")
    for path in (f"{EVIDENCE}/berkas/{first}", f"{EVIDENCE}/berkas/{second}"):
        assert operator.get(path).status_code == 404
    assert coordinator.get(f"{EXAMINED}/{second}").status_code == 404


def test_each_step_is_in_the_record(people, urls):
    operator = people("operator")
    add(operator, pdf())
    operator.post(f"{SERVICE}/{ids(urls)[0]}/hapus")
    rows = stored(
        urls,
        f"select action, actor, detail->>'service' from audit_event where tenant = '{DISTRICT}'"
        " and action like 'evidence%' order by number",
    )
    assert rows == [
        ("evidence_added", "Operator", PREGNANT),
        ("evidence_removed", "Operator", PREGNANT),
    ]


# In pieces


def begin_upload(
    who: Visitor, data: bytes, *, name: str = "besar.pdf", mark: str = "1", hashed: bool = False, **more: str
):
    form = {"place": "layanan", "name": name, "size": str(len(data)), "mark": mark}
    if hashed:
        form["sha256"] = hashlib.sha256(data).hexdigest()
    return who.post(f"{SERVICE}/unggahan", {**form, **more})


def piece(who: Visitor, address: str, offset: int, data: bytes):
    return who.put_piece(address, data, {"Upload-Offset": str(offset)})


def send(who: Visitor, begun, data: bytes) -> None:
    for offset in range(begun.json["offset"], len(data), CHUNK):
        answer = piece(who, begun.json["address"], offset, data[offset : offset + CHUNK])
        assert answer.status_code == 200, answer.text


def finish(who: Visitor, begun, **typed: str):
    return who.post(begun.json["finish"], typed)


LARGE = pdf("a" * (CHUNK + 1000))


def test_a_file_in_pieces_is_the_same_file(people, urls, app):
    operator = people("operator")
    begun = begin_upload(operator, LARGE, hashed=True, place=ITEM)
    send(operator, begun, LARGE)
    assert operator.get(begun.json["address"]).json["offset"] == len(LARGE)
    done = finish(operator, begun, page="halaman 4", note="catatan")
    assert done.json == {"address": SERVICE}
    assert "Berkas “besar.pdf” ditambahkan." in text_of(operator.get(SERVICE))
    assert stored(urls, "select name, size, item_code, page, note from evidence") == [
        ("besar.pdf", len(LARGE), ITEM, "halaman 4", "catatan")
    ]
    assert lying(app) == [LARGE]
    assert stored(urls, "select count(*) from evidence_upload") == [(0,)]


def test_lost_and_repeated_pieces_change_nothing(people, urls, app):
    operator = people("operator")
    begun = begin_upload(operator, LARGE)
    address, first, rest = begun.json["address"], LARGE[:CHUNK], LARGE[CHUNK:]

    lost = piece(operator, address, CHUNK, rest)
    assert (lost.status_code, lost.json["offset"]) == (409, 0)
    assert piece(operator, address, 0, first).json["offset"] == CHUNK
    repeated = piece(operator, address, 0, first)
    assert (repeated.status_code, repeated.json["offset"]) == (409, CHUNK)
    early = finish(operator, begun)
    assert early.status_code == 409 and "belum seluruhnya" in early.json["message"]
    beyond = piece(operator, address, CHUNK, rest + b"x")
    assert beyond.status_code == 422 and operator.get(address).json["offset"] == CHUNK
    assert piece(operator, address, CHUNK, b"").status_code == 422
    assert piece(operator, address, CHUNK, bytes(CHUNK + 1)).status_code == 422

    # The page was closed; the same file, chosen again, goes on, also without a hash.
    again = begin_upload(operator, LARGE)
    assert again.json["upload"] == begun.json["upload"] and again.json["offset"] == CHUNK
    send(operator, again, LARGE)
    finish(operator, again)
    # The answer was lost after it was kept: asked again, it answers the same and adds nothing.
    assert finish(operator, again).json == {"address": SERVICE}
    assert lying(app) == [LARGE]
    assert len(ids(urls)) == 1


@pytest.mark.parametrize("other", [{"mark": "2"}, {"name": "lain.pdf"}, {"place": ITEM}])
def test_another_file_does_not_go_on_with_the_first(people, other):
    operator = people("operator")
    first = begin_upload(operator, LARGE)
    send(operator, first, LARGE)
    assert begin_upload(operator, LARGE, **other).json["offset"] == 0


def test_other_bytes_than_announced_are_not_kept(people, urls, app):
    operator = people("operator")
    begun = begin_upload(operator, LARGE, hashed=True)
    send(operator, begun, LARGE.replace(b"aaaa", b"bbbb"))
    answer = finish(operator, begun)
    assert answer.status_code == 422 and "berubah selama diunggah" in answer.json["message"]
    assert ids(urls) == [] and lying(app) == []
    again = begin_upload(operator, LARGE, hashed=True)
    assert again.json["offset"] == 0
    send(operator, again, LARGE)
    assert finish(operator, again).status_code == 200


@pytest.mark.parametrize("case", ["program as pdf", "encrypted pdf", "pdf with a zip behind"])
def test_a_hostile_file_in_pieces_is_refused_alike(people, urls, app, case):
    name, data, sentence = HOSTILE[case]
    operator = people("operator")
    begun = begin_upload(operator, data, name=name)
    send(operator, begun, data)
    answer = finish(operator, begun)
    assert answer.status_code == 422 and sentence in answer.json["message"]
    assert ids(urls) == [] and lying(app) == []


@pytest.mark.usefixtures("small")
def test_what_could_not_be_kept_is_refused_before_it_is_sent(people):
    operator = people("operator")
    too_large = begin_upload(operator, large("a", MEGABYTE + 1))
    assert (
        too_large.status_code == 422 and "Berkas ini 1,1\xa0MB, paling besar 1,0" in too_large.json["message"]
    )
    assert "kosong" in begin_upload(operator, b"").json["message"]
    add(operator, large("a"), "ada.pdf")
    assert "“ada.pdf”" in begin_upload(operator, large("a"), hashed=True).json["message"]
    add(operator, large("b"), service=NEWBORN)
    assert "tidak cukup" in begin_upload(operator, large("c")).json["message"]
    assert begin_upload(operator, pdf(), place="kab.1.01.01.q01").status_code == 422


@pytest.mark.parametrize("name", ["district_admin", "teacher", "traveller", "rival_admin", "foreign_admin"])
def test_anothers_upload_is_absent(people, name):
    begun = begin_upload(people("operator"), LARGE)
    other = people(name)
    assert other.get(begun.json["address"]).status_code == 404
    assert piece(other, begun.json["address"], 0, LARGE[:CHUNK]).status_code == 404
    assert finish(other, begun).status_code == 404
    assert people("operator").get(begun.json["address"]).json["offset"] == 0


def test_an_upload_answers_under_its_own_service_alone(people):
    operator = people("operator")
    begun = begin_upload(operator, LARGE)
    elsewhere = begun.json["address"].replace(PREGNANT, NEWBORN)
    assert operator.get(elsewhere).status_code == 404
    send(operator, begun, LARGE)
    finish(operator, begun)
    assert operator.post(begun.json["finish"].replace(PREGNANT, NEWBORN)).status_code == 404


def test_one_membership_keeps_five_begun_and_the_oldest_goes(people, urls, app):
    operator = people("operator")
    begun = [begin_upload(operator, LARGE, mark=str(number)) for number in range(6)]
    assert operator.get(begun[0].json["address"]).status_code == 404
    assert [operator.get(each.json["address"]).status_code for each in begun[1:]] == [200] * 5


def age(app: Flask, *, days: int) -> None:
    """Let every file of the district be this old."""
    then = datetime.now(UTC).timestamp() - days * 86_400
    for path in folder(app).glob("evidence*/*"):
        os.utime(path, (then, then))


def test_what_is_not_finished_is_forgotten_after_a_day(people, urls, app):
    operator = people("operator")
    add(operator, pdf())
    begun = begin_upload(operator, LARGE)
    piece(operator, begun.json["address"], 0, LARGE[:CHUNK])
    with app.app_context():
        assert forget_evidence(before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert operator.get(begun.json["address"]).json["offset"] == CHUNK

    age(app, days=2)
    with app.app_context():
        assert forget_evidence(before=datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert operator.get(begun.json["address"]).status_code == 404
    assert lying(app) == [pdf()]


def test_the_wall_lets_no_other_district_read_an_unfinished_upload(people, app):
    begin_upload(people("operator"), LARGE)
    province = Scope.of_province("62", (DISTRICT, RIVAL))
    with app.app_context():
        for scope in (province, Scope.of_district("62", RIVAL)):
            with open_work(scope, None) as work:
                assert work.session.connection().exec_driver_sql("select * from evidence_upload").all() == []
                counted = work.evidence.counts(Quarter.parse(QUARTER), DISTRICT)
                assert counted == {}
