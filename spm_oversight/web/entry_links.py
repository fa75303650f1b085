"""Where something stands on the entry page: its ids, and addresses that open the fold around it (static/fold.js)."""

from __future__ import annotations

from functools import lru_cache

from flask import url_for

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.persistence.typed import RowKey
from spm_oversight.services.entry_rows import PROBLEMS, QUALITY, RECIPIENTS
from spm_oversight.services.unfinished import service_of


def service_link(catalogue: Catalogue, code: str, service: str) -> str:
    """The fold of a service in the quarter ``code``."""
    return _link(code, catalogue.service[service].urusan_code, service_id(service))


def row_link(catalogue: Catalogue, code: str, row: RowKey) -> str:
    """A row of the entry page by its kind and key; a list of problems stands under its urusan."""
    kind, key = row
    if kind == PROBLEMS:
        return _link(code, key, "masalah")
    return _link(code, catalogue.service[service_of(row)].urusan_code, row_id(kind, key))


def remark_link(catalogue: Catalogue, code: str, about: str) -> str:
    """Where a remark on a service or an item is answered."""
    if about in catalogue.item:
        return row_link(catalogue, code, (QUALITY, about))
    return row_link(catalogue, code, (RECIPIENTS, about))


def _link(code: str, urusan: str, anchor: str) -> str:
    return f"{url_for('entry.page', code=code, urusan=urusan)}#{anchor}"


def service_id(service: str) -> str:
    """The id of a service's fold."""
    return f"s-{_slug(service)}"


def row_id(kind: str, key: str) -> str:
    """The id of a row."""
    return f"{kind[0]}-{_slug(key)}"


@lru_cache(maxsize=4096)
def _slug(key: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in key).lower()
