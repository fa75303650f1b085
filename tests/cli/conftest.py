"""``spm recompute`` as a user calls it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from spm_oversight.cli.recompute import recompute_command
from tests.exchange.small_package import as_folder

Recompute = Callable[[Path | Mapping[str, str | bytes]], tuple[int, dict[str, Any]]]


@pytest.fixture
def recompute(tmp_path: Path) -> Recompute:
    """``recompute(path or files)``: exit status and the answer to ``--json``."""

    def call(package: Path | Mapping[str, str | bytes]) -> tuple[int, dict[str, Any]]:
        path = package if isinstance(package, Path) else as_folder(tmp_path / "paket", package)
        answer = CliRunner().invoke(recompute_command, [str(path), "--json"])
        assert not answer.exception or isinstance(answer.exception, SystemExit), answer.exception
        return answer.exit_code, json.loads(answer.output)

    return call
