"""Files of the installation: whole or not there, and durable with their names."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISDIR
from uuid import UUID

import pytest

from spm_oversight.persistence.files import Files

FILE = UUID(int=1)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A store in a folder of this test alone."""
    store = Files()
    store.configure(tmp_path, "rahasia")
    return store


def test_a_write_that_fails_leaves_nothing_behind(files: Files) -> None:
    path = files.path("62", "papers", FILE, ".pdf")
    path.mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        files.put("62", "papers", FILE, ".pdf", b"isi")
    assert list(path.parent.iterdir()) == [path]


def test_a_file_is_written_through_before_its_name_and_the_name_after(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, written, fsync = files.path("62", "papers", FILE, ".pdf"), list[tuple[bool, bool]](), os.fsync

    def watched(handle: int) -> None:
        written.append((S_ISDIR(os.fstat(handle).st_mode), path.exists()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    files.put("62", "papers", FILE, ".pdf", b"isi")
    assert written == [(False, False), (True, True)]
    assert files.get("62", "papers", FILE, ".pdf") == b"isi"
