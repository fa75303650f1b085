"""A province with many districts and offices full of people who are signed in, and the ledger of what they were told.

The ledger is held against the record and the database afterwards: what was acknowledged is there, once, over what the
person had seen, and nothing else is.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin, begin_system
from spm_oversight.services.open_province import open_province
from spm_oversight.services.periods import open_period
from spm_oversight.services.sign_in import hash_password, sign_in
from spm_oversight.services.verify_record import verify_record
from spm_oversight.web.session import enter
from tests.guard import tally
from tests.guard.load import Answer, Browser
from tests.web.evidence_files import pdf

PROVINCE = "35" if tally.FULL else "75"
"""Jawa Timur has 38 districts, Gorontalo six."""
QUARTER, OFFICE = Quarter(2024, 4), "dinas-kesehatan"
HERE = f"/triwulan/{QUARTER.code}"
ENTRY, DESK = f"{HERE}/isian/1.02", f"/periode/{QUARTER.code}"
SERVICES = tuple(f"kab.1.02.{number:02}" for number in range(1, 13))
PASSWORD = "kuda benar baterai staples"
COORDINATOR = "koordinator@malam.go.id"
HOT = SERVICES[:10]
"""The cells that everybody of a district wants in the end."""


@dataclass(frozen=True)
class Account:
    """Somebody of the town, and the browser they are signed in with."""

    district: str
    cookie: str
    form: dict[str, str]


@dataclass(frozen=True)
class Town:
    """Where it is, and who works in it: the coordinator, and each district's people."""

    urls: Urls
    folder: Path
    coordinator: Account
    people: dict[str, list[Account]]

    @property
    def environment(self) -> dict[str, str]:
        """The settings of its site."""
        return environment(self.urls, self.folder)


def environment(urls: Urls, folder: Path) -> dict[str, str]:
    """As in production, but over plain HTTP and by password alone."""
    return {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "SECRET_KEY": "s" * 40,
        "SPM_TRUSTED_HOSTS": "127.0.0.1, localhost",
        "SPM_HTTPS": "0",
        "SPM_TWO_STEPS": "0",
        "SPM_DEMONSTRATION": "1",  # else it would have to be fit for production
        "SPM_DATA": str(folder),
    }


def found_town(urls: Urls, folder: Path, *, districts: int, people: int) -> Town:
    """Make it: so many districts with so many people in each one's health office, and a quarter that is open."""
    app = create_app(read_settings(environment(urls, folder)))
    with app.app_context():
        open_province(code=PROVINCE, actor=None)
        codes = _districts()[:districts]
        appointed = _appoint(codes, people)
        with begin(sign_in(email=COORDINATOR, password=PASSWORD)[0]) as work:
            opens, deadline = work.now.replace(year=2024), work.now.replace(year=2099)
            open_period(work, quarter=QUARTER, opens=opens, deadline=deadline)
    coordinator = _signed_in(app, COORDINATOR, "")
    town = {code: [_signed_in(app, email, code, held) for email, held in appointed[code]] for code in codes}
    with app.app_context():
        db.engine.dispose()
    return Town(urls, folder, coordinator, town)


def _districts() -> list[str]:
    with begin_system() as work:
        return sorted(each.code for each in work.places.regions_of(PROVINCE) if "." in each.code)


def _appoint(codes: list[str], people: int) -> dict[str, list[tuple[str, str]]]:
    """Everybody's address and membership, by district."""
    offices: dict[str, Any] = {}
    for code in codes:
        with open_work(Scope.of_district(PROVINCE, code), None) as work:
            offices[code] = next(each.id for each in work.offices.of_district(code) if each.code == OFFICE)
    password, appointed = hash_password(PASSWORD), dict[str, list[tuple[str, str]]]()
    with begin_system() as work:
        make = work.accounts
        top = make.create(email=COORDINATOR, name="Rina", password_hash=password, must_change_password=False)
        make.appoint(top, "coordinator", province=PROVINCE)
        for code in codes:
            for number in range(people):
                email = f"petugas{number}.{code}@malam.go.id"
                one = make.create(
                    email=email, name=f"Petugas {number}", password_hash=password, must_change_password=False
                )
                held = make.appoint(one, "operator", province=PROVINCE, district=code, office=offices[code])
                appointed.setdefault(code, []).append((email, str(held)))
    return appointed


def _signed_in(app: Flask, email: str, district: str, membership: str = "") -> Account:
    """As the sign-in form does it, without the form: hundreds sign in before anything is measured."""
    with app.test_request_context("/"):
        enter(*sign_in(email=email, password=PASSWORD))
        token = generate_csrf()
        sealed = app.session_interface.get_signing_serializer(app)  # pyright: ignore
        cookie = sealed.dumps(dict(session))  # pyright: ignore[reportUnknownMemberType]
    form = {"csrf_token": token, **({"membership": membership} if membership else {})}
    return Account(district, str(cookie), form)


@dataclass(frozen=True)
class Save:
    """An acknowledged save: the cell, what the person had seen in it, what they put there (0: nothing)."""

    district: str
    cell: str
    seen: int
    put: int


@dataclass
class Worker:
    """A person at work. ``own``: the service that is theirs alone; every value they put is theirs alone too."""

    account: Account
    browser: Browser
    number: int
    own: str
    chance: random.Random
    saves: list[Save] = field(default_factory=list[Save])
    files: list[str] = field(default_factory=list[str])
    refused: list[Answer] = field(default_factory=list[Answer])
    odd: list[str] = field(default_factory=list[str])
    overtaken: int = 0
    _seen: dict[str, tuple[int, int]] = field(default_factory=lambda: defaultdict(lambda: (0, 0)))
    _next: int = 0
    _counted: int = 0

    def act(self, *, late: bool = False) -> None:
        """One act: 70 % saves, 15 % reading, 5 % evidence, 5 % workbooks, 5 % whole forms."""
        drawn = self.chance.random()
        service = self.chance.choice(HOT) if late else self.own
        if drawn < 0.70:
            self.save(service)
        elif drawn < 0.85:
            self.look(service)
        elif drawn < 0.90:
            self.add_file(service)
        elif drawn < 0.95:
            self.fetch_workbook()
        else:
            self.send_form(service)

    def save(self, service: str) -> None:
        """One cell, as the page's script sends it; when somebody was faster, once more over what they put."""
        for _ in range(2):
            version, seen = self._seen[service]
            put = self._value()
            row = {"kind": "recipients", "key": service, "fields": self._fields(put), "version": version}
            answer = self.browser.post("save", f"{ENTRY}/sel", {"rows": json.dumps({"cells": [row]})})
            if not self._fine(answer):
                return
            told = json.loads(answer.body)["cells"][0]
            if told["outcome"] == "saved":
                self._acknowledge(service, seen, put)
                self._seen[service] = (told["version"], put)
                return
            self.overtaken += 1
            self._seen[service] = (told["version"], _number(told["stored"].get("base", "")))

    def look(self, service: str) -> Answer:
        """Open the form, and see what stands in the service's cell."""
        answer = self.browser.get("read", ENTRY)
        if self._fine(answer):
            found = {
                name: re.search(rf'name="recipients/{service}/{name}"[^>]* value="([^"]*)"', answer.text)
                for name in ("version", "base")
            }
            if found["version"] and found["base"]:
                self._seen[service] = (int(found["version"][1]), _number(found["base"][1]))
            else:
                self.odd.append(f"no cell on the page: {answer.text[:200]}")
        return answer

    def send_form(self, service: str) -> None:
        """The whole form with a key, after a look at it."""
        self.look(service)
        (version, seen), put = self._seen[service], self._value()
        fields = {**self._fields(put), "version": str(version), "seen": ""}
        sent = {f"recipients/{service}/{name}": value for name, value in fields.items()}
        answer = self.browser.post("form", ENTRY, sent)
        if answer.status == 409:
            self.overtaken += 1
        elif self._fine(answer, 302):
            self._acknowledge(service, seen, put)
        self.look(service)

    def add_file(self, service: str) -> None:
        """A file of evidence."""
        name = f"bukti-{self._value()}.pdf"
        told = {"place": "layanan", "page": "", "note": ""}
        answer = self.browser.send_file("upload", f"{HERE}/bukti/{service}", told, name, pdf(name))
        if self._fine(answer, 302):
            self.files.append(name)

    def fetch_workbook(self) -> bytes:
        """The office's workbook."""
        answer = self.browser.get("export", f"{HERE}/lembar-kerja.xlsx")
        if self._fine(answer) and not answer.body.startswith(b"PK"):
            self.odd.append("no workbook")
        return answer.body

    def check_workbook(self, data: bytes) -> None:
        """Have a filled workbook checked; nothing is saved."""
        answer = self.browser.send_file("check", f"{HERE}/unggah", {}, "isian.xlsx", data)
        self._fine(answer, 200, 409, 422)

    def _fine(self, answer: Answer, *expected: int) -> bool:
        if answer.status in (expected or (200,)):
            return True
        if answer.status in (403, 429, 503):
            self.refused.append(answer)
        else:
            self.odd.append(f"{answer.kind}: {answer.status} {_words(answer)[:300]}")
        return False

    def _acknowledge(self, service: str, seen: int, put: int) -> None:
        self.saves.append(Save(self.account.district, service, seen, put))

    def _value(self) -> int:
        self._next += 1
        return self.number * 10_000 + self._next

    def _fields(self, put: int) -> dict[str, str]:
        return {"base": str(put), "part": "1", "note": canary(self.account.district), "state": ""}

    def newly_acknowledged(self) -> int:
        """How many changes were acknowledged since this was last asked."""
        before, self._counted = self._counted, len(self.saves) + len(self.files)
        return self._counted - before

    def foreign_words(self) -> list[str]:
        """Words of other districts in what this person was answered."""
        own = canary(self.account.district).encode()
        found = {
            word for answer in self.browser.answers for word in re.findall(rb"kenari-[\d.]+\d", answer.body)
        }
        return [word.decode() for word in found if word != own]


def canary(district: str) -> str:
    """A word that stands in every value of a district."""
    return f"kenari-{district}"


def workers_of(town: Town, port: int) -> list[Worker]:
    """Everybody at their desk."""
    found: list[Worker] = []
    for accounts in town.people.values():
        for place, account in enumerate(accounts):
            browser, number = Browser(port, account.cookie, account.form), len(found) + 1
            own = SERVICES[place % len(SERVICES)]
            found.append(Worker(account, browser, number, own, random.Random(number)))  # noqa: S311 (no secret)
    return found


def _words(answer: Answer) -> str:
    """What a page says, without its frame."""
    body = answer.text.partition("<main")[2] or answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def _number(text: str) -> int:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else 0


def lost_or_doubled(town: Town, workers: list[Worker]) -> list[str]:
    """What the ledger says and the database does not, and the other way round; empty when all is well."""
    told = Counter(save for worker in workers for save in worker.saves)
    with psycopg.connect(town.urls.superuser) as connection:
        events = connection.execute(
            "select tenant, detail -> 'cells' from audit_event where action = 'figures_saved' order by tenant, number"
        ).fetchall()
        standing = connection.execute("select district_id, code, base from recipients").fetchall()
        files = connection.execute("select name, count(*) from evidence group by name").fetchall()
    recorded, last = Counter[Save](), dict[tuple[str, str], int]()
    for tenant, cells in events:
        for name, before, after in cells:
            cell, put = name.removeprefix("recipients "), int(after[1])
            seen = int(before[1]) if before and before[1] else 0
            if last.get((tenant, cell), 0) != seen:
                return [f"the record of {tenant} {cell} has a gap before {put}"]
            recorded[Save(tenant, cell, seen, put)] += 1
            last[tenant, cell] = put
    faults = [f"acknowledged, not recorded: {save}" for save in told - recorded]
    faults += [f"recorded, not acknowledged: {save}" for save in recorded - told]
    if {(tenant, cell): int(base) for tenant, cell, base in standing} != last:
        faults.append("what stands is not what was saved last")
    sent = Counter(name for worker in workers for name in worker.files)
    faults += [f"file: {name}" for name in (sent - Counter(dict(files))) + (Counter(dict(files)) - sent)]
    faults += [str(each) for each in verify_record(url=town.urls.backup) if each.faults]
    return faults
