"""What the source does not hold: ways for typed text to become a program, a query or markup, and weak secrets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from spm_oversight.config.settings import PROJECT

SOURCES = sorted((PROJECT / "spm_oversight").rglob("*.py"))
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
SCRIPTS = sorted((PROJECT / "spm_oversight/web/static").glob("*.js"))
# Drawn by us from numbers; each has its reason beside it.
MARKUP = {"spm_oversight/web/second_step/screens.py", "spm_oversight/documents/check.py"}
# The invented province draws its chances from a seed, so that it is the same each time.
CHANCES = "spm_oversight/services/demonstration/"
ASKS = {"text", "execute", "scalar", "scalars", "exec_driver_sql"}
# Names of our own tables and roles, where no person's text comes near.
OUR_NAMES = {f"spm_oversight/persistence/{name}.py" for name in ("embedded", "hold", "policies")}
RUNS_TEXT = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"}
READS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "yaml", "xmlrpc"}
SPEAKS_TO_OTHERS = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "ftplib", "telnetlib"}
WEAK = {"md5", "sha1", "MD5", "SHA1", "ECB", "DES", "TripleDES", "ARC4", "Blowfish", "PKCS1v15"}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


@cache
def trees() -> list[tuple[str, ast.Module]]:
    return [(path.relative_to(PROJECT).as_posix(), ast.parse(path.read_text())) for path in SOURCES]


def test_no_text_is_run_as_a_program() -> None:
    for path, tree in trees():
        for name, call in calls(tree):
            assert name not in RUNS_TEXT, f"{path}:{call.lineno} {name}"
            shell = [each for each in call.keywords if each.arg == "shell"]
            assert not shell, f"{path}:{call.lineno} shell"


def test_no_bytes_are_read_as_objects() -> None:
    for path, tree in trees():
        assert not {each.split(".")[0] for each in imports(tree)} & READS_OBJECTS, path


def test_no_query_is_written_with_what_was_given() -> None:
    """A text that PostgreSQL reads stands in the source as it is; what varies goes beside it."""
    for path, tree in trees():
        for name, call in calls(tree):
            if path in OUR_NAMES or not call.args or name.split(".")[-1] not in ASKS:
                continue
            said = call.args[0]
            varies = isinstance(said, ast.JoinedStr | ast.BinOp) or ".format(" in ast.unparse(said)
            assert not varies, f"{path}:{call.lineno} {ast.unparse(call)}"


def test_secrets_come_from_the_system_and_hashes_are_strong() -> None:
    for path, tree in trees():
        found = imports(tree)
        assert path.startswith(CHANCES) or not {"random"} & found, path
        for name, call in calls(tree):
            last = name.split(".")[-1]
            assert not (name.startswith("hashlib.") and last in WEAK), f"{path}:{call.lineno} {name}"
        assert not {each.split(".")[-1] for each in found if each.startswith("cryptography.")} & WEAK, path


def test_nothing_is_asked_of_another_site() -> None:
    """Mail goes out in one file, and the health command asks this machine; pages reach nowhere else."""
    out = {"spm_oversight/exchange/post.py": "smtplib", "spm_oversight/cli/serve.py": "http.client"}
    for path, tree in trees():
        found = imports(tree)
        assert not found & SPEAKS_TO_OTHERS, path
        for program in ("smtplib", "http.client"):
            assert program not in found or out.get(path) == program, path


def test_markup_is_made_by_templates_alone() -> None:
    for path, tree in trees():
        if any("Markup" in name.split(".") for name, _ in calls(tree)):
            assert path in MARKUP, path
        assert not any(name.endswith("render_template_string") for name, _ in calls(tree)), path
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=\"|javascript:", text), path


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_text_and_never_markup(script: Path) -> None:
    text = script.read_text()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
                 "postMessage", "__proto__", "window.open"):  # fmt: skip
        assert word not in text, word


def test_a_field_is_read_from_where_it_was_sent() -> None:
    """Never from address and form alike, where one would hide the other."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "request.values":
                raise AssertionError(f"{path}:{node.lineno}")
