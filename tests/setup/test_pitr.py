"""``make pitr``: what was there just before a deletion comes back, and nothing of the rehearsal stays."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.embedded import Embedded


def test_recovery_ends_just_before_the_deletion(tmp_path: Path) -> None:
    command = [sys.executable, PROJECT / "bin" / "pitr.py", tmp_path]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.match(r"Sama: (\d+) tabel, (\d+) baris, 1 rantai, sampai ", done.stdout)
    assert told and int(told[1]) > 50
    homes = [Embedded(tmp_path / name / "var").home for name in ("mula", "pulih")]
    assert not any(path.exists() for home in homes for path in (home, home.with_name(f"{home.name}-arsip")))
