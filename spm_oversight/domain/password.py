"""What a password may not be made of. Length protects most; words an attacker tries first protect nothing."""

from __future__ import annotations

import re

SHORTEST = 12
# Letters that must be left once the words known of the person are taken out.
LEFT_OVER = 6
_KNOWN_TO_ALL = (
    "pengawasan",
    "standar",
    "pelayanan",
    "minimal",
    "spm",
    "triwulan",
    "kabupaten",
    "kota",
    "provinsi",
    "dinas",
    "indonesia",
    "katasandi",
    "kata",
    "sandi",
    "rahasia",
    "password",
)
_SHORTEST_WORD = 3


def is_built_of(password: str, about: tuple[str, ...]) -> bool:
    """Whether ``password`` is little more than words of ``about`` (address, names, places) or of the product.

    "siti.aminah2024" for Siti Aminah is; a sentence in which a name occurs is not.
    """
    words = {*_KNOWN_TO_ALL, *(word for text in about for word in re.findall(r"[^\W_]+", text.casefold()))}
    plain = "".join(re.findall(r"[^\W_]+", password.casefold()))
    left = plain
    # The longest first: "sandi" inside a name must not leave its rest behind.
    for word in sorted((each for each in words if len(each) >= _SHORTEST_WORD), key=len, reverse=True):
        left = left.replace(word, " ")
    return left != plain and sum(sign.isalpha() for sign in left) < LEFT_OVER
