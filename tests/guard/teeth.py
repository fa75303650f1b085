"""``make teeth``: faults planted in copies of the product, each of which its named test must see.

``teeth.txt`` names them: a file, the words to replace, what to put there, the test, and the cases of the reliability
list that it stands for, if any. All named tests pass first; then each fault stands alone, and its test must fail by an
assertion (one that merely errors has seen nothing); at the end all pass again in the same copies. The last line counts.

With words (``make teeth CASES="C1 F2"``) only the faults are planted that are of such a case, or whose file or test
contains such a word.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from xml.etree import ElementTree as ET

PROJECT = Path(__file__).parents[2]
FAULTS = Path(__file__).with_name("teeth.txt")
COPIES = 2
LONGEST = 600
"""Seconds after which a test that hangs has seen nothing."""
ASSERTED = ("AssertionError", "assert ", "Failed: DID NOT RAISE")


@dataclass(frozen=True)
class Fault:
    """Words in a file of the product, what stands there instead, and the test that sees it."""

    file: str
    old: str
    new: str
    test: str
    cases: tuple[str, ...] = ()

    def is_meant(self, words: Sequence[str]) -> bool:
        """Whether one of the words names its case or is part of its file or test; without words each fault is meant."""
        return not words or any(
            word in self.cases or word in self.file or word in self.test for word in words
        )


def faults() -> list[Fault]:
    """All of ``teeth.txt``, in its order."""
    return [_fault(block) for block in FAULTS.read_text().split("\n\n") if block.strip()]


def _fault(block: str) -> Fault:
    told = dict(
        ([*line.split(" ", 1), ""])[:2] for line in block.strip("\n").splitlines() if not line.startswith("#")
    )
    return Fault(
        told["FILE"], told["OLD"], told.get("NEW", ""), told["TEST"], tuple(told.get("CASE", "").split())
    )


def main(words: Sequence[str]) -> int:
    """Print what became of each fault that the words mean; 1 where one went unseen."""
    planted = [each for each in faults() if each.is_meant(words)]
    if not planted:
        raise SystemExit("teeth: no fault is of such a case, file or test")
    tests = sorted({fault.test for fault in planted})
    with tempfile.TemporaryDirectory(prefix="teeth-") as folder:
        # Never more copies than tests: pytest without a test to run would run them all.
        copies = [_copy(Path(folder) / str(number)) for number in range(min(COPIES, len(tests)))]
        _all_pass(copies, tests, "before")
        free: Queue[Path] = Queue()
        for copy in copies:
            free.put(copy)
        with ThreadPoolExecutor(len(copies)) as pool:
            told = list(pool.map(lambda fault: _seen(free, fault), planted))
        _all_pass(copies, tests, "once restored")
    seen = sum(not why for why in told)
    sys.stdout.write(f"teeth: {seen} of {len(planted)}\n")
    return int(seen < len(planted))


def _copy(to: Path) -> Path:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    for name in filter(None, listed):
        if (PROJECT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, to / name)
    (to / ".venv").symlink_to(PROJECT / ".venv")
    return to


def _all_pass(copies: Sequence[Path], tests: Sequence[str], when: str) -> None:
    shares = [tests[number :: len(copies)] for number in range(len(copies))]
    with ThreadPoolExecutor(len(copies)) as pool:
        for answer in pool.map(lambda pair: _run(*pair, seconds=3600), zip(copies, shares, strict=True)):
            if wrong := [f"{name}: {said}" for name, said in _wrong(answer)]:
                raise SystemExit(f"{when}: " + "; ".join(wrong))


def _seen(free: Queue[Path], fault: Fault) -> str:
    """Plant one fault, run its test, restore; "" where the test saw it, else why not."""
    copy = free.get()
    file = copy / fault.file
    text = file.read_text()
    try:
        if text.count(fault.old) < 1:
            return _tell(fault, "its words are not there")
        file.write_text(text.replace(fault.old, fault.new, 1))
        wrong = list(_wrong(_run(copy, [fault.test], seconds=LONGEST)))
        if not wrong:
            return _tell(fault, "the test passes")
        asserted = any(said.startswith(ASSERTED) for _, said in wrong)
        return _tell(fault, "" if asserted else f"no assertion: {': '.join(wrong[0])[:120]}")
    finally:
        file.write_text(text)
        free.put(copy)


def _tell(fault: Fault, why: str) -> str:
    what = " ".join(fault.old.split())[:60]
    verdict = f"MISSED ({why})" if why else "seen"
    cases = f"{' '.join(fault.cases)}: " if fault.cases else ""
    sys.stdout.write(f"{verdict}: {cases}{fault.file}: {what}\n    {fault.test}\n")
    sys.stdout.flush()
    return why


def _run(copy: Path, tests: Sequence[str], *, seconds: int) -> Path:
    report = copy / "report.xml"
    report.unlink(missing_ok=True)
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--junitxml",
        str(report),
        *tests,
    ]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(words, cwd=copy, timeout=seconds, capture_output=True, check=False)
    return report


def _wrong(report: Path) -> Iterator[tuple[str, str]]:
    """Each test that did not pass, by its name, and what it said."""
    if not report.exists():
        yield "no report", "the run ended early"
        return
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 (pytest's own file)
        for kind in ("failure", "error"):
            for each in case.iter(kind):
                said = each.get("message", "")
                yield case.get("name", ""), said if kind == "failure" else f"error: {said}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
