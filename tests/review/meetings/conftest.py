"""Cases of the board with everything in them that its list has, made without a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from screening.lists import LISTS
from screening.review import deciding
from tests.review.meetings.acting import WEIGHED, People, choice

if TYPE_CHECKING:
    from screening.review.models import Account, Case, Meeting


@pytest.fixture
def account(db: None) -> Callable[..., Account]:  # noqa: ARG001 - the tables
    """Makes accounts with roles; nobody signs in with a password here."""
    from screening.review.models import Account

    def make(name: str, *roles: str) -> Account:
        user = Account.objects.create(username=name)
        user.groups.set(Group.objects.filter(name__in=roles))
        assert user.groups.count() == len(roles)
        return user

    return make


@pytest.fixture
def listed(db: None) -> list[Case]:  # noqa: ARG001 - the tables
    """Three cases as a loaded run leaves them; each column holds its own name."""
    from screening.review.models import Case, CaseSeen, LoadedRun

    run = LoadedRun.objects.create(
        name="2026-01-01_1", as_of=dt.date(2026, 1, 1), municipality="Meerwolde",
        lists={"tvo": {"Doel": "samen bespreken", "Ontvanger": "het overleg"}},
    )  # fmt: skip
    told = {column.key: [f"hier {column.key}"] for column in LISTS["tvo"].open_columns}
    made = []
    for rank in (1, 2, 3):
        case = Case.objects.create(
            list="tvo", place_type="case", title=f"Casus nummer {rank}", state="received",
            rank=rank,
        )  # fmt: skip
        case.now = CaseSeen.objects.create(
            case=case, run=run, standing="listed", key=f"key-{rank}", rank=rank, told=told,
            digest=f"{rank:064d}",
        )  # fmt: skip
        case.save()
        made.append(case)
    return made


@pytest.fixture
def people(account: Callable[..., Account]) -> People:
    from screening.review.site.viewer import Viewer

    return {
        "secretary": Viewer(account("secretary", "coordinator")),
        "chair": Viewer(account("chair", "chair")),
        "ann": Viewer(account("ann", "board")),
        "ben": Viewer(account("ben", "board")),
    }


@pytest.fixture
def cases(people: People, listed: list[Case]) -> list[Case]:
    """Three cases of the board that were weighed."""
    for case in listed:
        deciding.take(people["secretary"], case.reference, choice(case, "weigh", **WEIGHED))
        case.refresh_from_db()
    return listed


@pytest.fixture
def meeting(people: People, cases: list[Case]) -> Meeting:
    """Today, blind, with two of the cases, and everybody there."""
    from screening.review.meetings.holding import convene, note_present, put_on

    secretary = people["secretary"]
    made = convene(secretary, "tvo", timezone.localdate(), people["chair"].account, blind=True)
    for case in cases[:2]:
        put_on(secretary, made.reference, case.reference)
    note_present(secretary, made.reference, [each.account.pk for each in people.values()])
    return made
