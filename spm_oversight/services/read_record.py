"""The record as people read it, and as it is handed out when the law asks for it.

Everybody entitled reads the own chain; the province also those of its districts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.chain import Anchor, Event
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.tables import PlainTable, to_csv, to_xlsx
from spm_oversight.persistence.record_reader import Wanted
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.record_codes import Words
from spm_oversight.services.record_words import KINDS, told

PLATFORM, ZONE = "platform", "Asia/Jakarta"
ON_A_PAGE, MOST = 50, 20_000
# A cell of a workbook takes 32,767 characters; the CSV has all of them.
_CELL = 32_000
# What has no business outside, should it ever stand in a detail.
_KEPT_BACK = frozenset({"password", "token", "link", "secret", "kata_sandi"})
_HEADS = (
    "Nomor",
    "Waktu",
    "Pelaku",
    "Jenis",
    "Yang dilakukan",
    "Triwulan",
    "Rincian",
    "Perihal",
    "Permintaan",
)
_RAW = ("Tindakan", "Rincian lengkap (JSON)", "Sidik")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What of the record somebody asks for; ``tenant`` empty: the own chain; ``kind``: one of ``KINDS``, or empty."""

    tenant: str = ""
    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    quarter: Quarter | None = None


@dataclass(frozen=True)
class RecordPage:
    """A piece of a chain, the newest first. ``older``: what comes after it begins before this number; None: nothing.

    ``tenants``: the chains this person reads, by code; ``words``: what its codes and moments are told with; ``end``: of
    the chain shown.
    """

    tenant: str
    tenants: Mapping[str, str]
    quarters: tuple[Quarter, ...]
    zone: str
    words: Words
    events: tuple[Event, ...]
    older: int | None
    end: Anchor


@dataclass(frozen=True)
class RecordFile:
    """The events handed out, as a ZIP file of CSV, XLSX and the chain's end."""

    name: str
    data: bytes
    rows: int
    end: Anchor


def read_record(work: Work, *, asked: Asked, before: int | None = None) -> RecordPage:
    """A page of the record; ``Missing`` for a chain that is not this person's to read, or a kind there is not."""
    require(work, Permission.SEE_RECORD)
    wanted, tenants, zone = _wanted(work, asked)
    found = work.record_reader.newest(wanted, limit=ON_A_PAGE + 1, before=before)
    province = work.scope.province
    quarters = tuple(each.quarter for each in work.quarters.periods(province)) if province else ()
    return RecordPage(
        tenant=wanted.tenant,
        tenants=tenants,
        quarters=quarters,
        zone=zone,
        words=_words(work, zone),
        events=found[:ON_A_PAGE],
        older=found[ON_A_PAGE - 1].number if len(found) > ON_A_PAGE else None,
        end=work.record_reader.end(wanted.tenant),
    )


def export_record(work: Work, *, asked: Asked) -> RecordFile:
    """The events asked for, as files; handing them out is an event of the own chain.

    ``Refused`` where there are more than ``MOST``: a part at a time.
    """
    require(work, Permission.SEE_RECORD)
    wanted, tenants, zone = _wanted(work, asked)
    if (rows := work.record_reader.count(wanted)) > MOST:
        raise Refused(
            f"Ada {formats.number(rows)} peristiwa, lebih dari {formats.number(MOST)}. Persempit tanggalnya, lalu "
            "ekspor sebagian demi sebagian."
        )
    events = work.record_reader.newest(wanted, limit=MOST)[::-1]
    filter = _filter(asked)
    table = _table(
        events, _words(work, zone), work.now, (("Catatan", tenants[wanted.tenant]), ("Saringan", filter))
    )
    csv = to_csv(table)
    digest = hashlib.sha256(csv).hexdigest()
    work.record.add("record_exported", wanted.tenant, rows=len(events), filter=filter, sha256=digest)
    own = wanted.tenant == work.scope.tenant
    end = work.record.end if own else work.record_reader.end(wanted.tenant)
    name = f"catatan-{wanted.tenant}-{work.now.astimezone(ZoneInfo(zone)):%Y%m%d-%H%M}"
    texts = _anchor_text(end, digest, formats.moment(work.now, zone))
    data = _zipped(
        work.now,
        {f"{name}.csv": csv, f"{name}.xlsx": to_xlsx(_short(table)), "jangkar.txt": texts.encode()},
    )
    return RecordFile(f"{name}.zip", data, len(events), end)


def _wanted(work: Work, asked: Asked) -> tuple[Wanted, Mapping[str, str], str]:
    tenants, zone = _tenants(work)
    tenant = asked.tenant or work.scope.tenant
    if tenant not in tenants or (asked.kind and asked.kind not in KINDS):
        raise Missing("Catatan itu tidak ada.")
    people = work.accounts.people(matching=asked.person) if asked.person else ()
    day = timedelta(days=1)
    wanted = Wanted(
        tenant=tenant,
        name=asked.person,
        people=tuple({id for each in people for id in (each.account, each.membership)}),
        emails=tuple({each.email for each in people}),
        actions=tuple(KINDS[asked.kind][1]) if asked.kind else (),
        since=_begin(asked.since, zone) if asked.since else None,
        until=_begin(asked.until + day, zone) if asked.until else None,
        quarter=asked.quarter.code if asked.quarter else "",
    )
    return wanted, tenants, zone


def _tenants(work: Work) -> tuple[Mapping[str, str], str]:
    """The chains this person reads, by code, the own one first; and the zone they are told in."""
    if work.scope.province is None:
        return {PLATFORM: "Platform"}, ZONE
    province, districts = work.places.whole(work.scope.province)
    names = {each.id: each.name for each in districts}
    if own := work.scope.write_district:
        return {own: names[own]}, province.time_zone
    return {province.id: f"Provinsi {province.name}", **names}, province.time_zone


def _words(work: Work, zone: str) -> Words:
    catalogue = work.catalogues.of_year(work.now.year)
    names = {each.code: each.name for each in (*catalogue.services, *catalogue.items)}
    if province := work.scope.province:
        names |= {each.id: each.name for each in work.places.whole(province)[1]}
    return Words(names, zone)


def _begin(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _filter(asked: Asked) -> str:
    told = (
        ("orang", asked.person),
        ("jenis", KINDS[asked.kind][0] if asked.kind else ""),
        ("sejak", formats.long_date(asked.since) if asked.since else ""),
        ("sampai", formats.long_date(asked.until) if asked.until else ""),
        ("triwulan", asked.quarter.code if asked.quarter else ""),
    )
    return ", ".join(f"{name} {value}" for name, value in told if value) or "semua peristiwa"


def _table(
    events: tuple[Event, ...], words: Words, now: datetime, facts: tuple[tuple[str, str], ...]
) -> PlainTable:
    return PlainTable(
        name="Catatan",
        heads=(*_HEADS, *_RAW),
        rows=tuple(_row(event, words) for event in events),
        facts=(*facts, ("Dibuat", formats.moment(now, words.zone))),
        created=now,
    )


def _row(event: Event, words: Words) -> tuple[str | int | None, ...]:
    said = told(event, words)
    detail = json.dumps(_harmless(event.detail), ensure_ascii=False, sort_keys=True)
    when = event.at.astimezone(ZoneInfo(words.zone)).isoformat()
    about = (said.kind, said.what, said.quarter, said.details, event.subject, event.detail.get("request", ""))
    return (event.number, when, event.actor, *about, event.action, detail, event.hash)


def _harmless(value: Any) -> Any:
    match value:
        case dict():
            return {key: _harmless(each) for key, each in value.items() if key not in _KEPT_BACK}  # pyright: ignore
        case list():
            return [_harmless(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


def _short(table: PlainTable) -> PlainTable:
    rows = (tuple(each[:_CELL] if isinstance(each, str) else each for each in row) for row in table.rows)
    return PlainTable(table.name, table.heads, tuple(rows), table.facts, table.created)


def _anchor_text(end: Anchor, digest: str, made: str) -> str:
    return (
        f"Jangkar jejak audit {end.tenant}:{end.number}:{end.root}\n"
        f"Jumlah peristiwa dalam rantai: {end.number}\nAkar (sidik peristiwa terakhir): {end.root}\n"
        f"Sidik berkas CSV (SHA-256): {digest}\nDibuat {made}.\n\n"
        "Periksa di server: flask --app wsgi spm audit verify --anchor "
        f"{end.tenant}:{end.number}:{end.root}\n"
    )


def _zipped(now: datetime, files: Mapping[str, bytes]) -> bytes:
    folder = BytesIO()
    with ZipFile(folder, "w") as archive:
        for name, data in files.items():
            info = ZipInfo(name, now.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return folder.getvalue()
