"""One person alone holds a whole meeting where all data is invented, as one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.project.review import Review
from screening.reference.roles import roles
from screening.reference.workflow import workflows
from tests.review.meetings.acting import WEIGHED, in_page, seen
from tests.review.site_settings import OPENING, PROJECT

if TYPE_CHECKING:
    from screening.review.models import Case

WORDS = {"reason": "de meldingen zijn concreet", "contra": "de ondernemer werkt mee"}
ALONE = PROJECT.model_copy(update={"demo": True, "review": Review()})


@pytest.fixture
def alone(settings: Any, listed: list[Case]) -> Client:  # noqa: ARG001 - the cases on the site
    """The browser of who opened the site of a project of invented data, where nobody signs in."""
    settings.SCREENING = ALONE
    browser = Client()
    browser.get(reverse("opening", args=[OPENING]))
    return browser


def become(browser: Client, part: str) -> None:
    assert browser.post(reverse("demo_role"), {"role": part}).status_code == 302


def before(case: Case) -> dict[str, Any]:
    version, hashed = seen(case)
    return {"version": version, "seen": hashed}


def decide(browser: Client, case: Case, step: str, **answers: str) -> int:
    told = {f"answer_{name}": value for name, value in answers.items()}
    asked = {**before(case), **WORDS, "step": step, **told}
    return browser.post(reverse("decide", args=[case.reference]), asked).status_code


def second(browser: Client, case: Case) -> int:
    asked = {**before(case), **WORDS, "agrees": "ja"}
    browser.post(reverse("second", args=[case.reference]), asked)
    case.refresh_from_db()
    return case.version


@pytest.mark.usefixtures("alone")
def test_everybody_whom_one_can_be_is_there_from_the_start() -> None:
    from screening.review.meetings.holding import people_with
    from screening.review.models import Account

    names = {*Account.objects.values_list("username", flat=True)}
    assert {f"voorbeeld-{role}" for role in roles()} <= names
    assert [str(each) for each in people_with("preside", "tvo")] == [
        "voorzitter van het overleg", "voorzitter van het overleg (collega)",
    ]  # fmt: skip
    voters = {each.username for each in people_with("vote", "tvo")}
    assert voters == {"voorbeeld-board", "voorbeeld-chair", "voorbeeld-chair-2"}


@pytest.mark.usefixtures("alone")
def test_every_step_that_needs_a_second_person_has_one_to_play() -> None:
    from screening.review.models import Account
    from screening.review.roles import roles_of

    played = Account.objects.filter(username__startswith="voorbeeld-")
    held = {each.username: roles_of(each) for each in played}
    for flow in workflows().values():
        for step in (each for each in flow.steps.values() if each.second):
            for proposer in (name for name in held if held[name] & {*step.roles}):
                others = [name for name in held if held[name] & {*step.second} and name != proposer]
                assert others, (flow.title, step.name, proposer)


def test_a_whole_meeting_from_the_address_in_the_terminal_to_the_minutes(
    alone: Client, listed: list[Case]
) -> None:
    from screening.review.models import Account, Meeting

    case = listed[0]
    accounts = {each.username: each for each in Account.objects.all()}
    become(alone, "coordinator")
    assert decide(alone, case, "weigh", **WEIGHED) == 302
    asked = {
        "list": "tvo", "day": f"{timezone.localdate():%d-%m-%Y}",
        "chair": accounts["voorbeeld-chair"].pk,
    }  # fmt: skip
    assert alone.post(reverse("meeting_new"), asked).status_code == 302
    meeting = Meeting.objects.get()
    on = {"case": case.reference, "what": "on"}
    alone.post(reverse("meeting_agenda", args=[meeting.reference]), on)
    present = [accounts[f"voorbeeld-{each}"].pk for each in ("coordinator", "board", "chair")]
    alone.post(reverse("meeting_present", args=[meeting.reference]), {"present": present})
    there = [meeting.reference, case.reference]
    for part in ("board", "chair"):
        become(alone, part)
        vote = {**before(case), "step": "hand_over", "reason": "dit is werk van een afdeling"}
        assert alone.post(reverse("meeting_vote", args=there), vote).status_code == 302
    become(alone, "coordinator")
    said = {**before(case), **WORDS, "step": "hand_over", "owner": "team bouw"}
    assert alone.post(reverse("meeting_decide", args=there), said).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.version) == ("weighed", 2)
    assert second(alone, case) == 2, "who proposed it is not the second person"
    become(alone, "chair")
    assert second(alone, case) == 3
    assert case.state == "department"
    page = in_page(alone, "minutes", meeting.reference)
    digest = page.split('name="seen" value="')[1].split('"')[0]
    alone.post(reverse("minutes_settle", args=[meeting.reference]), {"seen": digest})
    minutes = in_page(alone, "minutes", meeting.reference)
    assert "Vastgesteld door voorzitter van het overleg" in minutes
    assert "team bouw" in minutes
    assert "coördinator ondermijning" in minutes


@pytest.mark.parametrize(
    ("part", "step", "colleague"), [("coordinator", "hand_over", "chair"),
                                    ("board", "intervene", "chair"),
                                    ("chair", "intervene", "chair-2")],
)  # fmt: skip
def test_a_step_waits_for_another_whom_one_plays(
    alone: Client, listed: list[Case], part: str, step: str, colleague: str
) -> None:
    become(alone, "coordinator")
    decide(alone, listed[0], "weigh", **WEIGHED)
    become(alone, part)
    assert decide(alone, listed[0], step) == 302
    become(alone, colleague)
    assert second(alone, listed[0]) == 3


@pytest.mark.parametrize(
    "changes", [{"demo": False}, {"municipality": "GM0114"}], ids=["real data", "a real place"]
)
def test_elsewhere_one_person_alone_takes_no_such_step(
    settings: Any, listed: list[Case], changes: dict[str, Any]
) -> None:
    settings.SCREENING = ALONE.model_copy(update=changes)
    browser = Client()
    browser.get(reverse("opening", args=[OPENING]))
    assert decide(browser, listed[0], "weigh", **WEIGHED) == 302
    assert decide(browser, listed[0], "hand_over") == 400
    from screening.review.models import Account

    assert not Account.objects.filter(username__startswith="voorbeeld-").exists()
