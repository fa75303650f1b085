"""The receipt of a step: numbered, with the state of the figures it was taken on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from fractions import Fraction
from typing import Any
from uuid import UUID

from spm_oversight.documents.receipt import ReceiptFacts
from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.receipts import Receipt
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.district_papers import district_papers
from spm_oversight.services.forms import told_cells
from spm_oversight.services.open_quarter import own_office
from spm_oversight.services.papers import PaperView
from spm_oversight.services.receipt import RECEIPT, request_receipt


def attest(
    work: Work,
    *,
    period: Period,
    report: Report,
    cells: Cells,
    step: str,
    event: int,
    office: Office | None = None,
    note: str = "",
) -> Receipt:
    """Issue the receipt of a step just taken; ``event``: its number in the record.

    The province attests its decisions, the district its own steps. ``facts`` name the figures by their hash: whoever
    holds the receipt can see whether they have changed since; ``note`` is printed with them.
    """
    quarter, district = period.quarter, report.district
    by_province = work.scope.write_district is None
    services = None if office is None else frozenset(office.services)
    index = work.figures.results(quarter, (district,)).get((district, "district", district))
    full = work.figures.indicators(quarter, (district,)).get((district, "completeness"))
    return work.receipts.issue(
        work.scope.province or district[:2],
        district,
        quarter,
        issuer="province" if by_province else "district",
        step=step,
        by=work.actor.name if work.actor else "",
        office=office.id if office else None,
        facts={
            "district": work.places.district(district).name,
            "office": office.name if office else "",
            "role": work.actor.membership.role.label if work.actor and work.actor.membership else "",
            "submission": report.number,
            "cells": cells.count(services),
            "expected": _expected(work.catalogues.of_year(period.catalogue_year), services),
            "completeness": None if full is None or office else str(full),
            "index": None if index is None or index.index is None or office else str(index.index),
            "category": None if index is None or office else index.category,
            "method": period.method_version,
            "data_hash": figures_hash(cells, services),
            "event": event,
            "note": note,
        },
    )


def receipts_of(work: Work, *, quarter: Quarter) -> tuple[Receipt, ...]:
    """The receipts of the own district's quarter, the newest first; an office's people see their office's."""
    require(work, Permission.SEE_QUARTER)
    province, district = own_district(work)
    work.quarters.period(province, quarter)
    office = own_office(work)
    found = work.receipts.of_quarter(district, quarter)
    return tuple(each for each in found if office is None or each.office == office.id)


def receipt_of(work: Work, *, quarter: Quarter, issuer: str, number: int) -> Receipt:
    """One receipt of the own district; ``Missing`` when there is none of that number for this person."""
    for each in receipts_of(work, quarter=quarter):
        if (each.issuer, each.number) == (issuer, number):
            return each
    raise Missing("Tanda terima itu tidak ada.")


def print_receipt(work: Work, *, quarter: Quarter, issuer: str, number: int, step: str) -> UUID:
    """Have a receipt made as a paper; ``step``: what was done, in words. Answers the paper's id."""
    receipt = receipt_of(work, quarter=quarter, issuer=issuer, number=number)
    owner = work.places.province(own_district(work)[0])
    facts = receipt.facts
    return request_receipt(
        work,
        facts=ReceiptFacts(
            number=receipt.code,
            step=step,
            district=facts["district"],
            office=facts["office"],
            quarter=receipt.quarter,
            by=receipt.by,
            at=receipt.at,
            zone=owner.time_zone,
            completeness=_exact(facts["completeness"]),
            achievement=_exact(facts["index"]),
            category=facts["category"],
            filled=facts["cells"],
            expected=facts["expected"],
            data_hash=facts["data_hash"],
            audit_number=facts["event"],
            note=facts.get("note", ""),
            sample=owner.sample,
        ),
    )


def printed_receipt(work: Work, *, receipt: Receipt) -> PaperView | None:
    """The newest paper of a receipt, in whatever state; None before anybody asked for one."""
    papers = district_papers(work, kind=RECEIPT)
    return next((p for p in papers if (p.quarter, p.cut_off) == (receipt.quarter, receipt.at)), None)


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _expected(catalogue: Catalogue, services: Collection[str] | None) -> int:
    """How many cells there can be at least: recipients and budget of each service, and its items."""
    wanted = [s.code for s in catalogue.services if services is None or s.code in services]
    return sum(2 + len(catalogue.items_of[code]) for code in wanted)


def figures_hash(cells: Cells, services: Collection[str] | None = None) -> str:
    """SHA-256 over the figures in canonical JSON (*sidik data*); of some services when given."""
    told: list[list[Any]] = told_cells(cells.only(services))
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
