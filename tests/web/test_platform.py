"""The platform's page: every tenant in numbers, what it must not tell, and a failed job tried again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.installation import newest_revision
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin_system
from spm_oversight.services.open_province import open_province
from tests.web import closed
from tests.web.cast import Visitor
from tests.web.house import Ready
from tests.web.test_paper_jobs import empty_queue, small
from tests.web.walk import text_of

Visit = Callable[[str], Visitor]
CANARY, PLACE = "KENARI", closed.TOP
EVIDENCE = (
    "insert into evidence (province_id, district_id, year, quarter, id, service_code, purpose, name, file_id, kind,"
    " size, sha256, page, note, added_at, added_by, since_number) values"
    f" ('62', '{PLACE}', 2023, 4, gen_random_uuid(), 'kab.1.01.02', 'evidence', '{CANARY}', gen_random_uuid(),"
    f" 'pdf', {3 * 2**20}, 'x', '', '{CANARY}', now(), '{CANARY}', 1)"
)
PAPER = (
    "insert into paper (province_id, id, kind, state, step, steps, doing, attempt, size, requested_by,"
    " membership_id, requested_at, snapshot_id, draft) select '62', gen_random_uuid(), 'booklet', 'done', 1, 1, '', 1,"
    f" {2**20}, '{CANARY}', gen_random_uuid(), now(), id, false from snapshot"
)
EVENT = (
    "insert into audit_event (tenant, number, at, actor, action, subject, detail, previous_hash, hash) values"
    f" ('{PLACE}', 999999, '2031-05-20 01:00+00', '{CANARY}', '{CANARY}', '{CANARY}', '{{}}', '', '')"
)
FIGURE = (
    "insert into recipients (province_id, district_id, year, quarter, code, state, base, part, note, version,"
    f" entered_at, entered_by) values ('62', '{PLACE}', 2023, 4, 'kab.1.01.02', 'filled', 987654, 1, '{CANARY}', 1,"
    f" now(), '{CANARY}')"
)


@pytest.fixture
def ready(nobody_signed_in: Ready) -> Ready:
    """Signing in is the subject here."""
    return nobody_signed_in


def changed(urls: Urls, *statements: str) -> None:
    """Write past the application."""
    with psycopg.connect(urls.superuser) as connection:
        for each in statements:
            connection.execute(each.encode())


def job(urls: Urls, task: str, args: str, **more: Any) -> int:
    """A job as the queue keeps it."""
    columns = {"queue_name": "default", "task_name": task, "args": args, **more}
    names, marks = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
    insert = f"insert into procrastinate_jobs ({names}) values ({marks}) returning id"
    with psycopg.connect(urls.superuser) as connection:
        found = connection.execute(insert.encode(), columns).fetchone()
    assert found
    return found[0]


def test_every_tenant_is_counted_and_none_is_quoted(app: Flask, visit: Visit, urls: Urls) -> None:
    closed.close(app, small())
    closed.run(app, closed.replace(small(), quarter=closed.FIRST))
    visit("coordinator")
    changed(urls, EVIDENCE, EVIDENCE, PAPER, EVENT, FIGURE)
    job(
        urls,
        "send_message",
        f'{{"province": "62", "message": "{CANARY}"}}',
        scheduled_at="2031-05-31 01:00+00",
    )
    admin = visit("platform_admin")
    page = admin.get("/platform")
    text = text_of(page)
    ours = "Kalimantan Tengah 62, WIB 14 12 penugasan di Kalimantan Tengah Operator perangkat daerah: 4"
    assert ours in text
    assert (
        "Triwulan I 2024 20 Mei 2031 pukul 08.00 WIB" in text
    )  # a district's last act, in its province's time
    assert "Kalimantan Selatan 63, WITA 13 2 penugasan" in text
    assert text.count("belum ada yang dibuka") == 1
    assert re.search(r"Kalimantan Tengah 2 6,0.MB 1 1,0.MB", text)
    assert re.search(r"Semua provinsi 2 6,0.MB 1 1,0.MB", text)
    assert re.search(r"Koordinator provinsi 2 \d+ \w+ \d{4} pukul", text)
    assert "Pereviu provinsi 1 belum pernah" in text and "Pimpinan daerah 2 belum pernah" in text
    assert "0 gagal, 0 sedang dikerjakan, 1 menunggu" in text and "Mengirim surel" in text
    assert re.search(
        r"Menunggu (?!31 Mei 2031)\d+ \w+ \d{4} pukul \S+ WIB dijadwalkan 31 Mei 2031 pukul 08.00 WIB", text
    )
    assert f"{newest_revision()}, terbaru" in text and len(newest_revision()) == 4
    assert "Keadaan sistem: tidak ada pekerja yang aktif, belum ada cadangan" in text
    assert "Belum ada cadangan yang tercatat." in text and "Tidak ada pekerja yang aktif" in text
    for secret in (CANARY, "987.654", "987654", "Reviewer", "reviewer@", "rival.admin@"):
        assert secret not in page.text, secret

    with app.app_context(), begin_system() as work:
        work.record.add("backup_made", "spm-2031-06-01.dump", bytes=5 * 2**30)
        work.record.add("job_retried", "1")
    changed(
        urls,
        "insert into procrastinate_workers default values",
        "update alembic_version set version_num = '0001'",
    )
    text = text_of(admin.get("/platform"))
    assert re.search(r"5,0.GB: spm-2031-06-01.dump", text) and "Belum ada cadangan" not in text
    assert "Tidak ada pekerja" not in text
    assert f"0001, seharusnya {newest_revision()}" in text and "Susunan basis data tidak sama" in text


def test_a_restored_copy_that_is_held_says_so(visit: Visit, urls: Urls) -> None:
    platform = visit("platform_admin")
    assert "ditahan" not in text_of(platform.get("/platform"))
    changed(urls, "insert into held (since, source) values (now(), 'cadangan')")
    told = text_of(platform.get("/platform"))
    assert "Keadaan sistem: salinan yang ditahan" in told
    assert "surel tidak dikirim dan antrean tidak dikerjakan" in told and "spm restore --release" in told


def test_no_scope_but_the_platforms_counts_and_its_own_scope_comes_back(app: Flask, urls: Urls) -> None:
    closed.close(app, small())
    changed(urls, EVIDENCE)
    with app.app_context():
        for scope in (Scope(), Scope.of_province("62", (PLACE,)), Scope.of_district("62", PLACE)):
            with open_work(scope, None) as work:
                assert work.installation.provinces() == {}
        with open_work(SYSTEM, None) as work:
            assert work.installation.provinces()["62"].evidence == 1
            after = "select current_setting('app.districts') || current_setting('app.province')"
            told = work.session.connection().exec_driver_sql(
                f"{after} || current_setting('app.write_province')"
            )
            assert told.scalar() == ""
            assert work.session.connection().exec_driver_sql("select count(*) from evidence").scalar() == 0


def test_a_failed_job_is_told_without_its_data_and_tried_again(app: Flask, visit: Visit, urls: Urls) -> None:
    wrong = f'{{"message": "{CANARY}", "province": "62", "district": ""}}'
    failing = job(urls, "send_message", wrong, attempts=9)  # its last try
    empty_queue(app, urls)
    clock = job(urls, "forget_uploads", "{}", status="failed", queueing_lock="forget_uploads")
    admin = visit("platform_admin")
    page = admin.get("/platform")
    text = text_of(page)
    assert "Keadaan sistem: 2 pekerjaan gagal," in text and CANARY not in page.text
    told = rf"nomor {failing}, antrean default Kalimantan Tengah Gagal 10 kali dicoba .* pukul .* ValueError worker/"
    assert re.search(told, text)
    assert f"/platform/pekerjaan/{failing}/ulang" in page.text
    assert f"/platform/pekerjaan/{clock}/ulang" not in page.text and "dijalankan lagi menurut jadwal" in text
    assert visit("coordinator").post(f"/platform/pekerjaan/{failing}/ulang").status_code == 404
    assert admin.post(f"/platform/pekerjaan/{clock}/ulang").status_code == 403

    answer = admin.post(f"/platform/pekerjaan/{failing}/ulang", follow=True)
    assert f"Mengirim surel (nomor {failing}) masuk antrean lagi." in text_of(answer)
    assert "1 gagal, 0 sedang dikerjakan, 1 menunggu" in text_of(answer) and "ValueError" not in answer.text
    again = admin.post(f"/platform/pekerjaan/{failing}/ulang")
    assert again.status_code == 409 and "tidak ada yang dijalankan ulang" in again.text
    with app.app_context(), begin_system() as work:
        event = work.record.events(str(failing))[-1]
    assert (event.action, event.actor, event.detail["before"], event.detail["after"]) == (
        "job_retried",
        "Platform Admin",
        "failed",
        "todo",
    )
    right = f'{{"message": "{uuid4()}", "province": "62", "district": ""}}'
    changed(urls, f"update procrastinate_jobs set args = '{right}' where id = {failing}")
    empty_queue(app, urls)
    job(urls, "forget_uploads", "{}", status="succeeded", queueing_lock="forget_uploads")
    assert "Tidak ada pekerjaan yang menunggu, sedang dikerjakan, atau gagal." in text_of(
        admin.get("/platform")
    )


def test_the_page_asks_as_little_for_many_provinces_as_for_two(app: Flask, visit: Visit) -> None:
    admin = visit("platform_admin")
    counts: list[int] = []
    for more in ((), ("31", "95")):
        with app.app_context():
            for code in more:
                open_province(code=code, actor=None)
        with closed.statements(app) as questions:
            assert admin.get("/platform").status_code == 200
        counts.append(len(questions))
    assert counts[0] == counts[1] <= 8, counts
