"""/dokumen: papers asked for, being made, made; who may ask, who may fetch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.files import files
from spm_oversight.persistence.papers import PaperState
from tests.web import closed
from tests.web.cast import Visitor

Visit = Callable[[str], Visitor]
PDF = b"%PDF-1.7 contoh"


@dataclass(frozen=True)
class Asked:
    """A paper and the attempt that makes it."""

    id: UUID
    attempt: int


def ask(app: Flask, *, quarter: Quarter = closed.FOURTH, draft: bool = False) -> Asked:
    """A paper that the worker has begun."""
    with closed.province_work(app) as work:
        snapshot = work.snapshots.of_quarter(quarter)
        assert snapshot
        paper = work.papers.request(
            "62", kind="booklet", snapshot=snapshot.id, draft=draft, by="Siti", membership=uuid4(), steps=4
        )
        attempt = work.papers.claim(paper.id)
        assert attempt
        return Asked(paper.id, attempt)


def finish(app: Flask, asked: Asked) -> None:
    """Let the worker's last step happen."""
    with closed.province_work(app) as work:
        work.papers.finish(asked.id, asked.attempt, sha256="ab12" * 16, size=1_234_567)
    with app.app_context():
        files.put("62", "papers", asked.id, ".pdf", PDF)


@pytest.mark.parametrize("maker", ["coordinator", "reviewer"])
def test_who_may_make_papers_asks_for_a_booklet_and_a_job_waits(
    app: Flask, visit: Visit, urls: Urls, maker: str
) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit(maker)
    assert "Buat buku rakor" in visitor.get("/dokumen").text
    answer = visitor.post("/dokumen", {"period": "2023-Q4"})
    assert answer.status_code == 302
    page = visitor.get("/dokumen")
    assert "Belum ada dokumen yang siap diunduh, 1 sedang dibuat" in page.text
    assert "Menunggu giliran" in page.text
    with psycopg.connect(urls.superuser) as connection:
        assert connection.execute("select task_name, status::text from procrastinate_jobs").fetchall() == [
            ("make_paper", "todo")
        ]


def test_who_may_not_make_papers_has_no_form_and_no_way(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    for reader in ("province_leader", "district_admin", "district_leader", "operator"):
        visitor = visit(reader)
        page = visitor.get("/dokumen")
        assert page.status_code == 200
        assert "Buat buku rakor" not in page.text
        assert visitor.post("/dokumen", {"period": "2023-Q4"}).status_code == 404
    with closed.province_work(app) as work:
        assert work.papers.all() == ()


def test_progress_is_told_in_words_and_the_page_looks_again_by_itself(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    asked = ask(app)
    with closed.province_work(app) as work:
        work.papers.progress(asked.id, asked.attempt, 1, "Menyusun halaman 12")
    visitor = visit("coordinator")
    page = visitor.get("/dokumen")
    assert "langkah 2 dari 4: menyusun halaman 12" in page.text
    assert 'value="1" max="4"' in page.text
    assert page.headers["Refresh"] == "2; url=/dokumen?segar=sendiri"
    still = visitor.get("/dokumen?segar=tidak")
    assert "Refresh" not in still.headers
    assert 'name="period"' in still.text
    finish(app, asked)
    done = visitor.get("/dokumen")
    assert "Refresh" not in done.headers
    assert "1,2 MB, sidik berkas ab12 ab12 ab12" in done.text


def test_a_long_list_asks_as_little_as_a_short_one(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(closed.THIRD))
    closed.close(app, closed.kalteng())
    visitor = visit("coordinator")
    counts: list[int] = []
    for _ in range(2):
        for quarter in (closed.THIRD, closed.FOURTH):
            ask(app, quarter=quarter)
        with closed.statements(app) as asked:
            visitor.get("/dokumen")
        assert not [each for each in asked if "snapshot.package" in each]
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_a_failure_says_what_happened(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    asked = ask(app)
    with closed.province_work(app) as work:
        work.papers.fail(asked.id, asked.attempt, "Dokumen terlalu lama dibuat.")
    page = visit("coordinator").get("/dokumen")
    assert "Gagal" in page.text
    assert "Dokumen terlalu lama dibuat." in page.text
    assert "Refresh" not in page.headers


def test_a_finished_paper_is_fetched_by_those_who_see_its_period(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(), publish=False)
    asked = ask(app)
    address = f"/dokumen/{asked.id}.pdf"
    coordinator, district = visit("coordinator"), visit("district_leader")
    assert coordinator.get(address).status_code == 404  # not made yet
    finish(app, asked)
    with coordinator.get(address) as answer:
        assert answer.data == PDF
        assert answer.mimetype == "application/pdf"
        assert "buku-rakor-2023-Q4.pdf" in answer.headers["Content-Disposition"]
    assert district.get(address).status_code == 404
    assert "Buku rakor Triwulan IV 2023" not in district.get("/dokumen").text
    with closed.province_work(app) as work:
        snapshot = work.snapshots.of_quarter(closed.FOURTH)
        assert snapshot
        work.snapshots.publish(snapshot.id, closed.NOW)
    with district.get(address) as answer:
        assert answer.data == PDF
    assert "Buku rakor Triwulan IV 2023" in district.get("/dokumen").text
    assert visit("foreign_coordinator").get(address).status_code == 404
    assert coordinator.get(f"/dokumen/{uuid4()}.pdf").status_code == 404


def test_a_draft_stays_in_the_province(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    asked = ask(app, draft=True)
    finish(app, asked)
    assert "konsep, tidak diterbitkan" in visit("reviewer").get("/dokumen").text
    district = visit("district_admin")
    assert district.get(f"/dokumen/{asked.id}.pdf").status_code == 404
    assert "konsep" not in district.get("/dokumen").text


def test_a_wrong_choice_comes_back_with_the_reason(app: Flask, visit: Visit) -> None:
    visitor = visit("coordinator")
    assert "Belum ada periode. Buka periode dahulu" in visitor.get("/dokumen").text
    closed.close(app, closed.kalteng())
    answer = visitor.post("/dokumen", {"period": "2031-Q1"})
    assert answer.status_code == 422
    with closed.province_work(app) as work:
        assert [each.state for each in work.papers.all()] == []


def test_an_open_period_gives_a_draft_only(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    with closed.province_work(app) as work:
        window = work.quarters.period("62", closed.FOURTH).window
        work.quarters.open("62", closed.Period(closed.FIRST, window, 2022, "2022.1"))
    visitor = visit("coordinator")
    refused = visitor.post("/dokumen", {"period": "2024-Q1"})
    assert refused.status_code == 422
    assert "Periode ini belum ditutup. Tutup dahulu, atau buat konsep." in refused.text
    assert 'value="2024-Q1" selected' in refused.text.replace(
        'selected value="2024-Q1"', 'value="2024-Q1" selected'
    )
    assert visitor.post("/dokumen", {"period": "2024-Q1", "draft": "y"}).status_code == 302
    with closed.province_work(app) as work:
        assert [(each.draft, each.state) for each in work.papers.all()] == [(True, PaperState.QUEUED)]
