"""Closings under load, one after the other: each snapshot is exactly what had been acknowledged before it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.guard import tally
from tests.guard.history import History
from tests.web.cast import DISTRICT, Visitor, signed_in
from tests.web.test_closing import frozen
from tests.web.test_entry import pair, sent
from tests.web.walk import DESK, open_quarter, stored, text_of

CLOSINGS = tally.size(5, 50)
SERVICES = [f"kab.1.02.{number:02}" for number in range(1, 9)]
AGAIN = {"district": DISTRICT, "until": "1 Februari 2099", "hour": "23.59", "why": "Rekonsiliasi."}


def write(history: History, writer: Visitor, service: str, version: int, part: int) -> tuple[int, int]:
    """One writer, until refused: the version and the figure that were acknowledged last."""
    while True:
        answer = sent(writer, "recipients", service, pair("99999", str(part + 1)), version)
        if answer.status_code != 200:
            assert answer.status_code == 403 and "ditutup" in answer.json["refused"], answer.text
            return version, part
        (cell,) = answer.json["cells"]
        assert cell["outcome"] == "saved", cell
        version, part = cell["version"], part + 1
        history.ok(f"{service} {part}")


def test_every_closing_freezes_what_was_acknowledged_before_it_and_nothing_after(
    app: Flask, visit: Callable[[str], Visitor], urls: Urls
) -> None:
    coordinator, history = visit("coordinator"), History()
    open_quarter(coordinator)
    writers = [signed_in(app, ("operator", "district_admin")[n % 2]) for n in range(len(SERVICES))]
    last = dict.fromkeys(SERVICES, (0, 0))
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        for revision in range(1, CLOSINGS + 1):
            writing = {
                service: pool.submit(write, history, writer, service, *last[service])
                for service, writer in zip(SERVICES, writers, strict=True)
            }
            history.wait_for(2 * len(SERVICES))
            assert coordinator.post(f"{DESK}/tutup").status_code == 302
            last = {service: each.result(timeout=60) for service, each in writing.items()}
            acknowledged = {service: part for service, (_, part) in last.items() if part}
            assert frozen(coordinator.get(f"/arsip/2024-Q4/revisi-{revision}.zip")) == acknowledged
            kept = {service: int(part) for service, part in stored(urls, "select code, part from recipients")}
            assert kept == acknowledged
            reopened = coordinator.post("/arsip/2024-Q4/buka-kembali", AGAIN)
            assert reopened.status_code == 302, text_of(reopened)
    tally.add(acknowledged=len(history.acknowledged))
