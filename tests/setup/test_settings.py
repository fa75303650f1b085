"""Settings: every fault at once, and an example file that is the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT, Settings, SettingsError
from spm_oversight.config.variables import VARIABLES, example

SERVER = {
    "DATABASE_URL": "postgresql://spm_app:a@db:5432/spm",
    "DATABASE_OWNER_URL": "postgresql://spm_owner:b@db:5432/spm",
    "SECRET_KEY": "k" * 32,
    "SPM_TRUSTED_HOSTS": "spm.provinsi.go.id, spm",
}


LOCAL = {"SPM_HTTPS": "0", "SPM_TRUSTED_HOSTS": "localhost"}


def faults(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        read_settings({"SPM_DATA": str(tmp_path), **environment})
    assert all(name in str(caught.value) for name, _ in caught.value.faults)
    return dict(caught.value.faults)


def test_an_empty_environment_means_the_embedded_server_and_keeps_its_key(tmp_path: Path) -> None:
    settings = read_settings({"SPM_DATA": str(tmp_path / "var")})
    assert settings.embedded and settings.demonstration and not settings.https
    assert settings.address == "http://127.0.0.1:8000"
    assert len(settings.secret_key) >= 32
    assert read_settings({"SPM_DATA": str(tmp_path / "var")}).secret_key == settings.secret_key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_with_a_server_nothing_is_guessed(tmp_path: Path) -> None:
    assert set(faults({"DATABASE_URL": SERVER["DATABASE_URL"]}, tmp_path)) == set(SERVER) - {"DATABASE_URL"}
    assert not (tmp_path / "secret_key").exists()
    settings = read_settings({**SERVER, "SPM_DATA": str(tmp_path)})
    assert not settings.embedded and not settings.demonstration and settings.https
    assert settings.trusted_hosts == ("spm.provinsi.go.id", "spm")


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    wrong = {
        "DATABASE_URL": "mysql://a@b/c",
        "DATABASE_OWNER_URL": "postgresql://db/spm",
        "SECRET_KEY": "short",
        "SPM_DEMONSTRATION": "maybe",
        "PORT": "65536",
        "SPM_WORKERS": "0",
        "SPM_THREADS": "many",
        "SPM_HTTPS": "on",
        "SPM_LOG_LEVEL": "loud",
        "SPM_THREAD": "8",
    }
    assert set(faults(wrong, tmp_path)) == {*wrong, "SPM_TRUSTED_HOSTS"}


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DATABASE_OWNER_URL", SERVER["DATABASE_URL"], "peran lain"),
        ("DATABASE_URL", "postgresql://spm_app@db:99999/spm", "berbentuk"),
        ("DATABASE_URL", "postgresql://spm_app@db:5432/", "berbentuk"),
        ("PORT", "8000.5", "1 sampai 65535"),
    ],
)
def test_a_fault_says_what_is_expected(name: str, value: str, word: str, tmp_path: Path) -> None:
    found = faults({**SERVER, name: value}, tmp_path)
    assert list(found) == [name]
    assert word in found[name]


@pytest.mark.parametrize(
    ("given", "name", "word"),
    [
        ({"SPM_HTTPS": "0"}, "SPM_HTTPS", "terbaca di jalan"),
        ({**LOCAL, "SPM_TRUSTED_HOSTS": "localhost, spm.go.id"}, "SPM_HTTPS", "terbaca di jalan"),
        ({"SPM_PROXIES": "0"}, "SPM_PROXIES", "sedikitnya 1"),
        ({"SPM_IDLE_MINUTES": "4"}, "SPM_IDLE_MINUTES", "5 sampai 720"),
        ({"SPM_SESSION_HOURS": "25"}, "SPM_SESSION_HOURS", "1 sampai 24"),
    ],
)
def test_no_password_travels_openly_and_no_session_lasts_for_ever(
    given: dict[str, str], name: str, word: str, tmp_path: Path
) -> None:
    found = faults({**SERVER, **given}, tmp_path)
    assert list(found) == [name]
    assert word in found[name]


MAIL = {"SPM_SMTP_HOST": "mail.provinsi.go.id", "SPM_SMTP_FROM": "spm@provinsi.go.id"}
SIGNED = {**MAIL, "SPM_SMTP_USER": "spm", "SPM_SMTP_PASSWORD": "rahasia"}


@pytest.mark.parametrize(
    ("given", "name", "word"),
    [
        ({"SPM_SMTP_HOST": "mail"}, "SPM_SMTP_FROM", "wajib diisi"),
        ({"SPM_SMTP_FROM": "spm@provinsi.go.id"}, "SPM_SMTP_HOST", "wajib diisi"),
        ({"SPM_SMTP_PORT": "25"}, "SPM_SMTP_HOST", "wajib diisi"),
        ({"SPM_SMTP_PASSWORD": "rahasia"}, "SPM_SMTP_HOST", "wajib diisi"),
        ({**MAIL, "SPM_SMTP_FROM": "a@b.id, c@d.id"}, "SPM_SMTP_FROM", "satu alamat"),
        ({**MAIL, "SPM_SMTP_FROM": "a@b.id\r\nBcc: c@d.id"}, "SPM_SMTP_FROM", "satu alamat"),
        ({**MAIL, "SPM_SMTP_USER": "spm"}, "SPM_SMTP_PASSWORD", "kosongkan keduanya"),
        ({**MAIL, "SPM_SMTP_PASSWORD": "rahasia"}, "SPM_SMTP_USER", "kosongkan keduanya"),
        ({**SIGNED, "SPM_SMTP_TLS": "none"}, "SPM_SMTP_TLS", "tidak dikirim terbuka"),
        ({**MAIL, "SPM_SMTP_TLS": "ssl"}, "SPM_SMTP_TLS", "STARTTLS, TLS, NONE"),
        ({**MAIL, "SPM_SMTP_PORT": "0"}, "SPM_SMTP_PORT", "1 sampai 65535"),
        ({"SPM_ADDRESS": "spm.provinsi.go.id"}, "SPM_ADDRESS", "berbentuk https"),
        ({"SPM_ADDRESS": "https://spm.provinsi.go.id/masuk"}, "SPM_ADDRESS", "berbentuk https"),
        ({"SPM_ADDRESS": "https://a:b@spm.provinsi.go.id"}, "SPM_ADDRESS", "berbentuk https"),
    ],
)
def test_half_a_mail_server_is_a_named_fault(
    given: dict[str, str], name: str, word: str, tmp_path: Path
) -> None:
    found = faults({**SERVER, **given}, tmp_path)
    assert list(found) == [name]
    assert word in found[name]


@pytest.mark.parametrize(
    ("given", "port"),
    [
        ({}, 587),
        ({"SPM_SMTP_TLS": "tls"}, 465),
        ({"SPM_SMTP_TLS": "NONE", "SPM_SMTP_USER": "", "SPM_SMTP_PASSWORD": ""}, 25),
        ({"SPM_SMTP_TLS": "NONE", "SPM_SMTP_HOST": "localhost"}, 25),
        ({"SPM_SMTP_PORT": "2525"}, 2525),
    ],
)
def test_a_mail_server_has_the_usual_port_of_its_seal(
    given: dict[str, str], port: int, tmp_path: Path
) -> None:
    settings = read_settings({**SERVER, **SIGNED, **given, "SPM_DATA": str(tmp_path)})
    assert settings.mail
    assert settings.mail.port == port
    assert "rahasia" not in repr(settings)


def test_without_a_mail_server_nothing_is_sent(tmp_path: Path) -> None:
    assert read_settings({**SERVER, "SPM_DATA": str(tmp_path)}).mail is None


@pytest.mark.parametrize(
    ("given", "site"),
    [
        (SERVER, "https://spm.provinsi.go.id"),
        ({**SERVER, **LOCAL}, "http://localhost:8000"),
        ({**SERVER, "SPM_ADDRESS": "https://lain.go.id:8443/"}, "https://lain.go.id:8443"),
        ({"PORT": "9000"}, "http://127.0.0.1:9000"),
    ],
)
def test_links_begin_with_the_address_that_people_open(
    given: dict[str, str], site: str, tmp_path: Path
) -> None:
    assert read_settings({**given, "SPM_DATA": str(tmp_path)}).site == site


def test_the_owner_alone_is_refused(tmp_path: Path) -> None:
    found = faults({"DATABASE_OWNER_URL": SERVER["DATABASE_OWNER_URL"]}, tmp_path)
    assert "bersama DATABASE_URL" in found["DATABASE_OWNER_URL"]


def test_settings_cannot_change_and_do_not_show_their_secrets(tmp_path: Path) -> None:
    settings = read_settings({**SERVER, "SPM_DATA": str(tmp_path)})
    with pytest.raises(AttributeError):
        settings.port = 1  # pyright: ignore[reportAttributeAccessIssue]
    assert SERVER["SECRET_KEY"] not in repr(settings)
    assert "spm_app:a" not in repr(settings)


def test_the_example_file_equals_the_settings(tmp_path: Path) -> None:
    text = (PROJECT / ".env.example").read_text()
    assert text == example()
    lines = [line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#")]
    assert {name for name, _ in lines} == {variable.name for variable in VARIABLES}
    as_it_stands = read_settings({**dict(lines), "SPM_DATA": str(tmp_path)})  # type: ignore[arg-type]
    assert as_it_stands == read_settings({"SPM_DATA": str(tmp_path)})
    assert isinstance(as_it_stands, Settings)
