"""The embedded PostgreSQL: it starts from nothing, ends without trace, survives a kill, and keeps to its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT
from spm_oversight.domain.errors import Refused
from spm_oversight.persistence import embedded_files
from spm_oversight.persistence.embedded import Embedded, database

FAST = {"fsync": "off"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data folder for the tests that do not mind what it went through before: it must not matter."""
    folder = tmp_path_factory.mktemp("embedded") / "var"
    yield folder
    shutil.rmtree(Embedded(folder).home)


@pytest.fixture
def embedded(folder: Path) -> Iterator[Embedded]:
    one = Embedded(folder, FAST)
    yield one
    one.stop()
    assert not one.running


def processes(one: Embedded) -> list[psutil.Process]:
    pid = int((one.data / "postmaster.pid").read_text().split()[0])
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


def open_ports(process: psutil.Process) -> list[object]:
    """What a process listens on; one that has ended meanwhile (a connection's own) on nothing."""
    try:
        return list(process.net_connections("inet"))
    except psutil.NoSuchProcess:
        return []


def answer(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row and row[0]


def test_it_leaves_no_process_and_no_socket_and_keeps_its_data(embedded: Embedded) -> None:
    with embedded.ensure() as urls:
        with psycopg.connect(urls.owner) as connection:
            connection.execute("create table kept as select 7 as n")
        started = processes(embedded)
        assert not [one for process in started for one in open_ports(process)]
    assert psutil.wait_procs(started, timeout=5)[1] == []
    assert not embedded.running
    assert list(embedded.sockets.iterdir()) == []
    with embedded.ensure() as urls:
        assert answer(urls.owner, "select n from kept") == 7


def test_the_roles_are_bound_by_row_security_except_the_one_that_dumps(server: Embedded) -> None:
    with psycopg.connect(server.urls().superuser) as connection:
        rows = connection.execute(
            "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, left(rolpassword, 13)"
            " from pg_authid where rolname like 'spm%' order by 1"
        ).fetchall()
        owner = connection.execute(
            "select pg_get_userbyid(datdba) from pg_database where datname = 'spm'"
        ).fetchone()
    scram = "SCRAM-SHA-256"
    assert rows == [
        ("spm_app", False, False, False, False, scram),
        ("spm_backup", False, True, False, False, scram),
        ("spm_owner", False, False, False, False, scram),
    ]
    assert owner == ("spm_owner",)


def test_nobody_enters_without_a_password(server: Embedded) -> None:
    for role in ("postgres", "spm_owner", "spm_app"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(server.sockets), user=role, dbname="spm", password="guess")


def test_folders_are_closed_to_others(server: Embedded) -> None:
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.home / "passwords.json").stat().st_mode) == 0o600
    assert not (server.home / "password.new").exists()


def test_it_starts_again_after_a_kill(embedded: Embedded) -> None:
    embedded.start()
    processes(embedded)[0].send_signal(signal.SIGKILL)
    embedded.stop()
    with embedded.ensure() as urls:
        assert answer(urls.app, "select 1") == 1


def test_a_pid_that_another_program_has_by_now_does_not_stop_it(embedded: Embedded) -> None:
    with embedded.ensure():
        lines = (embedded.data / "postmaster.pid").read_text().split("\n")
    sleeper = subprocess.Popen(["sleep", "600"], user=embedded.data.stat().st_uid)
    try:
        (embedded.data / "postmaster.pid").write_text("\n".join([str(sleeper.pid), *lines[1:]]))
        with embedded.ensure() as urls:
            assert answer(urls.app, "select 1") == 1
    finally:
        sleeper.kill()
        sleeper.wait()


def test_what_the_server_says_reaches_the_person(embedded: Embedded) -> None:
    with pytest.raises(Refused, match="no_such_option"):
        Embedded(embedded.data_folder, {"no_such_option": "1"}).start()


def test_a_first_start_that_was_killed_halfway_does_not_stop_the_next(embedded: Embedded) -> None:
    with embedded.ensure():
        pass
    embedded.data.rename(embedded.home / "data.new")
    with embedded.ensure() as urls:
        assert answer(urls.app, "select 1") == 1


def test_it_is_left_as_it_was(embedded: Embedded) -> None:
    other = Embedded(embedded.data_folder, FAST)
    with embedded.ensure():
        with other.ensure() as urls:
            assert answer(urls.app, "select 1") == 1
        assert embedded.running
    assert not embedded.running


def test_whoever_started_it_the_last_one_out_stops_it(embedded: Embedded) -> None:
    other = Embedded(embedded.data_folder, FAST)
    embedded.start()
    other.start()
    embedded.stop()
    assert answer(other.urls().app, "select 1") == 1
    other.stop()
    assert not other.running


def test_a_user_that_was_killed_does_not_hold_it(embedded: Embedded) -> None:
    code = (
        "import sys; from pathlib import Path; from spm_oversight.persistence.embedded import Embedded\n"
        "one = Embedded(Path(sys.argv[1])); one.start(); print('up', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, embedded.data_folder],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout and holder.stdout.readline() == b"up\n"
    holder.kill()
    holder.communicate()
    assert embedded.running
    with embedded.ensure():
        pass
    assert not embedded.running


def test_two_folders_do_not_meet(embedded: Embedded, server: Embedded) -> None:
    with embedded.ensure() as urls:
        assert urls.app != server.urls().app
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.urls().app, host=str(embedded.sockets))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
class TestAsRoot:
    def test_a_folder_of_another_user_is_refused_with_the_remedy_and_left_alone(self, tmp_path: Path) -> None:
        folder = tmp_path / "var"
        folder.mkdir(mode=0o755)
        os.chown(folder, 65534, 65534)
        with pytest.raises(Refused, match=r"milik pengguna nobody, bukan root.*SPM_DATA"):
            Embedded(folder).start()
        assert folder.stat().st_uid == 65534 and stat.S_IMODE(folder.stat().st_mode) == 0o755
        assert list(folder.iterdir()) == []

    def test_the_server_does_not_run_as_root_and_opens_no_folder_of_ours(
        self, embedded: Embedded, tmp_path: Path
    ) -> None:
        before = {folder: folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents, PROJECT)}
        with embedded.ensure():
            assert processes(embedded)[0].username() == embedded_files.SYSTEM_USER
        assert {folder: folder.stat().st_mode for folder in before} == before

    def test_several_first_starts_at_once_agree_on_the_system_user(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = f"spm-test-{os.getpid()}"
        monkeypatch.setattr(embedded_files, "SYSTEM_USER", name)
        try:
            with ThreadPoolExecutor(8) as starts:
                users = [starts.submit(embedded_files.system_user) for _ in range(8)]
            assert {user.result().pw_uid for user in users} == {pwd.getpwnam(name).pw_uid}
        finally:
            subprocess.run(["/usr/sbin/userdel", name], check=True)

    def test_without_root_the_data_lie_in_the_data_folder_and_a_long_path_gets_a_short_socket(
        self,
    ) -> None:
        """The same program as an unprivileged user: everything in one folder, which another user is refused."""
        user = embedded_files.system_user()
        folder = Path("/tmp") / f"spm-test-{os.getpid()}"  # noqa: S108 (pytest's folders are closed to others)
        folder.mkdir(mode=0o700)
        os.chown(folder, user.pw_uid, user.pw_gid)
        # Root's interpreter and wheel may lie where nobody else can read: both are loaded, or copied, beforehand.
        code = (
            "import os, sys; from pathlib import Path; from spm_oversight.persistence import embedded\n"
            "copy = embedded.binaries(copied=True); embedded.binaries = lambda copied: copy\n"
            "roles = Path(sys.argv[3]).with_name('roles.sql'); roles.write_bytes(embedded.ROLES.read_bytes())\n"
            "roles.chmod(0o644); embedded.ROLES = roles\n"
            "os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[1]))\n"
            "one = embedded.Embedded(Path(sys.argv[3])); one.start()\n"
            "print(one.home, one.running, one.sockets); one.stop()"
        )
        data_folder, sockets = folder / "deep" / ("long" * 30), None
        data_folder.parent.mkdir(mode=0o755)
        os.chown(data_folder.parent, user.pw_uid, user.pw_gid)
        try:
            words = [sys.executable, "-c", code, str(user.pw_uid), str(user.pw_gid), str(data_folder)]
            home, running, sockets = subprocess.check_output(words, cwd=PROJECT, text=True).split()
            assert (home, running) == (str(data_folder / "database"), "True")
            assert Path(sockets).parent == Path("/tmp")  # noqa: S108
            with pytest.raises(Refused, match="milik pengguna spm-oversight"):
                Embedded(data_folder).start()
        finally:
            shutil.rmtree(folder)
            shutil.rmtree(sockets or folder, ignore_errors=True)


def test_with_a_server_of_its_own_nothing_is_started(tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": "postgresql://spm_app:a@db/spm",
        "DATABASE_OWNER_URL": "postgresql://spm_owner:b@db/spm",
        "SECRET_KEY": "k" * 32,
        "SPM_TRUSTED_HOSTS": "spm",
        "SPM_DATA": str(tmp_path / "var"),
    }
    with database(read_settings(environment)) as urls:
        assert (urls.app, urls.owner) == (environment["DATABASE_URL"], environment["DATABASE_OWNER_URL"])
    assert not (tmp_path / "var").exists()
