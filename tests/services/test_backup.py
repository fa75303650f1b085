"""``spm backup`` and ``spm restore``: what was there comes back, damage is named, a copy does nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.domain.messages import PERIOD
from spm_oversight.domain.method import Method
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.domain.scope import Scope
from spm_oversight.exchange.post import NotSent
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.persistence.files import files
from spm_oversight.persistence.pg_tools import rows_in
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import open_work
from spm_oversight.services.deliver import deliver
from spm_oversight.services.tell import tell
from spm_oversight.worker import run_worker
from tests.services.mail_server import MailServer, mail_server
from tests.services.test_mail import mail_settings
from tests.web.cast import DISTRICT, PROVINCE, membership_of, signed_in
from tests.web.house import application

QUARTER = Quarter(2024, 4)
AT = datetime(2024, 10, 1, tzinfo=UTC)
OUR_SCOPE = Scope.of_district(PROVINCE, DISTRICT)
EVIDENCE, PAPER = UUID(int=1), UUID(int=2)
CONTENT = {EVIDENCE: b"%PDF bukti", PAPER: b"%PDF tanda terima"}


@dataclass(frozen=True)
class House:
    """An installation at work: its database and data folder, and the mail house its letters go to."""

    urls: Urls
    data: Path
    mail: MailServer

    @property
    def environment(self) -> dict[str, str]:
        """How a command finds it."""
        return {
            "DATABASE_URL": self.urls.app,
            "DATABASE_OWNER_URL": self.urls.owner,
            "DATABASE_BACKUP_URL": self.urls.backup,
            "SECRET_KEY": "s" * 40,
            "SPM_TRUSTED_HOSTS": "localhost",
            "SPM_HTTPS": "0",
            "SPM_DATA": str(self.data),
            **mail_settings(self.mail),
        }

    def app(self) -> Flask:
        """The application of it."""
        more = {name: value for name, value in self.environment.items() if name.startswith("SPM_SMTP")}
        return application(self.urls, self.data, SPM_ADDRESS="https://spm.contoh.go.id", **more)

    def spm(self, *words: str, **more: str) -> tuple[int, str]:
        """A command on it: exit status and what was printed."""
        app = self.app()
        answer = app.test_cli_runner().invoke(args=["spm", *words], env={**self.environment, **more})
        with app.app_context():
            db.engine.dispose()
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer.exit_code, answer.output


@pytest.fixture(scope="module")
def post_office() -> Iterator[MailServer]:
    with mail_server() as house:
        yield house


@pytest.fixture(scope="module")
def house(
    new_database: Callable[..., Urls],
    with_cast: str,
    tmp_path_factory: pytest.TempPathFactory,
    post_office: MailServer,
) -> House:
    """People, an open quarter, a piece of evidence, a paper, and a letter that waits for the mail."""
    house = House(new_database(with_cast), tmp_path_factory.mktemp("rumah"), post_office)
    app = house.app()
    with app.app_context():
        with open_work(Scope.of_province(PROVINCE, (DISTRICT,)), None) as work:
            window = Window(AT, datetime(2025, 1, 20, tzinfo=UTC))
            work.quarters.open(PROVINCE, Period(QUARTER, window, 2022, Method().version))
        with open_work(OUR_SCOPE, None) as work:
            tell(
                work,
                kind=PERIOD,
                to=[membership_of(app, "district_admin")],
                subject="Dibuka",
                text="Isi.",
                about=QUARTER,
            )
        files.put(DISTRICT, "evidence", EVIDENCE, ".pdf", CONTENT[EVIDENCE])
        files.put(DISTRICT, "papers", PAPER, ".pdf", CONTENT[PAPER])
        db.engine.dispose()
    digest = {file: hashlib.sha256(data).hexdigest() for file, data in CONTENT.items()}
    with psycopg.connect(house.urls.superuser) as connection:
        connection.execute(
            "insert into evidence (province_id, district_id, year, quarter, id, service_code, purpose, name, file_id,"
            " kind, size, sha256, page, note, added_at, added_by, since_number)"
            " values ('62', %s, 2024, 4, %s, '1.02.01', 'evidence', 'bukti.pdf', %s, 'pdf', 10, %s, '', '', %s, '', 1)",
            (DISTRICT, uuid4(), EVIDENCE, digest[EVIDENCE], AT),
        )
        connection.execute(
            "insert into district_paper (province_id, district_id, year, quarter, id, kind, state, step, steps, doing,"
            " attempt, sha256, size, requested_by, membership_id, requested_at, source, sheet, cut_off, data_hash,"
            " content)"
            " values ('62', %s, 2024, 4, %s, 'receipt', 'done', 1, 1, '', 1, %s, 17, '', %s, %s, 'live', 'A4', %s, 'x',"
            " '{}')",
            (DISTRICT, PAPER, digest[PAPER], uuid4(), AT, AT),
        )
    return house


@pytest.fixture(scope="module")
def cookie(house: House) -> str:
    """The session of somebody who is signed in before the backup is made."""
    app = house.app()
    cookie = signed_in(app, "district_admin").cookie
    with app.app_context():
        db.engine.dispose()
    return cookie


@pytest.fixture(scope="module")
def kept(house: House, cookie: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    code, text = house.spm("backup", str(tmp_path_factory.mktemp("cadangan")))
    assert code == 0, text
    return Path(text.splitlines()[0].removeprefix("Cadangan: "))


def _copy(source: Path, target: Path) -> Path:
    return Path(shutil.copytree(source, target / source.name))


def test_a_backup_tells_all_it_holds_and_is_told_to_the_platform(house: House, kept: Path) -> None:
    manifest = json.loads((kept / "manifest.json").read_text())
    with psycopg.connect(house.urls.superuser) as connection:
        rows = connection.execute("select count(*) from account").fetchone()
        event = connection.execute(
            "select subject, detail from audit_event where action = 'backup_made' order by number desc limit 1"
        ).fetchone()

    assert set(manifest["files"]) == {
        "database.dump",
        f"files/{DISTRICT}/evidence/{EVIDENCE}.pdf",
        f"files/{DISTRICT}/papers/{PAPER}.pdf",
    }
    assert rows and manifest["tables"]["account"]["rows"] == rows[0] > 10
    assert {"platform", PROVINCE, DISTRICT} <= {each["tenant"] for each in manifest["anchors"]}
    assert event and event[0] == kept.name
    assert event[1]["manifest_sha256"] == hashlib.sha256((kept / "manifest.json").read_bytes()).hexdigest()
    app = house.app()
    assert kept.name in signed_in(app, "platform_admin").get("/platform").get_data(as_text=True)
    with app.app_context():
        db.engine.dispose()
    assert kept.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("cookie")
def test_a_backup_lets_nobody_in(house: House, tmp_path: Path) -> None:
    """It holds neither the session of who is signed in nor a link that waits to be opened."""
    with psycopg.connect(house.urls.superuser) as connection:
        connection.execute(
            "insert into link (id, kind, email, asked_from, asked_at) values (%s, 'reset', 'ani@contoh.go.id', '', %s)",
            (uuid4(), AT),
        )
    code, text = house.spm("backup", str(tmp_path))
    assert code == 0, text
    (made,) = tmp_path.iterdir()
    assert {"session", "second_step", "link"} & rows_in(made / "database.dump").keys() == set()


@pytest.mark.parametrize("role", ["owner", "app", "none", "empty"])
def test_what_would_be_an_empty_backup_is_refused(
    house: House, tmp_path: Path, role: str, new_database: Callable[..., Urls], migrated: str
) -> None:
    url = {"owner": house.urls.owner, "app": house.urls.app, "none": ""}.get(role)
    url = new_database(migrated).backup if url is None else url
    word = {"none": "DATABASE_BACKUP_URL", "empty": "kosong"}.get(role, "tidak melihat semua baris")
    code, text = house.spm("backup", str(tmp_path), DATABASE_BACKUP_URL=url)

    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert word in text


def test_a_file_that_is_gone_or_changed_is_named_and_the_rest_is_kept(house: House, tmp_path: Path) -> None:
    path = house.data / "files" / DISTRICT / "evidence" / f"{EVIDENCE}.pdf"
    try:
        path.write_bytes(b"%PDF lain")
        code, text = house.spm("backup", str(tmp_path))
    finally:
        path.write_bytes(CONTENT[EVIDENCE])

    assert code == 1
    assert f"Hilang atau rusak di server: files/{DISTRICT}/evidence/{EVIDENCE}.pdf" in text
    assert len(list(tmp_path.iterdir())) == 1


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("name", "damage", "word"),
    [
        ("database.dump", _cut, "database.dump: isi berkas berubah"),
        ("database.dump", _flip, "database.dump: isi berkas berubah"),
        ("database.dump", Path.unlink, "database.dump: berkas tidak ada"),
        (f"files/{DISTRICT}/evidence/{EVIDENCE}.pdf", Path.unlink, f"{EVIDENCE}.pdf: berkas tidak ada"),
        (f"files/{DISTRICT}/papers/{PAPER}.pdf", _flip, f"{PAPER}.pdf: isi berkas berubah"),
        ("manifest.json", _cut, "manifest.json rusak"),
        ("manifest.json", Path.unlink, "bukan cadangan"),
    ],
)
def test_damage_is_found_and_named(
    house: House, kept: Path, tmp_path: Path, name: str, damage: Callable[[Path], object], word: str
) -> None:
    copy = _copy(kept, tmp_path)
    damage(copy / name)
    code, text = house.spm("restore", str(copy), "--check")

    assert code == 2
    assert word in text


def test_a_copy_that_is_not_what_was_backed_up_is_refused(
    house: House, kept: Path, tmp_path: Path, new_database: Callable[..., Urls]
) -> None:
    """The manifest says otherwise, as it would had the dump been changed with its hash."""
    copy, sha256 = _copy(kept, tmp_path), hashlib.sha256((kept / "manifest.json").read_bytes()).hexdigest()
    manifest = json.loads((copy / "manifest.json").read_text())
    rows = manifest["tables"]["account"]["rows"]

    def told(*words: str) -> str:
        (copy / "manifest.json").write_text(json.dumps(manifest))
        code, text = house.spm("restore", str(copy), "--check", *words)
        assert code == 2
        return text

    manifest["tables"]["account"]["rows"] = rows + 1
    assert f"tabel account berisi {rows} baris, seharusnya {rows + 1}" in told()
    assert "bukan yang dicatat" in told("--sha256", sha256)
    manifest["tables"]["account"] = {"rows": rows, "sum": "0"}
    manifest["revision"] = "0001"
    manifest["anchors"] = [{"tenant": PROVINCE, "number": 99, "root": "a" * 64}]
    text = told("--database", _name(new_database()))
    assert "tabel account: isinya tidak sama" in text and "tabel membership" not in text
    assert "seharusnya 0001" in text
    assert f"jejak audit {PROVINCE}: ujung rantai hilang: jangkar menyebut 99 peristiwa" in text


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Embedded]:
    """An embedded server where the product looks for it."""
    embedded = Embedded(tmp_path / "own" / "var", {"fsync": "off"})
    with embedded.ensure():
        yield embedded
    shutil.rmtree(embedded.home)


def test_a_rehearsal_on_the_embedded_server_leaves_nothing_and_throws_away_only_its_own(
    kept: Path, own_server: Embedded
) -> None:
    def databases() -> list[str]:
        with psycopg.connect(own_server.urls("postgres").superuser) as connection:
            return [row[0] for row in connection.execute("select datname from pg_database order by 1")]

    def rehearse(name: str) -> tuple[int, str]:
        app = create_app(read_settings({"SPM_DATA": str(own_server.data_folder)}))
        words = ["spm", "restore", str(kept), "--check", "--database", name]
        answer = app.test_cli_runner().invoke(args=words, env={"SPM_DATA": str(own_server.data_folder)})
        return answer.exit_code, answer.output

    own_server.make_database("spm_penting")
    with psycopg.connect(own_server.urls("spm_penting").owner) as connection:
        connection.execute("create table penting ()")
    before = databases()
    assert rehearse("spm_latihan")[0] == 0
    code, text = rehearse("spm_penting")
    assert code == 2 and "tidak kosong" in text
    assert databases() == before


def _name(urls: Urls) -> str:
    return urlsplit(urls.owner).path.strip("/")


def test_a_restored_copy_is_what_was_there_and_does_nothing_by_itself(
    house: House, kept: Path, cookie: str, new_database: Callable[..., Urls], tmp_path: Path
) -> None:
    urls = new_database()
    code, text = house.spm("restore", str(kept), "--database", _name(urls))
    assert code == 0, text
    assert "Sesuai: " in text and "3 berkas" in text and "(ditahan)" in text
    assert house.spm("restore", str(kept), "--database", _name(urls))[1].startswith(
        "Basis data tujuan tidak kosong"
    )

    copy = House(urls, house.data / _name(urls), house.mail)
    assert (copy.data / "files" / DISTRICT / "evidence" / f"{EVIDENCE}.pdf").read_bytes() == CONTENT[EVIDENCE]
    app, arrived = copy.app(), len(house.mail.letters)
    client = app.test_client()
    client.set_cookie("spm", cookie)
    assert "/masuk" in client.get("/").headers.get("Location", "")  # the session of before is over
    assert signed_in(app, "district_admin").get("/").status_code == 200
    with app.app_context(), open_work(OUR_SCOPE, None) as work:
        message = work.messages.outgoing(limit=1)[0]
    _work_off(app, urls)
    with app.app_context(), pytest.raises(NotSent):
        deliver(message=message.id, province=PROVINCE, district=DISTRICT, last_try=False)
    assert len(house.mail.letters) == arrived
    assert _jobs(urls) == {"todo"}

    assert copy.spm("restore", "--release") == (
        0,
        "Salinan ini bekerja sepenuhnya. 1 surel lama disimpan dan tidak dikirim lagi.\n",
    )
    _work_off(app, urls)
    assert _jobs(urls) == {"succeeded"} and len(house.mail.letters) == arrived
    assert copy.spm("restore", "--release")[0] == 2
    assert copy.spm("audit", "verify", "--anchors", str(kept / "manifest.json"))[0] == 0
    with app.app_context():
        db.engine.dispose()


def _work_off(app: Flask, urls: Urls) -> None:
    with ThreadPoolExecutor(1) as own:
        own.submit(run_worker, app, urls.app, wait=False).result()


def _jobs(urls: Urls) -> set[str]:
    """The states of the jobs that people asked for."""
    with psycopg.connect(urls.superuser) as connection:
        rows = connection.execute(
            "select distinct status::text from procrastinate_jobs where queueing_lock is null"
        ).fetchall()
    return {row[0] for row in rows}
