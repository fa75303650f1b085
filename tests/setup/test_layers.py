"""What import-linter cannot say: domain/ imports the standard library and itself, nothing else."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from spm_oversight.config.settings import PROJECT

DOMAIN = sorted((PROJECT / "spm_oversight" / "domain").rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_domain_knows_the_standard_library_alone(path: Path) -> None:
    foreign = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith("spm_oversight.domain.")
    }
    assert not foreign
