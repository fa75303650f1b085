"""``spm province open`` and ``spm person add``: how a new installation gets its first province and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.sign_in import change_password, sign_in

Spm = Callable[..., Result]


@pytest.fixture
def spm(database: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spm]:
    """``spm("province", "open", "62")`` on a database with the register and nobody in it."""
    environment = {
        "DATABASE_URL": database.app,
        "DATABASE_OWNER_URL": database.owner,
        "SECRET_KEY": "s" * 40,
        "SPM_TRUSTED_HOSTS": "localhost",
        "SPM_DATA": str(tmp_path),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = create_app(read_settings(environment))
    with app.app_context():
        yield lambda *words: app.test_cli_runner().invoke(args=["spm", *words])
        db.engine.dispose()


def _come_in(email: str, answer: Result) -> None:
    """Sign in with the first password that was printed, and choose another, as the page demands."""
    password = answer.output.split()[-1]
    actor, _ = sign_in(email=email, password=password)
    change_password(actor=actor, old=password, new="tepian sungai mentaya")


def test_a_new_installation_gets_a_province_and_its_people(spm: Spm) -> None:
    opened = spm("province", "open", "62")
    assert (opened.exit_code, opened.output) == (0, "Kalimantan Tengah dibuka dengan 14 kabupaten/kota.\n")
    first = spm("person", "add", "putra@contoh.go.id", "Putra", "platform_admin")
    assert first.exit_code == 0
    _come_in("putra@contoh.go.id", first)
    steps = (
        ("dewi@contoh.go.id", "Dewi", "coordinator", "--province", "62", "--as", "putra@contoh.go.id"),
        ("ani@contoh.go.id", "Ani", "district_admin", "--district", "62.06", "--as", "dewi@contoh.go.id"),
    )
    for step in steps:
        answer = spm("person", "add", *step)
        assert answer.exit_code == 0, answer.output
        _come_in(step[0], answer)
    words = (
        "budi@contoh.go.id",
        "Budi",
        "operator",
        "--office",
        "dinas-kesehatan",
        "--as",
        "ani@contoh.go.id",
    )
    answer = spm("person", "add", *words)
    assert answer.exit_code == 0, answer.output
    password = answer.output.split()[-1]
    actor, _ = sign_in(email="budi@contoh.go.id", password=password)
    assert actor.must_change_password
    assert actor.membership
    assert (actor.membership.office_name, actor.membership.place) == ("Dinas Kesehatan", "Kabupaten Katingan")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("province", "open", "99"), "Provinsi 99 tidak ada dalam daftar wilayah."),
        (("person", "add", "a@b.id", "A", "coordinator"), "atas nama siapa penugasan ini dibuat"),
        (("person", "add", "salah", "A", "platform_admin"), "email: Tulis satu alamat surel"),
        (
            ("person", "add", "a@b.id", "A", "operator", "--as", "x@y.id"),
            "Tidak ada akun aktif dengan surel x@y.id",
        ),
    ],
)
def test_what_cannot_be_done_is_said_with_status_2(spm: Spm, words: tuple[str, ...], said: str) -> None:
    answer = spm(*words)
    assert answer.exit_code == 2
    assert said in answer.output


def test_only_the_platform_opens_provinces(spm: Spm) -> None:
    spm("province", "open", "62")
    _come_in("putra@contoh.go.id", spm("person", "add", "putra@contoh.go.id", "Putra", "platform_admin"))
    words = ("dewi@contoh.go.id", "Dewi", "coordinator", "--province", "62", "--as", "putra@contoh.go.id")
    _come_in("dewi@contoh.go.id", spm("person", "add", *words))

    refused = spm("province", "open", "63", "--as", "dewi@contoh.go.id")

    assert (refused.exit_code, refused.output) == (2, "Hanya admin platform yang dapat membuka provinsi.\n")


def test_who_has_not_chosen_a_password_acts_by_no_command_either(spm: Spm) -> None:
    spm("person", "add", "putra@contoh.go.id", "Putra", "platform_admin")

    refused = spm("person", "add", "a@contoh.go.id", "A", "platform_admin", "--as", "putra@contoh.go.id")

    assert (refused.exit_code, "kata sandi" in refused.output) == (2, True)
