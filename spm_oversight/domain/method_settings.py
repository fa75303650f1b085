"""A method version as plain text settings, as contract 1 writes them (``datapackage.json``, ``spm.method``), and beside
those what contract 1 does not know: the tolerances of entry and the days of the deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from spm_oversight.domain.method import Band, EmptyDenominator, Method, QualityAggregation, ReportState
from spm_oversight.domain.show import plain_text
from spm_oversight.domain.tolerances import USUAL, USUAL_DAYS, Tolerances


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
        "tolerances": {
            name: plain_text(getattr(method.tolerances, name)) for name in ("jump", "fall", "slip")
        },
        "deadline_days": method.deadline_days,
    }


def method_from_settings(settings: Mapping[str, Any]) -> Method:
    """The method of settings written by ``method_to_settings``; older ones name no tolerances and have the usual."""
    tolerances = settings.get("tolerances")
    return Method(
        version=settings["version"],
        recipients_weight=Fraction(settings["recipients_weight"]),
        quality_weight=Fraction(settings["quality_weight"]),
        quality_aggregation=QualityAggregation(settings["quality_aggregation"]),
        empty_denominator=EmptyDenominator(settings["empty_denominator"]),
        ranked_states=tuple(map(ReportState, settings["ranked_states"])),
        bands=tuple(Band(Fraction(lower), name) for lower, name in settings["bands"]),
        tolerances=Tolerances(**{k: Fraction(v) for k, v in tolerances.items()}) if tolerances else USUAL,
        deadline_days=settings.get("deadline_days", USUAL_DAYS),
    )
