"""What the documents name is there, and what the code cites exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The contracts name files inside a package; the permission table names addresses of pages.
OTHER_PATHS = {"data-package.md", "workbook.md", "permissions.md"}
DOCUMENTS = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if p.name not in OTHER_PATHS)
# A path in backticks or a link; commands and patterns are no paths.
_NAMED = re.compile(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:md|py|txt|toml|yml))`|\]\(([\w./-]+)\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_path_that_a_document_names_exists(document: Path) -> None:
    named = {code or link for code, link in _NAMED.findall(document.read_text())}
    starts = (ROOT, ROOT / "spm_oversight", document.parent, ROOT / "build")
    # What is made, and what is to be written by whoever follows a checklist.
    made = {"build/pictures", "screens.py"}

    assert [n for n in named - made if not any((start / n).exists() for start in starts)] == []


def test_a_decision_record_bears_the_number_of_its_file() -> None:
    titles = {path: path.read_text().split("\n", 1)[0] for path in sorted((ROOT / "docs/adr").glob("*.md"))}

    assert [
        path.name for path, title in titles.items() if not title.startswith(f"# {int(path.name[:4])}. ")
    ] == []
    assert [int(path.name[:4]) for path in titles] == list(range(1, len(titles) + 1))


def test_a_decision_record_that_the_tree_cites_exists() -> None:
    found = subprocess.run(
        ["git", "grep", "-hoE", "ADR 00[0-9]{2}"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    cited = {line.removeprefix("ADR ") for line in found if line}
    known = {path.name[:4] for path in (ROOT / "docs/adr").glob("*.md")}

    assert cited
    assert cited <= known
