"""Papers from the request to the file, by the real worker: how each ends, and that each does end."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.papers import Paper, PaperState
from spm_oversight.services.begin import begin_system
from spm_oversight.worker import TRIES, run_worker
from tests.web import closed
from tests.web.cast import Visitor, membership_of

Visit = Callable[[str], Visitor]


def small(quarter: Quarter = closed.FOURTH) -> Package:
    """The printed province with few districts: soon printed."""
    package = closed.kalteng(quarter)
    return replace(package, districts=package.districts[:4])


def papers_of(app: Flask) -> tuple[Paper, ...]:
    """The province's papers."""
    with closed.province_work(app) as work:
        return work.papers.all()


def request(visitor: Visitor, quarter: Quarter = closed.FOURTH, **more: str) -> None:
    """Ask by the form."""
    assert visitor.post("/dokumen", {"period": quarter.code, **more}).status_code == 302


def asked(urls: Urls, question: str) -> list[tuple[Any, ...]]:
    """A question to the database itself."""
    with psycopg.connect(urls.superuser) as connection:
        return connection.execute(question.encode()).fetchall()


def empty_queue(app: Flask, urls: Urls) -> None:
    """One run of every job that waits; those that wait for their next try are due at once."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update procrastinate_jobs set scheduled_at = null where status = 'todo'")
    # In a thread of its own: the browser tests leave an event loop running in this one.
    with ThreadPoolExecutor(1) as own:
        own.submit(run_worker, app, urls.app, wait=False).result()
    # What the clock put in meanwhile, where a minute turned, is no test's matter.
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("delete from procrastinate_periodic_defers")
        connection.execute("delete from procrastinate_jobs where status = 'todo' and args ? 'timestamp'")


def publish(app: Flask, quarter: Quarter) -> None:
    """As the desk does."""
    with closed.province_work(app) as work:
        snapshot = work.snapshots.of_quarter(quarter)
        assert snapshot
        work.snapshots.publish(snapshot.id, closed.NOW)
        work.quarters.mark_published("62", quarter)


def text_of(pdf: bytes) -> str:
    """The words of a PDF."""
    words = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(words.decode().split())


def test_a_booklet_tells_no_rank_of_a_quarter_that_is_not_published(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    closed.close(app, closed.kalteng(closed.THIRD), publish=False)
    closed.close(app, small())
    visitor = visit("coordinator")
    told: list[bool] = []
    for _ in range(2):
        request(visitor)
        empty_queue(app, urls)
        newest = papers_of(app)[0]
        with visitor.get(f"/dokumen/{newest.id}.pdf") as answer:
            assert sha256(answer.data).hexdigest() == newest.sha256
            told.append("dari peringkat" in text_of(answer.data))
        publish(app, closed.THIRD)
    assert told == [False, True]
    assert "2 dokumen siap diunduh" in visitor.get("/dokumen").text


def test_a_closed_period_gives_a_draft_of_its_snapshot_until_it_is_published(
    app: Flask, visit: Visit
) -> None:
    snapshot = closed.close(app, small(), publish=False)
    visitor = visit("coordinator")
    offer = "Triwulan IV 2023, belum diterbitkan: hanya konsep"
    assert offer in visitor.get("/dokumen").text
    request(visitor)
    assert [(each.draft, each.snapshot) for each in papers_of(app)] == [(True, snapshot.id)]
    assert "konsep, tidak diterbitkan" in visitor.get("/dokumen").text
    publish(app, closed.FOURTH)
    assert offer not in visitor.get("/dokumen?segar=tidak").text
    request(visitor)
    assert [(each.draft, each.snapshot) for each in papers_of(app) if not each.draft] == [
        (False, snapshot.id)
    ]


@pytest.mark.parametrize("gone", ["post", "account"])
def test_a_paper_whose_asker_left_ends_with_the_reason(
    app: Flask, visit: Visit, urls: Urls, gone: str
) -> None:
    closed.close(app, small())
    request(visit("reviewer"))
    post = membership_of(app, "reviewer")
    if gone == "post":
        with app.app_context(), begin_system() as work:
            work.accounts.end(post)
    else:
        visit("platform_admin").post(f"/pengguna/{post}/tutup-akun")
    empty_queue(app, urls)
    page = visit("coordinator").get("/dokumen")
    assert "Gagal" in page.text
    assert "Pemintanya tidak lagi bertugas; minta sekali lagi." in page.text
    assert "Refresh" not in page.headers


@pytest.mark.usefixtures("unprinted")
def test_a_paper_that_cannot_be_kept_fails_after_the_last_try_and_not_before(
    app: Flask, visit: Visit, urls: Urls, tmp_path: Path
) -> None:
    closed.close(app, small())
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / "62").write_text("a file where the folder should be")
    visitor = visit("coordinator")
    request(visitor)
    states: list[PaperState] = []
    jobs: list[str] = []
    for _ in range(TRIES):
        empty_queue(app, urls)
        states += [each.state for each in papers_of(app)]
        jobs += [
            row[0]
            for row in asked(
                urls, "select status::text from procrastinate_jobs where task_name = 'make_paper'"
            )
        ]
    assert states == [*[PaperState.RUNNING] * (TRIES - 1), PaperState.FAILED]
    assert jobs == [*["todo"] * (TRIES - 1), "failed"]
    page = visitor.get("/dokumen")
    assert "Dokumen tidak dapat dibuat. Laporkan kepada admin." in page.text
    assert "Refresh" not in page.headers


@pytest.mark.usefixtures("unprinted")
def test_a_job_left_before_it_began_is_failed_by_its_last_run_all_the_same(
    app: Flask, visit: Visit, urls: Urls, tmp_path: Path
) -> None:
    closed.close(app, small())
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / "62").write_text("a file where the folder should be")
    request(visit("coordinator"))
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update procrastinate_jobs set attempts = %s", [TRIES - 1])
    empty_queue(app, urls)
    assert [(each.state, each.attempt) for each in papers_of(app)] == [(PaperState.FAILED, 1)]


def test_a_double_click_makes_one_paper(app: Flask, visit: Visit, urls: Urls) -> None:
    closed.close(app, small(closed.THIRD))
    closed.close(app, small())
    visitor = visit("coordinator")
    for _ in range(2):
        request(visitor)
        request(visitor, closed.THIRD)
    assert len(papers_of(app)) == 2
    request(visit("reviewer"))
    assert len(papers_of(app)) == 3
    assert asked(urls, "select count(*) from procrastinate_jobs") == [(3,)]
    with closed.province_work(app) as work:
        for each in work.papers.all():
            attempt = work.papers.claim(each.id)
            assert attempt
            work.papers.fail(each.id, attempt, "Gagal.")
    request(visitor)
    assert len(papers_of(app)) == 4


def test_the_second_click_waits_for_the_first(app: Flask, visit: Visit, urls: Urls) -> None:
    snapshot = closed.close(app, small())
    visitor, membership = visit("coordinator"), membership_of(app, "coordinator")
    second = Thread(target=request, args=(visitor,))
    with closed.province_work(app) as work:
        assert not work.papers.unfinished(
            kind="booklet", quarter=closed.FOURTH, draft=False, membership=membership
        )
        second.start()
        while second.is_alive() and not asked(urls, "select 1 from pg_locks where not granted"):
            second.join(0.05)
        work.papers.request(
            "62",
            kind="booklet",
            snapshot=snapshot.id,
            draft=False,
            by="Koordinator",
            membership=membership,
            steps=4,
        )
    second.join()
    assert len(papers_of(app)) == 1


def test_a_paper_whose_file_is_lost_is_not_there(app: Flask, visit: Visit) -> None:
    closed.close(app, small())
    visitor = visit("coordinator")
    request(visitor)
    with closed.province_work(app) as work:
        paper = work.papers.all()[0].id
        attempt = work.papers.claim(paper)
        assert attempt
        work.papers.finish(paper, attempt, sha256="ab12" * 16, size=1)
    assert f"/dokumen/{paper}.pdf" in visitor.get("/dokumen").text
    assert visitor.get(f"/dokumen/{paper}.pdf").status_code == 404
