"""What stands in an address, read as a value."""

from __future__ import annotations

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.period import Quarter


def quarter_in(code: str) -> Quarter:
    """The quarter of an address such as ``/periode/2024-Q4``; anything else is no page (``Missing``)."""
    try:
        return Quarter.parse(code)
    except ValueError as error:
        raise Missing("Triwulan itu tidak ada.") from error
