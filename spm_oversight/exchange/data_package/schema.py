"""The resources of a package: their columns, in order, with type and key (contract 1, *Resources*)."""

from __future__ import annotations

from dataclasses import dataclass

DESCRIPTOR = "datapackage.json"

_TYPES = {
    "to_serve": "number",
    "served": "number",
    "needed": "number",
    "available": "number",
    "allocation": "integer",
    "realisation": "integer",
    "total_spending": "integer",
    "six_urusan_spending": "integer",
    "computed_need": "integer",
    "deadline": "datetime",
    "extended_to": "datetime",
    "sent_at": "datetime",
    "index": "number",
    "recipients_pct": "number",
    "quality_pct": "number",
    "rank": "integer",
    "value": "number",
}


@dataclass(frozen=True)
class Resource:
    """One CSV file: all its columns in order, of which the first ``key_length`` identify a row."""

    name: str
    columns: tuple[str, ...]
    key_length: int
    required: bool = True

    @property
    def path(self) -> str:
        """Where writers put it, and where an optional one is looked for if the descriptor does not list it."""
        return f"{self.name}.csv"

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return self.columns[: self.key_length]

    @property
    def table_schema(self) -> dict[str, object]:
        """The Frictionless Table Schema for other programs; our reader does not need it."""
        fields = [{"name": column, "type": _TYPES.get(column, "string")} for column in self.columns]
        return {"fields": fields, "missingValues": [""], "primaryKey": list(self.key)}


DISTRICTS = Resource("districts", ("district_code", "name", "kind", "report_state"), 1)
SERVICES = Resource("services", ("service_code", "urusan_code", "service", "unit"), 1)
QUALITY_ITEMS = Resource("quality_items", ("item_code", "service_code", "item", "unit"), 1)
RECIPIENTS = Resource("recipients", ("district_code", "service_code", "state", "to_serve", "served"), 2)
QUALITY = Resource("quality", ("district_code", "item_code", "state", "needed", "available"), 2)
BUDGET = Resource(
    "budget",
    ("district_code", "service_code", "budget_version", "funding_source", "allocation", "realisation"),
    4,
)
DISTRICT_TOTALS = Resource(
    "district_totals",
    ("district_code", "budget_version", "total_spending", "six_urusan_spending", "computed_need"),
    2,
)
SUBMISSIONS = Resource("submissions", ("district_code", "deadline", "extended_to", "sent_at"), 1)
PREVIOUS_RESULTS = Resource("previous_results", ("district_code", "against", "index"), 2)
RESULTS = Resource(
    "results",
    ("district_code", "level", "code", "recipients_pct", "quality_pct", "index", "category", "rank"),
    3,
    required=False,
)
INDICATORS = Resource("indicators", ("scope_code", "metric", "value"), 2, required=False)

RESOURCES = (
    DISTRICTS,
    SERVICES,
    QUALITY_ITEMS,
    RECIPIENTS,
    QUALITY,
    BUDGET,
    DISTRICT_TOTALS,
    SUBMISSIONS,
    PREVIOUS_RESULTS,
    RESULTS,
    INDICATORS,
)
