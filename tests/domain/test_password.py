"""A password that is little more than what is known of its person is told from a sentence in which a name occurs."""

from __future__ import annotations

import pytest

from spm_oversight.domain.password import is_built_of

ABOUT = ("Siti Aminah", "siti.aminah@kobar.go.id", "Kabupaten Kotawaringin Barat", "Dinas Kesehatan")


@pytest.mark.parametrize(
    ("password", "known"),
    [
        ("siti.aminah@kobar.go.id", True),
        ("SitiAminah2024!", True),
        ("aminah-siti-99", True),
        ("Kotawaringin Barat 62.01", True),
        ("dinaskesehatan1234", True),
        ("Kata Sandi SPM 2026", True),
        ("rahasia rahasia", True),
        ("siti menanam padi di bukit", False),
        ("empat sungai bertemu di hilir", False),
        ("8302-1194-7720-5519", False),  # no word of anybody's
        ("kx4v-92mm-qq7d-3tzp", False),
    ],
)
def test_words_of_the_person_and_the_product(password: str, known: bool) -> None:
    assert is_built_of(password, ABOUT) is known
