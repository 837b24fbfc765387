"""A case changes its state by a named person with a reason, and by nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from screening.review import deciding
from screening.review.deciding import Answer, Choice, ConflictError, RefusedError

if TYPE_CHECKING:
    from screening.review.models import Account, Case
    from screening.review.site.viewer import Viewer

WEIGHED = {"concrete": "ja", "recent": "ja", "priority": "unknown"}


def viewer_of(account: Account) -> Viewer:
    from screening.review.site.viewer import Viewer

    return Viewer(account)


def choice(case: Case, step: str, **answers: str) -> Choice:
    from screening.review.presenting import seen_hash

    case.refresh_from_db()
    return Choice(
        step, "de meldingen zijn concreet", "de ondernemer werkt mee", case.version,
        seen_hash(case), answers,
    )  # fmt: skip


@pytest.fixture
def case(first_case: Callable[[str], Case]) -> Case:
    return first_case("tvo")


@pytest.fixture
def coordinator(account: Callable[..., Account]) -> Viewer:
    return viewer_of(account("coordinator", "coordinator"))


@pytest.fixture
def chair(account: Callable[..., Account]) -> Viewer:
    return viewer_of(account("chair", "chair"))


def weighed(case: Case, coordinator: Viewer) -> Case:
    deciding.take(coordinator, case.reference, choice(case, "weigh", **WEIGHED))
    case.refresh_from_db()
    return case


def test_a_step_is_recorded_with_all_that_a_reader_must_know(
    case: Case, coordinator: Viewer
) -> None:
    asked = choice(case, "weigh", **WEIGHED)
    decision = deciding.take(coordinator, case.reference, asked)
    case.refresh_from_db()
    assert (case.state, case.version) == ("weighed", 1)
    assert (decision.user_name, decision.role) == ("coordinator", "coordinator")
    assert (decision.from_state, decision.to_state, decision.kind) == (
        "received", "weighed", "taken",
    )  # fmt: skip
    assert decision.reason == "de meldingen zijn concreet"
    assert decision.contra == "de ondernemer werkt mee"
    assert decision.answers == WEIGHED
    assert decision.seen == asked.seen
    assert decision.run.name


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": "  "}, "waarom u dit besluit"),
        ({"reason": "123."}, "waarom u dit besluit"),
        ({"contra": ""}, "iets anders te doen"),
        ({"answers": {"concrete": "ja"}}, "recent"),
        ({"answers": {**WEIGHED, "recent": "misschien"}}, "recent"),
        ({"step": "dismiss"}, "kan niet vanuit de stand"),
        ({"step": "unknown"}, "kan niet vanuit de stand"),
    ],
)
def test_a_step_without_what_it_needs_is_refused(
    case: Case, coordinator: Viewer, changed: dict[str, str], said: str
) -> None:
    asked = replace(choice(case, "weigh", **WEIGHED), **changed)
    with pytest.raises(RefusedError, match=said):
        deciding.take(coordinator, case.reference, asked)
    case.refresh_from_db()
    assert (case.state, case.version, case.decisions.count()) == ("received", 0, 0)


def test_a_step_of_another_role_is_refused(case: Case, account: Callable[..., Account]) -> None:
    auditor = viewer_of(account("auditor", "auditor"))
    with pytest.raises(RefusedError, match="rol"):
        deciding.take(auditor, case.reference, choice(case, "weigh", **WEIGHED))


def test_a_case_that_somebody_may_not_see_is_not_there(
    case: Case, account: Callable[..., Account]
) -> None:
    desk = viewer_of(account("desk", "permit_desk"))
    with pytest.raises(type(case).DoesNotExist):
        deciding.take(desk, case.reference, choice(case, "weigh", **WEIGHED))


def test_the_second_of_two_people_is_told_and_nothing_is_overwritten(
    case: Case, coordinator: Viewer, chair: Viewer
) -> None:
    weighed(case, coordinator)
    early = choice(case, "dismiss")
    deciding.take(coordinator, case.reference, choice(case, "build"))
    with pytest.raises(ConflictError, match="veranderd"):
        deciding.take(chair, case.reference, early)
    case.refresh_from_db()
    assert (case.state, case.version) == ("analysis", 2)


def test_what_is_intrusive_waits_for_somebody_else(
    case: Case, coordinator: Viewer, chair: Viewer
) -> None:
    weighed(case, coordinator)
    proposal = deciding.take(coordinator, case.reference, choice(case, "intervene"))
    case.refresh_from_db()
    assert (case.state, case.pending_id, proposal.kind) == ("weighed", proposal.pk, "proposed")
    said = choice(case, "")
    agreed = Answer(True, "ik lees hetzelfde", "niets gezien", said.version, said.seen)
    with pytest.raises(RefusedError, match="iemand anders"):
        deciding.answer(coordinator, case.reference, agreed)
    with pytest.raises(RefusedError, match="wacht al een stap"):
        deciding.take(chair, case.reference, choice(case, "dismiss"))
    confirmed = deciding.answer(chair, case.reference, agreed)
    case.refresh_from_db()
    assert (case.state, case.pending_id, case.version) == ("intervention", None, 3)
    assert confirmed.proposal_id == proposal.pk
    assert confirmed.result == {"result_decision": "intervention"}


def test_a_proposal_that_is_declined_leaves_the_case_where_it_was(
    case: Case, coordinator: Viewer, chair: Viewer
) -> None:
    weighed(case, coordinator)
    deciding.take(coordinator, case.reference, choice(case, "intervene"))
    said = choice(case, "")
    deciding.answer(
        chair, case.reference, Answer(False, "te vroeg", "niets", said.version, said.seen)
    )
    case.refresh_from_db()
    assert (case.state, case.pending_id) == ("weighed", None)


def test_without_consent_of_the_triangle_nothing_goes_to_partners(
    case: Case, coordinator: Viewer
) -> None:
    from screening.review.models import Consent

    weighed(case, coordinator)
    with pytest.raises(RefusedError, match="driehoek"):
        deciding.take(coordinator, case.reference, choice(case, "offer"))
    Consent.objects.create(
        case=case, kind="triangle", given_on="2026-02-01", words="akkoord in het overleg",
        user=coordinator.account, user_name="coordinator", role="coordinator",
    )  # fmt: skip
    proposal = deciding.take(coordinator, case.reference, choice(case, "offer"))
    assert proposal.kind == "proposed"


def test_consent_of_before_a_case_was_taken_up_again_does_not_count(
    case: Case, coordinator: Viewer
) -> None:
    weighed(case, coordinator)
    today = timezone.localdate()
    deciding.consent(coordinator, case.reference, "triangle", today, "akkoord in het overleg")
    deciding.take(coordinator, case.reference, choice(case, "dismiss"))
    deciding.take(coordinator, case.reference, choice(case, "reopen"))
    with pytest.raises(RefusedError, match="driehoek"):
        deciding.take(coordinator, case.reference, choice(case, "offer"))
    before = today - dt.timedelta(days=1)
    deciding.consent(coordinator, case.reference, "triangle", before, "het akkoord van toen")
    with pytest.raises(RefusedError, match="driehoek"):
        deciding.take(coordinator, case.reference, choice(case, "offer"))
    deciding.consent(coordinator, case.reference, "triangle", today, "opnieuw akkoord")
    offered = deciding.take(coordinator, case.reference, choice(case, "offer"))
    assert offered.kind == "proposed"


def test_one_person_alone_is_not_two(case: Case, coordinator: Viewer, settings: object) -> None:
    weighed(case, coordinator)
    project = settings.SCREENING  # type: ignore[attr-defined]
    alone = project.model_copy(update={"review": project.review.model_copy(
        update={"identity": None})})  # fmt: skip
    settings.SCREENING = alone  # type: ignore[attr-defined]
    with pytest.raises(RefusedError, match="tweede persoon nodig"):
        deciding.take(coordinator, case.reference, choice(case, "intervene"))


@pytest.mark.parametrize("what", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["review_decision", "review_caseseen", "review_access"])
def test_the_database_refuses_to_change_what_was_recorded(
    case: Case, coordinator: Viewer, what: str, table: str
) -> None:
    weighed(case, coordinator)
    coordinator.note(case, "case")
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        connection.cursor().execute(what.format(table))


def test_the_models_refuse_it_too(case: Case, coordinator: Viewer) -> None:
    from screening.review.models import Decision, OnlyInsertedError

    weighed(case, coordinator)
    decision = case.decisions.get()
    for change in (decision.save, decision.delete, Decision.objects.all().delete):
        with pytest.raises(OnlyInsertedError):
            change()
    with pytest.raises(OnlyInsertedError):
        Decision.objects.update(reason="anders")
