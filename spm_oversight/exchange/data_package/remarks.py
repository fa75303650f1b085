"""Faults and warnings of a package, each with its place; the whole file is read before any is reported."""

from __future__ import annotations

from dataclasses import dataclass, field

_LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Remark:
    """One place in a package and what is wrong or odd there, in Indonesian.

    ``line`` counts the header as 1; a file as a whole has neither line nor column. In ``datapackage.json`` the
    column is the path of the key.
    """

    file: str
    line: int | None
    column: str | None
    reason: str


@dataclass
class Remarks:
    """What a reading has found so far."""

    faults: list[Remark] = field(default_factory=list[Remark])
    warnings: list[Remark] = field(default_factory=list[Remark])

    def fault(self, file: str, reason: str, *, line: int | None = None, column: str | None = None) -> None:
        """Note something that makes the package invalid."""
        self.faults.append(Remark(file, line, column, reason))

    def warn(self, file: str, reason: str, *, line: int | None = None, column: str | None = None) -> None:
        """Note something that is valid but should be looked at."""
        self.warnings.append(Remark(file, line, column, reason))


def quoted(text: str) -> str:
    """What stood in the file, short and in quotes."""
    return f'"{text}"' if len(text) <= _LONGEST_QUOTE else f'"{text[:_LONGEST_QUOTE]}..."'
