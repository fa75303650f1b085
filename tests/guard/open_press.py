"""The renderer's child with its filter of addresses taken out: the library's own fetcher, as it comes.

``python -m tests.guard.open_press BYTES LEDGER``: what is fetched stands in the file ``LEDGER``, an address a line.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from spm_oversight.documents import pdf


def open_fetcher() -> Any:
    """Fetches whatever it is asked for, and says so; our own style sheet and faces come as ever."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    files, ledger = pdf.static_files(), Path(sys.argv[2])

    class OpenFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            with ledger.open("a") as written:
                written.write(f"{url}\n")
            if url in files:
                path, kind = files[url]
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
            return super().fetch(url, headers)

    return OpenFetcher()


if __name__ == "__main__":
    pdf._fetcher = open_fetcher  # pyright: ignore[reportPrivateUsage]
    pdf._serve(int(sys.argv[1]))  # pyright: ignore[reportPrivateUsage]
