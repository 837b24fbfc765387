"""What somebody may not see leaves no trace: with it and without it, every answer is the same.

Beside cases of the demo stand others of a pack that no role may see, at the same addresses, with
all that people do with cases. Every address of the site and of its API is asked with them and
without them. Asked for itself, what is sealed answers as what never was.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from screening.project.model import load_project
from screening.publish.form_address import of_run
from screening.publish.marks import row_key
from screening.reference.roles import roles
from screening.reference.sharing import recipients
from screening.reference.workflow import consents, workflow_of
from screening.review.results import store
from screening.review.site.page import ANYONE
from screening.review.site.pages import pages
from screening.runs.issued import issued
from screening.runs.names import ISSUED, RESULTS
from tests.review.site.walk import Asker, Walk, asked_of_api
from tests.thorough import some

if TYPE_CHECKING:
    from screening.review.models import Account, Case

SEALED = "sealed"
CONTROL = "voorjaar"
READ = ("tvo", "octopus.kamer", "bibob", "care")
"""Lists of which every role that reads any reads one, and none reads all."""


@pytest.fixture
def folder(copied: Path, settings: Any) -> Iterator[Path]:
    """A project of which every list was fed by a pack that no role may see.

    Some of them in the last run, and the others in one before it alone.
    """
    from screening.review.models import LoadedRun

    project = load_project(copied)
    run = LoadedRun.objects.get()
    mine = sorted({pack for fed in run.packs.values() for pack in fed})
    said = settings.SCREENING.review.model_copy(update={"packs": dict.fromkeys(roles(), mine)})
    settings.SCREENING = project.model_copy(update={"review": said})
    now = {*READ[::2]}
    LoadedRun.objects.create(
        pk=run.pk - 1, name="2025-12-01-000000000000", as_of=dt.date(2025, 12, 1),
        municipality=run.municipality, lists=run.lists,
        packs={name: [*fed, *([] if name in now else [SEALED])] for name, fed in run.packs.items()},
    )  # fmt: skip
    run.packs = {
        name: [*fed, *([SEALED] if name in now else [])] for name, fed in run.packs.items()
    }
    run.save()
    yield copied
    for name in (RESULTS, ISSUED):
        (copied / name).unlink(missing_ok=True)


@pytest.fixture
def there(db: None, folder: Path, account: Callable[..., Account]) -> list[Case]:  # noqa: ARG001
    """A case of some lists that everybody who reads the list may see, with all that is done."""
    from screening.review.models import Case

    listed = Case.objects.select_related("now__run").order_by("rank", "pk")
    found = [listed.filter(list=name, standing="listed")[0] for name in READ]
    user = account("somebody")
    for case in found:
        done_with(case, user)
    hand_out(folder, found)
    return found


def seal(folder: Path, there: list[Case]) -> list[Case]:
    """Put a sealed case beside each, at its address, that hangs together with it."""
    from screening.review.models import CaseLink

    found = []
    for case in there:
        beside = sealed_beside(case)
        done_with(beside, case.decisions.all()[0].user)
        for source, target in ((case, beside), (beside, case)):
            CaseLink.objects.create(
                kind="split", run=case.now.run, source=source, target=target, shared=1
            )
        found.append(beside)
    hand_out(folder, [*there, *found])
    return found


def sealed_beside(case: Case) -> Case:
    """A case with everything of another, and names of its own."""
    from screening.review.models import (
        CaseArea,
        CaseMember,
        CaseName,
        CasePack,
        CaseSeen,
        CaseTopic,
    )

    now, nodes = case.now, list(case.members.values_list("node", flat=True))
    assert now is not None
    made = type(case).objects.create(
        list=case.list, place_type=case.place_type, title="Kwintelstraat 9", state=case.state,
        standing="listed", rank=1, new=True, changed=True, district="Kwintelwijk",
        neighbourhood="Kwintelbuurt", term=timezone.localdate() - dt.timedelta(days=3),
    )  # fmt: skip
    told = {**now.told, "address": ["Kwintelstraat 9"], "case_owner": ["kwintel team"]}
    row = {**now.row, "rules": ["sealed.rule"], "place": f"sealed{case.pk}"}
    made.now = CaseSeen.objects.create(
        case=made, run=now.run, standing="listed", rank=1, new=True, changed=["erbij: kwintel"],
        key=row_key(case.list, case.place_type, f"sealed{case.pk}"), told=told, row=row,
        vanished=[{"rule": "sealed.rule", "subject": "1", "title": "kwintel"}],
        signals=[{"rule": "sealed.rule", "subject_type": "address", "subject": "1",
                  "title": "kwintel"}], point=[1, 1], digest="0",
    )  # fmt: skip
    made.save()
    for node in (*nodes, f"address:sealed{case.pk}"):
        CaseMember.objects.create(case=made, node=node)
    CaseName.objects.create(case=made, folded="kwintelstraat 9")
    CaseName.objects.create(case=made, folded=case.names.all()[0].folded)
    CaseArea.objects.create(case=made, name="Kwintelbuurt")
    CaseTopic.objects.create(case=made, name="kwintel thema")
    for pack in (SEALED, *case.packs.values_list("pack", flat=True)):
        CasePack.objects.get_or_create(case=made, pack=pack)
    return made


def done_with(case: Case, user: Account) -> None:
    """Everything that people do with a case, on its records."""
    from screening.review.models import (
        Access,
        Attendance,
        Consent,
        Decision,
        Meeting,
        SharePackage,
        Suppression,
        SuppressionEnd,
        Treatment,
    )

    assert case.now is not None
    mark = "kwintel" if case.title.startswith("Kwintel") else "openlijk"
    today, by = timezone.localdate(), {"user": user, "user_name": f"wie {mark}", "role": "chair"}
    step = next(iter(workflow_of(case.list).steps))
    decided = Decision.objects.create(
        case=case, version=1, kind="taken", step=step, from_state=case.state,
        to_state=case.state, reason=mark, contra=mark, seen="0", run=case.now.run, **by,
    )  # fmt: skip
    case.version = 1
    case.save()
    for until in (today + dt.timedelta(days=5), today - dt.timedelta(days=5)):
        held = Suppression.objects.create(
            case=case, rule=f"{mark}.rule", node=f"address:{case.pk}", title=mark, reason=mark,
            until=until, **by,
        )  # fmt: skip
    SuppressionEnd.objects.create(suppression=held, reason=mark, **by)
    for blind in (True, False):
        meeting = Meeting.objects.create(
            list=case.list, day=today, blind=blind, chair=user, chair_name=f"wie {mark}", **by
        )
        item = meeting.items.create(case=case, title=case.title, position=1)
        Attendance.objects.create(
            meeting=meeting, member=user, member_name=f"wie {mark}", present=True, **by
        )
    Treatment.objects.create(
        item=item, decision=decided, owner=mark, term=today - dt.timedelta(days=1)
    )
    Consent.objects.create(case=case, kind="triangle", given_on=today, words=mark, **by)
    SharePackage.objects.create(
        case=case, profile="riec", recipient=mark, basis=mark, privacy=mark, selection=False,
        approver=mark, contact=mark, decision=decided, digest="0", **by,
    )  # fmt: skip
    Access.objects.create(case=case, what="case", **by)


def hand_out(folder: Path, cases: list[Case]) -> None:
    """A round of a control with these cases, each answered; in place of what was handed out."""
    for name in (RESULTS, ISSUED):
        (folder / name).unlink(missing_ok=True)
    rounds: dict[str, list[Case]] = {}
    for case in cases:
        rounds.setdefault(case.list, []).append(case)
    rows = {
        name: [{"key": case.now.key, "place_type": case.place_type, "place": "1", "origin": None,
                "rules": case.now.row["rules"], "address": case.title} for case in of if case.now]
        for name, of in rounds.items()
    }  # fmt: skip
    run = cases[0].now.run.name if cases[0].now else ""
    issued(folder).add(
        lambda _: [
            {"actor": "wie", "run": run, "list": name, "control": CONTROL, "date": "2026-01-05",
             "recipient": "team", "rows": of} for name, of in rows.items()
        ]
    )  # fmt: skip
    store(folder).add(
        lambda _: [
            {"actor": "wie", "action": "result", "run": run, "list": name, **row,
             "answers": {"result_seen": "confirmed"}} for name, of in rows.items() for row in of
        ]
    )  # fmt: skip


def parts_of_address(case: Case) -> Mapping[str, list[Any]]:
    """Every part of an address and what it may be of a case."""
    from screening.review.models import CaseSeen

    seen = CaseSeen.objects.filter(case=case).latest("pk")
    return {
        "reference": [case.reference], "name": [case.list], "kind": [*consents()],
        "recipient": [*recipients()], "control": [CONTROL], "key": [seen.key],
        "run": [of_run(seen.run.name)], "code": [seen.row.get("area_code") or "BU00000000"],
        "meeting": [item.meeting.reference for item in case.agenda_items.all()],
        "suppression": [each.pk for each in case.suppressions.all()],
        "month": ["2025-12"], "form": ["csv"], "report": ["2222-2222"],
    }  # fmt: skip


def nothing() -> Mapping[str, list[Any]]:
    """The same parts of what never was."""
    absent = {name: ["ZZZZ-ZZZZ"] for name in ("reference", "meeting", "report")}
    return {
        **absent, "name": ["tvo"], "kind": [*consents()], "recipient": [*recipients()],
        "control": ["nooit"], "key": ["nooit"], "run": ["nooit"], "code": ["BU00000000"],
        "suppression": [999_999], "month": ["2025-12"], "form": ["csv"],
    }  # fmt: skip


NOT_ASKED = {"sign_out": "ends the session of the walk"}
PART = re.compile(r"<\w+:(\w+)>")


def addresses(
    role: str, of: Mapping[str, list[Any]], *, about: bool = False
) -> Iterator[tuple[str, str]]:
    """Method and path of every page of a role with these parts; ``about`` a case only, or all.

    A page that is for other roles is refused whatever it is about (``test_matrix.py``).
    """
    for page in pages():
        names = PART.findall(page.path)
        if page.name in NOT_ASKED or not page.roles & {role, *ANYONE} or (about and not names):
            continue
        for values in product(*(of[name] for name in names)):
            path = page.path
            for name, value in zip(names, values, strict=True):
                path = re.sub(rf"<\w+:{name}>", str(value), path)
            yield from ((method, f"/{path}") for method in page.methods)


def asked_with(cases: list[Case]) -> Iterator[tuple[str, str]]:
    """What can be asked beside an address: filters, searches, forms of a file."""
    for name in READ:
        for wanted in ("volgorde=lijst", "volgorde=plaats", "volgorde=kenmerk", "verborgen=toon",
                       "run=nieuw", "run=veranderd", "run=listed", "toon=punten"):  # fmt: skip
            yield "GET", f"/lijsten/{name}/?{wanted}"
        yield "GET", f"/verantwoording/?lijst={name}"
    for case in cases:
        yield "GET", f"/zaken/{case.reference}/?toon=punten"
        for asked in (case.reference, case.title, case.names.all()[0].folded):
            yield "GET", f"/zoeken/?q={asked}"
            yield "GET", f"/verantwoording/?q={asked}"
        at = f"/vergaderingen/{case.agenda_items.all()[0].meeting.reference}/verslag/"
        yield from (("GET", f"{at}?als={form}") for form in ("tekst", "pdf"))


@pytest.fixture
def asker(signed_in: Callable[..., Client]) -> Callable[[str], Asker]:
    from screening.review import tokens

    def make(role: str) -> Asker:
        return Asker(signed_in(role, name="wie"), tokens.add("systeem", [role]))

    return make


def test_every_part_of_an_address_is_tried(there: list[Case]) -> None:
    named = {name for page in pages() for name in PART.findall(page.path)} - {"key"}
    assert named <= {*parts_of_address(there[0])}
    assert {*nothing()} == {*parts_of_address(there[0])}


@pytest.mark.large
@pytest.mark.parametrize("role", some(roles()))
def test_what_is_sealed_leaves_no_trace(
    role: str, there: list[Case], folder: Path, asker: Callable[[str], Asker]
) -> None:
    who = asker(role)

    def walked() -> Walk:
        of = [pair for case in there for pair in addresses(role, parts_of_address(case))]
        paths = dict.fromkeys([*of, *asked_with(there)])
        return who.walk(iter(paths), asked_of_api(there, READ))

    without = walked()
    seen = [case for case in there if roles()[role].reads(case.list)]
    assert {without[f"GET /zaken/{case.reference}/"][0] for case in seen} <= {200}
    sealed = seal(folder, there)
    beside = walked()
    for path, (status, text) in beside.items():
        assert "kwintel" not in text.casefold(), path
        assert (status, text) == without[path], path
    assert len(sealed) == len(there)


@pytest.mark.large
@pytest.mark.parametrize("role", some(roles()))
def test_what_is_sealed_answers_as_what_never_was(
    role: str, there: list[Case], folder: Path, asker: Callable[[str], Asker]
) -> None:
    who = asker(role)
    half = [*roles()].index(role) % 2  # the other half is what the next role asks
    for case in seal(folder, there)[half::2]:
        parts, never = parts_of_address(case), nothing()
        shared = ("name", "run", "control", "code", "month", "form", "report")
        never = {**never, **{name: parts[name] for name in shared}}
        for name in ("meeting", "suppression"):
            never = {**never, name: never[name] * len(parts[name])}
        asked, absent = [*addresses(role, parts, about=True)], [*addresses(role, never, about=True)]
        assert len(asked) == len(absent)
        for (method, path), other in zip(asked, absent, strict=True):
            mine, none = (who.walk(iter([each]), iter(())) for each in ((method, path), other))
            [(status, text)], [(expected, blank)] = mine.values(), none.values()
            assert status == expected, path
            assert text.replace(path, "") == blank.replace(other[1], ""), path
        for path in asked_of_api([case], READ):
            if case.reference in path:
                [(status, text)] = who.walk(iter(()), iter([path])).values()
                assert status in {403, 404}, path
                assert case.reference not in text.replace(path, "")
        queries = (
            ("/zoeken/", case.reference),
            ("/zoeken/", "kwintelstraat"),
            ("/verantwoording/", case.reference),
            ("/verantwoording/", "kwintelstraat"),
        )
        for path, query in queries:
            pair = (("GET", f"{path}?q={query}"), ("GET", f"{path}?q=nergens"))
            mine, none = (who.walk(iter([each]), iter(())) for each in pair)
            [(status, text)], [(expected, blank)] = mine.values(), none.values()
            assert (status, text.replace(query, "nergens")) == (expected, blank), query
