"""A large file comes in pieces: each counts at its place, and what is not finished is forgotten."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from spm_oversight.domain.evidence import MEGABYTE
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.work import open_work
from spm_oversight.services.evidence_uploads import CHUNK, forget_evidence
from tests.web.cast import DISTRICT, RIVAL
from tests.web.evidence_files import HOSTILE, pdf
from tests.web.evidence_steps import (
    ITEM,
    NEWBORN,
    PREGNANT,
    SERVICE,
    add,
    begin_upload,
    finish,
    folder,
    ids,
    large,
    lying,
    people,
    piece,
    send,
    small,
)
from tests.web.walk import QUARTER, stored, text_of

__all__ = ["people", "small"]


LARGE = pdf("a" * (CHUNK + 1000))


def test_a_file_in_pieces_is_the_same_file(people, urls, app):
    operator = people("operator")
    begun = begin_upload(operator, LARGE, hashed=True, place=ITEM)
    send(operator, begun, LARGE)
    assert operator.get(begun.json["address"]).json["offset"] == len(LARGE)
    done = finish(operator, begun, page="halaman 4", note="catatan")
    assert done.json == {"address": SERVICE}
    assert "Berkas “besar.pdf” ditambahkan." in text_of(operator.get(SERVICE))
    assert stored(urls, "select name, size, item_code, page, note from evidence") == [
        ("besar.pdf", len(LARGE), ITEM, "halaman 4", "catatan")
    ]
    assert lying(app) == [LARGE]
    assert stored(urls, "select count(*) from evidence_upload") == [(0,)]


def test_lost_and_repeated_pieces_change_nothing(people, urls, app):
    operator = people("operator")
    begun = begin_upload(operator, LARGE)
    address, first, rest = begun.json["address"], LARGE[:CHUNK], LARGE[CHUNK:]

    lost = piece(operator, address, CHUNK, rest)
    assert (lost.status_code, lost.json["offset"]) == (409, 0)
    assert piece(operator, address, 0, first).json["offset"] == CHUNK
    repeated = piece(operator, address, 0, first)
    assert (repeated.status_code, repeated.json["offset"]) == (409, CHUNK)
    early = finish(operator, begun)
    assert early.status_code == 409 and "belum seluruhnya" in early.json["message"]
    beyond = piece(operator, address, CHUNK, rest + b"x")
    assert beyond.status_code == 422 and operator.get(address).json["offset"] == CHUNK
    assert piece(operator, address, CHUNK, b"").status_code == 422
    assert piece(operator, address, CHUNK, bytes(CHUNK + 1)).status_code == 422

    # The page was closed; the same file, chosen again, goes on, also without a hash.
    again = begin_upload(operator, LARGE)
    assert again.json["upload"] == begun.json["upload"] and again.json["offset"] == CHUNK
    send(operator, again, LARGE)
    finish(operator, again)
    # The answer was lost after it was kept: asked again, it answers the same and adds nothing.
    assert finish(operator, again).json == {"address": SERVICE}
    assert lying(app) == [LARGE]
    assert len(ids(urls)) == 1


@pytest.mark.parametrize("other", [{"mark": "2"}, {"name": "lain.pdf"}, {"place": ITEM}])
def test_another_file_does_not_go_on_with_the_first(people, other):
    operator = people("operator")
    first = begin_upload(operator, LARGE)
    send(operator, first, LARGE)
    assert begin_upload(operator, LARGE, **other).json["offset"] == 0


def test_other_bytes_than_announced_are_not_kept(people, urls, app):
    operator = people("operator")
    begun = begin_upload(operator, LARGE, hashed=True)
    send(operator, begun, LARGE.replace(b"aaaa", b"bbbb"))
    answer = finish(operator, begun)
    assert answer.status_code == 422 and "berubah selama diunggah" in answer.json["message"]
    assert ids(urls) == [] and lying(app) == []
    again = begin_upload(operator, LARGE, hashed=True)
    assert again.json["offset"] == 0
    send(operator, again, LARGE)
    assert finish(operator, again).status_code == 200


@pytest.mark.parametrize("case", ["program as pdf", "encrypted pdf", "pdf with a zip behind"])
def test_a_hostile_file_in_pieces_is_refused_alike(people, urls, app, case):
    name, data, sentence = HOSTILE[case]
    operator = people("operator")
    begun = begin_upload(operator, data, name=name)
    send(operator, begun, data)
    answer = finish(operator, begun)
    assert answer.status_code == 422 and sentence in answer.json["message"]
    assert ids(urls) == [] and lying(app) == []


@pytest.mark.usefixtures("small")
def test_what_could_not_be_kept_is_refused_before_it_is_sent(people):
    operator = people("operator")
    too_large = begin_upload(operator, large("a", MEGABYTE + 1))
    assert (
        too_large.status_code == 422 and "Berkas ini 1,1\xa0MB, paling besar 1,0" in too_large.json["message"]
    )
    assert "kosong" in begin_upload(operator, b"").json["message"]
    add(operator, large("a"), "ada.pdf")
    assert "“ada.pdf”" in begin_upload(operator, large("a"), hashed=True).json["message"]
    add(operator, large("b"), service=NEWBORN)
    assert "tidak cukup" in begin_upload(operator, large("c")).json["message"]
    assert begin_upload(operator, pdf(), place="kab.1.01.01.q01").status_code == 422


@pytest.mark.parametrize("name", ["district_admin", "teacher", "traveller", "rival_admin", "foreign_admin"])
def test_anothers_upload_is_absent(people, name):
    begun = begin_upload(people("operator"), LARGE)
    other = people(name)
    assert other.get(begun.json["address"]).status_code == 404
    assert piece(other, begun.json["address"], 0, LARGE[:CHUNK]).status_code == 404
    assert finish(other, begun).status_code == 404
    assert people("operator").get(begun.json["address"]).json["offset"] == 0


def test_an_upload_answers_under_its_own_service_alone(people):
    operator = people("operator")
    begun = begin_upload(operator, LARGE)
    elsewhere = begun.json["address"].replace(PREGNANT, NEWBORN)
    assert operator.get(elsewhere).status_code == 404
    send(operator, begun, LARGE)
    finish(operator, begun)
    assert operator.post(begun.json["finish"].replace(PREGNANT, NEWBORN)).status_code == 404


def test_one_membership_keeps_five_begun_and_the_oldest_goes(people, urls, app):
    operator = people("operator")
    begun = [begin_upload(operator, LARGE, mark=str(number)) for number in range(6)]
    assert operator.get(begun[0].json["address"]).status_code == 404
    assert [operator.get(each.json["address"]).status_code for each in begun[1:]] == [200] * 5


def age(app: Flask, *, days: int) -> None:
    """Let every file of the district be this old."""
    then = datetime.now(UTC).timestamp() - days * 86_400
    for path in folder(app).glob("evidence*/*"):
        os.utime(path, (then, then))


def test_what_is_not_finished_is_forgotten_after_a_day(people, urls, app):
    operator = people("operator")
    add(operator, pdf())
    begun = begin_upload(operator, LARGE)
    piece(operator, begun.json["address"], 0, LARGE[:CHUNK])
    with app.app_context():
        assert forget_evidence(before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert operator.get(begun.json["address"]).json["offset"] == CHUNK

    age(app, days=2)
    with app.app_context():
        assert forget_evidence(before=datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert operator.get(begun.json["address"]).status_code == 404
    assert lying(app) == [pdf()]


def test_the_wall_lets_no_other_district_read_an_unfinished_upload(people, app):
    begin_upload(people("operator"), LARGE)
    province = Scope.of_province("62", (DISTRICT, RIVAL))
    with app.app_context():
        for scope in (province, Scope.of_district("62", RIVAL)):
            with open_work(scope, None) as work:
                assert work.session.connection().exec_driver_sql("select * from evidence_upload").all() == []
                counted = work.evidence.counts(Quarter.parse(QUARTER), DISTRICT)
                assert counted == {}
