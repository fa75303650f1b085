"""A district's own papers, from the request to the file, by the real worker; and that no other tenant has them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pikepdf
import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from spm_oversight.documents.receipt import ReceiptFacts
from spm_oversight.domain.access import Actor
from spm_oversight.domain.agreements import Act
from spm_oversight.domain.district_paper import Source
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.figures import BudgetVersion, CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, ChangeSet, PairCell, ProblemList
from spm_oversight.domain.period import Window
from spm_oversight.domain.show import shown
from spm_oversight.exchange.data_package import read_package
from spm_oversight.formats import number
from spm_oversight.persistence.district_papers import DistrictPaper
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.papers import PaperState
from spm_oversight.persistence.quarters import Period
from spm_oversight.services.begin import begin, begin_system
from spm_oversight.services.district_papers import district_paper_file, district_papers
from spm_oversight.services.forms import save_changes
from spm_oversight.services.handout import request_handout
from spm_oversight.services.keep_agreements import agree, record_meeting, take_step
from spm_oversight.services.receipt import RECEIPT, request_receipt
from spm_oversight.services.sign_in import sign_in
from spm_oversight.worker import TRIES
from tests.papers.pages import pages_of
from tests.web import closed
from tests.web.cast import DISTRICT, PASSWORD, RIVAL, Visitor, email_of, membership_of, office_of
from tests.web.test_letterhead import FORM
from tests.web.test_paper_jobs import asked, empty_queue, text_of

Visit = Callable[[str], Visitor]
LIVE, FROZEN = Source.LIVE.value, Source.FROZEN.value
RUNNING = closed.FIRST
CHANGES = ChangeSet(
    recipients={
        "kab.1.02.01": PairCell(Pair(CellState.FILLED, Fraction(4000), Fraction(3000))),
        "kab.1.03.01": PairCell(Pair(CellState.FILLED, Fraction(900), Fraction(450))),
    },
    quality={"kab.1.02.01.q01": PairCell(Pair(CellState.FILLED, Fraction(10), Fraction(7)))},
    budget={("kab.1.02.01", BudgetVersion.MURNI, "DAU"): BudgetCell(1_000_000_000, 250_000_000)},
    problems={"1.02": ProblemList((Problem("1.02", "Bidan kurang", "Usulan formasi", "dr. Contoh"),))},
)


def actor_of(name: str) -> Actor:
    """A person of the cast, in an application's context."""
    return sign_in(email=email_of(name), password=PASSWORD)[0]


@pytest.fixture
def running(app: Flask) -> Flask:
    """A quarter that takes figures, and the published fourth of last year."""
    closed.close(app, closed.kalteng())
    with closed.province_work(app) as work:
        window = Window(closed.NOW - timedelta(days=9), datetime(2099, 1, 1, tzinfo=UTC))
        work.quarters.open("62", Period(RUNNING, window, 2022, "2022.1"))
    return app


@pytest.fixture
def filled(running: Flask) -> Flask:
    """A few figures in the running quarter."""
    with running.app_context(), begin(actor_of("district_admin")) as work:
        save_changes(work, quarter=RUNNING, changes=CHANGES, source="uji")
    return running


def ask(visitor: Visitor, *, period: str = RUNNING.code, source: str = LIVE, sheet: str = "A4") -> None:
    """Ask by the form."""
    answer = visitor.post("/dokumen/daerah", {"period": period, "source": source, "sheet": sheet})
    assert answer.status_code == 302, answer.text


def own_papers(app: Flask, name: str = "district_admin") -> tuple[DistrictPaper, ...]:
    """The district's handouts."""
    with app.app_context(), begin(actor_of(name)) as work:
        return work.district_papers.of_district(work.scope.districts[0], kind="handout")


def agreed_before(app: Flask) -> tuple[UUID, UUID]:
    """Two agreements with the health office in the meeting on last year's fourth quarter."""
    keys = uuid4(), uuid4()
    office = office_of(app, DISTRICT)
    with app.app_context(), begin(actor_of("district_admin")) as work:
        record_meeting(work, quarter=closed.FOURTH, held_on=date(2024, 1, 15), led_by="Sekda", seen=0)
        for key, said, due in zip(
            keys, ("Isi data ibu", "Usul bidan"), (date(2024, 3, 31), date(2098, 12, 31)), strict=True
        ):
            told = {"key": key, "text": said, "owner": "Kabid", "due": due}
            agree(work, quarter=closed.FOURTH, office=office, **told)
    return keys


def fetched(visitor: Visitor, paper: UUID) -> bytes:
    with visitor.get(f"/dokumen/daerah/{paper}.pdf") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        return answer.data


def flat(pdf: bytes) -> str:
    return text_of(pdf).replace("\u00a0", " ")


def stored_results(app: Flask) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """The running results and indicators of the district as the papers show them."""
    with app.app_context(), begin(actor_of("district_admin")) as work:
        results = work.figures.results(RUNNING, (DISTRICT,))
        indicators = work.figures.indicators(RUNNING, (DISTRICT,))
    figures = {
        (level, code): number(shown(Fraction(row.index)), 2)
        for (_, level, code), row in results.items()
        if row.index is not None
    }
    told = {m: number(shown(Fraction(v)), 2) for (_, m), v in indicators.items() if v is not None}
    return figures, told


def test_a_live_handout_shows_the_stored_results_of_the_moment_it_was_asked_for(
    filled: Flask, visit: Visit, urls: Urls
) -> None:
    results, indicators = stored_results(filled)
    visitor = visit("district_admin")
    assert "Buat bahan rapat" in visitor.get("/dokumen").text
    promises = agreed_before(filled)
    ask(visitor)
    waiting = visitor.get("/dokumen")
    assert "Bahan rapat evaluasi Triwulan I 2024" in waiting.text
    assert "Menunggu giliran" in waiting.text
    assert waiting.headers["Refresh"] == "2; url=/dokumen?segar=sendiri"
    # What is saved after the request is not on the paper.
    later = PairCell(Pair(CellState.FILLED, Fraction(4000), Fraction(4000)))
    with filled.app_context(), begin(actor_of("district_admin")) as work:
        cell = work.figures.cells(RUNNING, (DISTRICT,))[DISTRICT].recipients["kab.1.02.01"]
        changes = ChangeSet(recipients={"kab.1.02.01": replace(later, version=cell.version)})
        save_changes(work, quarter=RUNNING, changes=changes, source="uji")
        told = {"act": Act.DROPPED, "word": "Tidak jadi", "due": None, "seen": 0}
        take_step(work, district=DISTRICT, agreement=promises[1], **told)
    empty_queue(filled, urls)

    (paper,) = own_papers(filled)
    assert (paper.state, paper.source, paper.attempt) == (PaperState.DONE, Source.LIVE, 1)
    pdf = fetched(visitor, paper.id)
    assert sha256(pdf).hexdigest() == paper.sha256
    words = flat(pdf)
    assert f"Capaian {results['district', DISTRICT]} %, Belum Tuntas berjalan." in words
    for place in (("service", "kab.1.02.01"), ("urusan", "1.02"), ("service", "kab.1.03.01")):
        assert results[place] in words, place
    for metric in ("completeness", "serapan"):
        assert indicators[metric] in words, metric
    lines = [line for page in pages_of(pdf) for line in page.lines]
    assert "1.000" in pages_of(pdf)[0].text
    assert "1.450" not in words  # the 450 households of 1.03 are no people
    assert any(line.startswith("Pelayanan kesehatan ibu hamil 4.000 3.000 1.000 75,00") for line in lines)
    assert "Data langsung, batas data" in words
    health = words[words.index("Bidan kurang. Solusi") :]
    health = health[: health.index("Tidak ada permasalahan")]
    assert "Terlambat Isi data ibu. Penanggung jawab: Kabid. Tenggat: 31 Maret 2024." in health
    assert "Terbuka Usul bidan. Penanggung jawab: Kabid. Tenggat: 31 Desember 2098." in health
    assert "Rapat lalu: evaluasi Triwulan IV 2023, 15 Januari 2024, dipimpin Sekda." in health
    assert "Tidak jadi" not in words
    with pikepdf.open(BytesIO(pdf)) as document:
        data = document.attachments["paket-data.zip"].get_file().read_bytes()
    package = read_package(data).package
    assert package and [each.code for each in package.districts] == [DISTRICT]
    assert sha256(data).hexdigest() == paper.data_hash
    done = visitor.get("/dokumen")
    assert "Refresh" not in done.headers
    assert "(data langsung, A4)" in done.text
    assert "Batas data" in done.text


def test_a_frozen_handout_shows_the_published_results_of_its_district_alone(
    running: Flask, visit: Visit, urls: Urls
) -> None:
    visitor = visit("district_leader")
    ask(visitor, period="2023-Q4", source=FROZEN, sheet="F4")
    empty_queue(running, urls)
    (paper,) = own_papers(running)
    pdf = fetched(visitor, paper.id)
    words = flat(pdf)
    with running.app_context(), begin(actor_of("district_admin")) as work:
        snapshot = work.snapshots.of_quarter(closed.FOURTH)
        assert snapshot
        scores = work.snapshots.scores(snapshot.id, ("service", "urusan", "district"))
    own = {key[1:]: score.index for key, score in scores.items() if key[0] == DISTRICT}
    for index in own.values():
        assert index is not None
        assert number(shown(Fraction(index)), 2) in words
    assert "Data beku, batas data 20 Januari 2024 pukul 23.59 WIB." in words
    assert snapshot.sha256[:4] in words
    with pikepdf.open(BytesIO(pdf)) as document:
        data = document.attachments["paket-data.zip"].get_file().read_bytes()
        box = [round(float(each) / 72 * 25.4) for each in document.pages[0].mediabox]
    assert box[2:] == [215, 330]
    package = read_package(data).package
    assert package and [each.code for each in package.districts] == [DISTRICT]
    for other in ("Kotawaringin", "Lamandau", "Peringkat"):
        assert other not in words


def test_frozen_data_need_a_published_period(running: Flask, visit: Visit) -> None:
    visitor = visit("district_admin")
    form = {"period": RUNNING.code, "source": FROZEN, "sheet": "F4"}
    answer = visitor.post("/dokumen/daerah", form)
    assert answer.status_code == 422
    assert "Hasil Triwulan I 2024 belum diterbitkan provinsi. Pilih data langsung." in answer.text
    assert re.search(r'checked[^>]*value="frozen"', answer.text)
    assert re.search(r'checked[^>]*value="F4"', answer.text)
    assert own_papers(running) == ()


@pytest.mark.parametrize(
    "wrong", [{"period": "2031-Q1"}, {"source": "final"}, {"sheet": "A3"}, {"period": "'"}, {"source": ""}]
)
def test_a_wrong_choice_makes_nothing(running: Flask, visit: Visit, wrong: dict[str, str]) -> None:
    form = {"period": RUNNING.code, "source": LIVE, "sheet": "A4", **wrong}
    answer = visit("district_admin").post("/dokumen/daerah", form)
    assert answer.status_code == 422
    assert "Pilih salah satu dari daftar." in answer.text
    assert own_papers(running) == ()


def test_the_letterhead_of_the_request_is_printed_and_stays(filled: Flask, visit: Visit, urls: Urls) -> None:
    visitor = visit("district_admin")
    visitor.post("/kop-surat", FORM)
    assert re.search(
        r'checked[^>]*value="F4"', visitor.get("/dokumen").text
    )  # the letterhead's sheet is proposed
    ask(visitor)
    visitor.post("/kop-surat", {**FORM, "version": "1", "office": "Bappeda"})
    empty_queue(filled, urls)
    words = flat(fetched(visitor, own_papers(filled)[0].id))
    assert words.startswith(
        "Pemerintah Kabupaten Katingan Sekretariat Daerah Jalan Garuda Nomor 1 Kasongan 74413"
    )
    assert "NIP 19820202 200112 2 002" in words
    assert words.count("belum ditandatangani") == 2


def test_an_empty_quarter_prints(running: Flask, visit: Visit, urls: Urls) -> None:
    visitor = visit("district_admin")
    ask(visitor)
    empty_queue(running, urls)
    words = flat(fetched(visitor, own_papers(running)[0].id))
    assert "Belum ada isian untuk Triwulan I 2024." in words
    assert re.search(r"Belum mulai\. Giliran Dinas Kesehatan: \d+ isian\.", words)


def test_who_may_not_ask_has_no_form_but_reads(filled: Flask, visit: Visit, urls: Urls) -> None:
    ask(visit("district_leader"))
    empty_queue(filled, urls)
    paper = own_papers(filled)[0].id
    for name in ("operator", "office_head"):
        visitor = visit(name)
        page = visitor.get("/dokumen").text
        assert "Dari kabupaten" in page and "Dari provinsi" in page
        assert "Buat bahan rapat" not in page
        form = {"period": RUNNING.code, "source": LIVE, "sheet": "A4"}
        assert visitor.post("/dokumen/daerah", form).status_code == 404
        assert fetched(visitor, paper).startswith(b"%PDF")
    assert len(own_papers(filled)) == 1


def test_no_other_tenant_has_it_in_list_file_or_store(filled: Flask, visit: Visit, urls: Urls) -> None:
    ask(visit("district_admin"))
    empty_queue(filled, urls)
    paper = own_papers(filled)[0].id
    absent = uuid4()
    for name in ("rival_admin", "coordinator", "reviewer", "foreign_coordinator", "foreign_admin"):
        visitor = visit(name)
        assert str(paper) not in visitor.get("/dokumen").text
        answers = [
            visitor.get(f"/dokumen/{place}{each}.pdf")
            for each in (paper, absent)
            for place in ("", "daerah/")
        ]
        assert {each.status_code for each in answers} == {404}
    assert visit("district_admin").get(f"/dokumen/{paper}.pdf").status_code == 404
    for name in ("rival_admin", "foreign_coordinator", "foreign_admin"):
        with filled.app_context(), begin(actor_of(name)) as work, pytest.raises(Missing):
            assert not work.session.execute(text("select 1 from district_paper")).all()
            work.district_papers.by_id(paper)
    with filled.app_context(), begin(actor_of("coordinator")) as work, pytest.raises(Missing):
        district_paper_file(work, paper=paper)


def test_what_a_paper_says_is_not_altered(filled: Flask, visit: Visit) -> None:
    ask(visit("district_admin"))
    for change in (
        "update district_paper set data_hash = 'x'",
        "delete from district_paper",
        "delete from letterhead",
    ):
        with (
            filled.app_context(),
            pytest.raises(ProgrammingError, match="permission denied"),
            begin(actor_of("district_admin")) as work,
        ):
            work.session.execute(text(change))
    with filled.app_context(), begin(actor_of("coordinator")) as work:
        changed = work.session.execute(text("update district_paper set doing = 'x' returning id")).all()
    assert changed == []


def test_a_double_click_makes_one_paper(filled: Flask, visit: Visit, urls: Urls) -> None:
    visitor = visit("district_admin")
    for _ in range(2):
        ask(visitor)
        ask(visitor, sheet="F4")
        ask(visitor, period="2023-Q4", source=FROZEN)
    assert len(own_papers(filled)) == 3
    ask(visit("district_leader"))
    assert len(own_papers(filled)) == 4
    numbers = asked(urls, "select content->>'number' from district_paper order by requested_at, id")
    assert sorted(number for (number,) in numbers) == [
        f"BR/{DISTRICT}/2023-Q4/1",
        *(f"BR/{DISTRICT}/2024-Q1/{each}" for each in (1, 2, 3)),
    ]
    assert asked(urls, "select count(*) from procrastinate_jobs") == [(4,)]


def test_the_second_click_waits_for_the_first(filled: Flask, visit: Visit, urls: Urls) -> None:
    visitor = visit("district_admin")
    second = Thread(target=ask, args=(visitor,))
    with filled.app_context():
        actor = actor_of("district_admin")
        with begin(actor) as work:
            request_handout(work, quarter=RUNNING, source=Source.LIVE)
            second.start()
            while second.is_alive() and not asked(urls, "select 1 from pg_locks where not granted"):
                second.join(0.05)
    second.join()
    assert len(own_papers(filled)) == 1


def test_a_paper_whose_asker_left_ends_with_the_reason(
    filled: Flask, visit: Visit, urls: Urls, tmp_path: Path
) -> None:
    ask(visit("district_leader"))
    with filled.app_context(), begin_system() as work:
        work.accounts.end(membership_of(filled, "district_leader"))
    empty_queue(filled, urls)
    page = visit("district_admin").get("/dokumen")
    assert "Gagal" in page.text
    assert "Pemintanya tidak lagi bertugas; minta sekali lagi." in page.text
    assert "Refresh" not in page.headers
    assert not list(tmp_path.glob(f"**/{DISTRICT}/papers/*"))


@pytest.mark.usefixtures("unprinted")
def test_a_paper_that_cannot_be_kept_fails_after_the_last_try_and_not_before(
    filled: Flask, visit: Visit, urls: Urls, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / DISTRICT).write_text("a file where the folder should be")
    visitor = visit("district_admin")
    ask(visitor)
    states: list[PaperState] = []
    for _ in range(TRIES):
        empty_queue(filled, urls)
        states += [each.state for each in own_papers(filled)]
    assert states == [*[PaperState.RUNNING] * (TRIES - 1), PaperState.FAILED]
    assert "Dokumen tidak dapat dibuat. Laporkan kepada admin." in visitor.get("/dokumen").text


def test_the_job_carries_ids_alone(filled: Flask, visit: Visit, urls: Urls) -> None:
    ask(visit("district_admin"))
    ((arguments,),) = asked(urls, "select args::text from procrastinate_jobs")
    assert set(json.loads(arguments)) == {"paper", "account", "membership", "province", "district"}
    with filled.app_context(), begin(actor_of("district_admin")) as work:
        events = [each.detail for each in work.record.events() if each.action == "paper_requested"]
    assert [(each["kind"], each["source"]) for each in events] == [("handout", "live")]


def test_a_long_list_asks_as_little_as_a_short_one(filled: Flask, visit: Visit) -> None:
    visitor, counts = visit("district_leader"), []
    for sheet in ("A4", "F4"):
        ask(visitor, sheet=sheet)
        with closed.statements(filled) as seen:
            visitor.get("/dokumen?segar=tidak")
        assert not [
            each for each in seen if "district_paper.package" in each or "district_paper.content" in each
        ]
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10


def test_the_handout_says_where_each_office_is_on_its_way(filled: Flask, urls: Urls, visit: Visit) -> None:
    operator = visit("operator")
    operator.post(f"/triwulan/{RUNNING.code}/serahkan")
    ask(visit("district_admin"))
    empty_queue(filled, urls)
    words = flat(fetched(operator, own_papers(filled)[0].id))
    assert words.count("Diserahkan. Giliran admin kabupaten/kota menghimpun dan mengirim.") == 2


def test_a_receipt_is_made_by_the_same_worker_with_the_rights_of_an_operator(
    filled: Flask, visit: Visit, urls: Urls
) -> None:
    facts = ReceiptFacts(
        number=f"TT/{DISTRICT}/2024-Q1/1",
        step="Diserahkan ke kabupaten",
        district="Kabupaten Katingan",
        office="Dinas Kesehatan",
        quarter=RUNNING,
        by="Operator",
        at=closed.NOW,
        zone="Asia/Jakarta",
        completeness=Fraction(1, 3),
        achievement=None,
        filled=3,
        expected=177,
        data_hash="ab12" * 16,
        audit_number=7,
    )
    with filled.app_context(), begin(actor_of("operator")) as work:
        paper = request_receipt(work, facts=facts)
    empty_queue(filled, urls)
    with filled.app_context(), begin(actor_of("operator")) as work:
        (view,) = district_papers(work, kind=RECEIPT)
        assert (view.id, view.title, view.state) == (paper, "Tanda terima", PaperState.DONE)
        assert district_paper_file(work, paper=paper).name == f"tanda-terima-{DISTRICT}-2024-Q1.pdf"
    visitor = visit("operator")
    assert "Nomor TT/62.06/2024-Q1/1" in flat(fetched(visitor, paper))
    assert str(paper) not in visitor.get("/dokumen").text  # receipts have a register of their own
    assert visit("rival_admin").get(f"/dokumen/daerah/{paper}.pdf").status_code == 404


def test_a_district_of_another_province_keeps_its_own(filled: Flask, visit: Visit, urls: Urls) -> None:
    ask(visit("rival_admin"))
    ask(visit("district_admin"))
    with psycopg.connect(urls.superuser) as connection:
        owners = connection.execute("select district_id from district_paper order by 1").fetchall()
    assert owners == [(RIVAL,), (DISTRICT,)]
    assert len(own_papers(filled)) == len(own_papers(filled, "rival_admin")) == 1
