"""Every action that the code records has its sentence, and none has two."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

import spm_oversight
from spm_oversight.domain.chain import START, Event
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import PartAct, ProposalAct
from spm_oversight.services import keep_agreements, keep_register
from spm_oversight.services.demonstration import load
from spm_oversight.services.record_codes import Words
from spm_oversight.services.record_words import KINDS, WORDS, told

SOURCE = Path(spm_oversight.__file__).parent
WORDS_HERE = Words(
    {
        "kab.1.02.01": "Pelayanan kesehatan ibu hamil",
        "kab.1.02.01.q01": "Standar jumlah",
        "62.06": "Katingan",
    },
    "Asia/Makassar",
)
AT = datetime(2024, 10, 1, tzinfo=UTC)
# Actions that are put together when they happen: where, as it is written, and what it can become.
COMPOSED = {
    ("parts.py", "f'part_{act.value}'"): {f"part_{act.value}" for act in PartAct},
    ("send_quarter.py", "step"): {f"quarter_{act.value}" for act in ProposalAct} | {"quarter_sent"},
    ("decide_report.py", "step"): {"report_accepted", "report_returned"},
    ("keep_agreements.py", "_RECORDED[act]"): set(vars(keep_agreements)["_RECORDED"].values()),
    ("keep_register.py", "action"): {keep_register.KEPT, keep_register.LOCKED, keep_register.UNLOCKED},
    ("add_evidence.py", "action"): {"evidence_added", "evidence_removed"},
    ("load.py", "_LOADED"): {vars(load)["_LOADED"]},
}


def recorded() -> Iterator[tuple[str, ast.expr]]:
    """The first argument of each ``record.add`` and the file it stands in."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="add", value=ast.Attribute(attr="record")), args=[first, *_]
                ):
                    yield path.name, first
                case _:
                    pass


def actions(place: str, written: ast.expr) -> set[str]:
    """What the argument can be; a new way to put one together needs its line in ``COMPOSED``."""
    match written:
        case ast.Constant(value=str(action)):
            return {action}
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return {one, other}
        case _:
            return COMPOSED[place, ast.unparse(written)]


def test_every_recorded_action_has_a_sentence_and_every_sentence_an_action() -> None:
    found = [actions(*each) for each in recorded()]
    assert len(found) > 50
    assert set().union(*found) == set(WORDS)


def test_no_action_stands_in_two_kinds() -> None:
    counted = Counter(action for _, named in KINDS.values() for action in named)
    assert {action for action, times in counted.items() if times > 1} == set()


def test_only_what_is_named_is_told() -> None:
    detail = {
        "email": "ani@contoh.go.id",
        "role": "operator",
        "password": "rahasia",
        "token": "rahasia",
        "link": "https://rahasia",
        "before": {"name": "Ani", "password": "rahasia"},
        "number": 3,
        "cells": [["pairs a", None, [1, 2]], ["pairs b", None, [1, 2]]],
        "quarter": Quarter(2024, 4).code,
    }
    said = told(Event(1, AT, UUID(int=1), "Ani", "appointed", "x", detail, START, START), WORDS_HERE)
    assert said.what == "menunjuk" and said.kind == "Orang dan akun" and said.quarter == "Triwulan IV 2024"
    assert said.details == (
        "surel: ani@contoh.go.id; peran: Operator perangkat daerah; nomor: 3; isian: 2; sebelum: nama Ani"
    )


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({"service": "kab.1.02.01"}, "pelayanan: Pelayanan kesehatan ibu hamil"),
        ({"item": "kab.1.02.01.q01"}, "butir: Standar jumlah"),
        ({"service": "kab.9.99.99"}, "pelayanan: kab.9.99.99"),
        ({"code": "Standar mutu"}, "kode: Standar mutu"),
        ({"district": "62.06"}, "daerah: Katingan"),
        ({"districts": ["62.06", "62.99"]}, "daerah: Katingan, 62.99"),
        ({"before": {"value": "62.06"}}, "sebelum: nilai 62.06"),
        ({"until": "2025-01-20T16:59:59+00:00"}, "sampai: 21 Januari 2025 pukul 00.59 WITA"),
        ({"before": "2025-01-20"}, "sebelum: 20 Januari 2025"),
        ({"reason": "2025-13-45"}, "alasan: 2025-13-45"),
        ({"reason": "0001-01-01T00:00:00+23:59"}, "alasan: 0001-01-01T00:00:00+23:59"),
        ({"after": {"due": "2025-01-20"}}, "sesudah: tenggat 20 Januari 2025"),
        (
            {"reason": "Sejak 2025-01-20 banjir di kab.1.02.01"},
            "alasan: Sejak 2025-01-20 banjir di kab.1.02.01",
        ),
    ],
)
def test_codes_and_moments_are_told_in_words_and_what_was_typed_stays(
    detail: dict[str, object], said: str
) -> None:
    event = Event(1, AT, UUID(int=1), "Ani", "time_granted", "x", detail, START, START)
    assert told(event, WORDS_HERE).details == said
