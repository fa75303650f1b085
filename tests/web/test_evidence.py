"""Evidence over HTTP: a file is taken by its content, under a name of ours, and handed out to be saved."""

from __future__ import annotations

import hashlib
import re
from html import escape

import pytest

from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.evidence_kind import kind_of
from spm_oversight.services.begin import begin
from spm_oversight.services.evidence import counts, nil_statements
from spm_oversight.services.sign_in import sign_in
from tests.web.cast import DISTRICT, PASSWORD, email_of
from tests.web.evidence_files import DOCX, HOSTILE, bomb, jpeg, pdf, png, xlsx
from tests.web.evidence_steps import (
    EVIDENCE,
    ITEM,
    NEWBORN,
    PREGNANT,
    SERVICE,
    add,
    begin_upload,
    fetched,
    finish,
    folder,
    ids,
    lying,
    people,
    send,
)
from tests.web.walk import HERE, QUARTER, enter_cells, everything, stored, text_of

__all__ = ["people"]


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
