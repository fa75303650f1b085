"""The cast of the web tests, for services that act on people: two provinces and a person of every role."""

from tests.web.conftest import app, urls

__all__ = ["app", "urls"]
