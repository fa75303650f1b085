"""A package's files by name, from a folder or a zip; a zip is guarded, since anyone may hand one in."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from spm_oversight.exchange.data_package.remarks import Remarks
from spm_oversight.exchange.data_package.schema import DESCRIPTOR

MOST_BYTES = 200_000_000
MOST_ENTRIES = 2_000
_PIECE = 1 << 20

Find = Callable[[str], bytes | None]
"""Gives a file's bytes by its path in the package, None where there is none."""

# What zipfile raises on a broken archive: bad CRC, cut off, encrypted, bad names, unknown compression.
_BROKEN = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


def open_files(source: Path | bytes, remarks: Remarks) -> Find | None:
    """The files of a folder, of a zip file or of a zip's bytes; None, with faults noted, if it cannot be opened."""
    if isinstance(source, Path) and source.is_dir():
        return lambda path: _read_from_folder(source, path)
    name = source.name if isinstance(source, Path) else "paket-data.zip"
    try:
        with ZipFile(source if isinstance(source, Path) else BytesIO(source)) as archive:
            unpacked = _unpack(archive, name, remarks)
    except FileNotFoundError:
        remarks.fault(name, "berkas atau folder paket tidak ada")
    except _BROKEN:
        remarks.fault(name, "bukan folder dan bukan berkas .zip yang utuh")
    else:
        return None if unpacked is None else _from_root_or_top_folder(unpacked, name, remarks)
    return None


def leads_outside(path: str) -> bool:
    """Whether a path in a package points anywhere but into it, also in the writing of Windows."""
    parts = re.split(r"[/\\]", path)
    return parts[0] == "" or ".." in parts or re.match(r"[A-Za-z]:", path) is not None


def _read_from_folder(folder: Path, path: str) -> bytes | None:
    try:
        return (folder / path).read_bytes()
    except (OSError, ValueError):
        return None


def _unpack(archive: ZipFile, name: str, remarks: Remarks) -> dict[str, bytes] | None:
    """Every entry's bytes by its normal path; None with faults when a guard refuses. Nothing is written to disk."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        remarks.fault(name, f"memuat {len(entries)} berkas, paling banyak {MOST_ENTRIES}")
        return None
    for entry in entries:
        if leads_outside(entry.filename):
            remarks.fault(entry.filename, "jalur berkas menunjuk ke luar paket")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        remarks.fault(name, f"lebih dari {MOST_BYTES // 1_000_000} MB setelah dibuka")
    if remarks.faults:
        return None
    unpacked: dict[str, bytes] = {}
    for entry in entries:
        path = str(PurePosixPath(entry.filename))
        if path in unpacked and not entry.is_dir():
            remarks.fault(path, "nama berkas ini ada dua kali di dalam zip")
        unpacked[path] = _content(archive, entry)
    return unpacked


def _content(archive: ZipFile, entry: ZipInfo) -> bytes:
    """One entry's bytes. A size that lies in the directory is no way around the limit.

    zipfile gives no byte more than the directory says and then finds the checksum wrong. Read piece by piece it also
    unpacks no more than a piece; not so bzip2 and LZMA, whose whole blocks are in memory before they can be counted.
    """
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise NotImplementedError(entry.filename)
    content = BytesIO()
    with archive.open(entry) as stream:
        copyfileobj(stream, content, _PIECE)
    return content.getvalue()


def _from_root_or_top_folder(unpacked: dict[str, bytes], name: str, remarks: Remarks) -> Find | None:
    """Where the descriptor lies is where the package begins."""
    paths = [PurePosixPath(path) for path in unpacked]
    homes = [path.parent for path in paths if path.name == DESCRIPTOR and len(path.parts) <= 2]
    root = PurePosixPath()
    home = root if root in homes or not homes else homes[0]
    if root not in homes and len(homes) > 1:
        remarks.fault(name, f"memuat {len(homes)} folder dengan {DESCRIPTOR}; satu zip memuat satu paket")
        return None
    return lambda path: unpacked.get(str(home / path))
