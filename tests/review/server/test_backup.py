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


FILLED = """
import datetime as dt, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.utils import timezone
from screening.review.models import Account, Case, CaseSeen, Decision, LoadedRun, Suppression
user = Account.objects.create(username="jan", first_name="Jan de Vries")
run = LoadedRun.objects.create(
    name="2026-01-01_1", as_of=dt.date(2026, 1, 1), municipality="Meerwolde",
    lists={"tvo": {"Doel": "caf\u00e9 'De Haven'; 100%"}},
)
for rank in range(1, 31):
    case = Case.objects.create(
        list="tvo", place_type="case", title=f"Casus {rank}", state="weighed", version=1, rank=rank,
    )
    case.now = CaseSeen.objects.create(
        case=case, run=run, standing="listed", key=f"k{rank}", rank=rank,
        told={"address": [f"Kade {rank}"]}, row={"points": rank / 3}, digest=f"{rank:064d}",
    )
    case.save()
    Decision.objects.create(
        case=case, version=1, kind="taken", step="weigh", from_state="received",
        to_state="weighed", user=user, user_name="Jan de Vries", role="coordinator",
        reason="een reden\\nop twee regels", contra="niets", answers={"concrete": "ja"}, seen="s",
        run=run,
    )
    Suppression.objects.create(
        case=case, rule="car.no_recognition", node=f"address:{rank}", title="t", reason="r",
        until=dt.date(2026, 3, 1), user=user, user_name="Jan de Vries", role="coordinator",
    )
"""
"""Makes the tables and puts cases with decisions in them, as people who work leave them."""


def everything_in(database: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and every trigger that holds what is only added."""
    import psycopg

    with psycopg.connect(database) as opened:
        names = opened.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (name,) in names.fetchall():
            rows = opened.execute(f'SELECT t.*, t::text AS whole FROM "{name}" t')  # type: ignore[arg-type]
            found[name] = sorted(rows.fetchall(), key=lambda row: str(row[-1]))
        triggers = opened.execute(
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'review_%'"
        )
        found["triggers"] = sorted(triggers.fetchall())
    assert found["triggers"]
    return found


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
    (tmp_path / "settings_here.py").write_text(
        "from screening.review.site.standalone import *\n"
        "from screening.project.review import Review\n"
        "from screening.review.site.settings import database_of\n"
        f"_there = SCREENING.model_copy(update={{'review': Review(database={source!r})}})\n"
        "DATABASES = {'default': database_of(_there)}\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", FILLED], capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings_here",
             "PYTHONPATH": os.pathsep.join([str(tmp_path), str(PAGE.parents[1])])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before = everything_in(source)
    assert all(before[name] for name in ("review_case", "review_decision", "review_account"))
    places = {"/srv/backup": str(tmp_path)}
    commands = [block("backup postgresql"), block("restore postgresql")]
    for number, where in enumerate((source, target)):
        for there, here in places.items():
            commands[number] = commands[number].replace(there, here)
        shell(commands[number], REVIEW_DATABASE=where)
    assert everything_in(target) == before
    with psycopg.connect(target) as opened:
        with pytest.raises(psycopg.Error, match="only added"):
            opened.execute("UPDATE review_decision SET reason = 'anders'")
        opened.rollback()
        [new] = opened.execute(
            "INSERT INTO auth_group (name) VALUES ('na het terugzetten') RETURNING id"
        ).fetchone() or [0]
        assert new > max(row[0] for row in before["auth_group"]), "numbers go on where they were"
        opened.rollback()
