"""The renderer's child with its filter of addresses taken out: the library's own fetcher, as it comes.

``python -m tests.guard.open_press BYTES LEDGER``: what is fetched stands in the file ``LEDGER``, an address a line.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from spm_oversight.documents import pdf


def open_fetcher() -> Any:
    """Fetches whatever it is asked for, and says so; our own style sheet and faces come as ever."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    # Opened before the wall stands.
    files, ledger = pdf.static_files(), os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    class OpenFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            os.write(ledger, f"{url}\n".encode())
            if url in files:
                path, kind = files[url]
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
            return super().fetch(url, headers)

    return OpenFetcher()


if __name__ == "__main__":
    pdf._fetcher = open_fetcher  # pyright: ignore[reportPrivateUsage]
    pdf._serve(int(sys.argv[1]))  # pyright: ignore[reportPrivateUsage]
