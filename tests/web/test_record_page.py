"""/catatan: who did what, told to whom it concerns, and handed out with the chain's end."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from flask import Flask

from spm_oversight.cli.audit import AnchorText, export_command
from spm_oversight.domain.access import Actor
from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.services.sign_in import actor_by_email
from spm_oversight.services.verify_record import verify_record
from tests.web.cast import DISTRICT, PROVINCE, RIVAL, Visitor, email_of, membership_of
from tests.web.walk import stored, text_of

Visit = Callable[[str], Visitor]
OURS, PROVINCES = Scope.of_district(PROVINCE, DISTRICT), Scope.of_province(PROVINCE, (DISTRICT, RIVAL))
FORMULA = "=HYPERLINK(1)"


def happened(
    app: Flask, scope: Scope, *events: tuple[str, str, dict[str, object]], at: datetime | None = None
) -> None:
    """Events of Operator in a chain, without the change itself."""
    with app.app_context():
        who: Actor = actor_by_email(email=email_of("operator"))
        with open_work(scope, who, now=at) as work:
            for action, subject, detail in events:
                work.record.add(action, subject, **detail)


@pytest.fixture
def lived(app: Flask) -> None:
    """A little history of our district, of its rival, of the province and of the platform."""
    happened(
        app,
        OURS,
        (
            "figures_saved",
            f"{DISTRICT} 2024-Q3",
            {"source": "form", "cells": [["pairs x", None, [1, 2, ""]]]},
        ),
        ("office_renamed", "x", {"before": "Dinas Lama", "after": FORMULA}),
        at=datetime(2024, 10, 1, 20, tzinfo=UTC),
    )
    happened(app, OURS, ("report_returned", f"{DISTRICT} 2024-Q4", {"reason": "Angka kurang"}))
    happened(app, Scope.of_district(PROVINCE, RIVAL), ("group_kept", "Rahasia Saingan", {}))
    happened(app, PROVINCES, ("period_published", "2024-Q3", {}))
    happened(app, SYSTEM, ("backup_made", "cadangan", {"bytes": 7}))


@pytest.mark.usefixtures("lived")
def test_each_reads_the_own_chain_in_words_and_nothing_of_another(visit: Visit) -> None:
    own = text_of(visit("district_admin").get("/catatan"))
    assert "Catatan: 4 peristiwa" in own and "Operator" in own
    assert "menyimpan angka, Triwulan III 2024" in own and "lewat: layar; isian: 1" in own
    assert "alasan: Angka kurang" in own
    assert own.index("mengembalikan laporan") < own.index("menyimpan angka"), "the newest first"
    for foreign in ("menyimpan kelompok", "menerbitkan periode", "membuat cadangan"):
        assert foreign not in own

    province = visit("coordinator")
    assert "menerbitkan periode" in (first := text_of(province.get("/catatan")))
    assert "menyimpan angka" not in first
    assert "menyimpan angka" in text_of(province.get(f"/catatan?daerah={DISTRICT}"))
    platform = text_of(visit("platform_admin").get("/catatan"))
    assert "membuat cadangan" in platform and "masuk" in platform and "menyimpan angka" not in platform


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("district_admin", f"daerah={RIVAL}"),
        ("district_admin", f"daerah={PROVINCE}"),
        ("district_admin", "daerah=platform"),
        ("coordinator", "daerah=63.01"),
        ("platform_admin", f"daerah={DISTRICT}"),
        ("coordinator", "triwulan=kemarin"),
        ("coordinator", "sebelum=x"),
    ],
)
def test_what_is_not_ones_own_is_absent(visit: Visit, who: str, asked: str) -> None:
    visitor = visit(who)
    assert visitor.get(f"/catatan?{asked}").status_code == 404
    name, _, value = asked.partition("=")
    if name == "daerah":
        assert visitor.post("/catatan/unduh", {name: value}).status_code == 404


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("triwulan=2024-Q3", {"menyimpan angka"}),
        ("jenis=langkah", {"mengembalikan laporan"}),
        ("sampai=1/10/2024", set[str]()),
        ("sampai=2/10/2024", {"menyimpan angka", "mengganti nama"}),
        ("sejak=2/10/2024&sampai=2+Oktober+2024", {"menyimpan angka", "mengganti nama"}),
        ("sejak=3/10/2024", {"mengembalikan laporan"}),
        ("orang=operator@contoh", {"menyimpan angka", "mengganti nama", "mengembalikan laporan"}),
        ("orang=%25", set[str]()),
        ("orang=teacher", set[str]()),
    ],
)
def test_the_filter_leaves_what_was_asked_for(visit: Visit, asked: str, found: set[str]) -> None:
    """20.00 UTC on October 1 is the second day in the province."""
    said = text_of(visit("district_admin").get(f"/catatan?{asked}"))
    words = {"menyimpan angka", "mengganti nama", "mengembalikan laporan"}
    assert {word for word in words if word in said} == found


def test_what_was_done_to_a_person_is_found_under_their_name(app: Flask, visit: Visit) -> None:
    visitor = visit("district_admin")
    teacher = membership_of(app, "teacher")
    assert visitor.post(f"/pengguna/{teacher}/akhiri").status_code == 302
    happened(app, OURS, ("office_renamed", str(teacher), {"after": "Tanpa Surel"}))
    said = text_of(visitor.get("/catatan?orang=teacher"))
    assert "mengakhiri penugasan" in said and "District Admin" in said
    assert "Tanpa Surel" in said, "known by the membership alone"


def test_a_wrong_day_is_told_and_kept(visit: Visit) -> None:
    answer = visit("district_admin").get("/catatan?sejak=kemarin&orang=Ani")
    assert answer.status_code == 422
    assert "“kemarin” tidak dapat dibaca sebagai tanggal" in answer.text
    assert 'value="kemarin"' in answer.text and 'value="Ani"' in answer.text


def test_a_long_record_is_read_piece_by_piece_also_while_it_grows(app: Flask, visit: Visit) -> None:
    def add(first: int, last: int) -> None:
        happened(app, OURS, *(("group_kept", "x", {"name": f"n{n:03}"}) for n in range(first, last)))

    def names(page: str) -> list[int]:
        return [n for n in range(200) if f"nama: n{n:03}" in page]

    add(1, 106)
    visitor, seen = visit("district_admin"), list[int]()
    address = "/catatan?jenis=pengaturan"
    for size in (50, 50, 5):
        page = visitor.get(address).text
        assert len(names(page)) == size
        seen += names(page)[::-1]
        add(150 + len(seen) // 50, 151 + len(seen) // 50)
        if size == 50:
            address = (
                page.split("Peristiwa lebih lama")[0]
                .rsplit('href="', 1)[1]
                .split('"')[0]
                .replace("&amp;", "&")
            )
            assert "jenis=pengaturan" in address
        else:
            assert "Peristiwa lebih lama" not in page
    assert seen == list(range(105, 0, -1))


@pytest.mark.usefixtures("lived")
def test_the_export_holds_what_the_page_shows_and_the_end_of_the_chain(visit: Visit, urls: Urls) -> None:
    answer = visit("district_admin").post("/catatan/unduh", {"sampai": "2/10/2024"})
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    with ZipFile(BytesIO(answer.data)) as archive:
        files = {name.rsplit(".")[-1]: archive.read(name) for name in archive.namelist()}
    rows = list(csv.DictReader(StringIO(files["csv"].decode("utf-8-sig"))))
    assert [(row["Nomor"], row["Pelaku"], row["Tindakan"]) for row in rows] == [
        ("2", "Operator", "figures_saved"),
        ("3", "Operator", "office_renamed"),
    ]
    assert json.loads(rows[0]["Rincian lengkap (JSON)"])["cells"] == [["pairs x", None, [1, 2, ""]]]
    assert rows[0]["Waktu"] == "2024-10-02T03:00:00+07:00"
    sheet = openpyxl.load_workbook(BytesIO(files["xlsx"])).worksheets[0]
    assert sheet.max_row == 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)

    ((number, root, detail),) = stored(
        urls,
        f"select number, hash, detail from audit_event where action = 'record_exported' and tenant = '{DISTRICT}'",
    )
    assert (number, detail["rows"], detail["filter"]) == (5, 2, "sampai 2 Oktober 2024")
    anchor = f"{DISTRICT}:{number}:{root}"
    assert f"--anchor {anchor}" in files["txt"].decode()
    walked = verify_record(url=urls.backup, anchors=[AnchorText().convert(anchor, None, None)])
    assert not any(each.faults for each in walked)


def test_no_formula_and_no_secret_leaves_the_house(app: Flask, visit: Visit) -> None:
    happened(
        app,
        OURS,
        ("refused", FORMULA, {"reason": FORMULA, "password": "rahasia1", "a": [{"link": "rahasia2"}]}),
    )
    visitor = visit("district_admin")
    assert "rahasia" not in visitor.get("/catatan").text
    with ZipFile(BytesIO(visitor.post("/catatan/unduh").data)) as archive:
        text = {name.rsplit(".")[-1]: archive.read(name) for name in archive.namelist()}
    table = text["csv"].decode("utf-8-sig")
    assert "rahasia" not in table
    assert f"'{FORMULA}" in table and f",{FORMULA}" not in table
    book = openpyxl.load_workbook(BytesIO(text["xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert all(cell.data_type != "f" and "rahasia" not in str(cell.value) for cell in cells)


@pytest.mark.usefixtures("lived")
def test_the_command_hands_out_the_same(app: Flask, urls: Urls, tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "SECRET_KEY": "s" * 40,
        "SPM_TRUSTED_HOSTS": "localhost",
        "SPM_HTTPS": "0",
        "SPM_DATA": str(tmp_path),
    }
    out = tmp_path / "catatan.zip"
    words = ["--as", email_of("coordinator"), "--tenant", DISTRICT, "--kind", "langkah", "--out", str(out)]
    answer = app.test_cli_runner().invoke(export_command, words, env=environment)
    assert answer.exit_code == 0, answer.output
    ((number, root),) = stored(urls, f"select number, hash from audit_head where tenant = '{DISTRICT}'")
    assert f"1 peristiwa: {out}\nJangkar: {DISTRICT}:{number}:{root}\n" == answer.output
    with ZipFile(out) as archive:
        assert sum(name.endswith((".csv", ".xlsx", ".txt")) for name in archive.namelist()) == 3
    words[1] = email_of("operator")
    refused = app.test_cli_runner().invoke(export_command, words, env=environment)
    assert refused.exit_code == 2 and "tidak berwenang" in refused.output
