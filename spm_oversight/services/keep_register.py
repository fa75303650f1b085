"""The district's register of denominators: kept by its admin, read by its people, told by its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue, Service
from spm_oversight.domain.denominators import Denominator, Registered, checked, differs
from spm_oversight.domain.errors import Fault, Invalid, Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require

KEPT, LOCKED, UNLOCKED = "denominator_kept", "denominator_locked", "denominator_unlocked"
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class RegisterLine:
    """A service with what is registered, and the quarters whose form says something else."""

    service: Service
    registered: Registered | None
    differing: tuple[Quarter, ...]


@dataclass(frozen=True)
class Register:
    """A year's register. ``to_carry``: how many services are empty here and were registered the year before.

    ``sample``: whether its figures are invented.
    """

    year: int
    lines: tuple[RegisterLine, ...]
    to_carry: int
    sample: bool


@dataclass(frozen=True)
class Change:
    """One change from the record; ``before`` is None for the first one, ``reason`` given at unlocking."""

    at: datetime
    by: str
    action: str
    before: Denominator | None
    after: Denominator | None
    taken_from: int | None
    reason: str


def running_year(work: Work) -> int:
    """The year of the newest period; without one, today's."""
    require(work, Permission.SEE_REGISTER)
    province, _ = own_district(work)
    periods = work.quarters.periods(province)
    return periods[0].quarter.year if periods else work.now.year


def zone_of(work: Work) -> str:
    """The time zone of the district's province, in which its days begin."""
    return work.places.province(own_district(work)[0]).time_zone


def register_of(work: Work, *, year: int) -> Register:
    """The own district's register of a year; ``Missing`` for a year without a catalogue."""
    require(work, Permission.SEE_REGISTER)
    district, catalogue = own_district(work)[1], _catalogue(work, year)
    found = work.denominators.of_year(district, year)
    quarters = tuple(Quarter(year, number) for number in (1, 2, 3, 4))
    forms = work.figures.history(district, quarters)
    lines: list[RegisterLine] = []
    for service in catalogue.services:
        bases = {
            quarter: cells.recipients[service.code].pair.base
            for quarter, cells in forms.items()
            if service.code in cells.recipients
        }
        registered = found.get(service.code)
        off = tuple(sorted(quarter for quarter, base in bases.items() if differs(base, registered)))
        lines.append(RegisterLine(service, registered, off))
    sample = work.places.province(own_district(work)[0]).sample
    return Register(year, tuple(lines), len(_to_carry(work, year)), sample)


def line_of(work: Work, *, year: int, service: str) -> RegisterLine:
    """One service's line; ``Missing`` for a service that is not in the year's catalogue."""
    for line in register_of(work, year=year).lines:
        if line.service.code == service:
            return line
    raise Missing("Pelayanan itu tidak ada dalam katalog tahun ini.")


def keep_denominator(work: Work, *, year: int, service: str, typed: Denominator, version: int) -> None:
    """Register it. ``Invalid`` with faults, ``Refused`` where it is locked, ``Conflict`` when somebody was faster."""
    require(work, Permission.KEEP_REGISTER)
    before = line_of(work, year=year, service=service).registered
    if before and before.locked:
        raise Refused("Sasaran ini terkunci. Buka kuncinya dengan alasan, lalu ubah.")
    after = checked(typed, today=work.now.astimezone(ZoneInfo(zone_of(work))).date())
    _store(work, year, service, Registered(after, False, None, version))
    _record(work, KEPT, year, service, before=_plain(before), after=_plain_of(after))


def lock(work: Work, *, year: int, service: str, version: int) -> None:
    """Let nobody change it any more; done by those who approved the figure on paper."""
    require(work, Permission.KEEP_REGISTER)
    registered = _present(work, year, service)
    _store(work, year, service, replace(registered, locked=True, version=version))
    _record(work, LOCKED, year, service)


def unlock(work: Work, *, year: int, service: str, version: int, reason: str) -> None:
    """Open it for a change; the reason stays on record. ``Invalid`` without one."""
    require(work, Permission.KEEP_REGISTER)
    registered = _present(work, year, service)
    if not reason.strip():
        raise Invalid(
            "Alasan belum ada.", (Fault("reason", "Tulis mengapa sasaran ini dibuka; alasan ini tercatat."),)
        )
    _store(work, year, service, replace(registered, locked=False, version=version))
    _record(work, UNLOCKED, year, service, reason=reason.strip())


def carry_over(work: Work, *, year: int) -> int:
    """Take the year before's denominators for the services that have none yet; answers how many."""
    require(work, Permission.KEEP_REGISTER)
    taken = _to_carry(work, year)
    for service, registered in taken.items():
        _store(work, year, service, Registered(registered.denominator, False, year - 1, 0))
        after = _plain_of(registered.denominator)
        _record(work, KEPT, year, service, before=None, after=after, taken_from=year - 1)
    return len(taken)


def changes_of(work: Work, *, year: int, service: str) -> tuple[Change, ...]:
    """What happened to a service's denominator, the newest first."""
    require(work, Permission.SEE_REGISTER)
    events = work.record.events(_subject(work, year, service))
    return tuple(
        Change(
            at=event.at,
            by=event.actor,
            action=event.action,
            before=_read(event.detail.get("before")),
            after=_read(event.detail.get("after")),
            taken_from=event.detail.get("taken_from"),
            reason=event.detail.get("reason", ""),
        )
        for event in reversed(events)
    )


def _to_carry(work: Work, year: int) -> Mapping[str, Registered]:
    district, services = own_district(work)[1], _catalogue(work, year).service
    here, before = work.denominators.of_year(district, year), work.denominators.of_year(district, year - 1)
    return {code: each for code, each in before.items() if code not in here and code in services}


def _present(work: Work, year: int, service: str) -> Registered:
    registered = line_of(work, year=year, service=service).registered
    if registered is None:
        raise Refused("Sasaran ini belum terdaftar. Isi dan simpan dahulu.")
    return registered


def _store(work: Work, year: int, service: str, registered: Registered) -> None:
    province, district = own_district(work)
    by = work.actor.name if work.actor else ""
    work.denominators.keep(province, district, year, service, registered, by=by)


def _record(work: Work, action: str, year: int, service: str, **detail: object) -> None:
    work.record.add(action, _subject(work, year, service), **detail)


def _subject(work: Work, year: int, service: str) -> str:
    return f"{own_district(work)[1]} {year} {service}"


def _catalogue(work: Work, year: int) -> Catalogue:
    if year not in _YEARS:
        raise Missing("Tahun itu tidak ada dalam daftar sasaran.")
    return work.catalogues.of_year(year)


def _plain(registered: Registered | None) -> dict[str, str] | None:
    return _plain_of(registered.denominator) if registered else None


def _plain_of(denominator: Denominator) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(denominator).items()}


def _read(plain: Mapping[str, str] | None) -> Denominator | None:
    if plain is None:
        return None
    said = {name: plain[name] for name in ("source", "document", "owner")}
    return Denominator(value=Fraction(plain["value"]), dated=date.fromisoformat(plain["dated"]), **said)
