"""What a service's fold says of all its rows together, on the page and again after each save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spm_oversight import formats
from spm_oversight.domain.catalogue import Catalogue, Service
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.persistence.cells import Cells
from spm_oversight.services.entry_rows import PROBLEMS
from spm_oversight.services.oddities import money_warnings
from spm_oversight.services.save_rows import Saved
from spm_oversight.services.unfinished import service_of
from spm_oversight.web.entry.told_cells import told_pair
from spm_oversight.web.entry.words import told
from spm_oversight.web.entry_links import service_id


def services_of(saved: Saved) -> Sequence[dict[str, Any]]:
    """The services whose rows were saved, as a script shows them anew."""
    rows = [(answer.kind, answer.key) for answer in saved.answers if answer.kind != PROBLEMS]
    return [
        {
            "id": service_id(code),
            "summary": summary(saved.cells, saved.catalogue, saved.catalogue.service[code]),
            "warnings": money_told(saved.cells, saved.catalogue.service[code]),
        }
        for code in dict.fromkeys(map(service_of, rows))
    ]


def summary(cells: Cells, catalogue: Catalogue, service: Service) -> str:
    """``10 dari 12 orang, 83,33 % penerima; mutu 3 dari 7 butir``."""
    pair = cells.recipients[service.code].pair if service.code in cells.recipients else Pair()
    items = catalogue.items_of[service.code]
    filled = sum(item.code in cells.quality for item in items)
    words = told_pair(pair, service.unit) or "penerima belum diisi"
    if pair.state is CellState.FILLED and pair.base and pair.part is not None:
        share = min(100 * pair.part / pair.base, 100)
        words = f"{words}, {formats.number(share, 2)}{formats.NBSP}% penerima"
    return f"{words}; mutu {filled} dari {len(items)} butir"


def money_told(cells: Cells, service: Service) -> tuple[str, ...]:
    """What is odd between the service's recipients and its money."""
    return tuple(told(each, unit=service.unit, before="") for each in money_warnings(cells, service.code))
