"""One site on the demonstration province for each test, and Debian's Chromium."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spm_oversight.persistence.embedded import Urls
from tests.browser.site import Site, serving

CHROMIUM = shutil.which("chromium")
# A test browser has nothing to look for outside this machine.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# The server says each request; a failing test is easier to read without.
logging.getLogger("werkzeug").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium where there is one; else the browser that Playwright installed (Ubuntu)."""
    found = {"executable_path": CHROMIUM} if CHROMIUM else {}
    return {**browser_type_launch_args, **found, "args": list(QUIET)}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], site: Site) -> dict[str, Any]:
    """A browser of an Indonesian office."""
    return {
        **browser_context_args,
        "base_url": site.address,
        "locale": "id-ID",
        "viewport": {"width": 1366, "height": 900},
    }


@pytest.fixture
def site(demonstration: Urls, tmp_path: Path) -> Iterator[Site]:
    """The demonstration province, served."""
    with serving(demonstration, tmp_path) as site:
        yield site
