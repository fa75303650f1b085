"""A letter of the province to a district whose report has not come: one document from plain values.

Its parts follow the official letter (naskah dinas korespondensi, Permendagri 1/2023): letterhead, date, number, nature,
enclosure, subject, addressee, body, signature. It goes to the head of the district through the Sekretaris Daerah.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from spm_oversight.documents.handout_front import UNSIGNED
from spm_oversight.documents.model import Document, Front, Item, Items, Pairs, Prose, Signatures
from spm_oversight.domain.district_paper import PaperSize

TO_BE_NUMBERED = "belum diberi nomor"


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """All that a letter says, as it was worded when it was asked for.

    ``letterhead``: its lines; ``number``: empty until one is given; ``district``: ``Kabupaten Katingan``; ``standing``:
    where its report stands, in words; ``deadline`` and ``cut_off``: moments with their time zone; ``missing``: each
    office with what it has not filled in. ``signer``: position, then name, rank and NIP; empty while none is kept.
    """

    letterhead: tuple[str, ...]
    number: str
    nature: str
    date: str
    district: str
    period: str
    standing: str
    deadline: str
    cut_off: str
    missing: tuple[tuple[str, str], ...]
    signer: tuple[str, ...] = ()
    sample: bool = False
    sheet: PaperSize = PaperSize.A4

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> LetterFacts:
        """What ``plain`` wrote."""
        read: dict[str, Any] = {
            "letterhead": tuple(stored["letterhead"]),
            "missing": tuple((office, what) for office, what in stored["missing"]),
            "signer": tuple(stored["signer"]),
            "sheet": PaperSize(stored["sheet"]),
        }
        return cls(**{**stored, **read})


def build_letter(facts: LetterFacts) -> Document:
    """The letter as a document; the same facts give the same."""
    subject = f"Laporan SPM {facts.period} belum diterima"
    head = facts.district.replace("Kabupaten ", "Bupati ").replace("Kota ", "Wali Kota ")
    front = Front(
        letterhead=facts.letterhead,
        title=subject,
        subtitle=f"Kepada {head}, melalui Sekretaris Daerah {facts.district}",
        blocks=(
            Pairs(
                "Surat",
                (
                    ("Tanggal", facts.date),
                    ("Nomor", facts.number or TO_BE_NUMBERED),
                    ("Sifat", facts.nature),
                    ("Lampiran", "-"),
                    ("Hal", subject),
                    ("Yth.", f"{head} u.p. Sekretaris Daerah, di tempat"),
                ),
            ),
            Prose(_body(facts)),
            *_missing(facts),
            Prose(
                ("Demikian disampaikan. Atas perhatian dan kerja sama Saudara diucapkan terima kasih.",)
                + (("Semua angka adalah data contoh.",) if facts.sample else ())
            ),
            *_signature(facts),
        ),
    )
    return Document(
        title=f"{subject}, {facts.district}",
        author=facts.letterhead[0],
        running_head=subject,
        foot=f"{facts.district}. Keadaan data: dilaporkan, sementara, batas data {facts.cut_off}.",
        cover=front,
        preface=(),
        sections=(),
        sample=facts.sample,
        sheet=facts.sheet,
    )


def _body(facts: LetterFacts) -> tuple[str, ...]:
    return (
        f"Sampai {facts.cut_off} laporan penerapan Standar Pelayanan Minimal {facts.period} dari {facts.district} "
        f"belum diterima provinsi: {facts.standing}.",
        f"Diminta agar laporan itu dilengkapi dan dikirim paling lambat {facts.deadline}.",
    )


def _missing(facts: LetterFacts) -> tuple[Items | Prose, ...]:
    if not facts.missing:
        return (Prose(("Semua layanan sudah terisi; laporan tinggal disetujui dan dikirim.",)),)
    items = tuple(Item(f"{office}: {what}") for office, what in facts.missing)
    return (Items("Yang belum diisi, menurut perangkat daerah", items),)


def _signature(facts: LetterFacts) -> tuple[Signatures | Prose, ...]:
    if not facts.signer:
        return (
            Prose(
                (f"{UNSIGNED.capitalize()}. Penanda tangan belum diisi pada kop surat provinsi.",), note=True
            ),
        )
    return (Signatures(UNSIGNED, ((facts.signer[0], facts.signer[1:]),)),)
