"""The form of a district's totals: three amounts for each budget version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field, HiddenField, StringField

from spm_oversight import formats
from spm_oversight.documents.words import BUDGET_VERSION
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.domain.figures import BudgetVersion
from spm_oversight.domain.form import TotalsCell
from spm_oversight.services.totals import AMOUNTS
from spm_oversight.web.forms import Form

_LABELS = {
    "total_spending": "Total belanja daerah",
    "six_urusan_spending": "Belanja enam urusan",
    "computed_need": "Kebutuhan hasil penghitungan",
}


@dataclass(frozen=True)
class VersionFields:
    """The fields of one budget version, under the word people use for it."""

    word: str
    fields: tuple[Field, ...]
    seen: Field


class TotalsForm(Form):
    """Whole rupiah; empty means unknown."""

    def show(self, totals: Mapping[BudgetVersion, TotalsCell]) -> None:
        """Fill in what is kept."""
        for version, cell in totals.items():
            self[f"{version.value}-version"].data = str(cell.version)
            for name in AMOUNTS:
                amount = getattr(cell, name)
                self[f"{version.value}-{name}"].data = "" if amount is None else formats.number(amount)

    @property
    def versions(self) -> tuple[VersionFields, ...]:
        """The fields in groups."""
        return tuple(
            VersionFields(
                BUDGET_VERSION[version],
                tuple(self[f"{version.value}-{name}"] for name in AMOUNTS),
                self[f"{version.value}-version"],
            )
            for version in BudgetVersion
        )

    @property
    def typed(self) -> Mapping[BudgetVersion, TotalsCell]:
        """What was typed; ``Invalid`` names each field that is no whole number."""
        faults: list[Fault] = []
        found = {version: self._cell(version, faults) for version in BudgetVersion}
        if faults:
            raise Invalid("Total anggaran belum benar.", tuple(faults))
        return found

    def _cell(self, version: BudgetVersion, faults: list[Fault]) -> TotalsCell:
        amounts: list[int | None] = []
        for name in AMOUNTS:
            place = f"{version.value}-{name}"
            text = (self[place].data or "").strip()
            try:
                amounts.append(formats.read_whole(text) if text else None)
            except ValueError as error:
                faults.append(Fault(place, str(error)))
                amounts.append(None)
        seen = self[f"{version.value}-version"].data or ""
        return TotalsCell(*amounts, version=int(seen) if seen.isascii() and seen.isdigit() else 0)


def _add(name: str, made: Any) -> None:
    setattr(TotalsForm, name, made)


for _version in BudgetVersion:
    _add(f"{_version.value}-version", HiddenField(default="0"))
    for _name in AMOUNTS:
        _options = {"inputmode": "numeric", "autocomplete": "off"}
        _label = f"{_LABELS[_name]}, {BUDGET_VERSION[_version]}"
        _add(f"{_version.value}-{_name}", StringField(_label, render_kw=_options))
