"""How much evidence there is room for: a file, a request, a quarter."""

from __future__ import annotations

import pytest

from spm_oversight.domain.evidence import MEGABYTE, Limits
from spm_oversight.persistence.files import files
from tests.web.evidence_steps import NEWBORN, SERVICE, add, ids, large, lying, people, small
from tests.web.walk import text_of

__all__ = ["people", "small"]


@pytest.mark.usefixtures("small")
def test_the_room_is_told_before_and_its_end_is_a_clear_sentence(people, urls, app):
    operator = people("operator")
    assert "Paling besar 1 MB; terpakai 0 dari 1 MB" in text_of(operator.get(SERVICE))
    add(operator, large("a"))
    add(operator, large("b"), service=NEWBORN)
    assert "terpakai 0,8 dari 1 MB" in text_of(operator.get(SERVICE))

    refused = add(operator, large("c"))
    assert refused.status_code == 422
    told = "Ruang bukti triwulan ini tidak cukup: terpakai 0,8 MB dari 1,0 MB, berkas ini 0,4 MB"
    assert told in text_of(refused)
    assert len(lying(app)) == 2
    add(operator, large("d", MEGABYTE - 800_000))
    assert len(ids(urls)) == 3
    # Another district has room of its own.
    assert "ditambahkan" in text_of(add(people("rival_admin"), large("c")))

    operator.post(f"{SERVICE}/{ids(urls)[0]}/hapus")
    assert "ditambahkan" in text_of(add(operator, large("c")))


def test_a_file_that_is_too_large_is_refused_with_both_sizes(people, app, monkeypatch):
    monkeypatch.setattr(files, "limits", Limits(largest=300_000))
    refused = text_of(add(people("operator"), large("a")))
    assert "Berkas ini 0,4 MB, paling besar 0,3 MB" in refused
    assert lying(app) == []


def test_a_request_beyond_all_limits_is_told_as_a_page(people):
    answer = people("operator").put_piece(SERVICE, bytes(22 * MEGABYTE), {})
    assert answer.status_code == 413
    assert "Kiriman terlalu besar" in text_of(answer)
