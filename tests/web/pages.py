"""The house client: a browser without a screen that examines the pages it is given.

Headers of each answer; of each file of tests the first few pages of an address and a status, since taking pages apart
was a fifth of the suite's time.

A page that breaks a rule of the house (headers, structure, labels, language) fails the test that happened to open it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import Any, ClassVar
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

PRODUCT = "Pengawasan SPM"
# Words a page in Indonesian does not hold; names of the field (email addresses, file kinds) are not among them.
ENGLISH = re.compile(
    r"\b(the|and|or|of|is|not|you|your|please|submit|cancel|save|back|next|error|invalid|required|password|username"
    r"|user|login|logout|email|search|page|file|upload|download|field|value|choice|none|true|false|undefined)\b",
    re.IGNORECASE,
)
FIELDS = ("input", "select", "textarea")


EACH = 2
"""So many pages of one address and status are examined for each file of tests."""


class HouseClient(FlaskClient):
    """A test client that checks each answer."""

    _examined: ClassVar[Counter[tuple[str, str, int]]] = Counter()

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Any request; the answer has been examined."""
        response = super().open(*args, **kwargs)
        check_headers(response)
        if response.mimetype != "text/html" or 300 <= response.status_code < 400:
            return response
        if response.request.method in ("HEAD", "OPTIONS"):
            return response  # these have no page
        file = os.environ["PYTEST_CURRENT_TEST"].partition("::")[0]
        key = (file, response.request.path, response.status_code)
        self._examined[key] += 1
        if self._examined[key] <= EACH:
            page = check_page(response.text)
            self._check_links(page)
            policy = response.headers["Content-Security-Policy"]
            for script in page.iter("script"):
                assert f"script-src 'nonce-{script.get('nonce')}'" in policy, (
                    "a script that the browser will not run"
                )
        return response

    def _check_links(self, page: Element) -> None:
        """Every address of ours on the page leads to a route."""
        routes = self.application.url_map.bind("localhost")
        wanted = [(e.get("href", ""), "GET") for e in page.iter("a")]
        wanted += [(e.get("action", ""), e.get("method", "get").upper()) for e in page.iter("form")]
        for address, method in wanted:
            path = address.split("?")[0].split("#")[0]
            if path.startswith("/"):
                try:
                    routes.match(path, method=method)
                except HTTPException as error:
                    raise AssertionError(f"{method} {path} leads nowhere: {error}") from error


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def check_headers(response: TestResponse) -> None:
    """What every answer carries."""
    headers = response.headers
    assert "default-src 'none'" in headers.get("Content-Security-Policy", "")
    assert "unsafe" not in headers.get("Content-Security-Policy", "")
    assert "frame-ancestors 'none'" in headers.get("Content-Security-Policy", "")
    for name, value in ALWAYS.items():
        assert headers.get(name) == value
    if not (response.request.path.startswith(("/static/", "/bootstrap/"))):
        assert headers.get("Cache-Control", "") == "no-store"
        assert "Cookie" in headers.get("Vary", "")


def check_page(text: str) -> Element:
    """The page as a tree, once it has met every rule of the house."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert page.get("lang") == "id"
    headings = [words(heading) for heading in page.iter("h1")]
    assert len(headings) == 1, f"one h1, not {headings}"
    title = words(next(page.iter("title")))
    assert title == f"{headings[0]} - {PRODUCT}", f"title {title!r} of the page {headings[0]!r}"
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"an id twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    _check_fields(page, ids)
    _check_nothing_inline(page)
    english = ENGLISH.search(_said(page))
    assert not english, f"English on the page: {english and english[0]!r}"
    return page


def words(element: Element) -> str:
    """The text of an element as a reader hears it."""
    return " ".join("".join(element.itertext()).split())


def _check_fields(page: Element, ids: list[str | None]) -> None:
    labels = {label.get("for") for label in page.iter("label")}
    assert labels <= set(ids), f"labels of nothing: {labels - set(ids)}"
    for kind in FIELDS:
        for field in page.iter(kind):
            named = field.get("aria-label") or field.get("id") in labels or field.get("type") == "hidden"
            assert named, f"a field without a label: {field.attrib}"
            described = (field.get("aria-describedby") or "").split()
            assert set(described) <= set(ids), f"described by nothing: {described}"
    for form in page.iter("form"):
        if form.get("method", "get").lower() == "post":
            for kept in ("csrf_token", "form_key"):
                found = [field for field in form.iter("input") if field.get("name") == kept]
                assert len(found) == 1, f"a form without its {kept}: {form.attrib}"


def _check_nothing_inline(page: Element) -> None:
    for element in page.iter():
        assert element.tag != "style", "a style sheet in the page"
        assert element.tag != "script" or element.get("src", "").startswith("/"), "a script in the page"
        inline = [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert not inline, f"{element.tag} has {inline}"


def _said(page: Element) -> str:
    """All text a person sees or hears, attributes included."""
    body = next(page.iter("body"))
    spoken = [
        v
        for e in body.iter()
        for k, v in e.attrib.items()
        if k in ("aria-label", "title", "alt", "placeholder")
    ]
    text = " ".join(["".join(body.itertext()), *spoken])
    return re.sub(r"\S+@\S+", "", text)
