"""What browsers are told at every address of the site, and what it lets them keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.review.server.conftest import Browser, Furnished, Serve
from tests.review.server.furnished import ALONE, PASSWORD, SIGNED_OUT, asked_for, readable

pytestmark = pytest.mark.large
TOLD = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOOSE = re.compile(r"unsafe-|\*|data:|blob:|https?:")
"""What no policy here may allow."""
COOKIES = {"sessionid": "Lax", "csrftoken": "Strict"}
Answers = Iterator[tuple[str, int, Any]]
"""Path, status and headers."""


def everywhere(furnished: Furnished, serve: Serve) -> Answers:
    """An answer at every address, files and refusals among them."""
    somebody = Browser(furnished.site.address)
    yield from _asked(somebody, SIGNED_OUT, "/lijsten/")
    form = {"username": "ieder", "password": PASSWORD, **somebody.hidden(SIGNED_OUT)}
    status, _, headers = somebody.get(SIGNED_OUT, form)
    assert status == 302
    yield "signing in", status, headers
    month = next(path for path in furnished.paths if path.startswith("/maandbeeld/2"))
    minutes = next(path for path in furnished.paths if path.endswith("/verslag/"))
    yield from _asked(
        somebody, *furnished.paths, f"{month}bestand/csv/", f"{minutes}?als=tekst",
        f"{minutes}?als=pdf", "/meldingen-bestand/?als=csv", "/open/guessed/", "/zaken/nergens/",
        "/nergens/", "/aanmelden/dienst/", "/aanmelden/terug/", "/static/review/site.css",
        "/api/v1/lists", "/api/v1/openapi.json",
    )  # fmt: skip
    status, _, headers = somebody.get("/afmelden/", {})
    assert status == 403
    yield "a form without its token", status, headers
    alone = serve()
    yield from _asked(Browser(alone.address), alone.opening)
    yield from _asked(alone.browser(), ALONE)


def _asked(browser: Browser, *paths: str) -> Answers:
    for path in paths:
        status, _, headers = browser.get(path)
        yield path, status, headers


def test_every_answer_says_what_a_browser_may_do(furnished: Furnished, serve: Serve) -> None:
    seen, kept = [], set()
    for path, status, headers in everywhere(furnished, serve):
        seen.append(path)
        assert status < 500, path
        assert {name: headers[name] for name in TOLD} == TOLD, path
        said = str(headers["Content-Security-Policy"]).split(";")
        policy = {part.split()[0]: part.split()[1:] for part in said}
        for name in ("default-src", "frame-ancestors", "base-uri"):
            assert policy[name] == ["'none'"], (path, name)
        assert policy["form-action"] == ["'self'"], path
        assert "script-src" not in policy, path
        assert not LOOSE.search(headers["Content-Security-Policy"]), path
        if not path.startswith("/static/"):
            assert re.match("no-store|max-age=0", headers["Cache-Control"]), path
        for cookie in headers.get_all("Set-Cookie") or ():
            name = cookie.partition("=")[0]
            kept.add(name)
            assert "HttpOnly" in cookie, (path, name)
            assert f"SameSite={COOKIES[name]}" in cookie, (path, name)
    assert kept == {*COOKIES}
    none = ("/static/", "/api/", "/nergens/")
    pages = [path for path in seen if path.startswith("/") and not path.startswith(none)]
    assert asked_for(pages) == readable(), "every address of the site"
