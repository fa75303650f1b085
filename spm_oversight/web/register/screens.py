"""The register as it is shown: services by urusan with what is registered, and a service with its changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from spm_oversight import formats
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.denominators import Denominator
from spm_oversight.services.keep_register import KEPT, LOCKED, Change, Register, RegisterLine
from spm_oversight.web.register.forms import value_of
from spm_oversight.web.told import State

OPEN = State("Dapat diubah", "pencil", "draft")
SHUT = State("Terkunci", "lock", "accepted")
ABSENT = State("Belum terdaftar", "circle", "none")


@dataclass(frozen=True)
class Line:
    """A service in the list; ``differing``: the quarters whose form says something else."""

    code: str
    name: str
    value: str
    source: str
    proof: str
    state: State
    differing: str


@dataclass(frozen=True)
class RegisterScreen:
    """A year's list by urusan."""

    year: int
    title: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    to_carry: int
    sample: bool


@dataclass(frozen=True)
class ServiceScreen:
    """One service: what it counts, what is registered, what became of it."""

    year: int
    code: str
    name: str
    unit: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    state: State
    changes: tuple[tuple[str, str, str, str], ...]


def register_screen(register: Register) -> RegisterScreen:
    """The list with how far it is in its title."""
    known = sum(line.registered is not None for line in register.lines)
    groups = groupby(register.lines, key=lambda line: line.service.urusan_code)
    return RegisterScreen(
        year=register.year,
        title=f"Sasaran {register.year}: {known} dari {len(register.lines)} layanan terdaftar",
        groups=tuple((URUSAN_BY_CODE[code].name, tuple(map(_line, lines))) for code, lines in groups),
        to_carry=register.to_carry,
        sample=register.sample,
    )


def service_screen(line: RegisterLine, year: int, changes: tuple[Change, ...], zone: str) -> ServiceScreen:
    """One service with its changes, the newest first."""
    service, shown = line.service, _line(line)
    facts = [("Keadaan", shown.state.word), ("Satuan", service.unit)]
    if shown.differing:
        facts.append(("Isian berbeda", shown.differing))
    registered = line.registered
    return ServiceScreen(
        year=year,
        code=service.code,
        name=service.name,
        unit=service.unit,
        facts=tuple(facts),
        rows=_rows(registered.denominator, service.unit) if registered else (),
        state=shown.state,
        changes=tuple(
            (_told(each, service.unit), formats.moment(each.at, zone), each.by, each.reason)
            for each in changes
        ),
    )


def _line(line: RegisterLine) -> Line:
    registered, unit = line.registered, line.service.unit
    quarters = ", ".join(formats.quarter_short(quarter.number) for quarter in line.differing)
    if registered is None:
        return Line(line.service.code, line.service.name, "", "", "", ABSENT, quarters)
    said = registered.denominator
    taken = f"dibawa dari {registered.taken_from}" if registered.taken_from else ""
    return Line(
        code=line.service.code,
        name=line.service.name,
        value=f"{value_of(said.value, unit)} {unit}",
        source=", ".join(part for part in (said.source, formats.long_date(said.dated), taken) if part),
        proof=", ".join(part for part in (said.document, said.owner) if part),
        state=SHUT if registered.locked else OPEN,
        differing=quarters,
    )


def _rows(said: Denominator, unit: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Jumlah", f"{value_of(said.value, unit)} {unit}"),
        ("Sumber", said.source),
        ("Tanggal data", formats.long_date(said.dated)),
        ("Dokumen", said.document or "belum dicatat"),
        ("Penanggung jawab", said.owner or "belum dicatat"),
    )


def _told(change: Change, unit: str) -> str:
    if change.action != KEPT:
        return "Dikunci" if change.action == LOCKED else "Kunci dibuka"
    new = dict(_rows(change.after, unit)) if change.after else {}
    if change.before is None:
        taken = f", dibawa dari {change.taken_from}" if change.taken_from else ""
        return f"Didaftarkan: {new['Jumlah']}, {new['Sumber']}, {new['Tanggal data']}{taken}"
    old = dict(_rows(change.before, unit))
    parts = [f"{name} {old[name]} menjadi {new[name]}" for name in new if old[name] != new[name]]
    return "; ".join(parts) or "Disimpan tanpa perubahan"
