"""A database from before the packs of cases were kept: who sees its cases once it is migrated.

Nobody recorded of which packs their reasons were. A role that is held to packs sees none of them,
not even when a later run lists them again; other roles see them as before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = """
import datetime as dt, os
from screening.project.model import Project
from screening.project.review import Review
from screening.review.site.settings import Secrets, settings_of
globals().update(settings_of(
    Project(
        name="Meerwolde", municipality="GM9001", as_of=dt.date(2026, 1, 1), packs=["tvo"],
        review=Review(
            database=os.environ["OLD_DATABASE"], identity="local",
            packs={"board": ["tvo", "octopus"]},
        ),
    ),
    Secrets("for tests only, never to sign anything with 50+", "the-key-of-this-start"),
))
"""
PLAY = """
import datetime as dt, json, sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
before = [("review", "0016_case_terms")]
call_command("migrate", *before[0], verbosity=0)
assert "review_casepack" not in connection.introspection.table_names()
old = MigrationExecutor(connection).loader.project_state(before).apps.get_model
run = old("review", "LoadedRun").objects.create(
    name=Path(sys.argv[1]).name, as_of=dt.date(2026, 1, 1), municipality="Meerwolde", lists={})
made = {}
for title, standing in (("again", "listed"), ("gone", "gone"), ("destroyed", "destroyed")):
    case = old("review", "Case").objects.create(
        reference=f"{title[:4].upper():X<4}-2222", list="tvo", place_type="case", title=title,
        state="received", rank=1, standing=standing)
    case.now = old("review", "CaseSeen").objects.create(
        case=case, run=run, standing=standing, key=title, rank=1, digest="0" * 64,
        told={"case": [title]}, row={"case": title}, signals=[])
    case.save()
    old("review", "CaseMember").objects.create(case=case, node=f"address:{title}")
    made[title] = case.reference
call_command("migrate", verbosity=0)

from django.contrib.auth.models import Group
from screening.review.loading import load_run
from screening.review.models import Account, Case, CasePack
from tests.review.site.test_loading import Runs, row, signal

browsers = {}
for role in ("board", "coordinator"):
    user = Account.objects.create_user(role)
    user.groups.set(Group.objects.filter(name=role))
    browsers[role] = Client()
    browsers[role].force_login(user, "django.contrib.auth.backends.ModelBackend")


def seen():
    found = {}
    for role, browser in browsers.items():
        page = browser.get("/lijsten/tvo/")
        pages = {
            case.title: browser.get(f"/zaken/{case.reference}/").status_code
            for case in Case.objects.exclude(standing="destroyed")
        }
        found[role] = {
            "listed": page.context["count"] if page.status_code == 200 else page.status_code,
            "pages": sorted(title for title, status in pages.items() if status == 200),
        }
    found["packs"] = sorted(map(list, CasePack.objects.values_list("case__title", "pack")))
    return found


told = {"migrated": seen()}
assert load_run(Path(sys.argv[1]).parents[1]) is None, "it was loaded before"
told["same run"] = seen()
counts = Runs().load(
    [row(1, ["address:again"]), row(2, ["address:fresh"])],
    [signal(f"address:{name}") | {"pack": "tvo"} for name in ("again", "fresh")],
)
told["later run"] = seen() | {"counts": counts}
sys.stdout.write(json.dumps(told))
"""
UNKNOWN = [["again", ""], ["gone", ""]]


def played(database: str, run: Path, folder: Path) -> Any:
    """What each role sees after each step."""
    (folder / "settings_here.py").write_text(SETTINGS, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(run)], capture_output=True, text=True, check=False,
        env={**os.environ, "OLD_DATABASE": database, "DJANGO_SETTINGS_MODULE": "settings_here",
             "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def fresh_database(kind: str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder}/old.sqlite3"
    url = os.environ.get("SCREENING_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL to ask (SCREENING_TEST_POSTGRES)")
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS review_old")
        server.execute("CREATE DATABASE review_old")
    return f"{url.rsplit('/', 1)[0]}/review_old"


@pytest.mark.large
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.large)])
def test_cases_from_before_are_for_who_is_not_held_to_packs(
    kind: str, demo_run: RunResult, tmp_path: Path
) -> None:
    told = played(fresh_database(kind, tmp_path), demo_run.folder, tmp_path)
    for when in ("migrated", "same run"):
        assert told[when]["coordinator"] == {"listed": 2, "pages": ["again", "gone"]}, when
        assert told[when]["board"] == {"listed": 404, "pages": []}, when
        assert told[when]["packs"] == UNKNOWN, when
    later = told["later run"]
    assert later["counts"] == [1, 1, 0]
    known_again, fresh = "Casus 1", "Casus 2"
    assert later["packs"] == [[known_again, ""], [known_again, "tvo"], [fresh, "tvo"], ["gone", ""]]
    assert later["board"] == {"listed": 1, "pages": [fresh]}
    assert later["coordinator"] == {"listed": 3, "pages": [known_again, fresh, "gone"]}
