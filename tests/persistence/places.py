"""Scopes and the quarter that these tests speak of."""

from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope

OURS, RIVAL = "62.01", "62.02"
QUARTER = Quarter(2024, 4)
OUR_SCOPE = Scope.of_district("62", OURS)
RIVAL_SCOPE = Scope.of_district("62", RIVAL)
PROVINCE_SCOPE = Scope.of_province("62", (*(f"62.{n:02}" for n in range(1, 14)), "62.71"))
FOREIGN_PROVINCE_SCOPE = Scope.of_province("63", ("63.01", "63.02"))
SERVICE = "kab.1.01.01"
