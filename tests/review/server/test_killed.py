"""What was confirmed to somebody is on the disk, whatever becomes of the process (kill -9)."""

from __future__ import annotations

import http.client
import signal
import sqlite3
import threading
import time
import urllib.error
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.review.server.conftest import Serve, Site

_DROPPED = (urllib.error.URLError, http.client.HTTPException, OSError)
_PEOPLE = 3


def cases_of(database: Path) -> list[str]:
    with sqlite3.connect(database) as opened:
        rows = opened.execute(
            "SELECT reference FROM review_case WHERE list = 'tvo' AND version = 0 ORDER BY id"
        )
        found = [row[0] for row in rows]
    opened.close()
    return found


def decided(database: Path) -> dict[str, tuple[int, str, int]]:
    """Case to its version, its state and how many decisions are recorded of it."""
    with sqlite3.connect(database) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = opened.execute(
            "SELECT reference, c.version, state, count(d.id) FROM review_case c "
            "LEFT JOIN review_decision d ON d.case_id = c.id WHERE list = 'tvo' GROUP BY c.id"
        )
        found = {row[0]: row[1:] for row in rows}
    opened.close()
    return found


def weigh_until_killed(site: Site, cases: list[str], after: Callable[[int], bool]) -> set[str]:
    """Cases whose step was confirmed by people at work when the process was killed."""
    confirmed: set[str] = set()

    def work(mine: list[str]) -> None:
        try:
            browser = site.browser()
            for reference in mine:
                if browser.weigh(reference) == 302:
                    confirmed.add(reference)
        except _DROPPED:
            return

    people = [
        threading.Thread(target=work, args=(cases[number::_PEOPLE],)) for number in range(_PEOPLE)
    ]
    for person in people:
        person.start()
    limit = time.monotonic() + 120
    while not after(len(confirmed)) and time.monotonic() < limit:
        time.sleep(0.002)
    site.kill()
    for person in people:
        person.join(60)
    return confirmed


@pytest.mark.large
def test_nothing_that_was_confirmed_is_lost(serve: Serve) -> None:
    site = serve()
    for enough in (2, 5):
        cases = cases_of(site.database)
        assert len(cases) > 8
        confirmed = weigh_until_killed(site, cases, lambda count, least=enough: count >= least)
        assert len(confirmed) >= enough
        held = decided(site.database)
        for reference in confirmed:
            assert held[reference] == (1, "weighed", 1)
        for version, state, recorded in held.values():
            assert version == recorded, "a state without its record, or a record without its state"
            assert (state == "weighed") == (version == 1)
        site = serve(site.folder)
    assert site.browser().get("/")[0] == 200


@pytest.mark.large
def test_being_told_to_stop_is_how_it_ends(serve: Serve, loaded: Path) -> None:
    for told in (signal.SIGINT, signal.SIGTERM):
        site = serve(loaded)
        site.process.send_signal(told)
        said, _ = site.process.communicate(timeout=30)
        assert (site.process.returncode, said.splitlines()[1:]) == (0, [])
