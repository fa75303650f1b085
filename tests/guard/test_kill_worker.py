"""kill -9 of the job worker at each point of a paper's way: none is lost, none is made twice, none kills for ever.

The breakpoints are the database's own: triggers that wait for a lock which the test holds. The product knows none.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psutil
import psycopg
from flask import Flask

from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.papers import Paper, PaperState
from spm_oversight.worker import TRIES
from tests.guard import tally
from tests.web import closed
from tests.web.cast import Visitor
from tests.web.test_paper_jobs import empty_queue, papers_of
from tests.web.walk import stored

ROUNDS = tally.size(3, 20)
# The real worker, with a thread for each paper, however many cores there are.
WORKER = """
import os
os.cpu_count = lambda: 3  # two papers stand still while they are printed, the others go by the third press
from spm_oversight.app import create_app
from spm_oversight.worker import run_worker
os.cpu_count = lambda: 8
run_worker(create_app(), os.environ["DATABASE_URL"], concurrency=8)
"""
# Point: table, when its trigger looks, which change, where the paper's id stands in the row.
POINTS = {
    "claimed": ("paper", "before update", "new.attempt > old.attempt", "{id}"),
    "printing": ("paper", "before update", "new.state = 'running' and new.step > old.step", "{id}"),
    "printed": ("paper", "before update", "new.state = 'done'", "{id}"),
    "filed": ("issued_paper", "before update", "new.sha256 is not null", "{paper_id}"),
    "recorded": ("audit_event", "after insert", "new.action = 'paper_made'", "{subject}"),
    "committed": (
        "procrastinate_jobs",
        "before update",
        "old.status = 'doing' and new.status = 'succeeded'",
        "{args,paper}",
    ),
}
DEADLY = "printing, each time"
STAND = """
create table breakpoint (paper text, point text);
create function stand() returns trigger language plpgsql security definer as $$
declare here text := to_jsonb(new) #>> tg_argv[1]::text[];
begin
    if exists (select from breakpoint where paper = here and point = tg_argv[0]) then
        perform pg_advisory_xact_lock(hashtextextended(here || tg_argv[0], 0));
    end if;
    return new;
end $$
"""

STANDING = """
select count(*) from unnest(%s::text[]) as name where exists (
    select from pg_locks where locktype = 'advisory' and not granted
    and classid::int8 << 32 | objid::int8 = hashtextextended(name, 0))
"""


def put_up_breakpoints(urls: Urls) -> None:
    """A trigger at each point."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(STAND)
        for point, (table, moment, change, where) in POINTS.items():
            connection.execute(
                f"create trigger stand_{point} {moment} on {table} for each row when ({change})"  # pyright: ignore
                f" execute function stand('{point}', '{where}')"
            )


@contextmanager
def standing(urls: Urls, papers: dict[str, UUID]) -> Iterator[psycopg.Connection]:
    """Each paper stands still at its point while this connection holds its lock."""
    with psycopg.connect(urls.superuser, autocommit=True) as holding:
        for point, paper in papers.items():
            hold(holding, paper, point.partition(",")[0])
        yield holding
        holding.execute("delete from breakpoint")


def hold(holding: psycopg.Connection, paper: UUID, point: str) -> None:
    """Stop the paper there."""
    holding.execute("insert into breakpoint values (%s, %s)", [str(paper), point])
    holding.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [f"{paper}{point}"])


def wait_until_standing(
    holding: psycopg.Connection, worker: subprocess.Popen[bytes], papers: dict[str, UUID]
) -> None:
    """Until each paper stands at its point: one that was let go elsewhere may not have left there yet."""
    names = [f"{paper}{point.partition(',')[0]}" for point, paper in papers.items()]
    while holding.execute(STANDING, [names]).fetchone() != (len(papers),):
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"the worker ended by itself: {worker.wait(timeout=0.05)}")


def started(urls: Urls, folder: Path) -> subprocess.Popen[bytes]:
    """The worker, a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "SECRET_KEY": "s" * 40,
        "SPM_TRUSTED_HOSTS": "localhost",
        "SPM_HTTPS": "0",
        "SPM_DEMONSTRATION": "1",
        "SPM_DATA": str(folder),
        "SPM_LOG_LEVEL": "ERROR",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], cwd=PROJECT, env=environment)


def killed_at_every_point(urls: Urls, folder: Path, papers: dict[str, UUID]) -> None:
    """One worker that stands at all points at once, then SIGKILL."""
    late = papers["recorded"]
    with standing(urls, papers) as holding:
        # Who stands there holds the province's chain, which those before the commit still need.
        hold(holding, late, "claimed")
        worker = started(urls, folder)
        try:
            others = {point: paper for point, paper in papers.items() if paper != late}
            wait_until_standing(holding, worker, {**others, "claimed, at first": late})
            holding.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [f"{late}claimed"])
            wait_until_standing(holding, worker, papers)
        finally:
            presses = psutil.Process(worker.pid).children(recursive=True)
            worker.kill()
            worker.wait()
        assert psutil.wait_procs(presses, timeout=60)[1] == [], "a press outlives its worker"
        # As when its machine is gone: what it had begun is rolled back, and it is not heard of any more.
        holding.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        holding.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
    tally.add(kills=len(papers))


def test_a_worker_killed_anywhere_leaves_each_paper_to_the_next_one(
    app: Flask, visit: Callable[[str], Visitor], urls: Urls, tmp_path: Path
) -> None:
    package = closed.kalteng(closed.FOURTH)
    closed.close(app, replace(package, districts=package.districts[: len(POINTS) + 1]))
    put_up_breakpoints(urls)
    for name in [("coordinator", "reviewer")[n % 2] for n in range(ROUNDS)]:
        known = {each.id for each in papers_of(app)}
        assert visit(name).post("/dokumen/kartu", {"period": closed.FOURTH.code}).status_code == 302
        asked = [each.id for each in papers_of(app) if each.id not in known]
        papers = dict(zip([*POINTS, DEADLY], asked, strict=True))
        with psycopg.connect(urls.superuser) as connection:  # two workers died of it already
            connection.execute(
                "update procrastinate_jobs set attempts = %s where args ->> 'paper' = %s",
                [TRIES - 1, str(papers[DEADLY])],
            )
        killed_at_every_point(urls, tmp_path, papers)
        empty_queue(app, urls)
        made = {each.id: each for each in papers_of(app)}
        for point, paper in papers.items():
            ended_once(urls, tmp_path, made[paper], point)
    assert len(list((tmp_path / "files").rglob("*.*"))) == ROUNDS * len(POINTS)
    assert not list((tmp_path / "files").rglob("tmp*"))


def ended_once(urls: Urls, folder: Path, paper: Paper, point: str) -> None:
    """Made whole and once; the one that kills its workers set aside, and told."""
    jobs = stored(urls, f"select status::text from procrastinate_jobs where args ->> 'paper' = '{paper.id}'")
    made = stored(urls, f"select 1 from audit_event where action = 'paper_made' and subject = '{paper.id}'")
    if point == DEADLY:
        assert (paper.state, jobs, made) == (PaperState.FAILED, [("failed",)], [])
        return
    assert (paper.state, jobs, made) == (PaperState.DONE, [("succeeded",)], [(1,)]), point
    data = (folder / "files" / "62" / "papers" / f"{paper.id}.pdf").read_bytes()
    assert sha256(data).hexdigest() == paper.sha256, point
    sealed = stored(urls, f"select sha256 from issued_paper where paper_id = '{paper.id}'")
    assert sealed == [(paper.sha256,)], point
    assert paper.attempt == (1 if point in ("claimed", "committed") else 2), point
