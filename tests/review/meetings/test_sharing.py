"""A package for a partner: after a confirmed decision, with a basis, and on record (T59, T21)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from screening.lists import LISTS
from screening.reference.sharing import recipients
from screening.reference.words import is_neutral
from screening.reference.workflow import workflow_of
from screening.review import deciding
from screening.review.deciding import Answer, Choice, RefusedError

if TYPE_CHECKING:
    from screening.review.models import Account, Case

WEIGHED = {"concrete": "ja", "recent": "ja", "priority": "unknown"}
People = dict[str, Any]


def choice(case: Case, step: str, **answers: str) -> Choice:
    from screening.review.presenting import seen_hash

    case.refresh_from_db()
    return Choice(
        step, "partners weten meer", "er is weinig recent", case.version, seen_hash(case), answers
    )


@pytest.fixture
def people(account: Callable[..., Account]) -> People:
    from screening.review.site.viewer import Viewer

    return {
        "coordinator": Viewer(account("coordinator", "coordinator")),
        "chair": Viewer(account("chair", "chair")),
    }


@pytest.fixture
def case(people: People, listed: list[Case]) -> Case:
    """A case of which is proposed to offer it to the RIEC, with the consent that this asks."""
    from screening.review.models import Consent

    found, coordinator = listed[0], people["coordinator"]
    deciding.take(coordinator, found.reference, choice(found, "weigh", **WEIGHED))
    Consent.objects.create(
        case=found, kind="triangle", given_on="2026-02-01", words="akkoord in de driehoek",
        user=coordinator.account, user_name="coordinator", role="coordinator",
    )  # fmt: skip
    deciding.take(coordinator, found.reference, choice(found, "offer"))
    found.refresh_from_db()
    return found


def confirm(people: People, case: Case) -> None:
    said = choice(case, "")
    told = Answer(True, "ik lees hetzelfde", "niets gezien", said.version, said.seen)
    deciding.answer(people["chair"], case.reference, told)
    case.refresh_from_db()


def wanted(**changed: Any) -> Any:
    from screening.review.sharing import Wanted

    asked = Wanted(
        "riec", "WGS, hoofdstuk 2", "alleen wat nodig is om samen te duiden",
        "coördinator, 14 0123", ("case", "subjects"), selection=False,
    )  # fmt: skip
    return replace(asked, **changed)


def files_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_every_recipient_follows_from_steps_that_a_second_person_confirms() -> None:
    for recipient in recipients().values():
        assert recipient.basis
        for name, states in recipient.states.items():
            flow = workflow_of(name)
            assert {*states} <= {*flow.states}
            assert all(step.second for step in flow.steps.values() if step.to in states)
            known = {column.key for column in LISTS[name].open_columns}
            kept = {
                column.key for part in LISTS[name].paper.selection
                for column in part.of(LISTS[name].open_columns)
            }  # fmt: skip
            assert {*recipient.fields} <= known - kept


def test_without_a_confirmed_decision_nothing_is_made(people: People, case: Case) -> None:
    from screening.review.sharing import make, open_to

    assert open_to(case) == {}
    with pytest.raises(RefusedError, match="bevestigd besluit"):
        make(people["coordinator"], case.reference, wanted())
    confirm(people, case)
    assert [*open_to(case)] == ["riec"]
    with pytest.raises(RefusedError, match="bevestigd besluit"):
        make(people["coordinator"], case.reference, wanted(recipient="department"))
    with pytest.raises(RefusedError, match="rol"):
        make(people["chair"], case.reference, wanted())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"basis": "  "}, "grondslag"),
        ({"privacy": "12"}, "toets vooraf"),
        ({"contact": ""}, "contactpunt"),
        ({"fields": ()}, "ten minste één"),
        ({"fields": ("points",)}, "wat naar deze partij mag"),
        ({"fields": ("case", "personal_data")}, "wat naar deze partij mag"),
    ],
)
def test_a_package_without_what_it_needs_is_refused(
    people: People, case: Case, changed: dict[str, Any], said: str
) -> None:
    from screening.review.sharing import make

    confirm(people, case)
    with pytest.raises(RefusedError, match=said):
        make(people["coordinator"], case.reference, wanted(**changed))
    assert not case.packages.exists()


def test_the_package_has_the_chosen_fields_and_the_record(people: People, case: Case) -> None:
    from screening.review.sharing import make

    confirm(people, case)
    made = make(people["coordinator"], case.reference, wanted())
    files = files_of(made.content)
    assert [*files] == ["1-deelverslag.html", "2-casusblad.html", "deelverslag.json"]
    assert "hier subjects" in files["2-casusblad.html"]
    for key in ("points", "strongest", "phenomena", "personal_data", "origin"):
        assert not any(f"hier {key}" in text for text in files.values()), key
    told = json.loads(files["deelverslag.json"])
    assert told["grondslag"] == "WGS, hoofdstuk 2"
    assert told["goedgekeurd_door"] == "chair"
    assert told["velden"] == ["Casus", "Adressen en bedrijven"]
    assert "2026-02-01" in told["instemming"][0]
    assert "contactpunt" in told["wgs"]
    for text in files.values():
        assert is_neutral(text)
    for name in ("1-deelverslag.html", "2-casusblad.html"):
        assert "geen vaststelling" in files[name]
        assert "Regionaal" in files[name]
    record = case.packages.get()
    assert (record.approver, record.fields) == ("chair", ["case", "subjects"])
    assert case.accesses.filter(what="share").count() == 1


def test_the_selection_is_a_sheet_of_its_own_that_can_be_left_out(
    people: People, case: Case
) -> None:
    from screening.review.sharing import make

    confirm(people, case)
    files = files_of(make(people["coordinator"], case.reference, wanted(selection=True)).content)
    assert "hier strongest" in files["3-selectie.html"]
    assert "geen bewijs" in files["3-selectie.html"]
    assert "hier points" not in files["3-selectie.html"]
    assert "hier strongest" not in files["2-casusblad.html"]


def test_what_vanished_later_names_who_got_it_and_is_shared_no_more(
    people: People, case: Case
) -> None:
    from screening.review.models import Case, Standing
    from screening.review.sharing import make

    confirm(people, case)
    make(people["coordinator"], case.reference, wanted())
    Case.objects.filter(pk=case.pk).update(standing=Standing.GONE)
    browser = Client()
    browser.force_login(people["coordinator"].account, "django.contrib.auth.backends.ModelBackend")
    assert browser.get(reverse("share", args=[case.reference, "riec"])).status_code == 404
    with pytest.raises(RefusedError, match="vervallen"):
        make(people["coordinator"], case.reference, wanted())
    shown = browser.get(reverse("case", args=[case.reference])).content.decode()
    assert "eerder gedeeld met: Regionaal" in shown


def test_a_package_by_browser(people: People, case: Case) -> None:
    confirm(people, case)
    browser = Client()
    browser.force_login(people["coordinator"].account, "django.contrib.auth.backends.ModelBackend")
    address = reverse("share", args=[case.reference, "riec"])
    assert address in browser.get(reverse("case", args=[case.reference])).content.decode()
    shown = browser.get(address).content.decode()
    assert is_neutral(shown)
    assert 'value="subjects"' in shown
    assert 'value="points"' not in shown
    said = {
        "fields_chosen": ["case"], "basis": "WGS", "privacy": "nodig om te duiden",
        "contact": "de coördinator",
    }  # fmt: skip
    missing = browser.post(address, {**said, "basis": ""})
    assert missing.status_code == 400
    answer = browser.post(address, said)
    assert answer["Content-Type"] == "application/zip"
    assert "2-casusblad.html" in files_of(answer.content)
    assert "goedgekeurd door chair" in browser.get(address).content.decode()


@pytest.mark.parametrize("what", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_record(people: People, case: Case, what: str) -> None:
    from screening.review.sharing import make

    confirm(people, case)
    make(people["coordinator"], case.reference, wanted())
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        connection.cursor().execute(what.format("review_sharepackage"))
