"""The tables that a composition adds, as the paper draws them: the comparison's measures on the frozen package."""

from __future__ import annotations

from collections.abc import Mapping

from spm_oversight.documents.added_table import AddedColumn, AddedTable
from spm_oversight.domain.catalogue import URUSAN, URUSAN_BY_CODE
from spm_oversight.domain.composition import Composition, Part, TableView
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.results import Level, Results
from spm_oversight.services.comparison import BY_NAME, UNASSESSED, WHOLE
from spm_oversight.services.measures import MEASURE_BY_KEY, Form, Measure

# Which of a result's percentages a measure with parts shows.
PERCENTAGES: Mapping[str, str] = {"capaian": "index", "penerima": "recipients_pct", "mutu": "quality_pct"}
_FORMS: Mapping[Form, str] = {
    Form.PERCENT: "percent",
    Form.SHARE: "percent",
    Form.RATIO: "ratio",
    Form.PEOPLE: "whole",
    Form.POINTS: "signed",
    Form.YES_NO: "yes",
}


def added_tables(composition: Composition, package: Package, results: Results) -> tuple[AddedTable, ...]:
    """What each added table of a composition shows of this package; one of a measure that is gone is left out."""
    return tuple(
        _table(part, part.table, MEASURE_BY_KEY[part.table.measure], package, results)
        for part in composition.parts
        if part.table and part.table.measure in MEASURE_BY_KEY
    )


def table_title(view: TableView) -> str:
    """What an added table is called: its measure, and the urusan where it shows the services of one."""
    measure = MEASURE_BY_KEY.get(view.measure)
    label = measure.label if measure else view.measure
    return f"{label}, {URUSAN_BY_CODE[view.urusan].short}" if view.urusan in URUSAN_BY_CODE else label


def table_about(view: TableView) -> str:
    """Which districts it is restricted to, in words; empty: all."""
    words = [
        f"hanya {view.kind}" if view.kind else "",
        f"kelompok {view.group}" if view.group else "",
        "hanya " + ", ".join(_band(band) for band in view.bands) if view.bands else "",
    ]
    return "; ".join(filter(None, words))


def _table(part: Part, view: TableView, measure: Measure, package: Package, results: Results) -> AddedTable:
    columns, keys = _columns(view, measure, package)
    by_key = dict(zip(keys, columns, strict=True))
    by_name = view.column == BY_NAME
    order = None if by_name else by_key.get(view.column, columns[0])
    return AddedTable(
        key=part.key,
        title=table_title(view),
        about=table_about(view),
        columns=columns,
        banded=measure.banded,
        order=order,
        up=by_name if view.up is None else view.up,
        wanted=frozenset(d.code for d in package.districts if _wanted(d, view, results)),
    )


def _columns(
    view: TableView, measure: Measure, package: Package
) -> tuple[tuple[AddedColumn, ...], tuple[str, ...]]:
    """The columns, and the names that addresses know them by."""
    if measure.columns:
        return (
            tuple(AddedColumn(c.label, c.unit, _FORMS[c.form], c.code) for c in measure.columns),
            tuple(c.key for c in measure.columns),
        )
    of = PERCENTAGES[measure.key]
    services = package.catalogue.services_of
    if view.urusan in URUSAN_BY_CODE:
        urusan = URUSAN_BY_CODE[view.urusan]
        whole = AddedColumn(urusan.short, "%", "percent", of, Level.URUSAN, urusan.code)
        parts = [
            AddedColumn(s.name, "%", "percent", of, Level.SERVICE, s.code) for s in services[urusan.code]
        ]
    else:
        whole = AddedColumn("Seluruh urusan", "%", "percent", of, Level.DISTRICT)
        parts = [
            AddedColumn(u.short, "%", "percent", of, Level.URUSAN, u.code) for u in URUSAN if services[u.code]
        ]
    return (whole, *parts), (WHOLE, *(part.code for part in parts))


def _wanted(district: DistrictFigures, view: TableView, results: Results) -> bool:
    whole = results.by_key[district.code, Level.DISTRICT, district.code]
    return (
        (not view.bands or (whole.category or UNASSESSED) in view.bands)
        and view.kind in ("", district.kind)
        and (not view.districts or district.code in view.districts)
    )


def _band(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").title()
