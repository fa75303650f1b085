"""A package handed in as a zip: where its files may lie, and what a hostile one is refused for."""

from __future__ import annotations

import struct
import tracemalloc
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from tests.cli.conftest import Recompute
from tests.exchange.small_package import FILES, as_zip, changed


def faults(found: tuple[int, dict[str, object]]) -> list[tuple[str, object, object]]:
    status, answer = found
    assert (status, answer["results"]) == (2, [])
    listed = answer["faults"]
    assert isinstance(listed, list)
    return [(one["file"], one["line"], one["column"]) for one in listed]


@pytest.mark.parametrize("top", ["", "paket/", "./"])
def test_files_lie_at_the_root_or_in_one_top_folder(top: str, tmp_path: Path, recompute: Recompute) -> None:
    assert recompute(as_zip(tmp_path / "paket-data.zip", FILES, top))[0] == 0


def test_a_fault_in_a_zip_has_its_place(tmp_path: Path, recompute: Recompute) -> None:
    files = changed("recipients.csv", "filled,3,2", "filled,3,dua")
    found = recompute(as_zip(tmp_path / "p.zip", files, "paket/"))
    assert faults(found) == [("recipients.csv", 6, "served")]


def test_other_folders_in_the_zip_are_ignored(tmp_path: Path, recompute: Recompute) -> None:
    files = {
        **{f"paket/{name}": text for name, text in FILES.items()},
        "__MACOSX/._a": "x",
        "a/b/datapackage.json": "",
    }
    assert recompute(as_zip(tmp_path / "p.zip", files))[0] == 0


@pytest.mark.parametrize(
    "files",
    [
        {f"{top}/{name}": text for top in ("a", "b") for name, text in FILES.items()},
        {f"a/b/{name}": text for name, text in FILES.items()},
    ],
)
def test_two_packages_or_a_deeper_one_are_refused(
    files: dict[str, str], tmp_path: Path, recompute: Recompute
) -> None:
    assert len(faults(recompute(as_zip(tmp_path / "p.zip", files)))) == 1


@pytest.mark.parametrize(
    "path",
    [
        "../luar.csv",
        "a/../../luar.csv",
        "/etc/luar.csv",
        "..\\luar.csv",
        "C:\\luar.csv",
        "C:luar.csv",
        "\\luar.csv",
    ],
)
def test_a_path_that_leads_outside(path: str, tmp_path: Path, recompute: Recompute) -> None:
    assert faults(recompute(as_zip(tmp_path / "p.zip", {**FILES, path: "x"}))) == [(path, None, None)]


def test_over_two_thousand_entries(tmp_path: Path, recompute: Recompute) -> None:
    def filled_up(entries: int) -> Path:
        rest = {f"lain/{number}": "" for number in range(entries - len(FILES))}
        return as_zip(tmp_path / "p.zip", {**FILES, **rest})

    assert recompute(filled_up(2000))[0] == 0
    assert faults(recompute(filled_up(2001))) == [("p.zip", None, None)]


def test_over_two_hundred_megabytes_unpacked(tmp_path: Path, recompute: Recompute) -> None:
    path = as_zip(tmp_path / "p.zip", FILES)
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open("besar.bin", "w") as entry:
        for _ in range(201):
            entry.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert faults(recompute(path)) == [("p.zip", None, None)]


def test_a_size_that_lies_in_the_directory_neither_passes_nor_fills_the_memory(
    tmp_path: Path, recompute: Recompute
) -> None:
    path = as_zip(tmp_path / "p.zip", {**FILES, "besar.bin": bytes(60_000_000)})
    content = path.read_bytes()
    real, small = struct.pack("<I", 60_000_000), struct.pack("<I", 10)
    assert content.count(real) == 2
    path.write_bytes(content.replace(real, small))
    tracemalloc.start()
    found = recompute(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert faults(found) == [("p.zip", None, None)]
    assert peak < 20_000_000


def _encrypted(content: bytes) -> bytes:
    """Set the flag bit of encryption in both headers of every entry."""
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for start in [n for n in range(len(content)) if content.startswith(signature, n)]:
            content = content[: start + place] + b"\x01" + content[start + place + 1 :]
    return content


def _bzip2(content: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(target, "w", ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return target.getvalue()


def _twice(content: bytes) -> bytes:
    target = BytesIO(content)
    with ZipFile(target, "a", ZIP_STORED) as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("districts.csv", FILES["districts.csv"])
    return target.getvalue()


@pytest.mark.parametrize(
    ("broken", "file"),
    [
        (lambda content: content[: len(content) // 2], "p.zip"),
        (lambda content: content[:300] + bytes([content[300] ^ 1]) + content[301:], "p.zip"),
        (lambda content: b"PK" + content[2:40], "p.zip"),
        (lambda content: b"", "p.zip"),
        (_encrypted, "p.zip"),
        (_bzip2, "p.zip"),
        (_twice, "districts.csv"),
    ],
)
def test_a_broken_or_ambiguous_zip(broken: object, file: str, tmp_path: Path, recompute: Recompute) -> None:
    path = as_zip(tmp_path / "p.zip", FILES)
    assert callable(broken)
    path.write_bytes(broken(path.read_bytes()))
    assert faults(recompute(path)) == [(file, None, None)]


def test_a_package_that_is_not_there(tmp_path: Path, recompute: Recompute) -> None:
    assert faults(recompute(tmp_path / "tidak-ada.zip")) == [("tidak-ada.zip", None, None)]
