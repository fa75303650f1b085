"""The catalogue as people read it."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.cast import Visitor


def test_everything_owed_is_there_with_its_source_and_certainty(visit: Callable[[str], Visitor]) -> None:
    page = visit("reviewer").get("/katalog").text
    assert "<h1>Katalog: 29 pelayanan dasar, " in page
    assert "14 pelayanan dasar provinsi" in page
    assert page.count('<details class="service">') == 29 + 14
    assert page.count("Rumusan sudah dicocokkan dengan naskah peraturan.") == 25
    assert page.count("Rumusan belum dicocokkan dengan naskah.") == 18
    assert "PP 2/2018 Ps 5; Permendagri 59/2021" in page
    assert "own-knowledge" not in page and "verified" not in page
