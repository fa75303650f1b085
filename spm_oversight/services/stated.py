"""A nihil rests on a signed statement (docs/rules.md, 6): without its file the part is not handed in."""

from __future__ import annotations

from collections.abc import Collection

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.work import Work


def unstated(
    work: Work, *, quarter: Quarter, district: str, cells: Cells, services: Collection[str]
) -> tuple[str, ...]:
    """The codes of those of these services that are nihil without a signed statement."""
    nil = [c for c in sorted(services) if c in cells.recipients and _nil(cells, c)]
    there = work.evidence.nil_statements(quarter, district) if nil else set[str]()
    return tuple(code for code in nil if code not in there)


def check_stated(
    work: Work,
    *,
    catalogue: Catalogue,
    quarter: Quarter,
    district: str,
    cells: Cells,
    services: Collection[str],
) -> None:
    """Refuse while a nihil lacks its statement, naming each service and where the statement is added."""
    lacking = unstated(work, quarter=quarter, district=district, cells=cells, services=services)
    if lacking:
        names = ", ".join(catalogue.service[code].name for code in lacking)
        raise Refused(
            f"Surat pernyataan nihil belum ada untuk: {names}. Buka Bukti pada halaman triwulan, pilih pelayanannya, "
            "tambahkan berkasnya sebagai surat pernyataan nihil, lalu serahkan lagi."
        )


def _nil(cells: Cells, code: str) -> bool:
    return cells.recipients[code].pair.state is CellState.NIL
