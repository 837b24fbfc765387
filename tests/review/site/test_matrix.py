"""Every role on every page with every method: allowed where the page says so, and else refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from screening.reference.roles import roles
from screening.review.site.page import ANYONE
from screening.review.site.pages import pages
from tests.thorough import some

if TYPE_CHECKING:
    from screening.review.models import Case, Report

OTHERWISE = {"consent": {404}, "area": {404}, "decide": {409}, "second": {409}, "visit_form": {404},
             "control": {404}, "meeting_vote": {409}, "meeting_decide": {409},
             "share": {404}, "demo_role": {404}, "monthly_of": {404},
             "monthly_file": {404}, "monthly_note": {404}, "evaluation_key": {404}}  # fmt: skip
"""A role may come here, but asked what no step of its own asks, sent a form it never saw, or asked
for what this site has no files of."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PAGES = {page.name: page for page in pages()}


def address_of(name: str, case: Case) -> str:
    """A page about something that is there."""
    parts: dict[str, object] = {
        "reference": case.reference, "name": case.list, "key": "no-key", "kind": "triangle",
        "report": lambda: report().reference, "suppression": lambda: suppression(case),
        "meeting": lambda: meeting(case), "recipient": "riec", "run": "000000",
        "control": "no-control", "code": "BU00000000", "month": "2025-12", "form": "csv",
    }  # fmt: skip
    wanted = {part: value for part, value in parts.items() if f":{part}>" in PAGES[name].path}
    return reverse(name, kwargs={k: v() if callable(v) else v for k, v in wanted.items()})


def report() -> Report:
    """A report that came in, made by nobody."""
    from screening.review.models import ReportContent
    from screening.review.reporting import Told, receive

    told = {"topic": "afval", "source": "boa", "seen_on": dt.date(2026, 1, 1)}
    for made in receive(None, [Told("a-report", told)]):
        return made
    return ReportContent.objects.get(report__token="a-report").report


def meeting(case: Case) -> str:
    """A meeting with a case on its agenda."""
    from screening.review.models import Account, AgendaItem, Meeting

    user, _ = Account.objects.get_or_create(username="somebody")
    made, _ = Meeting.objects.get_or_create(
        list=case.list, day=dt.date(2026, 1, 1), blind=True,
        defaults={"chair": user, "chair_name": "somebody", "user": user},
    )  # fmt: skip
    AgendaItem.objects.get_or_create(meeting=made, case=case, title=case.title, position=1)
    return made.reference


def suppression(case: Case) -> int:
    """A suppression of something of a case."""
    from screening.review.models import Account, Suppression

    user, _ = Account.objects.get_or_create(username="somebody")
    made, _ = Suppression.objects.get_or_create(
        case=case, rule="address.many_companies", node="address:1", reason="nagegaan",
        until=dt.date(2999, 1, 1), user=user,
    )  # fmt: skip
    return made.pk


def test_every_page_says_who_may_see_it() -> None:
    assert len(PAGES) >= 9
    for page in PAGES.values():
        assert page.roles == ANYONE or (page.roles and page.roles <= set(roles()))


@pytest.mark.parametrize(("role", "name"), some(product(roles(), PAGES)))
def test_a_role_on_a_page(
    name: str, role: str, signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    page = PAGES[name]
    readable = {"permit_desk": "bibob", "care_supervision": "care"}.get(role, "designation")
    readable = "octopus.auto" if role == "inspector" else readable
    browser, address = signed_in(role), address_of(name, first_case(readable))
    for method in METHODS:
        answer = browser.generic(method, address)
        offered = ("GET" if method == "HEAD" else method) in page.methods
        if not offered:
            assert answer.status_code == 405, (name, role, method)
        elif page.roles == ANYONE:
            assert answer.status_code in {200, 302, 404}, (name, role, method)
        elif role in page.roles:
            assert answer.status_code in {200, 302, 400, *OTHERWISE.get(name, ())}
        else:
            assert answer.status_code == 403, (name, role, method)


FIGURES = {"coordinator", "board", "chair", "analyst", "privacy_officer", "auditor"}
"""Whose work figures of areas are; said here and not asked of the pages."""
FIXED = {
    "areas": FIGURES,
    "area": FIGURES,
    "monthly": FIGURES,
    "monthly_of": FIGURES,
    "monthly_file": FIGURES,
    "effects": FIGURES,
    "monthly_note": {"coordinator", "analyst"},
    "trail": {"privacy_officer", "auditor"},
    "lists": {*roles()} - {"reporter", "evaluator", "privacy_officer", "administrator"},
    "workbook": {"coordinator", "inspector", "permit_desk", "care_supervision"},
    "evaluation": {"evaluator"},
    "evaluation_key": {"evaluator"},
    "meetings": {"coordinator", "board", "chair", "auditor"},
}


@pytest.mark.parametrize("name", FIXED)
def test_a_page_is_for_whom_it_is_meant(name: str) -> None:
    assert PAGES[name].roles == FIXED[name]


@pytest.mark.parametrize("role", ["permit_desk", "care_supervision", "inspector"])
def test_who_has_no_work_with_areas_reads_no_figures_of_them(
    role: str, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(role)
    for path in ("/gebieden/", "/gebieden/BU00000000/", "/maandbeeld/", "/maandbeeld/2025-12/",
                 "/maandbeeld/2025-12/bestand/csv/", "/effecten/"):  # fmt: skip
        assert browser.get(path).status_code == 403, path
    menu = browser.get(reverse("my_work")).content.decode()
    assert not [path for path in ("/gebieden/", "/maandbeeld/", "/effecten/") if path in menu]


@pytest.mark.parametrize("name", PAGES)
def test_nobody_sees_a_page_without_signing_in(
    name: str, first_case: Callable[[str], Case]
) -> None:
    page = PAGES[name]
    answer = Client().get(address_of(name, first_case("tvo")))
    if page.roles == ANYONE:
        assert answer.status_code in {200, 302, 404, 405}
    elif "GET" in page.methods:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("sign_in"))
    else:
        assert answer.status_code == 405


@pytest.mark.parametrize(
    ("role", "closed"),
    [("coordinator", "bibob"), ("coordinator", "care"), ("permit_desk", "tvo"), ("board", "adr"),
     ("care_supervision", "bibob"), ("inspector", "tvo"), ("auditor", "care")],
)  # fmt: skip
def test_a_list_of_others_is_not_there(
    role: str, closed: str, signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    """Not in pages, not in counts, and not to be found: as if it did not exist."""
    case, browser = first_case(closed), signed_in(role)
    assert browser.get(address_of("case", case)).status_code == 404
    assert browser.get(address_of("list", case)).status_code == 404
    for name in ("my_work", "lists"):
        shown = browser.get(reverse(name)).content.decode()
        assert f"/lijsten/{closed}/" not in shown
        assert case.reference not in shown
    for asked in (case.reference, case.title):
        shown = browser.get(reverse("search"), {"q": asked}).content.decode()
        assert f"/zaken/{case.reference}/" not in shown
