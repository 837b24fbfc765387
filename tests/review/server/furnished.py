"""A site with people, cases and a meeting in it, and the browser to look at it with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from screening.files.private import new_folder, write_private
from tests.monthly_town import told_of, town

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "negen paarse fietsen"
SETTINGS = """
review: {identity: local}
actions:
  kamers: {themes: [kamer], capacity: 5, date: 2026-03-12}
"""
PEOPLE = {
    "secretaris": ["coordinator"],
    "voorzitter": ["chair"],
    "lid": ["board"],
    "ieder": ["coordinator", "inspector", "board", "chair", "privacy_officer", "permit_desk",
              "care_supervision", "auditor", "evaluator"],
}  # fmt: skip
MAKE = f"""
import sys
from pathlib import Path
from screening.project.model import load_project
from screening.review.site.start import configure
project = load_project(Path(sys.argv[1]))
configure(project)
from screening.review import accounts
from screening.review.models import Case
for name, roles in {PEOPLE!r}.items():
    accounts.add(name, {PASSWORD!r}, roles)
found = Case.objects.filter(list="tvo", standing="listed").order_by("rank", "pk")
print(*found.values_list("reference", flat=True)[:6])
"""
LOOK = """
import datetime as dt
from django.utils import timezone
from screening.publish.form_address import of_run
from screening.review.area_rows import last_rows
from screening.review.deciding import Answer, Choice, answer, take
from screening.review.meetings.holding import convene, put_on
from screening.review.models import Account
from screening.review.presenting import seen_hash
from screening.review.reporting import Told, receive
from screening.review.site.viewer import Viewer
from screening.review.suppressing import free, suppress
from screening.runs.issued import issued
every, chair = (Account.objects.get(username=name) for name in ("ieder", "voorzitter"))
viewer, case = Viewer(every), found.select_related("now")[6]
answers = {"concrete": "ja", "recent": "ja", "priority": "ja"}
take(viewer, case.reference, Choice("weigh", "te lezen", "niets", 0, seen_hash(case), answers))
today = timezone.localdate()
shared = found.select_related("now")[7]
take(viewer, shared.reference, Choice("weigh", "te lezen", "niets", 0, seen_hash(shared), answers))
shared.refresh_from_db()
take(viewer, shared.reference, Choice("hand_over", "past", "niets", 1, seen_hash(shared)))
shared.refresh_from_db()
agreed = Answer(True, "ik lees hetzelfde", "niets", 2, seen_hash(shared))
answer(Viewer(chair), shared.reference, agreed)
held = suppress(viewer, case, next(iter(free(case))), "bekend", today + dt.timedelta(days=9))
meeting = convene(viewer, "tvo", today, chair, blind=False)
put_on(viewer, meeting.reference, case.reference)
told = {"topic": "afval", "seen": "busjes", "seen_on": today, "source": "boa", "x_rd": 204000.0,
        "y_rd": 521000.0}
(report,) = receive(every, [Told("een", told)])
room = Case.objects.filter(list="octopus.kamer", standing="listed").select_related("now__run")[0]
drawn = {"key": room.now.key, "place_type": "address", "place": "1", "origin": "steekproef",
         "rules": []}
issued(project.folder).add(lambda _: [
    {"actor": "wie", "run": room.now.run.name, "list": room.list, "control": "kamers",
     "blind": True, "date": "2026-03-12", "recipient": "team", "rows": [drawn]}])
at, about = f"/vergaderingen/{meeting.reference}/", f"/zaken/{case.reference}/"
print("/ /lijsten/ /lijsten/tvo/?stand=weighed", about, f"{about}onderdrukken/",
      f"{about}instemming/triangle/", f"/zaken/{room.reference}/", "/zoeken/?q=dorp",
      f"/verantwoording/?q={case.reference}", "/melden/ /melden/?x=204000&y=521000 /meldingen/",
      f"/meldingen/{report.reference}/ /meldingen-bestand/ /onderdrukkingen/",
      f"/onderdrukkingen/{held.pk}/ /vergaderingen/ /vergadering-beleggen/", at, f"{at}verslag/",
      f"{at}zaken/{case.reference}/ /regels/ /controles/ /effecten/ /gebieden/ /werkmap/ "
      "/maandbeeld/ /controles/kamers/", f"/zaken/{shared.reference}/delen/department/",
      f"/f/{of_run(room.now.run.name)}/{room.now.key}/",
      f"/evaluatie/ /evaluatie/{of_run(room.now.run.name)}/{room.list}/",
      f"/gebieden/{last_rows(viewer)[1][0]['area_code']}/ /maandbeeld/{sys.argv[2]}/")
"""


NOT_HERE = {
    "opening": "leads on at once, on a site for one person",
    "monthly_file": "is a file",
    "oidc_authentication_init": "leads to the service",
    "oidc_authentication_callback": "is where the service leads back to",
}
"""What can be asked for and is no page to look at, and why."""
SIGNED_OUT, ALONE = "/aanmelden/", "/wie/"
"""A page from before anybody signed in, and one for who works alone on invented data."""


def readable() -> set[str]:
    """The name of every address that the site answers at, beside those of its API."""
    from django.urls import get_resolver

    from screening.review.api.answering import PATH
    from screening.review.site.page import Page

    patterns = get_resolver().url_patterns
    served = {each.name: each.callback for each in patterns if str(each.pattern) != PATH}
    assert all(isinstance(page, Page) for page in served.values())
    return {name for name, page in served.items() if "GET" in page.methods}


def asked_for(paths: Iterable[str]) -> set[str]:
    """The names of the addresses at which these paths are."""
    from django.urls import resolve

    return {str(resolve(path.partition("?")[0]).url_name) for path in paths}


def furnish(folder: Path) -> tuple[list[str], list[str]]:
    """Let people sign in on the site of a project, and put something on every page.

    Cases of the board by reference, on which nothing was decided, and a path of every page.
    """
    file = folder / "screening.yaml"
    file.write_text(f"{file.read_text('utf-8')}\n{SETTINGS}", "utf-8")
    content = told_of(town())
    new_folder(folder / "months")
    write_private(folder / "months" / f"{content['month']}.json", json.dumps(content))
    made = subprocess.run(
        [sys.executable, "-c", MAKE + LOOK, str(folder), content["month"]],
        capture_output=True,
        text=True,
        check=True,
    )
    cases, paths = (line.split() for line in made.stdout.splitlines())
    return cases, paths
