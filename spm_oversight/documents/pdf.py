"""HTML to PDF: the only file that knows WeasyPrint.

Two halves talk in lines of JSON. :func:`render_pdf` runs in the worker; it keeps a child process for each core, started
when so many papers are wanted at once, and feeds them. A child (``python -m spm_oversight.documents.pdf``) has no
setting of ours in its environment, stands behind the render wall, takes HTML in and gives bytes out. It is replaced
after ``PAPERS_PER_CHILD``, because a renderer keeps the memory of its largest paper. Its answer is data: a renderer
that was turned against us can only lie about a PDF.
"""

from __future__ import annotations

import atexit
import base64
import gc
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import LifoQueue
from typing import Any, BinaryIO, cast

from spm_oversight.documents.pdfua import claim_pdfua
from spm_oversight.domain.errors import SpmError
from spm_oversight.wall import fence_available, fence_files, limit, raise_wall, wall_available

PAPERS_PER_CHILD = 50
PRESSES = min(os.cpu_count() or 1, 4)
"""Papers made at once: rendering fills a core, and each child may take ``MEMORY_BYTES``."""
MEMORY_BYTES = 2 * 2**30
SECONDS = 180
STEPS = ("Membaca isi", "Menyusun halaman", "Menulis berkas", "Selesai")

Progress = Callable[[int, int, str], None]
_log = logging.getLogger(__name__)
_root = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF, as the source of its figures."""

    name: str
    content: bytes
    description: str


class RenderFailed(SpmError):
    """The paper could not be made; the message is for its reader, what the renderer said is in the log."""


def render_pdf(
    html: str,
    *,
    attachments: Sequence[Attachment] = (),
    created: datetime,
    on_progress: Progress = lambda done, total, step: None,
) -> bytes:
    """A PDF that is PDF/A-3a and PDF/UA-1 in one; the same input gives the same bytes.

    ``created`` (aware) becomes the file's date; ``on_progress`` hears (step done, steps in all, Indonesian words).
    What WeasyPrint warns of goes to this module's log. Errors: RenderFailed after ``SECONDS`` or on a broken child.
    """
    order = {
        "html": html,
        "created": created.astimezone(UTC).isoformat(),
        "attachments": [
            {"name": a.name, "description": a.description, "content": base64.b64encode(a.content).decode()}
            for a in attachments
        ],
    }
    press = _idle.get()
    try:
        return press.print(json.dumps(order).encode() + b"\n", on_progress)
    finally:
        _idle.put(press)


class _Press:
    """A child process and its life; it makes one paper at a time, for whoever took it from ``_idle``."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._papers = 0
        atexit.register(self.close)

    def print(self, order: bytes, on_progress: Progress) -> bytes:
        child = self._ready_child()
        timer = threading.Timer(SECONDS, child.kill)
        timer.start()
        try:
            return self._answer(child, order, on_progress)
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the child, if there is one, and remove what it left on disk."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
        if self._home is not None:
            self._home.cleanup()
            self._home = None

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._papers >= PAPERS_PER_CHILD or (self._child is not None and self._child.poll() is not None):
            self.close()
        if self._child is None:
            self._home = tempfile.TemporaryDirectory(prefix="spm-paper-")
            self._child, self._papers = _start_child(self._home.name), 0
        self._papers += 1
        return self._child

    def _answer(self, child: subprocess.Popen[bytes], order: bytes, on_progress: Progress) -> bytes:
        into, out = cast(BinaryIO, child.stdin), cast(BinaryIO, child.stdout)
        begun = time.monotonic()
        try:
            into.write(order)
            into.flush()
        except BrokenPipeError as error:
            raise RenderFailed("Proses pencetak berhenti sebelum menerima isi. Coba lagi.") from error
        for line in out:
            answer = json.loads(line)
            if "step" in answer:
                on_progress(answer["done"], len(STEPS) - 1, answer["step"])
            elif "warning" in answer:
                _log.warning("%s", answer["warning"])
            elif "failure" in answer:
                _log.error("the renderer failed: %r", answer["failure"])
                raise RenderFailed("Berkas PDF tidak dapat dibuat. Laporkan kepada admin.")
            else:
                return base64.b64decode(answer["pdf"])
        overdue = time.monotonic() - begun >= SECONDS
        reason = f"lebih dari {SECONDS} detik" if overdue else "kekurangan memori, atau dihentikan"
        raise RenderFailed(f"Berkas PDF tidak dapat dibuat: proses pencetak terhenti ({reason}).")


def _start_child(home: str) -> subprocess.Popen[bytes]:
    """A fresh child that knows nothing of the application: not even its database's address."""
    environment = {"LANG": "C.UTF-8", "HOME": home, "TMPDIR": home, "PYTHONPATH": str(_root)}
    # fontTools writes the present time into every font it cuts, unless it is told one.
    environment["SOURCE_DATE_EPOCH"] = "0"
    command = [sys.executable, "-m", "spm_oversight.documents.pdf", str(MEMORY_BYTES)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=home, close_fds=True
    )


# The one that was used last is taken first: one paper after the other needs one child.
_presses = tuple(_Press() for _ in range(PRESSES))
_idle: LifoQueue[_Press] = LifoQueue()
for _each in reversed(_presses):
    _idle.put(_each)

# ---- The child's half. WeasyPrint is imported inside: the process that asks for papers never loads it.


def static_files() -> dict[str, tuple[Path, str]]:
    """All that a paper may fetch, by its address: our style sheet and the faces of the font packages."""
    import fontpkg_source_sans_3
    import fontpkg_source_serif_4

    sans, serif = fontpkg_source_sans_3.ROOT / "files", fontpkg_source_serif_4.ROOT / "files"
    return {
        "paper:print.css": (_root / "templates/documents/print.css", "text/css"),
        "paper:sans.ttf": (sans / "SourceSans3[wght].ttf", "font/ttf"),
        "paper:sans-italic.ttf": (sans / "SourceSans3-Italic[wght].ttf", "font/ttf"),
        "paper:serif.ttf": (serif / "SourceSerif4[opsz,wght].ttf", "font/ttf"),
    }


def _readable() -> tuple[Path, ...]:
    """Where programs and faces lie; no folder of anybody's data is among them."""
    ours = (_root / "spm_oversight", _root / "templates", Path(sys.prefix), Path(sys.base_prefix))
    theirs = ("/usr", "/lib", "/lib64", "/etc/fonts", "/var/cache/fontconfig")
    return (*ours, *map(Path, theirs))


def _fetcher() -> Any:
    """The only door to anything outside the HTML: the files above, and ``data:`` addresses."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    files = static_files()

    class PaperFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url in files:
                path, kind = files[url]
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
            return super().fetch(url, headers)

    return PaperFetcher(allowed_protocols=("data",), allow_redirects=False)


def _make(order: dict[str, Any], fetcher: Any, tell: Callable[..., None]) -> bytes:
    """One PDF from one order; the identification of PDF/UA is added to WeasyPrint's own metadata."""
    import weasyprint

    tell(done=0, step=STEPS[0])
    page = weasyprint.HTML(string=order["html"], url_fetcher=fetcher)
    created = datetime.fromisoformat(order["created"])
    document = page.render(pdf_variant="pdf/a-3a")
    meta = document.metadata
    meta.created = meta.modified = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    # Assigned, not added: what a text field smuggled in as an attachment link is dropped here.
    meta.attachments = [
        weasyprint.Attachment(
            string=base64.b64decode(item["content"]),
            name=item["name"],
            description=item["description"],
            relationship="Source",
            created=created,
            modified=created,
        )
        for item in order["attachments"]
    ]
    plain = meta.generate_rdf_metadata

    def with_pdfua(*settings: Any) -> bytes:
        return claim_pdfua(plain(*settings))

    meta.generate_rdf_metadata = with_pdfua
    return document.write_pdf(pdf_variant="pdf/a-3a") or b""


class _Listener(logging.Handler):
    """Passes WeasyPrint's own progress and warnings on to the parent."""

    def __init__(self, tell: Callable[..., None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.levelno >= logging.WARNING:
            self._tell(warning=text)
        elif text.startswith("Step 5"):
            self._tell(done=1, step=f"{STEPS[1]} {text.rpartition(' ')[2]}")
        elif text.startswith("Step 6"):
            self._tell(done=2, step=STEPS[2])


def _orders(source: BinaryIO) -> Iterator[dict[str, Any]]:
    for line in source:
        yield json.loads(line)


def _serve(memory_bytes: int) -> None:
    """Take orders until the parent closes the pipe. Whatever a library prints goes to the error stream."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def tell(**answer: Any) -> None:
        channel.write(json.dumps(answer).encode() + b"\n")
        channel.flush()

    logger = logging.getLogger("weasyprint")
    logging.getLogger("weasyprint.progress").setLevel(logging.INFO)
    fetcher = _fetcher()
    logger.addHandler(_Listener(tell))
    if fence_available():
        fence_files(readable=_readable(), own=Path(os.environ["HOME"]))
    if wall_available():
        limit(memory_bytes)
        raise_wall()
    # A layout makes millions of objects that live to its end: collecting them early costs a quarter of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    for order in _orders(sys.stdin.buffer):
        try:
            pdf = _make(order, fetcher, tell)
        except Exception as error:  # noqa: BLE001 - whatever a paper does to the renderer, the queue goes on
            tell(failure=f"{type(error).__name__}: {error}")
        else:
            tell(done=3, step=STEPS[3])
            tell(pdf=base64.b64encode(pdf).decode())
        gc.collect()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
