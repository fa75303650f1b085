"""Evidence of what a district reports: what it may be, how its name is shown, which links are taken."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from spm_oversight.domain.errors import Fault, Invalid

MEGABYTE = 2**20
LONGEST_NAME, LONGEST_LINK, LONGEST_PAGE, LONGEST_NOTE = 120, 500, 60, 500
_UNNAMED = "tanpa nama"
_ENDING = re.compile(r"\.[a-z0-9]{1,5}", re.ASCII | re.IGNORECASE)
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+", re.ASCII)


class Purpose(StrEnum):
    """What a piece of evidence is there for."""

    EVIDENCE = "evidence"
    NIL_STATEMENT = "nil_statement"


class Kind(StrEnum):
    """A kind of file that is taken; decided by content, never by name or declared type."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    XLSX = "xlsx"
    DOCX = "docx"

    @property
    def suffix(self) -> str:
        """The ending under which it is kept and handed out."""
        return ".jpg" if self is Kind.JPEG else f".{self.value}"

    @property
    def mimetype(self) -> str:
        """The media type it is handed out as."""
        return _MIMETYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MIMETYPES = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
}
KINDS_TOLD = "PDF, PNG, JPEG, XLSX, atau DOCX"


@dataclass(frozen=True)
class Limits:
    """How much evidence is taken, in bytes: the largest file, and all files of a district's quarter together."""

    largest: int = 20 * MEGABYTE
    quota: int = 500 * MEGABYTE


@dataclass(frozen=True)
class Place:
    """What a piece of evidence belongs to: a service, perhaps one item of it, and for which purpose."""

    service: str
    item: str | None = None
    purpose: Purpose = Purpose.EVIDENCE


@dataclass(frozen=True)
class Remark:
    """Where in the evidence to look, and what to say about it; both may be empty."""

    page: str = ""
    note: str = ""


def shown_name(typed: str) -> str:
    """The name a file came with, fit to be shown: no folders, no control or direction marks, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", typed))[-1]
    # Categories C*: control, format (direction marks among them), surrogate, private, unassigned.
    plain = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in last)
    name = " ".join(plain.split()).strip(". ") or _UNNAMED
    if len(name) <= LONGEST_NAME:
        return name
    found = _ENDING.fullmatch(name[name.rfind(".") :]) if "." in name else None
    ending = found[0] if found else ""
    return f"{name[: LONGEST_NAME - len(ending) - 1].rstrip()}…{ending}"


def download_name(name: str, kind: Kind) -> str:
    """The name a file is handed out under: it ends as its content is."""
    endings = (".jpg", ".jpeg") if kind is Kind.JPEG else (kind.suffix,)
    return name if name.lower().endswith(endings) else f"{name}{kind.suffix}"


def checked_link(typed: str) -> str:
    """A link that may be kept: https, a public looking host, no password; Invalid with its remedy otherwise."""
    link = typed.strip()
    if not link:
        raise _wrong_link("Tulis alamatnya, misalnya https://drive.contoh.go.id/berkas.")
    if len(link) > LONGEST_LINK:
        raise _wrong_link(f"Alamat ini lebih dari {LONGEST_LINK} karakter. Pakai alamat yang lebih pendek.")
    odd = any(unicodedata.category(each)[0] in "CZ" or each in '\\"<>' for each in link)
    if odd or not host_of(link):
        raise _wrong_link(
            "Alamat harus dimulai dengan https:// dan menyebut nama situs, misalnya https://drive.contoh.go.id/berkas."
        )
    return link


def host_of(link: str) -> str:
    """The site a link leads to, in ASCII so that no look-alike letter hides; empty for what is no https link."""
    try:
        parts = urlsplit(link)
        _port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError:  # a port out of range, a host that is none (UnicodeError is a ValueError)
        return ""
    if parts.scheme != "https" or parts.username is not None or parts.password is not None:
        return ""
    return host if _HOST.fullmatch(host) else ""


def checked_remark(page: str, note: str) -> Remark:
    """Page and note as typed, blanks at their ends removed; Invalid when one is too long."""
    faults: list[Fault] = []
    page, note = (text.replace("\x00", "").strip() for text in (page, note))
    if len(page) > LONGEST_PAGE:
        faults.append(
            Fault("page", f"Paling banyak {LONGEST_PAGE} karakter, misalnya: halaman 12 sampai 14.")
        )
    if len(note) > LONGEST_NOTE:
        faults.append(Fault("note", f"Paling banyak {LONGEST_NOTE} karakter."))
    if faults:
        raise Invalid("Isian belum benar.", tuple(faults))
    return Remark(page, note)


def _wrong_link(message: str) -> Invalid:
    return Invalid("Tautan belum benar.", (Fault("link", message),))
