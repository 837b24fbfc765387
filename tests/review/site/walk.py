"""What roles are asked, and what is answered, when one walks over the whole site and its API."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.test import Client
from pypdf import PdfReader

if TYPE_CHECKING:
    from screening.review.models import Case

API = "/api/v1"
Answer = tuple[int, str]
Walk = Mapping[str, Answer]


def asked_of_api(cases: list[Case], lists: Iterable[str]) -> Iterator[str]:
    """Addresses of the API about these cases, and about lists as a whole."""
    yield from ("/runs", "/lists", "/cases?pageSize=500", "/decisions?pageSize=500")
    for name in lists:
        yield from (f"/lists/{name}?score=true", f"/lists/{name}/csv?score=true",
                    f"/lists/{name}/rows?score=true&suppressed=true&pageSize=500")  # fmt: skip
    for case in cases:
        yield from (f"/cases/{case.reference}?score=true", f"/cases/{case.reference}/decisions")


class Asker:
    """Somebody who asks by browser and by a system with the same roles, and leaves nothing."""

    def __init__(self, browser: Client, token: str) -> None:
        self._browser, self._token = browser, {"Authorization": f"Bearer {token}"}

    def walk(self, paths: Iterator[tuple[str, str]], api: Iterator[str]) -> Walk:
        found: dict[str, Answer] = {}
        for method, path in paths:
            with transaction.atomic():
                answer = self._browser.generic(method, path)
                found[f"{method} {path}"] = answer.status_code, said(answer)
                transaction.set_rollback(True)
        for path in api:
            with transaction.atomic():
                answer = Client().get(f"{API}{path}", headers=self._token)
                found[f"API {path}"] = answer.status_code, said(answer)
                transaction.set_rollback(True)
        return found


def said(answer: Any) -> str:
    """What an answer says, without what is drawn or is of this minute."""
    body = answer.getvalue()
    if answer["Content-Type"].startswith("application/pdf"):
        body = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(body)).pages).encode()
    text = html.unescape(body.decode("utf-8-sig"))
    text = re.sub(r'name="(?:csrfmiddlewaretoken|token)" value="[^"]*"', "", text)
    return answer.headers.get("Location", "") + re.sub(r"\d{1,2}:\d\d", "", text)
