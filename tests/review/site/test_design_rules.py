"""The API Design Rules of the Dutch government on names and on days, over the whole description.

By the expressions of the rules themselves; what is described is walked beside what is answered, so
that nothing that holds a day can be described as a plain text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

if TYPE_CHECKING:
    from screening.review.models import Case

START = "/api/v1"
SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|\{[^}]+\}")
CAMEL = re.compile(r"\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*")
SNAKE = re.compile(r"[a-z][a-z\d]*(_[a-z\d]+)*")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
LIKE_A_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@pytest.fixture
def said(db: None) -> Any:  # noqa: ARG001 - the tables
    return Client().get(f"{START}/openapi.json").json()


def operations(said: Any) -> Iterator[tuple[str, str, Any]]:
    for path, held in said["paths"].items():
        for method, operation in held.items():
            yield path, method, operation


def names_in(schema: Any) -> Iterator[str]:
    """Every name of a property, however deep."""
    if isinstance(schema, Mapping):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, Mapping) else ()
        for each in schema.values():
            yield from names_in(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from names_in(each)


def test_names_are_as_the_rules_ask(said: Any) -> None:
    segments, keys = set[str](), set[str]()
    for path, method, operation in operations(said):
        assert method == "get"
        assert path.startswith(f"{START}/")
        assert not path.endswith("/")
        parts = path.removeprefix("/").split("/")
        segments |= {*parts}
        for collection, one in pairwise(parts):
            assert not one.startswith("{") or collection.endswith("s"), path
        asked = operation.get("parameters", [])
        keys |= {each["name"] for each in asked if each["in"] == "query"}
        assert {each["in"] for each in asked} <= {"query", "path"}
    assert len(keys) > 5
    assert [each for each in segments if not SEGMENT.fullmatch(each)] == []
    assert [each for each in keys if not CAMEL.fullmatch(each)] == []
    names = {*names_in(said["components"]["schemas"])}
    assert len(names) > 30
    assert [each for each in names if not SNAKE.fullmatch(each)] == []


def test_every_answer_is_described_with_its_version_and_its_problems(said: Any) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", said["info"]["version"])
    for path, _, operation in operations(said):
        for status, answer in operation["responses"].items():
            assert "API-Version" in answer["headers"], (path, status)
            if int(status) >= 400:
                [kind] = answer["content"]
                assert kind == "application/problem+json", (path, status)
        if operation.get("parameters"):
            assert "400" in operation["responses"], path
    problem = said["components"]["schemas"]["Problem"]
    assert {"status", "title", "detail"} <= {*problem["required"]}


def test_whom_to_ask_is_told_and_is_no_person(said: Any, settings: Any) -> None:
    project = settings.SCREENING
    assert said["info"]["contact"] == {
        "name": f"Beheer van de beoordeelsite van {project.name}",
        "url": f"http://localhost:{project.review.port}",
    }
    assert project.operator
    assert project.operator not in str(said)
    told = {"address": "https://beoordelen.meerwolde.example", "contact": "vraag@meerwolde.example"}
    settings.SCREENING = project.model_copy(
        update={"review": project.review.model_copy(update=told)}
    )
    contact = Client().get(f"{START}/openapi.json").json()["info"]["contact"]
    assert {contact["url"], contact["email"]} == {*told.values()}
    assert set(contact) == {"name", "url", "email"}, "what the rules ask for"


class Walked:
    """An answer beside its description: the format of every text that is a day or a time."""

    def __init__(self, said: Any) -> None:
        self._schemas = said["components"]["schemas"]
        self.formats: dict[str, set[str]] = {}
        """Per kind of value where it stands."""

    def walk(self, value: Any, schema: Any, at: str) -> None:
        schema = self._resolved(schema, value)
        if isinstance(value, Mapping):
            known = schema.get("properties", {})
            assert known or schema.get("additionalProperties"), f"{at} is not described"
            for name, each in value.items():
                if name in known:
                    self.walk(each, known[name], f"{at}.{name}")
        elif isinstance(value, list):
            for each in value:
                self.walk(each, schema["items"], f"{at}[]")
        elif isinstance(value, str):
            self._text(value, schema, at)

    def _resolved(self, schema: Any, value: Any) -> Any:
        for choice in schema.get("anyOf", ()):
            if (choice.get("type") == "null") == (value is None):
                return self._resolved(choice, value)
        if "$ref" in schema:
            return self._resolved(self._schemas[schema["$ref"].rpartition("/")[2]], value)
        return schema

    def _text(self, value: str, schema: Any, at: str) -> None:
        form = schema.get("format")
        if LIKE_A_TIME.match(value):
            assert (form, bool(TIME.fullmatch(value))) == ("date-time", True), f"{at}: {value}"
            self.formats.setdefault("time", set()).add(at)
        elif DAY.fullmatch(value):
            assert form == "date", f"{at}: {value}"
            self.formats.setdefault("day", set()).add(at)
        else:
            assert form not in {"date", "date-time"}, f"{at}: {value}"


def test_days_and_times_are_described_as_such_and_times_are_in_utc(
    said: Any, signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    from screening.review import tokens
    from screening.review.deciding import Choice, take
    from screening.review.models import Account
    from screening.review.presenting import seen_hash
    from screening.review.site.viewer import Viewer

    signed_in("coordinator", name="weger")
    case = first_case("tvo")
    assert case.now is not None
    answers = {"concrete": "ja", "recent": "ja", "priority": "ja"}
    take(Viewer(Account.objects.get(username="weger")), case.reference,
         Choice("weigh", "te lezen", "niets", 0, seen_hash(case), answers))  # fmt: skip
    token = {"Authorization": f"Bearer {tokens.add('dashboard', ['coordinator'])}"}
    known = {"{reference}": case.reference, "/runs/{name}": f"/runs/{case.now.run.name}",
             "{name}": "tvo"}  # fmt: skip
    walked, asked = Walked(said), 0
    for path, _, operation in operations(said):
        content = operation["responses"]["200"].get("content", {})
        if "application/json" not in content:
            continue
        for part, value in known.items():
            path = path.replace(part, value)  # noqa: PLW2901 - the same path, filled in
        answer = Client().get(path, headers=token)
        assert answer.status_code == 200, path
        walked.walk(answer.json(), content["application/json"]["schema"], path)
        asked += 1
    assert asked == len(said["paths"]) - 1, "all but the csv"
    assert {at.rpartition(".")[2] for at in walked.formats["day"]} >= {"as_of"}
    told = {at.rpartition(".")[2] for at in walked.formats["time"]}
    assert told >= {"time", "opened", "since", "loaded_at"}


def test_days_that_are_asked_for_are_days(said: Any) -> None:
    for path, _, operation in operations(said):
        for each in operation.get("parameters", []):
            kinds = each["schema"].get("anyOf", [each["schema"]])
            named_so = each["name"] in {"since", "until", "day"} or each["name"].endswith("Date")
            formats = {kind.get("format") for kind in kinds}
            assert ("date" in formats) == named_so, (path, each["name"])
            assert not formats & {"date-time-local", "time"}, path


def test_a_day_on_which_nothing_was_decided_yet_has_no_decisions(
    db: None,  # noqa: ARG001 - the tables
) -> None:
    from screening.review import tokens

    token = {"Authorization": f"Bearer {tokens.add('dashboard', ['coordinator'])}"}
    coming = timezone.localdate() + dt.timedelta(days=1)
    answer = Client().get(f"{START}/decisions", {"since": coming.isoformat()}, headers=token)
    assert answer.json()["count"] == 0
    wrong = Client().get(f"{START}/decisions", {"since": "31-12-2025"}, headers=token)
    assert wrong.status_code == 400
