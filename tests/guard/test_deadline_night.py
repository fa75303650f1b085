"""The night of the deadline: one district makes noise, everybody saves at once, and nothing is lost, felt, or grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import psycopg
import pytest

from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.locks import of_workbooks
from tests.guard import tally
from tests.guard.load import Answer, Browser, Site, at_once, served, slowest, think
from tests.guard.town import DESK, Town, Worker, found_town, lost_or_doubled, workers_of

DISTRICTS, PEOPLE, ACTS = tally.size(6, 38), tally.size(3, 13), tally.size(20, 12)
# Seconds between two acts of a person; in each build they follow at once.
PAUSE, SHORT_PAUSE = ((5.0, 15.0), (0.3, 0.7)) if tally.FULL else ((0.0, 0.0), (0.0, 0.0))
IDLE, OTHERS, SAVES = 200, 10, tally.size(20, 50)
WARM, THIRD = 1000, 1000
Workers = list[Worker]


@pytest.fixture(scope="module")
def town(new_database: Callable[..., Urls], migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A province on the eve of its deadline."""
    folder = tmp_path_factory.mktemp("town") / "data"
    return found_town(new_database(migrated), folder, districts=DISTRICTS, people=PEOPLE)


@pytest.fixture(scope="module")
def site(town: Town) -> Iterator[Site]:
    """It behind gunicorn."""
    with served(town.environment, town.folder.with_name("web.log")) as site:
        yield site


@pytest.fixture(scope="module")
def workers(town: Town, site: Site) -> Workers:
    """Everybody, with all they did in the tests before: the last of these closes the quarter."""
    return workers_of(town, site.port)


def _taken(workers: Workers) -> list[Answer]:
    """The answers that these people had since they were last taken."""
    taken = [answer for worker in workers for answer in worker.browser.answers]
    for worker in workers:
        worker.browser.answers = []
    return taken


def _hold(town: Town, workers: Workers) -> list[Answer]:
    """Against the ledger: nothing lost, doubled, overwritten unseen, or told to a stranger; nothing went wrong."""
    leaks = [word for worker in workers for word in worker.foreign_words()]
    answers, faults = _taken(workers), lost_or_doubled(town, workers)
    tally.add(requests=len(answers), canaries=len(answers), leaks=len(leaks), lost=len(faults))
    tally.add(acknowledged=sum(worker.newly_acknowledged() for worker in workers))
    assert [odd for worker in workers for odd in worker.odd] == []
    assert faults == []
    assert leaks == []
    return answers


def test_a_noisy_district_is_hardly_felt(town: Town, workers: Workers) -> None:
    """One office fetches and uploads workbooks without end; all saves of the others are taken meanwhile."""
    loud = workers[0].account.district
    noisy = [worker for worker in workers if worker.account.district == loud][:2]
    others = [worker for worker in workers if worker.account.district != loud][:OTHERS]
    over = Event()

    def make_noise(worker: Worker) -> None:
        while not over.is_set():
            worker.check_workbook(worker.fetch_workbook())

    def save(worker: Worker) -> None:
        for _ in range(SAVES):
            think(worker.chance, SHORT_PAUSE)
            worker.save(worker.own)

    def all_save() -> None:
        try:
            at_once([lambda worker=worker: save(worker) for worker in others])
        finally:
            over.set()

    quiet: list[Answer] = []
    if tally.FULL:
        all_save()
        over.clear()
        quiet = _taken(others)
    at_once([all_save, *(lambda worker=worker: make_noise(worker) for worker in noisy)])

    noise = [answer for worker in noisy for answer in worker.browser.answers]
    busy = [answer for worker in others for answer in worker.browser.answers]
    _hold(town, workers)
    assert [worker.refused for worker in others] == [[]] * len(others)
    assert sum(len(worker.saves) for worker in others) == tally.size(1, 2) * len(others) * SAVES
    assert {answer.kind for answer in noise} == {"export", "check"}
    assert 20 * sum(len(worker.refused) for worker in noisy) <= len(noise)
    if tally.FULL:
        alone, then = slowest(quiet, "save"), slowest(busy, "save")
        tally.tell(
            f"noisy district: {len(noise)} of its requests; others' saves p95 {alone:.0f} ms, {then:.0f} ms"
        )
        assert then <= 1.5 * alone


def test_a_district_has_its_workbooks_written_one_after_the_other(town: Town, workers: Workers) -> None:
    """So it never takes all processors: a second one waits, and another district's does not."""
    ours, theirs = workers[0], workers[-1]
    waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    with (
        psycopg.connect(town.urls.superuser, autocommit=True) as watching,
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(town.urls.superuser) as writing,
    ):
        name = of_workbooks(ours.account.district)
        writing.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))
        second = pool.submit(ours.fetch_workbook)
        while watching.execute(waiting).fetchone() == (0,) and not second.done():
            pass
        assert not second.done()
        assert theirs.fetch_workbook().startswith(b"PK")
        assert not second.done()
        writing.rollback()
        assert second.result().startswith(b"PK")


@pytest.mark.skipif(
    not tally.FULL, reason="memory is measured over the thousands of requests of the full size"
)
def test_the_memory_of_the_workers_stays_flat(town: Town, site: Site, workers: Workers) -> None:
    eight = workers[:8]

    def after(acts: int) -> float:
        def some(worker: Worker) -> None:
            for _ in range(acts // len(eight)):
                worker.act()

        at_once([lambda worker=worker: some(worker) for worker in eight])
        return site.memory() / 2**20

    warm = after(WARM)
    first, second, last = after(THIRD), after(THIRD), after(THIRD)
    _hold(town, workers)
    tally.tell(f"memory of the workers: {warm:.0f} MB warm, then {first:.0f}, {second:.0f}, {last:.0f} MB")
    assert last <= 1.1 * second


def test_nothing_is_lost_in_the_night_of_the_deadline(town: Town, site: Site, workers: Workers) -> None:
    """The last third goes to the same ten cells of each district; near the end the coordinator closes the quarter."""
    idle: list[Answer] = []
    if tally.FULL:
        for number in range(IDLE):
            workers[number % len(workers)].act()
        idle = _taken(workers)
    coordinator = Browser(site.port, town.coordinator.cookie, town.coordinator.form)
    done, closing = count(1), 93 * len(workers) * ACTS // 100

    def night(worker: Worker) -> None:
        for number in range(ACTS):
            think(worker.chance, PAUSE)
            if next(done) == closing:
                assert coordinator.post("close", f"{DESK}/tutup", {}).status == 302
            worker.act(late=number >= ACTS * 2 // 3)

    at_once([lambda worker=worker: night(worker) for worker in workers])

    busy = _hold(town, workers)
    refused = [answer for worker in workers for answer in worker.refused]
    assert {answer.status for answer in refused} == {403}
    assert all("sudah ditutup" in answer.text for answer in refused)
    assert sum(worker.overtaken for worker in workers) > 0  # they did meet in the same cells
    assert sum(answer.kind == "save" for answer in busy) > len(workers) * ACTS // 2
    assert (
        sum(b"kenari-" in answer.body for answer in busy) > len(busy) // 2
    )  # what a leak would show is there
    if tally.FULL:
        _hardly_slower(idle, busy, len(workers))


def _hardly_slower(idle: list[Answer], busy: list[Answer], people: int) -> None:
    tally.tell(f"deadline night: {people} people in {DISTRICTS} districts, {len(busy)} requests")
    for kind in ("save", "read", "upload", "export", "form"):
        alone, then = slowest(idle, kind), slowest(busy, kind)
        tally.tell(f"{kind}: p95 {alone:.0f} ms idle, {then:.0f} ms in the night, {then / alone:.1f} times")
    for kind, share, times in (("save", 0.95, 3), ("read", 0.95, 3), ("save", 0.99, 6)):
        assert slowest(busy, kind, share) <= times * slowest(idle, kind, share)
