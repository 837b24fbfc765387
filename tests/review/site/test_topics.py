"""Cases are chosen by what they are about, and a timeline holds what happened at their members."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

if TYPE_CHECKING:
    from screening.review.models import Case


@pytest.mark.parametrize(
    ("name", "column"),
    [("tvo", "phenomena"), ("adr", "registration_kinds"), ("bibob", "application_kind"),
     ("octopus.auto", "families")],
)  # fmt: skip
def test_cases_are_filtered_by_theme_or_phenomenon(
    name: str, column: str, signed_in: Callable[..., Client]
) -> None:
    from screening.review.models import Case

    every = Case.objects.filter(list=name, standing="listed").select_related("now")
    told = {
        case.reference: {t for key in (column, "families") for t in case.now.told.get(key, [])}
        for case in every
    }
    topic = min(t for case in every for t in case.now.told.get(column, []))
    page = signed_in("coordinator", "permit_desk").get(
        reverse("list", args=[name]), {"over": topic}
    )
    text = page.content.decode()
    assert f">{escape(topic)}</option>" in text
    wanted = {reference for reference, topics in told.items() if topic in topics}
    shown = set(re.findall(r'<span class="hint">([A-Z0-9]{4}-[A-Z0-9]{4})</span>', text))
    assert shown
    assert shown <= wanted


def test_a_case_of_the_board_tells_what_happened_at_its_members(
    signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    case = first_case("tvo")
    assert case.now
    days = case.now.row["happened"]
    assert days
    page = signed_in("coordinator").get(reverse("case", args=[case.reference])).content.decode()
    timeline = page.partition("<h2>Tijdlijn</h2>")[2].partition("</ol>")[0]
    assert timeline.count("Gebeurtenis: ") == len({str(each) for each in days})
    board = type(case).objects.filter(list="tvo").select_related("now")
    assert [each for one in board if one.now for each in one.now.row["sources"] if each["newest"]]
    assert page.count("Bronnen en hoe onafhankelijk") == 1, "of a register it is no event"
    assert case.now.told["sources"]
    for told in case.now.told["sources"]:
        assert len(re.findall(rf"(?<!\w){re.escape(escape(told))}", page)) == 1


def test_what_a_case_is_about_goes_with_it_when_it_is_destroyed(
    first_case: Callable[[str], Case],
) -> None:
    import datetime as dt

    from django.utils import timezone

    from screening.review.destroying import destroy_expired
    from screening.review.models import Case, CaseTopic

    case = first_case("tvo")
    assert CaseTopic.objects.filter(case=case).exists()
    since = timezone.now() - dt.timedelta(days=366)
    Case.objects.filter(pk=case.pk).update(state="dismissed", since=since, version=1)
    assert destroy_expired() == 1
    assert not CaseTopic.objects.filter(case=case).exists()
