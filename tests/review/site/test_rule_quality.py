"""The page of rule quality: what the ledger and the decisions say, of the lists of who looks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from screening.review.following import followed, suppressed
from screening.review.models import CaseSeen, Decision, LoadedRun, Suppression
from screening.review.pages import rule_quality as page
from screening.review.rule_quality import FEWEST, Followed, RuleQuality
from screening.runs.read import read_list

if TYPE_CHECKING:
    from screening.pipeline import RunResult
    from screening.review.models import Account, Case


def decided(case: Case, user: Account, to: str, version: int = 1) -> None:
    Decision.objects.create(
        case=case, version=version, kind=Decision.Kind.TAKEN, step="x", from_state="received",
        to_state=to, user=user, user_name="A", role="coordinator", reason="r", contra="c",
        seen="", run=LoadedRun.objects.latest("pk"),
    )  # fmt: skip


def test_the_last_decision_of_a_case_counts_for_every_rule_behind_it(
    first_case: Callable[[str], Case], account: Callable[..., Account]
) -> None:
    case, user = first_case("tvo"), account("anna", "coordinator")
    rules = CaseSeen.objects.filter(case=case).latest("pk").row["rules"]
    assert rules
    decided(case, user, "weighed")
    assert followed() == {}, "a case that was only weighed is not decided"
    decided(case, user, "dismissed", 2)
    assert {(each.decided, each.followed) for each in followed().values()} == {(1, 0)}
    decided(case, user, "analysis", 3)
    found = followed()
    assert {rule for _, rule in found} == set(rules)
    assert {(each.decided, each.followed) for each in found.values()} == {(1, 1)}


def test_what_is_suppressed_is_counted_while_it_holds(
    first_case: Callable[[str], Case], account: Callable[..., Account]
) -> None:
    day = dt.date(2026, 3, 1)
    for number, until in enumerate((day, day - dt.timedelta(days=1))):
        Suppression.objects.create(
            case=first_case("tvo"), rule="address.many", node=f"address:{number}", title="t",
            reason="r", until=until, user=account(f"a{number}", "coordinator"), user_name="a",
            role="coordinator",
        )  # fmt: skip
    assert suppressed(day) == {("tvo", "address.many"): 1}


def test_the_page_tells_of_the_lists_of_who_looks_and_of_no_others(
    signed_in: Callable[..., Client], demo_run: RunResult, settings: object
) -> None:
    settings.SCREENING = demo_run_project(demo_run)
    shown = signed_in("permit_desk").get(reverse("rule_quality")).content.decode()
    assert "te weinig" in shown
    assert f"Onder {FEWEST} beoordeelde rijen" in shown
    assert "Controlelijst" not in shown
    assert "car." not in shown
    title = dict(listed_rules(demo_run, "bibob"))["bibob.register_hit"]
    assert f'<th scope="row">{title} <span class="hint">bibob.register_hit' in shown


def test_the_page_tells_share_interval_and_lift_in_numbers(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = RuleQuality("octopus.auto", None, 30, 5, 20, 0)
    rule = RuleQuality(
        "octopus.auto", "car.no_recognition", 60, 30, 10, 5, followed=Followed(20, 19),
        suppressed=2, drawn=drawn, title="Geen erkenning",
    )  # fmt: skip
    monkeypatch.setattr(page, "quality_of", lambda *_: [rule, drawn])
    shown = signed_in("inspector").get(reverse("rule_quality")).content.decode()
    [row] = re.findall(r'<tr>\s*<th scope="row">Geen erkenning.*?</tr>', shown, re.DOTALL)
    cells = dict(re.findall(r'data-label="([^"]*)">([^<]*)<', row))
    assert cells == {
        "Signalen": "60", "Beoordeeld": "45", "Bevestigd": "30", "Weerlegd": "10", "Onbekend": "5",
        "Aandeel bevestigd": "75% (60% - 86%)", "Keer de steekproef": "3,8 (1,8 - 8,5)",
        "Gevolgd": "95% (19 van 20)", "Onderdrukt": "2",
    }  # fmt: skip
    [beside] = re.findall(r'<tr>\s*<th scope="row">\(steekproef\).*?</tr>', shown, re.DOTALL)
    assert 'data-label="Aandeel bevestigd">20% (' in beside
    assert "bijna alles wordt gevolgd (19 van 20)" in shown


def listed_rules(demo_run: RunResult, name: str) -> list[tuple[str, str]]:
    rules = read_list(demo_run.folder, name)["measured"]["rules"]
    return [(each["rule"], each["title"]) for each in rules]


def demo_run_project(demo_run: RunResult) -> object:
    from screening.project.model import load_project

    return load_project(demo_run.folder.parents[1])
