"""The site as a process of its own, over a copy of the fictional municipality."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.review.server.furnished import furnish

if TYPE_CHECKING:
    from screening.pipeline import RunResult

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Browser:
    """Somebody with cookies, who follows nothing by itself."""

    def __init__(self, address: str, context: ssl.SSLContext | None = None) -> None:
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPSHandler(context=context),
            urllib.request.ProxyHandler({}),
            _Stay,
        )

    def get(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, Any]:
        """Status, text and headers."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(self.address + path, data, {"Referer": self.address + path})
        try:
            with self._opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode(errors="replace"), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers

    def hidden(self, path: str) -> dict[str, str]:
        """What the forms of a page hold unseen."""
        status, text, _ = self.get(path)
        assert status == 200, text
        return dict(_HIDDEN.findall(text))

    def weigh(self, reference: str) -> int:
        """Take the first step with a case; the status of the answer."""
        path = f"/zaken/{reference}/"
        held = {key: self.hidden(path)[key] for key in ("csrfmiddlewaretoken", "version", "seen")}
        said = {
            "step": "weigh", "reason": "de meldingen zijn concreet", "contra": "niets gezien",
            "answer_concrete": "ja", "answer_recent": "ja", "answer_priority": "unknown",
        }  # fmt: skip
        return self.get(f"{path}besluit/", held | said)[0]


@dataclass
class Site:
    """The process, and where it listens."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    opening: str

    @property
    def database(self) -> Path:
        return self.folder / "review.sqlite3"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self) -> Browser:
        """Of the one person who works here alone."""
        found = Browser(self.address)
        assert found.get(self.opening)[0] == 302
        return found

    def kill(self) -> None:
        _stopped(self.process)


Serve = Callable[..., Site]


def screening(*words: object, **how: Any) -> Any:
    given = [sys.executable, "-m", "screening.cli.main", *map(str, words)]
    return subprocess.run(given, capture_output=True, text=True, check=False, **how)


@pytest.fixture(scope="session")
def loaded(demo_run: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of which the run is in the records; copied by who changes it."""
    folder = tmp_path_factory.mktemp("site") / "project"
    shutil.copytree(demo_run.folder.parents[1], folder)
    _stopped(_started(folder, free_port()))
    return folder


@dataclass
class Furnished:
    """A site on which people sign in, with something on every page."""

    site: Site
    cases: list[str]
    """Of the board, by reference, on which nothing was decided."""
    paths: list[str]
    """One of every page that can be read."""


@pytest.fixture(scope="session")
def furnished(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("board") / "project"
    shutil.copytree(loaded, folder)
    cases, paths = furnish(folder)
    site = started(folder)
    yield Furnished(site, cases, paths)
    site.kill()


@pytest.fixture
def serve(loaded: Path, tmp_path: Path) -> Iterator[Serve]:
    """Starts the site in a copy, or in the folder that is given; stops it afterwards."""
    begun: list[Site] = []

    def start(folder: Path | None = None, review: str = "") -> Site:
        if folder is None:
            folder = tmp_path / "project"
            shutil.copytree(loaded, folder)
        if review:
            file = folder / "screening.yaml"
            file.write_text(f"{file.read_text('utf-8')}\nreview:\n{review}", "utf-8")
        begun.append(started(folder))
        return begun[-1]

    yield start
    for site in begun:
        site.kill()


def started(folder: Path) -> Site:
    """The site of a project, listening; whoever starts it kills it."""
    port = free_port()
    process = _started(folder, port)
    return Site(folder, port, process, _opening_of(process))


def _started(folder: Path, port: int) -> subprocess.Popen[str]:
    words = ["-u", "-m", "screening.cli.main", "serve", str(folder), "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "LANGUAGE": "en"},
    )  # fmt: skip
    assert process.stdout is not None
    process.said = said = ""  # type: ignore[attr-defined]
    for line in process.stdout:
        said += line
        if "http" in line:
            break
    process.said = said  # type: ignore[attr-defined]
    assert "http" in said, said
    return process


def _stopped(process: subprocess.Popen[str]) -> None:
    """Killed as by kill -9."""
    process.kill()
    process.wait(30)
    if process.stdout is not None:
        process.stdout.close()


def _opening_of(process: subprocess.Popen[str]) -> str:
    found = re.search(r"https?://[^/]+(/open/\S+)", process.said)  # type: ignore[attr-defined]
    return found[1] if found else ""
