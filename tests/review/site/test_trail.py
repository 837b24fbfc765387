"""Who watches sees what was done with the lists they watch, in words and in no codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

import pytest
from django.test import Client
from django.urls import reverse

from screening.reference.roles import roles
from screening.review.models.seen import SEEN, Seen, role_titles

if TYPE_CHECKING:
    from screening.review.models import Account, Case


def asked(browser: Client, **query: str) -> str:
    return browser.get(reverse("trail"), query).content.decode()


@pytest.mark.parametrize("name", ["bibob", "care"])
def test_an_auditor_finds_nothing_of_lists_of_others(
    name: str, first_case: Callable[[str], Case], signed_in: Callable[..., Client]
) -> None:
    case, auditor = first_case(name), signed_in("auditor")
    officer = signed_in("privacy_officer")
    for words in (case.reference, case.title):
        assert f"{case.reference}," not in asked(auditor, q=words)
    assert f"{case.reference}," in asked(officer, q=case.reference)
    shown = asked(auditor, lijst=name)
    assert f'value="{name}"' not in shown
    assert "Wie wanneer een bladzijde" not in shown
    assert "Wie wanneer een bladzijde" in asked(officer, lijst=name)
    other = first_case("tvo")
    assert f"{other.reference}," in asked(auditor, q=other.reference)


def test_no_code_stands_in_the_trail(
    first_case: Callable[[str], Case],
    account: Callable[..., Account],
    signed_in: Callable[..., Client],
) -> None:
    from screening.review.models import Access
    from screening.review.site.viewer import Viewer

    case, watching = first_case("tvo"), Viewer(account("karin", "coordinator", "board"))
    for what in get_args(Seen):
        watching.note(case, what)
    held = ",".join(roles())[:63]
    Access.objects.create(case=case, what="case", user=watching.account, user_name="a", role=held)
    shown = asked(signed_in("privacy_officer"), q=case.reference)
    cells = re.findall(r'data-label="(?:Wat|Rol)">([^<]*)<', shown)
    assert len(cells) == 2 * (len(SEEN) + 2), "and the officer who looks now"
    assert {"coördinator ondermijning, lid van het overleg"} <= {*cells} - {*SEEN}
    assert not {part for cell in cells for part in cell.split(",")} & ({*SEEN} | {*roles()})
    assert set(get_args(Seen)) == {*SEEN}
    assert role_titles(held).endswith(", en meer")
