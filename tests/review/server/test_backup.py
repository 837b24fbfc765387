"""The lines for backup and restore in docs/review.md, while people are at work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.review.server.test_killed import cases_of, decided

if TYPE_CHECKING:
    from tests.review.server.conftest import Serve

PAGE = Path(__file__).resolve().parents[3] / "docs/review.md"


def block(name: str) -> str:
    """The commands below a mark in the page."""
    found = re.search(rf"<!-- {name} -->\n+```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None, name
    return found[1]


def shell(commands: str, **environment: str) -> None:
    done = subprocess.run(
        ["sh", "-eu", "-c", commands], capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.large
def test_sqlite_is_copied_while_people_work_and_put_back(serve: Serve, tmp_path: Path) -> None:
    site, kept = serve(), tmp_path / "backup"
    browser, cases = site.browser(), cases_of(site.database)
    assert browser.weigh(cases[0]) == 302
    kept.mkdir()
    places = {"/srv/screening/project": str(site.folder), "/srv/backup": str(kept),
              "/opt/screening/bin/python": sys.executable}  # fmt: skip

    def placed(name: str) -> str:
        commands = block(name)
        for there, here in places.items():
            commands = commands.replace(there, here)
        return commands

    shell(placed("backup sqlite"))
    assert (kept / "review.sqlite3").stat().st_mode & 0o077 == 0
    assert browser.weigh(cases[1]) == 302, "people went on"
    after = decided(site.database)
    site.kill()
    for left in site.folder.glob("review.*"):
        left.unlink()
    shell(placed("restore sqlite"))
    restored = decided(site.database)
    assert restored[cases[0]] == after[cases[0]] == (1, "weighed", 1)
    assert restored[cases[1]] == (0, "received", 0)
    again = serve(site.folder).browser()
    assert again.weigh(cases[1]) == 302


def test_postgresql_is_dumped_and_put_back(tmp_path: Path) -> None:
    url = os.environ.get("SCREENING_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL to ask (SCREENING_TEST_POSTGRES)")
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not on this machine (apt-get install postgresql-client)")
    import psycopg

    base = url.rsplit("/", 1)[0]
    source, target = f"{base}/review_from", f"{base}/review_to"
    with psycopg.connect(url, autocommit=True) as server:
        for name in ("review_from", "review_to"):
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name}")
    migrate = (
        "import os, django; django.setup(); from django.core.management import call_command; "
        "call_command('migrate', verbosity=0)"
    )
    (tmp_path / "settings_here.py").write_text(
        "from screening.review.site.standalone import *\n"
        "from screening.project.review import Review\n"
        "from screening.review.site.settings import database_of\n"
        f"_there = SCREENING.model_copy(update={{'review': Review(database={source!r})}})\n"
        "DATABASES = {'default': database_of(_there)}\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", migrate], capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings_here",
             "PYTHONPATH": os.pathsep.join([str(tmp_path), str(PAGE.parents[1])])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with psycopg.connect(source, autocommit=True) as opened:
        opened.execute(
            "INSERT INTO review_destruction (case_id, time, rule, count, digest) "
            "SELECT id, now(), 'x', 0, 'x' FROM review_case"
        )
        tables = opened.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'review_%'"
        ).fetchone()
    places = {"/srv/backup": str(tmp_path)}
    commands = [block("backup postgresql"), block("restore postgresql")]
    for number, where in enumerate((source, target)):
        for there, here in places.items():
            commands[number] = commands[number].replace(there, here)
        shell(commands[number], REVIEW_DATABASE=where)
    with psycopg.connect(target) as opened:
        found = opened.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'review_%'"
        ).fetchone()
    assert found == tables
    assert found is not None
    assert found[0] > 0
