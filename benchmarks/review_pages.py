"""Processor time and questions of pages of the review site: ``python -m benchmarks.review_pages``.

One request at a time in one process, so that it says what a page costs on any machine, busy or not.
The records are those of ``review_load``.
"""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.review_load import FILL, HIDDEN, LIST, REVIEW, ROOT, WEIGHED, project_of

Wsgi = Callable[..., Iterable[bytes]]


class Browser:
    """Somebody who asks the site of this process for pages."""

    def __init__(self, site: Wsgi, session: str) -> None:
        self._site, self._cookies = site, {"sessionid": session}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[str, float]:
        """What a page says, and the processor time of it in seconds."""
        path, _, query = path.partition("?")
        body = urlencode(form or {}).encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST" if form else "GET", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0),
            "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "HTTP_COOKIE": "; ".join(f"{key}={value}" for key, value in self._cookies.items()),
        }  # fmt: skip
        answered: list[str] = []

        def begin(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            answered.append(status)
            for key, value in headers:
                if key == "Set-Cookie":
                    name, worth = value.split(";", 1)[0].split("=", 1)
                    self._cookies[name] = worth

        begun = time.process_time()
        answer = self._site(environ, begin)
        text = b"".join(answer).decode()
        getattr(answer, "close", lambda: None)()
        took = time.process_time() - begun
        if answered[0][:3] not in {"200", "302"}:
            raise RuntimeError(f"{path}: {answered[0]}")
        return text, took


def asked(browser: Browser, cases: list[str]) -> dict[str, Callable[[], float]]:
    """A way to ask for each kind of page, each time of another case."""
    left = iter(cases)
    number = iter(range(1, 10**6))

    def decide() -> float:
        case = next(left)
        held = dict(HIDDEN.findall(browser.ask(f"/zaken/{case}/")[0]))
        kept = {key: held[key] for key in ("csrfmiddlewaretoken", "version", "seen")}
        return browser.ask(f"/zaken/{case}/besluit/", WEIGHED | kept)[1]

    return {
        "list": lambda: browser.ask(f"/lijsten/{LIST}/?bladzijde={1 + next(number) % 20}")[1],
        "case": lambda: browser.ask(f"/zaken/{next(left)}/")[1],
        "decide": decide,
        "my work": lambda: browser.ask("/")[1],
        "lists": lambda: browser.ask("/lijsten/")[1],
        "search": lambda: browser.ask("/zoeken/?q=straat")[1],
        "search, 1": lambda: browser.ask(f"/zoeken/?q=straat+{next(number)}")[1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--project", type=Path, help="a demo project with a run, to change")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.project or project_of(Path(place) / "project")
        if given.project and REVIEW not in (file := folder / "screening.yaml").read_text("utf-8"):
            file.write_text(file.read_text("utf-8") + REVIEW, "utf-8")
        filled = subprocess.run(
            [sys.executable, "-c", FILL, str(folder), str(given.cases), "1"],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        session, count, named = filled.stdout.splitlines()
        sys.stdout.write(f"{count} cases\n")
        measured(folder, session, named.split(), given.times)


def measured(folder: Path, session: str, cases: list[str], times: int) -> None:
    from screening.project.model import load_project
    from screening.review.site import start

    start.configure(load_project(folder))
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    pages = asked(Browser(get_wsgi_application(), session), cases)
    for ask in pages.values():
        ask()
    start.leave_alone()
    for kind, ask in pages.items():
        ask()
        questions: list[str] = []

        def counts(execute: Any, sql: str, *rest: Any, to: list[str] = questions) -> Any:
            to.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(counts):
            ask()
        took = sorted(ask() for _ in range(times))
        least, middle = 1000 * took[0], 1000 * statistics.median(took)
        sys.stdout.write(
            f"{kind:10} {len(questions):3} questions   processor time: median {middle:6.1f} ms   "
            f"least {least:6.1f} ms\n"
        )


if __name__ == "__main__":
    main()
