"""Dockerfile and docker-compose.yml against the settings, the commands and the PostgreSQL the tests ran on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
import yaml

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import EVERYWHERE, PROJECT
from spm_oversight.config.variables import VARIABLES
from spm_oversight.persistence import embedded
from spm_oversight.persistence.embedded import LOCALE, Embedded
from spm_oversight.persistence.embedded_files import binaries

DOCKERFILE = (PROJECT / "Dockerfile").read_text()
COMPOSE_TEXT = (PROJECT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
SETTINGS = {variable.name for variable in VARIABLES}
PASSWORDS = {f"DATABASE_{role}_PASSWORD" for role in ("OWNER", "APP", "BACKUP")}


def filled(value: str, given: dict[str, str]) -> str:
    """A value as compose fills it in; a name without a value fails."""
    return re.sub(r"\$\{(\w+):([?-])([^}]*)\}", lambda m: given[m[1]] if m[2] == "?" else m[3], str(value))


def test_the_settings_of_the_containers_are_right() -> None:
    given = dict.fromkeys(PASSWORDS, "abc") | {"SECRET_KEY": "k" * 32, "SPM_TRUSTED_HOSTS": "spm.go.id"}
    image = dict(re.findall(r"(SPM_\w+|PORT)=(\S+)", DOCKERFILE))
    for name in ("web", "worker"):
        environment = SERVICES[name]["environment"]
        assert set(environment) | set(image) == SETTINGS
        settings = read_settings(image | {key: filled(value, given) for key, value in environment.items()})
        assert not settings.embedded
        assert settings.host in EVERYWHERE
        assert f"files:{settings.data_folder}" in SERVICES[name]["volumes"]
    assert SERVICES["web"]["ports"][0].endswith(f":{image['PORT']}")
    assert f"EXPOSE {image['PORT']}" in DOCKERFILE


def test_the_comment_names_every_value_that_must_be_given() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE_TEXT))
    head = "".join(line for line in COMPOSE_TEXT.splitlines(keepends=True) if line.startswith("#"))
    assert required == {word for word in re.findall(r"\w+", head) if "_" in word and word.isupper()}


@pytest.mark.parametrize("service", ["web", "worker"])
def test_the_containers_call_commands_that_exist(service: str, tmp_path: Path) -> None:
    spm = create_app(read_settings({"SPM_DATA": str(tmp_path)})).cli.commands["spm"]
    assert isinstance(spm, click.Group)
    calls = [SERVICES[service]["command"], SERVICES[service].get("healthcheck", {}).get("test", [None])[1:]]
    for call in filter(None, calls):
        assert call[:4] == ["flask", "--app", "wsgi", "spm"]
        assert call[4] in spm.commands
    assert '"spm", "web"]' in DOCKERFILE


def test_the_database_is_the_one_the_tests_ran_on() -> None:
    version = subprocess.check_output([binaries(copied=False) / "postgres", "--version"], text=True)
    major = re.search(r"\d+", version)[0]  # type: ignore[index]
    assert SERVICES["db"]["image"] == f"postgres:{major}"
    assert SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split() == list(LOCALE)


def test_both_make_the_roles_by_the_same_file() -> None:
    mount = next(volume for volume in SERVICES["db"]["volumes"] if "initdb.d" in volume)
    assert (PROJECT / mount.split(":")[0]).samefile(embedded.ROLES)
    asked = set(re.findall(r"\\getenv \w+ (\w+)", embedded.ROLES.read_text()))
    assert asked == PASSWORDS
    assert asked < set(SERVICES["db"]["environment"])


def test_volumes_and_health_checks_are_declared() -> None:
    used = {volume.split(":")[0] for one in SERVICES.values() for volume in one["volumes"]}
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert "healthcheck" in SERVICES["db"] and "healthcheck" in SERVICES["web"]
    for one in SERVICES.values():
        for needed in one.get("depends_on", {}):
            assert "healthcheck" in SERVICES[needed]


def test_the_image_brings_the_libraries_the_setup_asks_for_and_every_folder_that_runs() -> None:
    asked = set(re.findall(r'missing="\$missing (\S+)"', (PROJECT / "bin" / "setup").read_text()))
    runtime = asked - {"python3-venv", "poppler-utils", "chromium-headless-shell"}
    assert runtime and all(package in DOCKERFILE for package in runtime)
    copied = set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE))
    assert copied == {"requirements.txt", "wsgi.py", "migrations", "templates", "spm_oversight"}
    allowed = {
        line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    assert allowed == copied
    assert all((PROJECT / name).exists() for name in copied)


def test_the_server_of_the_tests_sorts_as_the_container_does(server: Embedded) -> None:
    with psycopg.connect(server.urls("postgres").superuser) as connection:
        row = connection.execute(
            "select datlocprovider, datlocale from pg_database where datname = 'spm'"
        ).fetchone()
    assert row == ("b", "C.UTF-8")
