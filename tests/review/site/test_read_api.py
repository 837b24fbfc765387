"""Other systems read what their roles may, in a fixed shape, and it is recorded that they did."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from schemathesis import GenerationMode

from screening.errors import ProjectError
from screening.reference.roles import readable, roles
from screening.review.site.page import READERS
from tests.thorough import some

if TYPE_CHECKING:
    from screening.review.models import Case

START = "/api/v1"
PROBLEM = "application/problem+json"


class System:
    """A system with a token."""

    def __init__(self, token: str) -> None:
        self.token = token
        self._client = Client()

    def get(self, path: str, **asked: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self._client.get(f"{START}{path}", asked, headers=headers)


@pytest.fixture
def system(db: None) -> Callable[..., System]:  # noqa: ARG001 - the tables
    from screening.review import tokens

    return lambda *held, name="dashboard": System(tokens.add(name, held))


PATHS = (
    "/runs",
    "/lists",
    "/lists/tvo",
    "/lists/tvo/csv",
    "/lists/tvo/rows",
    "/cases",
    "/decisions",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer guessed", "Basic x", "Basic ZGFzaGJvYXJkOg==", "Token a"]
)
def test_nobody_reads_without_a_token(path: str, header: str, db: None) -> None:  # noqa: ARG001
    headers = {"Authorization": header} if header else {}
    answer = Client().get(f"{START}{path}", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert "Bearer" in answer["WWW-Authenticate"]
    assert answer["API-Version"] == "1.0.0"
    assert answer.json()["status"] == 401


def test_a_session_of_the_site_is_no_token(signed_in: Callable[..., Client]) -> None:
    assert signed_in("coordinator").get(f"{START}/lists").status_code == 401


@pytest.mark.parametrize("role", some(roles(), of=4))
def test_a_role_reads_its_lists_and_nothing_of_others(
    role: str, system: Callable[..., System], first_case: Callable[[str], Case]
) -> None:
    """Not in answers, not in counts: what is not for a role is as if it did not exist."""
    from screening.lists import LISTS
    from screening.review.models import Case

    mine = readable({role}, LISTS)
    asking = system(role)
    if role not in READERS:
        assert {asking.get(path).status_code for path in PATHS} == {403}
        return
    held = Case.objects.filter(list__in=mine)
    assert {each["name"] for each in asking.get("/lists").json()} <= mine
    assert asking.get("/cases").json()["count"] == held.count() > 0
    assert {*asking.get("/runs").json()["results"][0]["lists"]} <= mine
    for name in ("bibob", "care", "tvo", "octopus.auto"):
        case = first_case(name)
        expected = 200 if name in mine else 404
        for path in (f"/lists/{name}", f"/lists/{name}/csv", f"/lists/{name}/rows",
                     f"/cases/{case.reference}", f"/cases/{case.reference}/decisions"):  # fmt: skip
            assert asking.get(path).status_code == expected, path
        found = asking.get("/cases", list=name).json()["count"]
        assert found == (held.filter(list=name).count() if name in mine else 0)


def test_the_annex_and_the_weights_are_for_who_may_see_them(
    system: Callable[..., System], first_case: Callable[[str], Case]
) -> None:
    case = first_case("octopus.auto")
    whole = system("inspector").get(f"/cases/{case.reference}").json()
    assert whole["annex"] is not None
    assert "rank" not in whole["row"]
    assert not [each for each in whole["signals"] if "severity" in each]
    other = system("analyst", name="datalab")
    assert other.get(f"/cases/{case.reference}").json()["annex"] is None
    weighed = other.get(f"/cases/{case.reference}", score="true").json()
    assert weighed["row"]["rank"] == case.rank
    csv_text = other.get("/lists/octopus.auto/csv").content.decode("utf-8-sig")
    assert "Score" not in csv_text.splitlines()[0]


def test_a_list_by_address_is_the_csv_of_dutch_spreadsheets(
    system: Callable[..., System],
) -> None:
    from screening.review.models import Case

    token = system("coordinator", name="excel").token
    basic = base64.b64encode(f"excel:{token}".encode()).decode()
    answer = Client().get(f"{START}/lists/tvo/csv", headers={"Authorization": f"Basic {basic}"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    cases = list(Case.objects.filter(list="tvo", standing="listed").order_by("rank", "pk"))
    assert [row["Kenmerk"].strip() for row in found] == [case.reference for case in cases]
    assert {row["Ontvanger"] for row in found} == {cases[0].now.run.lists["tvo"]["Ontvanger"]}
    assert all(row["Status"].startswith("Gemeentelijk signaal") for row in found)
    wrong = base64.b64encode(f"another:{token}".encode()).decode()
    answer = Client().get(f"{START}/lists/tvo/csv", headers={"Authorization": f"Basic {wrong}"})
    assert answer.status_code == 401


def test_pages_hold_everything_once(system: Callable[..., System]) -> None:
    from screening.review.models import Case

    asking = system("coordinator")
    seen: list[str] = []
    address = f"{START}/cases?pageSize=7&list=tvo"
    while address:
        page = asking.get(address.split(START, 1)[1]).json()
        seen += [each["reference"] for each in page["results"]]
        address = page["next"]
    # Not as they were loaded: that is the order of the list, which a blind vote keeps.
    assert seen == sorted(Case.objects.filter(list="tvo").values_list("reference", flat=True))
    assert page["previous"].endswith(f"page={-(-len(seen) // 7) - 1}")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/cases?page=0", 400), ("/cases?pageSize=501", 400), ("/cases?page=een", 400),
     ("/cases?standing=weg", 400), ("/cases/x", 400), ("/nergens", 404), ("/cases/2222-2222", 404),
     ("/lists/nergens", 404), ("/runs/nergens", 404), ("/cases/", 404)],
)  # fmt: skip
def test_what_goes_wrong_is_a_problem(
    path: str, status: int, system: Callable[..., System]
) -> None:
    answer = system("coordinator").get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert {"type", "title", "status", "detail"} <= answer.json().keys()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(method: str, system: Callable[..., System]) -> None:
    headers = {"Authorization": f"Bearer {system('coordinator').token}"}
    answer = Client().generic(method, f"{START}/cases", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert answer["Allow"] == "GET"


def test_what_a_system_was_given_is_on_record(
    system: Callable[..., System], first_case: Callable[[str], Case]
) -> None:
    from screening.review.models import Access

    case, asking = first_case("tvo"), system("coordinator")
    asking.get(f"/cases/{case.reference}")
    asking.get("/lists/tvo/rows", pageSize=1)
    asking.get("/lists/tvo/csv")
    held = Access.objects.filter(case=case).order_by("pk")
    assert [each.what for each in held] == ["api case", "api rows", "api csv"]
    assert {(each.user_name, each.role) for each in held} == {("systeem dashboard", "coordinator")}
    assert Access.objects.filter(what="api rows").count() == 1


def test_a_token_is_shown_once_kept_as_a_hash_and_revoked(system: Callable[..., System]) -> None:
    from screening.review import tokens
    from screening.review.models import SystemToken

    asking = system("coordinator")
    [held] = SystemToken.objects.all()
    assert asking.token not in {str(each) for each in vars(held).values()}
    assert not held.account.has_usable_password()
    assert asking.get("/lists").status_code == 200
    with pytest.raises(ProjectError, match="has a token already"):
        tokens.add("dashboard", ["auditor"])
    tokens.revoke("dashboard")
    assert asking.get("/lists").status_code == 401
    with pytest.raises(ProjectError, match="no system"):
        tokens.revoke("dashboard")
    anew = System(tokens.add("dashboard", ["permit_desk"]))
    assert [each["name"] for each in anew.get("/lists").json()] == ["bibob", "starters"]
    assert asking.get("/lists").status_code == 401
    told = [(each.name, bool(each.used), bool(each.revoked)) for each in tokens.every()]
    assert told == [("dashboard", True, True), ("dashboard", True, False)]


def test_the_description_is_public_and_says_what_it_is(db: None) -> None:  # noqa: ARG001
    answer = Client().get(f"{START}/openapi.json")
    assert answer.status_code == 200
    said = answer.json()
    assert said["openapi"].startswith("3.")
    assert said["info"]["version"] == answer["API-Version"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert all(path.startswith(START) and not path.endswith("/") for path in said["paths"])


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests that do not come from Django's own client leave the connection of the test open."""
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


@pytest.mark.large
@pytest.mark.usefixtures("one_connection")
def test_every_answer_is_as_described(
    system: Callable[..., System], first_case: Callable[[str], Case]
) -> None:
    """Schemathesis makes up requests, right and wrong, and holds each answer to the description."""
    token = system("coordinator", "inspector").token
    described = schemathesis.openapi.from_wsgi(f"{START}/openapi.json", get_wsgi_application())
    asked: list[str] = []
    case = first_case("tvo")
    assert case.now is not None
    known = {
        "/lists/{name}": {"name": "tvo"},
        "/runs/{name}": {"name": case.now.run.name},
        "/cases/{reference}": {"reference": case.reference},
    }
    for found in described.get_all_operations():
        operation = found.ok()
        asked.append(operation.label)
        for mode in GenerationMode:
            _hold(operation.as_strategy(generation_mode=mode), token)
        there = next((known[each] for each in known if each in operation.path), None)
        if there is not None:
            _hold(operation.as_strategy(path_parameters=there), token)
    assert len(asked) == 10


def _hold(requests: Any, token: str) -> None:
    @how(
        max_examples=10, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(request=requests)
    def each(request: Any) -> None:
        request.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    each()


def test_what_is_suppressed_is_left_out_counted_and_marked(
    system: Callable[..., System], signed_in: Callable[..., Client]
) -> None:
    from screening.review.models import Account, Case, Standing
    from screening.review.site.viewer import Viewer
    from screening.review.suppressing import free, suppress

    signed_in("coordinator", name="eigenaar")
    owner = Viewer(Account.objects.get(username="eigenaar"))
    cases = Case.objects.filter(list="octopus.auto", standing=Standing.LISTED).select_related("now")
    case = next(each for each in cases if each.now and len(each.now.signals) == 1)
    dashboard, path = system("coordinator"), "/lists/octopus.auto"
    before = dashboard.get(f"{path}/rows", pageSize=500).json()["count"]
    until = timezone.localdate() + dt.timedelta(days=5)
    suppress(owner, case, next(iter(free(case))), "de loods is van de gemeente", until)

    def references(**asked: Any) -> set[str]:
        shown = dashboard.get(f"{path}/rows", pageSize=500, **asked).json()["results"]
        return {each["reference"] for each in shown}

    assert len(references()) == before - 1
    assert case.reference not in references()
    assert case.reference in references(suppressed=True)
    assert dashboard.get(path).json()["suppressed"] == 1
    assert case.reference not in dashboard.get(f"{path}/csv").content.decode()
    told = dashboard.get(f"/cases/{case.reference}").json()
    assert (told["suppressed"], [each["suppressed"] for each in told["signals"]]) == (1, [True])
