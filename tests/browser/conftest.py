"""A site on the demonstration province, for each test or for a module, and Debian's Chromium without a window."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spm_oversight.persistence.embedded import Urls
from tests.browser.site import Site, serving

# The build without a window opens a page three times as fast as the whole browser.
CHROMIUM = shutil.which("chromium-headless-shell")
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


@pytest.fixture(scope="module")
def shared_site(
    new_database: Any, demonstration_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One site for a whole module, whose tests mind what the others change."""
    with serving(new_database(demonstration_template), tmp_path_factory.mktemp("site")) as site:
        yield site
