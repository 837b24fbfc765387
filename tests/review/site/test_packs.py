"""What a role may not see is nowhere: not on a page, in a file, in the API, nor in a count.

By list (``roles.yaml``) and by pack (``review.packs`` of the project). What there is to see is
worked out here from the files of the run, and not by what the site keeps of it.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from screening.errors import ProjectError
from screening.lists import LISTS
from screening.project.model import load_project
from screening.project.prepare import prepare
from screening.project.review import Review
from screening.reference.roles import readable, roles
from screening.review.site.page import READERS
from screening.review.site.pages import pages
from tests.review.site.walk import asked_of_api
from tests.thorough import some

if TYPE_CHECKING:
    from pathlib import Path

    from screening.pipeline import RunResult
    from screening.review.models import Case

Packs = Mapping[str, frozenset[str]]
"""Rule to the packs that have it, in the run."""
EVERY_PACK = None
LIMITS: list[tuple[str, list[str] | None]] = [
    *((role, EVERY_PACK) for role in roles()),
    ("coordinator", ["octopus"]), ("coordinator", ["tvo", "area"]), ("board", ["tvo"]),
    ("chair", ["octopus", "area"]), ("permit_desk", ["octopus"]), ("inspector", ["octopus"]),
    ("inspector", ["tvo"]), ("care_supervision", ["bibob"]), ("auditor", ["octopus", "youth"]),
    ("analyst", ["area"]), ("privacy_officer", ["area"]),
]  # fmt: skip
API = "/api/v1"
REFERENCE = re.compile(r"(?<!\w)[2-9A-Z]{4}-[2-9A-Z]{4}(?!\w)")
AT = re.compile(r"/zaken/([2-9A-Z]{4}-[2-9A-Z]{4})/")
RULE = re.compile(r"(?<![\w.])[a-z_]+\.[a-z_0-9]+(?![\w.])")


@pytest.fixture(scope="module")
def of_rule(demo_run: RunResult) -> Packs:
    found: dict[str, frozenset[str]] = {}
    for name in ("signals", "conclusions"):
        frame = pl.read_parquet(demo_run.folder / f"{name}.parquet").select("rule", "pack").unique()
        for rule, pack in frame.iter_rows():
            found[rule] = found.get(rule, frozenset()) | {pack}
    return found


@pytest.fixture
def limited(settings: Any) -> Callable[[str, list[str] | None], None]:
    """Says in the project which packs a role may see."""

    def limit(role: str, packs: list[str] | None) -> None:
        said = {} if packs is None else {role: packs}
        review = settings.SCREENING.review.model_copy(update={"packs": said})
        settings.SCREENING = settings.SCREENING.model_copy(update={"review": review})

    return limit


def divided(role: str, packs: list[str] | None, of_rule: Packs) -> tuple[list[Case], list[Case]]:
    """The cases that the role may see, and the others."""
    from screening.review.models import Case

    seen: list[Case] = []
    unseen: list[Case] = []
    mine = readable({role}, LISTS)
    fed: dict[str, set[str]] = {}
    cases = list(Case.objects.select_related("now"))
    for case in cases:
        fed.setdefault(case.list, set()).update(*(of_rule[each] for each in rules_of(case)))
    for case in cases:
        of = frozenset().union(*(of_rule[each] for each in rules_of(case))) or fed[case.list]
        there = case.list in mine and (packs is None or of <= {*packs})
        (seen if there else unseen).append(case)
    return seen, unseen


def rules_of(case: Case) -> list[str]:
    assert case.now is not None
    return case.now.row["rules"] or []


def meeting_about(case: Case) -> str:
    """A meeting with one case on its agenda."""
    from screening.review.models import Account, AgendaItem, Meeting

    user, _ = Account.objects.get_or_create(username="somebody")
    made = Meeting.objects.create(
        list=case.list, day=dt.date(2026, 1, 1), blind=False, chair=user, chair_name="x", user=user
    )
    AgendaItem.objects.create(meeting=made, case=case, title=case.title, position=1)
    return made.reference


def connected(seen: list[Case], unseen: list[Case]) -> Iterator[str]:
    """Pages of what may be seen and hangs together with what may not, both ways."""
    from screening.review.models import CaseLink

    pairs = [(one, other) for one in seen[:1] for other in unseen[:1]]
    for one, other in [*pairs, *((there, here) for here, there in pairs)]:
        assert one.now is not None
        CaseLink.objects.create(kind="split", run=one.now.run, source=one, target=other, shared=1)
    for one, _ in pairs:
        yield from (f"/zaken/{one.reference}/", f"/zaken/{one.reference}/?toon=punten")
        yield from (f"/gebieden/{area}/" for area in areas_of([one]))


def areas_of(cases: list[Case]) -> list[str]:
    """The codes of the areas that lists of areas name."""
    rows = [case.now.row for case in cases if case.now is not None]
    return [row["area_code"] for row in rows if row.get("area_code")]


def asked_of_pages(cases: list[Case]) -> Iterator[str]:
    """Every page without a part in its address, every list, and pages and files about cases."""
    yield from (f"/gebieden/{area}/" for area in areas_of(cases))
    for page in pages():
        if "<" not in page.path and "GET" in page.methods:
            yield f"/{page.path}"
    yield from (f"/lijsten/{name}/?toon=punten" for name in LISTS)  # counts, so every one
    for case in cases:
        yield f"/zaken/{case.reference}/?toon=punten"
        yield f"/zaken/{case.reference}/onderdrukken/"
        yield f"/zoeken/?q={case.reference}"
        yield f"/verantwoording/?q={case.reference}"
    for name in ("tvo", "designation"):
        about = [case for case in cases if case.list == name]
        for case in about[:1] + about[-1:]:
            at = f"/vergaderingen/{meeting_about(case)}/"
            yield from (at, f"{at}verslag/", f"{at}verslag/?als=tekst", f"{at}verslag/?als=pdf")
    yield "/vergaderingen/"


def text_of(answer: Any) -> str:
    """What a page or a file says."""
    body = answer.getvalue()
    if answer["Content-Type"].startswith("application/pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return html.unescape(body.decode("utf-8-sig"))


def sample(cases: list[Case]) -> list[Case]:
    """A case of some of the lists, and of those in which most is hidden."""
    of_list = {case.list: case for case in reversed(cases)}
    always = [of_list[name] for name in ("tvo", "designation", "bibob") if name in of_list]
    return [*{case.pk: case for case in [*always, *some(of_list.values())]}.values()]


@pytest.mark.parametrize(("role", "packs"), some(LIMITS, of=12))
def test_what_a_role_may_not_see_is_nowhere(
    role: str,
    packs: list[str] | None,
    of_rule: Packs,
    limited: Callable[[str, list[str] | None], None],
    signed_in: Callable[..., Client],
) -> None:
    from screening.review import tokens

    seen, unseen = divided(role, packs, of_rule)
    assert unseen
    limited(role, packs)
    browser, shown = signed_in(role), dict[str, str]()
    token = {"Authorization": f"Bearer {tokens.add('dashboard', [role])}"}
    asked = sample(unseen)
    for path in [*asked_of_pages(asked), *connected(seen, unseen)]:
        answer = browser.get(path)
        assert answer.status_code in {200, 302, 403, 404}, path
        shown[path] = text_of(answer)
    answers = {
        path: Client().get(f"{API}{path}", headers=token) for path in asked_of_api(asked, LISTS)
    }
    shown |= {path: text_of(answer) for path, answer in answers.items()}
    hidden = {case.reference for case in unseen}
    others = {rule for rule, of in of_rule.items() if packs is not None and not of & {*packs}}
    for path, said in shown.items():
        again = "/zoeken/" in path or "/verantwoording/" in path  # what was asked is said again
        told = {*(AT if again else REFERENCE).findall(said)} & hidden
        watched = role == "privacy_officer" and packs is None and "/verantwoording/" in path
        assert watched or not told, path
        assert not {*RULE.findall(said)} & others, path
    counted_right(browser, answers, seen, reader=role in READERS)


def counted_right(
    browser: Client, answers: Mapping[str, Any], seen: list[Case], *, reader: bool
) -> None:
    """The counts are of what is seen, and all of it is there."""
    listed = [case for case in seen if case.standing == "listed"]
    lists = {name: sum(case.list == name for case in listed) for name in
             {case.list for case in seen}}  # fmt: skip
    page = browser.get(reverse("lists"))
    assert page.status_code == (200 if reader else 403)
    answer = answers["/lists"]
    if not reader:
        assert answer.status_code == 403
        return
    assert {each.name: each.listed for each in page.context["lists"]} == lists
    assert {each["name"]: each["listed"] for each in answer.json()} == lists
    found = answers["/cases?pageSize=500"].json()
    assert found["count"] == len(seen)
    assert {each["reference"] for each in found["results"]} == {each.reference for each in seen}
    for name in LISTS:
        page = browser.get(reverse("list", args=[name]))
        rows = answers[f"/lists/{name}/rows?score=true&suppressed=true&pageSize=500"]
        if name not in lists:
            empty = page.status_code == 200 and page.context["count"] == 0
            assert page.status_code == 404 or empty
            assert rows.status_code == 404 or rows.json()["count"] == 0
            continue
        assert page.context["count"] == rows.json()["count"] == lists[name]
        csv = answers[f"/lists/{name}/csv?score=true"].getvalue().decode("utf-8-sig")
        references = re.findall(r"^\W*([2-9A-Z]{4}-[2-9A-Z]{4})\W*;", csv, re.MULTILINE)
        assert len(references) == lists[name]


def test_a_case_has_the_packs_of_what_went_into_it_and_of_runs_before(
    first_case: Callable[[str], Case],
) -> None:
    from screening.review.cases.packs import add_packs
    from screening.review.models import CaseLink

    source, target = first_case("tvo"), first_case("octopus.auto")
    assert target.now is not None
    assert {*target.packs.values_list("pack", flat=True)} == {"octopus"}
    CaseLink.objects.create(
        kind="joined", run=target.now.run, source=source, target=target, shared=1
    )
    add_packs({target.pk: ["area"]})
    held = {*target.packs.values_list("pack", flat=True)}
    assert held == {"octopus", "area", *source.packs.values_list("pack", flat=True)}


def test_who_has_a_role_that_is_not_restricted_sees_what_that_role_sees(
    limited: Callable[[str, list[str] | None], None], signed_in: Callable[..., Client]
) -> None:
    limited("board", ["octopus"])
    few = signed_in("board").get(reverse("list", args=["tvo"])).context["count"]
    every = signed_in("board", "analyst").get(reverse("list", args=["tvo"])).context["count"]
    assert few < every


def test_a_role_or_a_pack_that_there_is_not_is_told(demo_folder: Path) -> None:
    with pytest.raises(ValueError, match="no role: directeur"):
        Review(packs={"directeur": ["tvo"]})
    project = load_project(demo_folder)
    review = project.review.model_copy(update={"packs": {"board": ["tvvo"]}})
    with pytest.raises(ProjectError, match="may see the pack 'tvvo'"):
        prepare(project.model_copy(update={"review": review}))
