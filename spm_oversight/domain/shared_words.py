"""What several districts say in the same words: counted, not interpreted.

No category is given beforehand. Problems are put together by a word that most districts use; the words that all of a
group share are its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

SHORTEST = 4
"""Letters of a word that is counted."""

_COMMON = """
adalah agar akan akibat antara atas atau bagi bahwa banyak baru beberapa belum berbagai bila cukup dalam dapat dari
daripada dengan harus hanya hingga ialah itu jika juga kami karena kepada ketika kurang lagi lain lebih masih maka
mencukupi menjadi mereka namun oleh pada para paling pula saat saja sangat sebagai sebagian sebab sebelum sehingga
sejak selama seluruh seluruhnya semua sering serta setiap setelah sudah suatu telah tentang terhadap terutama tersebut
tetapi tidak untuk yaitu yang
"""
COMMON = frozenset(_COMMON.split())
"""Words that any sentence on a shortage may hold: they say nothing of what is short."""


@dataclass(frozen=True)
class Said:
    """A sentence and who said it."""

    who: str
    text: str


@dataclass(frozen=True)
class Shared:
    """Sentences of several that hold the same words; ``words``: those that all of them hold, as the first writes them.

    ``who``: how many different ones said it.
    """

    words: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def who(self) -> int:
        """How many different ones said it."""
        return len({each.who for each in self.said})


def words_of(text: str) -> tuple[str, ...]:
    """The words that are counted, in small letters, each once, in their order."""
    found = (word.lower() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text))
    return tuple(dict.fromkeys(word for word in found if len(word) >= SHORTEST and word not in COMMON))


def shared(sentences: Sequence[Said]) -> tuple[tuple[Shared, ...], tuple[Said, ...]]:
    """Groups of sentences with a word in common, the widest first, and the sentences that share none with another.

    Each time the word that most ``who`` use (then: that comes in most sentences, then by the alphabet) makes the next
    group of those that hold it; so every sentence stands once. A group has at least two ``who``.
    """
    groups: list[Shared] = []
    left = list(sentences)
    while word := _widest(left):
        held = [each for each in left if word in words_of(each.text)]
        left = [each for each in left if each not in held]
        groups.append(Shared(_common([words_of(each.text) for each in held]), tuple(held)))
    return tuple(groups), tuple(left)


def _widest(sentences: Iterable[Said]) -> str:
    """The word that most use; "" where no word is used by two."""
    times: Counter[str] = Counter()
    by: dict[str, set[str]] = {}
    for each in sentences:
        for word in words_of(each.text):
            times[word] += 1
            by.setdefault(word, set()).add(each.who)
    wide = [word for word, who in by.items() if len(who) > 1]
    return min(wide, key=lambda word: (-len(by[word]), -times[word], word), default="")


def _common(texts: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    first, *others = texts
    return tuple(word for word in first if all(word in other for other in others))
