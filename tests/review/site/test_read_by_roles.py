"""What somebody of a role needs to see at once on the pages where they work."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse

if TYPE_CHECKING:
    from screening.review.models import Case


def test_the_queue_says_by_when_one_has_to_decide(signed_in: Callable[..., Client]) -> None:
    from screening.review.models import Case

    cases = Case.objects.filter(list="bibob").order_by("rank").select_related("now")
    first, last = cases[0], cases[len(cases) - 1]
    assert first.now is not None
    desk = signed_in("permit_desk")
    shown = desk.get("/lijsten/bibob/").content.decode()
    year, month, day = first.now.row["decision_due"].split("-")
    row = shown[shown.index(first.reference) :]
    assert f"{day}-{month}-{year}" in row[: row.index("</tr>")]
    shown = desk.get("/lijsten/bibob/", {"bladzijde": "999"}).content.decode()
    row = shown[shown.index(last.reference) :]
    assert "ingetrokken" in row[: row.index("</tr>")]
    assert "Besluit uiterlijk" not in signed_in("board").get("/lijsten/tvo/").content.decode()


def test_an_inspector_opens_the_map_from_the_page_and_no_other_text_is_a_link(
    signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    case = first_case("octopus.kamer")
    assert case.now is not None
    shown = signed_in("inspector").get(reverse("case", args=[case.reference])).content.decode()
    [place] = case.now.told["map_link"]
    assert f'<a href="{escape(place)}" rel="noreferrer">' in shown
    assert shown.count('href="https://') == 1
