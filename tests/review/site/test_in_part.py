"""Lists that somebody reads in part: what goes across cases, and what is said of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.lists.shared import OWNER_LISTED, TIE
from screening.reference.roles import roles
from screening.reference.workflow import workflow_of
from screening.runs.issued import issued

if TYPE_CHECKING:
    from screening.review.models import Account, Case

LIST, ROLE, OTHER = "octopus.kamer", "inspector", "coordinator"
TOLD = "Een casus die ook op een ander pakket rust staat er niet bij"
OF_OTHERS = {OWNER_LISTED.key: ["Geheimstraat 9 (nr. 3)"], TIE.key: "ja"}


@pytest.fixture(autouse=True)
def fed(db: None) -> None:  # noqa: ARG001 - the tables
    """Every list is fed by a pack beside those that there are."""
    from screening.review.models import LoadedRun

    run = LoadedRun.objects.get()
    run.packs = {name: [*of, "sealed"] for name, of in run.packs.items()}
    run.save()


@pytest.fixture
def held(settings: Any) -> Callable[..., None]:
    """Holds roles to the pack that there was."""

    def hold(*names: str, to: Sequence[str] = ("octopus",)) -> None:
        packs = {name: [*to] for name in names}
        review = settings.SCREENING.review.model_copy(update={"packs": packs})
        settings.SCREENING = settings.SCREENING.model_copy(update={"review": review})

    return hold


@pytest.fixture
def made() -> Callable[..., Case]:
    """Makes cases on a list as a run would, of some packs."""
    from screening.review.models import Case, CasePack, CaseSeen, LoadedRun

    def make(key: str, *packs: str, run: LoadedRun | None = None) -> Case:
        case = Case.objects.create(
            list=LIST, place_type="address", title=f"Straat {key}", rank=1,
            state=workflow_of(LIST).start,
        )  # fmt: skip
        signal = {"rule": "a.rule", "subject_type": "address", "subject": "1", "title": "Te veel"}
        row = {"address": f"Straat {key}", "rules": ["a.rule"], **OF_OTHERS}
        told = {"address": [f"Straat {key}"], **OF_OTHERS, TIE.key: ["ja"]}
        case.now = CaseSeen.objects.create(
            case=case, run=run or LoadedRun.objects.latest("pk"), standing="listed", key=key,
            row=row, told=told, signals=[signal], digest="1",
        )  # fmt: skip
        case.save()
        for pack in packs:
            CasePack.objects.create(case=case, pack=pack)
        return case

    return make


def asked(role: str, path: str) -> Any:
    """What the API answers a system."""
    from screening.review import tokens

    token = tokens.add(f"{role}{len(path)}", [role])
    return Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})


def shown(browser: Client, name: str, *parts: str, **query: str) -> str:
    return browser.get(reverse(name, args=parts), query).content.decode()


def test_what_a_row_says_of_other_rows_is_for_who_reads_the_whole_list(
    held: Callable[..., None], made: Callable[..., Case], signed_in: Callable[..., Client]
) -> None:
    case = made("r1", "octopus")
    held(ROLE)
    for role, whole in ((ROLE, False), (OTHER, True)):
        assert ("Geheimstraat" in shown(signed_in(role), "case", case.reference)) is whole
        for path in (f"/lists/{LIST}/csv", f"/lists/{LIST}/rows", f"/cases/{case.reference}"):
            answer = asked(role, path)
            assert answer.status_code == 200
            assert ("Geheimstraat" in answer.content.decode()) is whole, path
        assert ({*OF_OTHERS} <= {*answer.json()["row"]}) is whole


def test_by_whom_and_why_a_signal_is_suppressed_stays_with_the_case_it_was_made_from(
    held: Callable[..., None],
    made: Callable[..., Case],
    signed_in: Callable[..., Client],
    account: Callable[..., Account],
) -> None:
    from screening.review.models import Suppression

    seen, unseen = made("r1", "octopus"), made("r2", "octopus", "sealed")
    until = timezone.localdate() + dt.timedelta(days=9)
    Suppression.objects.create(
        case=unseen, rule="a.rule", node="address:1", title="Te veel", reason="geheime reden",
        until=until, user=account("geheim"), user_name="geheim", role=OTHER,
    )  # fmt: skip
    held(ROLE)
    part, whole = (shown(signed_in(role), "case", seen.reference) for role in (ROLE, OTHER))
    for page in (part, whole):
        assert f"Onderdrukt tot en met {until:%d-%m-%Y}" in page
    assert "door geheim" not in part
    assert "geheime reden" not in part
    assert "door geheim: Te veel. Reden: geheime reden" in whole


def test_a_row_that_was_handed_out_is_of_the_case_that_it_was_then(
    held: Callable[..., None],
    made: Callable[..., Case],
    signed_in: Callable[..., Client],
    project: Any,
) -> None:
    from screening.review.models import LoadedRun

    then = LoadedRun.objects.latest("pk")
    later = LoadedRun.objects.create(
        name="later", as_of=dt.date(2031, 1, 1), municipality="M", packs=then.packs
    )
    gone, now = made("r1", "octopus", "sealed", run=then), made("r1", "octopus", run=later)
    held(ROLE)
    row = {"key": "r1", "place_type": "address", "place": "1", "origin": None, "rules": ["a.rule"]}
    entry = {"actor": "a", "list": LIST, "control": "winter", "date": "2026-02-01",
             "recipient": "Team", "rows": [{**row, "address": "Straat r1"}]}  # fmt: skip
    issued(project.folder).add(lambda _: [{**entry, "run": then.name}])
    browser = signed_in(ROLE)
    assert browser.get(reverse("control", args=["winter"])).status_code == 404
    assert gone.reference in shown(signed_in(OTHER), "control", "winter")
    issued(project.folder).add(lambda _: [{**entry, "run": later.name}])
    page = shown(browser, "control", "winter")
    assert "Uitgegeven: 1;" in page
    assert page.count("uitgegeven ") == 1
    assert now.reference in page


def test_what_others_asked_of_a_list_is_for_who_reads_it_whole(
    held: Callable[..., None], made: Callable[..., Case], signed_in: Callable[..., Client]
) -> None:
    made("r1", "octopus")
    signed_in(OTHER, name="karin").get(reverse("list", args=[LIST]), {"bladzijde": "7"})
    held("auditor", "privacy_officer")
    for role in ("auditor", "privacy_officer"):
        page = shown(signed_in(role), "trail", lijst=LIST)
        assert "karin" in page
        assert "bladzijde" not in page.partition("Gevraagd")[2]


@pytest.mark.parametrize("there", [True, False], ids=["a case is kept", "none is"])
@pytest.mark.parametrize("now", [True, False], ids=["fed in the last run", "fed before it"])
def test_who_reads_in_part_is_told_so_and_whom_to_ask_without_a_number(
    there: bool,
    now: bool,
    held: Callable[..., None],
    made: Callable[..., Case],
    signed_in: Callable[..., Client],
) -> None:
    from screening.review.models import LoadedRun

    run = LoadedRun.objects.get()
    made("r1", "octopus", run=run)
    if there:
        made("r2", "octopus", "sealed", run=run)
    if not now:
        LoadedRun.objects.create(
            name="later", as_of=dt.date(2031, 1, 1), municipality="M", lists=run.lists,
            packs={name: ["octopus"] for name in run.packs},
        )  # fmt: skip
    held(ROLE)
    part, whole = signed_in(ROLE), signed_in(OTHER)
    pages = [("list", LIST), ("lists",), ("my_work",), ("controls",)]
    for name, *parts in pages:
        page = shown(part, name, *parts)
        assert page.count(TOLD) == 1, name
        assert f"vraag het: {roles()[OTHER].title}." in page
        assert "die bij uw rol horen: octopus." in page
        assert TOLD not in shown(whole, name, *parts)
    assert TOLD in shown(part, "search", q="straat r")
    (note,) = asked(ROLE, f"/lists/{LIST}").json()["notes"]
    assert TOLD in note


def test_who_may_see_every_pack_of_their_lists_is_told_nothing_also_where_a_list_is_empty(
    held: Callable[..., None], signed_in: Callable[..., Client]
) -> None:
    from screening.review.models import Case, LoadedRun

    Case.objects.filter(list=LIST).update(list="tvo")
    run = LoadedRun.objects.get()
    LoadedRun.objects.update(packs={name: ["octopus"] for name in run.packs})
    held(ROLE)
    browser = signed_in(ROLE)
    for name in ("lists", "my_work", "controls"):
        assert TOLD not in shown(browser, name), name


def test_who_may_see_no_pack_is_told_that_too(
    held: Callable[..., None], signed_in: Callable[..., Client]
) -> None:
    held(ROLE, to=())
    assert "die bij uw rol horen: geen." in shown(signed_in(ROLE), "lists")


def test_where_no_role_reads_a_list_whole_the_privacy_officer_is_asked(
    held: Callable[..., None], made: Callable[..., Case], signed_in: Callable[..., Client]
) -> None:
    made("r1", "octopus")
    held(*(name for name in roles() if roles()[name].lists))
    watch = roles()["privacy_officer"].title
    assert f"vraag het: {watch}." in shown(signed_in(ROLE), "list", LIST)
    held("inspector", "coordinator", "analyst", "auditor", "care_supervision")
    both = shown(signed_in("auditor", "care_supervision", "inspector"), "lists")
    assert f"vraag het: {roles()['board'].title}, {watch}." in both
