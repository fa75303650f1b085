"""The quarter's files by command: what the contract says, with its exit statuses, on the demonstration province."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pikepdf
import psycopg
import pytest
from click.testing import Result
from openpyxl import load_workbook

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.exchange.workbook_example import column_of

Run = Callable[..., Result]
ADMIN = ("--as", "admin.kotawaringin-barat@contoh.test")
COORDINATOR = ("--as", "koordinator@contoh.test")


@pytest.fixture
def run(demonstration: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """``run("workbook", "export", ...)``: a command on the demonstration's database."""
    environment = {
        "DATABASE_URL": demonstration.app,
        "DATABASE_OWNER_URL": demonstration.owner,
        "SECRET_KEY": "s" * 40,
        "SPM_TRUSTED_HOSTS": "localhost",
        "SPM_DATA": str(tmp_path / "data"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = create_app(read_settings(environment))
    runner = app.test_cli_runner()
    yield lambda *words: runner.invoke(args=["spm", *words])
    with app.app_context():
        db.engine.dispose()


def _stored(urls: Urls, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(urls.superuser) as connection:
        return connection.execute(question).fetchall()  # pyright: ignore


@pytest.fixture
def running(demonstration: Urls) -> str:
    """The quarter that is being reported."""
    ((year, quarter),) = _stored(demonstration, "select year, quarter from period where closed_at is null")
    return f"{year}-Q{quarter}"


def _exported(run: Run, folder: Path, period: str, *words: str) -> Path:
    path = folder / "isian.xlsx"
    done = run("workbook", "export", "--district", "62.01", "--period", period, "--out", str(path), *words)
    assert done.exit_code == 0, done.output
    return path


def _type(path: Path, sheet: str, row: int, cells: dict[str, object]) -> None:
    book = load_workbook(path)
    for title, value in cells.items():
        book[sheet].cell(row, column_of(book[sheet], title)).value = value  # pyright: ignore
    book.save(path)


def test_a_workbook_goes_out_comes_back_and_changes_nothing_the_second_time(
    run: Run, demonstration: Urls, tmp_path: Path, running: str
) -> None:
    path = _exported(run, tmp_path, running, *ADMIN)
    _type(path, "Penerima", 2, {"Harus dilayani": 1000, "Terlayani": 400})

    tried = run("workbook", "import", str(path), "--dry-run", *ADMIN)
    assert (tried.exit_code, "Tidak ada yang disimpan sekarang" in tried.output) == (0, True)
    assert _stored(demonstration, "select part::int from recipients where part = 400 and base = 1000") == []

    saved = run("workbook", "import", str(path), *ADMIN)
    assert saved.exit_code == 0, saved.output
    assert _stored(demonstration, "select part::int from recipients where part = 400 and base = 1000") == [
        (400,)
    ]

    again = run("workbook", "import", str(path), *ADMIN)
    assert (again.exit_code, "Tidak ada yang berubah" in again.output) == (0, True)


def test_wrong_rows_are_listed_with_their_place_and_nothing_is_saved(
    run: Run, demonstration: Urls, tmp_path: Path, running: str
) -> None:
    path = _exported(run, tmp_path, running, *ADMIN)
    _type(path, "Penerima", 2, {"Harus dilayani": "1,234.56", "Terlayani": 4})
    _type(path, "Mutu", 3, {"Kebutuhan": -1, "Tersedia": 4})
    before = _stored(demonstration, "select count(*), max(version) from recipients")

    done = run("workbook", "import", str(path), *ADMIN)

    assert done.exit_code == 1
    assert "Penerima, baris 2, kolom Harus dilayani: terbaca 1,234.56" in done.output
    assert "Mutu, baris 3, kolom Kebutuhan" in done.output
    assert _stored(demonstration, "select count(*), max(version) from recipients") == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--district", "62.01", *COORDINATOR), None),
        (("--district", "62.02", *ADMIN), "tidak mempunyai akses ke 62.02"),
        (("--district", "99.99", *ADMIN), "tidak mempunyai akses ke 99.99"),
        (("--district", "62.01"), "--as"),
        (("--district", "62.01", "--as", "siapa@contoh.test"), "Tidak ada akun aktif"),
        (("--district", "62.01", "--office", "dinas-angkasa", *ADMIN), "dinas-angkasa"),
    ],
)
def test_a_command_may_no_more_than_its_account(
    run: Run, tmp_path: Path, running: str, words: Sequence[str], told: str | None
) -> None:
    done = run("workbook", "export", "--period", running, "--out", str(tmp_path / "x.xlsx"), *words)

    assert (done.exit_code, (tmp_path / "x.xlsx").exists()) == ((2, False) if told else (0, True)), (
        done.output
    )
    assert not told or told in done.output


def test_the_province_may_not_enter_figures(run: Run, tmp_path: Path, running: str) -> None:
    path = _exported(run, tmp_path, running, *ADMIN)
    _type(path, "Penerima", 2, {"Harus dilayani": 1000, "Terlayani": 400})

    assert run("workbook", "import", str(path), *COORDINATOR).exit_code == 2


def test_a_sent_quarter_takes_no_file(run: Run, tmp_path: Path) -> None:
    path = _exported(run, tmp_path, "2024-Q4", *ADMIN)
    _type(path, "Penerima", 2, {"Harus dilayani": 1000, "Terlayani": 400})

    done = run("workbook", "import", str(path), *ADMIN)

    assert (done.exit_code, "sudah ditutup" in done.output) == (2, True)


def test_the_published_package_agrees_with_its_recomputation(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "paket.zip"
    words = ("--province", "62", "--period", "2023-Q4", "--out", str(path))
    assert run("package", "export", *words, *COORDINATOR).exit_code == 0

    done = run("recompute", str(path), "--json")
    found = json.loads(done.output)
    index = {row["code"]: row for row in found["results"] if row["level"] == "district"}

    assert (done.exit_code, found["differences"], found["faults"]) == (0, [], [])
    assert (index["62.01"]["rank"], index["62.03"]["rank"]) == (1, 14)


def test_what_is_not_published_is_refused_unless_as_a_draft(
    run: Run, tmp_path: Path, running: str, demonstration: Urls
) -> None:
    paper, package = tmp_path / "rakor.pdf", tmp_path / "paket.zip"
    words = ("--province", "62", "--period", running, "--out")

    assert run("booklet", *words, str(paper), *COORDINATOR).exit_code == 2
    assert run("package", "export", *words, str(package), *COORDINATOR).exit_code == 2
    assert not paper.exists()
    assert not package.exists()

    done = run("booklet", *words, str(paper), "--draft", *COORDINATOR)
    assert done.exit_code == 0, done.output
    with pikepdf.open(paper) as pdf:
        attached = pdf.attachments["paket-data.zip"].get_file().read_bytes()
    package.write_bytes(attached)
    assert run("recompute", str(package)).exit_code == 0
    ((printed,),) = _stored(demonstration, "select detail from audit_event where action = 'paper_printed'")
    assert printed == {"quarter": running, "draft": True, "sha256": sha256(paper.read_bytes()).hexdigest()}


def test_a_period_is_written_as_year_and_quarter(run: Run, tmp_path: Path) -> None:
    done = run(
        "booklet", "--province", "62", "--period", "2024-4", "--out", str(tmp_path / "x.pdf"), *COORDINATOR
    )

    assert (done.exit_code, "2024-Q4" in done.output) == (2, True)
