"""People at work on the review site at once: ``python -m benchmarks.review_load [--cases 10000]``.

Makes the fictional municipality, repeats its cases until there are enough, and starts the site as a
process of its own. Every person opens a list, reads a case, and takes a step with it, with some
seconds of reading in between. Says per kind of page the median and the 95th percentile of the time
to the last byte, and how busy the machine was with other things before.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
LIST = "tvo"
WEIGHED = {
    "step": "weigh", "reason": "de meldingen zijn concreet", "contra": "niets gezien",
    "answer_concrete": "ja", "answer_recent": "ja", "answer_priority": "unknown",
}  # fmt: skip
REVIEW = "\nreview:\n  identity: local\n"
FILL = """
import sys
from pathlib import Path
from screening.project.model import load_project
from screening.review.site import start
project = load_project(Path(sys.argv[1]))
start.configure(project)
start.prepare(project, lambda said: None)
from benchmarks.review_load import fill
fill(int(sys.argv[2]), int(sys.argv[3]))
"""


def fill(wanted: int, people: int) -> None:
    """In the process of the site: as many cases, and a session for everybody."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import Group
    from django.contrib.sessions.backends.db import SessionStore

    from screening.review.loading import gather_statistics
    from screening.review.models import Account, Case, CaseMember, CaseName, CaseSeen

    known = list(Case.objects.select_related("now"))
    more = [known[number % len(known)] for number in range(wanted - len(known))]
    made = Case.objects.bulk_create(
        [
            Case(list=LIST if number % 2 else each.list, place_type=each.place_type,
                 title=f"{each.title} {number}", state="received", rank=number,
                 district=each.district, neighbourhood=each.neighbourhood)
            for number, each in enumerate(more)
        ],
        500,
    )  # fmt: skip
    seen = CaseSeen.objects.bulk_create(
        [
            CaseSeen(case=case, run=each.now.run, standing="listed", key=f"r{number}", rank=number,
                     row=each.now.row, told=each.now.told, annex=each.now.annex,
                     signals=each.now.signals, digest=each.now.digest, point=each.now.point)
            for number, (case, each) in enumerate(zip(made, more, strict=True))
        ],
        500,
    )  # fmt: skip
    for case, one in zip(made, seen, strict=True):
        case.now = one
    Case.objects.bulk_update(made, ["now"], 500)
    CaseMember.objects.bulk_create(
        [CaseMember(case=case, node=f"address:{case.pk // 2}") for case in made], 500
    )
    CaseName.objects.bulk_create(
        [CaseName(case=case, folded=case.title.casefold()[:300]) for case in made], 500
    )
    gather_statistics()
    group = Group.objects.get(name="coordinator")
    for number in range(people):
        user = Account.objects.create(username=f"p{number}")
        user.groups.add(group)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        print(session.session_key)  # noqa: T201 - the other process reads it
    print(Case.objects.count())  # noqa: T201
    references = Case.objects.filter(list=LIST, state="received", standing="listed")
    print(" ".join(references.values_list("reference", flat=True)))  # noqa: T201


class Person:
    """Somebody at work; times of every page, in seconds."""

    def __init__(self, port: int, session: str, cases: list[str], seed: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = {"sessionid": session}
        self._cases, self._drawn = cases, random.Random(seed)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[str] = []

    def work(self, until: float, think: float) -> None:
        time.sleep(self._drawn.uniform(0, max(think, 0.1)))
        while time.monotonic() < until and self._cases:
            case = self._cases.pop()
            page = self._drawn.randint(1, 20)
            self._timed("list", "GET", f"/lijsten/{LIST}/?bladzijde={page}")
            self._read(think)
            text = self._timed("case", "GET", f"/zaken/{case}/")
            self._read(think)
            held = dict(HIDDEN.findall(text))
            said = WEIGHED | {key: held[key] for key in ("csrfmiddlewaretoken", "version", "seen")}
            self._timed("decide", "POST", f"/zaken/{case}/besluit/", urlencode(said), 302)
            self._read(think)

    def _read(self, think: float) -> None:
        time.sleep(self._drawn.uniform(0.5 * think, 1.5 * think))

    def _timed(self, kind: str, method: str, path: str, body: str = "", status: int = 200) -> str:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self._cookies.items())}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self.times[kind].append(time.perf_counter() - begun)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            key, value = cookie.split(";", 1)[0].split("=", 1)
            self._cookies[key] = value
        if answer.status != status:
            self.wrong.append(f"{method} {path}: {answer.status}")
        return text


def measured(people: list[Person], seconds: float, think: float) -> None:
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=each.work, args=(until, think)) for each in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def project_of(folder: Path) -> Path:
    from fixtures.generate import generate_project
    from screening.pipeline import run
    from screening.project.model import load_project

    generate_project(folder)
    run(load_project(folder))
    file = folder / "screening.yaml"
    file.write_text(file.read_text("utf-8") + REVIEW, "utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5, help="seconds between pages, on average")
    parser.add_argument("--project", type=Path, help="a demo project with a run, to change")
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        folder = asked.project or project_of(Path(place) / "project")
        if asked.project and REVIEW not in (file := folder / "screening.yaml").read_text("utf-8"):
            file.write_text(file.read_text("utf-8") + REVIEW, "utf-8")
        filled = subprocess.run(
            [sys.executable, "-c", FILL, str(folder), str(asked.cases), str(asked.people)],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        *sessions, count, named = filled.stdout.splitlines()
        cases = named.split()
        random.Random(1).shuffle(cases)
        with socket.socket() as opened:
            opened.bind(("127.0.0.1", 0))
            port = opened.getsockname()[1]
        with subprocess.Popen(
            [sys.executable, "-u", "-m", "screening.cli.main", "serve", str(folder), "--port",
             str(port)], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        ) as site:  # fmt: skip
            assert site.stdout is not None
            assert "http" in site.stdout.readline()
            people = [Person(port, session, cases, at) for at, session in enumerate(sessions)]
            measured(people[:1], 3, 0)  # what is loaded at the first request
            for each in people:
                each.times.clear()
            measured(people, asked.seconds, asked.think)
            site.kill()
    told(people, count, before)


def told(people: list[Person], count: str, before: float) -> None:
    say = sys.stdout.write
    say(f"{count} cases, {len(people)} people, {os.cpu_count()} cores, load before {before:.1f}\n")
    for kind in ("list", "case", "decide"):
        times = sorted(time for each in people for time in each.times[kind])
        if len(times) > 1:
            cut = statistics.quantiles(times, n=20, method="inclusive")
            say(
                f"{kind:7} {len(times):6} pages   median {1000 * cut[9]:6.0f} ms   "
                f"p95 {1000 * cut[18]:6.0f} ms\n"
            )
    wrong = [each for person in people for each in person.wrong]
    say(f"not as expected: {len(wrong)} {wrong[:3]}\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
