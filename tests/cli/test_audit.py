"""``spm audit verify``: what it tells of a whole record (tests/guard/test_chain.py tampers), and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from spm_oversight.app import create_app
from spm_oversight.cli.audit import verify_command
from spm_oversight.config.reading import read_settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from tests.persistence.places import OUR_SCOPE, OURS, PROVINCE_SCOPE

Verify = Callable[..., tuple[int, str]]
LENGTH = 6


def environment_on(urls: Urls, folder: Path, backup: str | None = None) -> dict[str, str]:
    """The environment of a command on a database of the test run."""
    return {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_BACKUP_URL": urls.backup if backup is None else backup,
        "SECRET_KEY": "s" * 40,
        "SPM_TRUSTED_HOSTS": "localhost",
        "SPM_DATA": str(folder),
    }


@pytest.fixture(scope="module")
def recorded(
    new_database: Callable[..., Urls], migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Urls, Path]]:
    """A database with a chain of six events of our district and one of the province; the folder of its files."""
    urls, folder = new_database(migrated), tmp_path_factory.mktemp("recorded")
    with create_app(read_settings(environment_on(urls, folder))).app_context():
        for number in range(LENGTH):
            with open_work(OUR_SCOPE, None) as work:
                work.record.add("figures_saved", OURS, number=number, text="Añ 1,50", share=0.1)
        with open_work(PROVINCE_SCOPE, None) as work:
            work.record.add("period_opened", "2024-Q4")
        db.engine.dispose()
    yield urls, folder


@pytest.fixture
def verify(recorded: tuple[Urls, Path]) -> Verify:
    """``verify(*words, backup=url)``: exit status and what was printed."""

    def call(*words: str, backup: str | None = None) -> tuple[int, str]:
        answer = CliRunner().invoke(verify_command, list(words), env=environment_on(*recorded, backup))
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer.exit_code, answer.output

    return call


def test_a_whole_record_is_told_by_tenant_number_and_root(
    verify: Verify, recorded: tuple[Urls, Path]
) -> None:
    code, text = verify()
    with psycopg.connect(recorded[0].backup) as connection:
        heads = connection.execute("select tenant, number, hash from audit_head").fetchall()

    assert code == 0, text
    assert {(OURS, LENGTH), ("62", 1)} <= {(tenant, number) for tenant, number, _ in heads}
    assert all(f"utuh   {tenant}:{number}:{root}\n" in text for tenant, number, root in heads)
    assert "Utuh: " in text and f"{sum(number for _, number, _ in heads)} peristiwa" in text


def test_a_role_that_the_wall_filters_verifies_nothing(verify: Verify, recorded: tuple[Urls, Path]) -> None:
    code, text = verify(backup=recorded[0].owner)
    assert code == 2
    assert "spm_owner tidak melihat semua baris" in text and "DATABASE_BACKUP_URL" in text
    assert verify(backup="")[0] == 2
