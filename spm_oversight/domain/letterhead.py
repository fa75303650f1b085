"""A district's or province's letterhead (kop) and signers, and what is wrong with a typed one.

A kop names the government, the office, and the address; signers other than heads of region carry NIP and rank
(Permendagri 1/2023 Ps. 44). A NIP has 18 digits, written with or without spaces.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.errors import Fault, Invalid

LONGEST = 150
ADDRESS_LINES = 3
SIGNERS = 3
NIP_DIGITS = 18


@dataclass(frozen=True)
class Signer:
    """Who signs: position, name with title; NIP and rank are empty for a head of region."""

    position: str
    name: str
    nip: str = ""
    rank: str = ""


@dataclass(frozen=True)
class Letterhead:
    """The head of a place's papers and letters, the sheet they are printed on, and who signs them."""

    government: str
    office: str
    address: tuple[str, ...] = ()
    contact: str = ""
    paper: PaperSize = PaperSize.A4
    signers: tuple[Signer, ...] = ()


def usual_letterhead(place_name: str) -> Letterhead:
    """What stands over a paper until the place has written its own: its government's name."""
    return Letterhead(f"Pemerintah {place_name}", "")


def checked_letterhead(typed: Letterhead) -> Letterhead:
    """The letterhead with its texts in order and empty signers left out; ``Invalid`` with a fault for each place.

    Places are ``government``, ``office``, ``address``, ``contact``, and ``position_1``, ``name_1``, ``nip_1``,
    ``rank_1`` for the first signer.
    """
    neat = Letterhead(
        government=one_line(typed.government),
        office=one_line(typed.office),
        address=tuple(line for each in typed.address if (line := one_line(each))),
        contact=one_line(typed.contact),
        paper=typed.paper,
        signers=tuple(_neat(each) for each in typed.signers),
    )
    faults = [*_head_faults(neat)]
    for number, signer in enumerate(neat.signers, start=1):
        faults += _signer_faults(number, signer)
    if faults:
        raise Invalid("Kop surat belum benar.", tuple(faults))
    return Letterhead(
        neat.government,
        neat.office,
        neat.address,
        neat.contact,
        neat.paper,
        tuple(replace(each, nip=_grouped(each.nip)) for each in neat.signers if each != _NOBODY),
    )


def one_line(text: str) -> str:
    """The text on one line, without control characters: what a database or a printer would stumble over."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_NOBODY = Signer("", "")


def _neat(signer: Signer) -> Signer:
    return Signer(
        one_line(signer.position), one_line(signer.name), one_line(signer.nip), one_line(signer.rank)
    )


def _grouped(nip: str) -> str:
    """As it is customarily written: birth, appointment, sex, number."""
    digits = nip.replace(" ", "")
    return " ".join(part for part in (digits[:8], digits[8:14], digits[14:15], digits[15:]) if part)


def _head_faults(head: Letterhead) -> list[Fault]:
    faults: list[Fault] = []
    if not head.government:
        faults.append(Fault("government", "Tulis nama pemerintah daerah."))
    if not head.office:
        faults.append(Fault("office", "Tulis nama perangkat daerah atau bagian yang mengeluarkan dokumen."))
    if len(head.address) > ADDRESS_LINES:
        faults.append(Fault("address", f"Tulis alamat dalam paling banyak {ADDRESS_LINES} baris."))
    texts = {"government": head.government, "office": head.office, "contact": head.contact}
    faults += [_too_long(place) for place, text in texts.items() if len(text) > LONGEST]
    if any(len(line) > LONGEST for line in head.address):
        faults.append(_too_long("address"))
    return faults


def _signer_faults(number: int, signer: Signer) -> list[Fault]:
    """An empty signer has none; one begun needs position and name."""
    if signer == _NOBODY:
        return []
    faults: list[Fault] = []
    if not signer.position:
        faults.append(Fault(f"position_{number}", "Tulis jabatan penanda tangan ini."))
    if not signer.name:
        faults.append(
            Fault(f"name_{number}", "Tulis nama penanda tangan ini, atau kosongkan semua isiannya.")
        )
    digits = signer.nip.replace(" ", "")
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == NIP_DIGITS):
        sentence = f"“{signer.nip[:30]}” bukan NIP. Tulis {NIP_DIGITS} angka, misalnya 19800312 200501 1 004."
        faults.append(Fault(f"nip_{number}", sentence))
    texts = {"position": signer.position, "name": signer.name, "rank": signer.rank}
    return faults + [_too_long(f"{place}_{number}") for place, text in texts.items() if len(text) > LONGEST]


def _too_long(place: str) -> Fault:
    return Fault(place, f"Tulis paling panjang {LONGEST} huruf sebaris.")
