"""A method version as plain text settings, the way contract 1 writes them (``datapackage.json``, ``spm.method``)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from spm_oversight.domain.method import Band, EmptyDenominator, Method, QualityAggregation, ReportState
from spm_oversight.domain.show import plain_text


def method_to_settings(method: Method) -> dict[str, Any]:
    """The settings of a method; numbers as decimal text."""
    return {
        "version": method.version,
        "recipients_weight": plain_text(method.recipients_weight),
        "quality_weight": plain_text(method.quality_weight),
        "quality_aggregation": method.quality_aggregation.value,
        "empty_denominator": method.empty_denominator.value,
        "ranked_states": [state.value for state in method.ranked_states],
        "bands": [[plain_text(band.lower), band.name] for band in method.bands],
    }


def method_from_settings(settings: Mapping[str, Any]) -> Method:
    """The method of settings written by ``method_to_settings``."""
    return Method(
        version=settings["version"],
        recipients_weight=Fraction(settings["recipients_weight"]),
        quality_weight=Fraction(settings["quality_weight"]),
        quality_aggregation=QualityAggregation(settings["quality_aggregation"]),
        empty_denominator=EmptyDenominator(settings["empty_denominator"]),
        ranked_states=tuple(map(ReportState, settings["ranked_states"])),
        bands=tuple(Band(Fraction(lower), name) for lower, name in settings["bands"]),
    )
