"""How a case is told on its list: a short name, and what may be done where no conclusion says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from screening.escalate.run import escalate
from screening.prioritise.guard import guard_days
from screening.reference.board import phenomena
from screening.reference.tables import interventions
from screening.registers.reading.filling import fill_register
from tests.escalate.test_run import escalation
from tests.prioritise.test_run import DAY, made, registers, vbo
from tests.shipped import every_rule, shipped_packs

__all__ = ["registers"]

Build = Callable[..., pl.DataFrame]


def cases(*given: Any, **changes: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = made(*given, **changes)["tvo"].rows.to_dicts()
    return rows


def test_a_case_is_told_by_its_main_address_and_not_by_all_its_members(
    reasons: Build, links: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    given = reasons(
        f"rooms.x 3 address:{vbo(7)}", f"agri.x 5 address:{vbo(2)}", "company.x 5 company:99000007",
        f"company.y 2 address:{vbo(7)}",
    )  # fmt: skip
    joined = links(
        f"company_address company:99000007 address:{vbo(7)}",
        f"company_address company:99000007 address:{vbo(2)}",
    )
    firms = fill_register("kvk_company", [{"kvk_nr": "99000007", "trade_name": "Veel B.V."}])
    known = {**registers, "kvk_company": firms}
    [row] = cases(given, [pack("tvo", "tvo")], known, links=joined)
    assert row["case_about"] == "Dorpsweg 2 (en nog 2)"
    assert row["subjects"] == ["Dorpsweg 2", "Dorpsweg 7", "Veel B.V."]


def test_a_case_without_an_address_is_told_by_its_company(
    reasons: Build, pack: Callable[..., Any]
) -> None:
    firms = fill_register("kvk_company", [{"kvk_nr": "99000007", "trade_name": "Veel B.V."}])
    given = reasons("company.x 5 company:99000007")
    [row] = cases(given, [pack("tvo", "tvo")], {"kvk_company": firms})
    assert row["case_about"] == "Veel B.V."
    [unknown] = cases(given, [pack("tvo", "tvo")], {})
    assert unknown["case_about"] is None
    assert unknown["case"].startswith("Casus ")


def test_where_no_conclusion_says_what_may_be_done_the_phenomenon_does(
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    given = reasons(
        f"thb.x 5 address:{vbo(1)}", f"address.x 5 address:{vbo(2)}", f"car.x 3 address:{vbo(2)}"
    )
    rows = {row["case_about"]: row for row in cases(given, [pack("tvo", "tvo")], registers)}
    for place, phenomenon in (("Dorpsweg 1", "exploitation"), ("Dorpsweg 2", "goods")):
        row, names = rows[place], phenomena()[phenomenon].interventions
        assert [each["title"] for each in row["interventions"]] == [
            interventions()[name].title for name in names
        ]
        assert all(each["term"] for each in row["interventions"])


def test_what_an_own_investigation_rests_on_is_told_by_the_titles_of_rules(
    reasons: Build, pack: Callable[..., Any]
) -> None:
    given = reasons(
        "bibob.x 3 application:A1", "bibob.y 2 application:A1", title="Een titel", lists=["bibob"]
    )
    asked = [{"application_id": "A1", "status": "in_progress"}]
    known = {"permit_application": fill_register("permit_application", asked)}
    [row] = made(given, [pack("bibob", "bibob")], known)["bibob"].rows.to_dicts()
    assert row["own_investigation_rules"] == ["Een titel"]


def test_an_investigation_never_names_itself_as_its_ground(
    reasons: Build, links: Build, pack: Callable[..., Any]
) -> None:
    """What it was drawn from is its ground, also where each of that alone asks for none."""
    light = [
        reasons(f"bibob.{name} 2 application:A1", title=f"Titel {name}", lists=["bibob"])
        for name in ("x", "y")
    ]
    heavy = reasons("bibob.z 4 application:A2", title="Zwaar", lists=["bibob"])
    given = pl.concat([*light, heavy])
    either = {"any": [{"all": ["bibob.x", "bibob.y"]}, "bibob.z"]}
    step = escalation(
        "bibob.own", either, pack="octopus", subject="application", lists=["bibob"], severity=3
    )
    drawn = escalate(given, links(), [step], as_of=DAY)
    assert drawn["title"].to_list() == ["Titel bibob.own"] * 2
    asked = [{"application_id": name, "status": "in_progress"} for name in ("A1", "A2")]
    known = {"permit_application": fill_register("permit_application", asked)}
    packs = [pack("octopus", "bibob")]
    rows = made(given, packs, known, conclusions=drawn)["bibob"].rows.sort("application_id")
    assert rows["own_investigation"].to_list() == ["ja", "ja"]
    assert rows["own_investigation_rules"].to_list() == [["Titel x", "Titel y"], ["Zwaar"]]


@pytest.mark.parametrize(("ran_with", "last"), [(None, 14), (30, 30)])
@pytest.mark.parametrize("found", [True, False])
def test_every_open_application_whose_term_is_near_or_over_is_watched(
    ran_with: int | None, last: int, found: bool, reasons: Build, pack: Callable[..., Any]
) -> None:
    """Also where no procedure has begun, so that the rule says nothing of it."""
    days = {"A1": -200, "A2": 0, "A3": last, "A4": last + 1, "A5": -3, "A6": None}
    given = reasons(*(f"bibob.x 3 application:{name}" for name in days), lists=["bibob"])
    if found:
        ruled = reasons("bibob.deadline_guard 1 application:A1", lists=["bibob"], text="Gezegd.")
        given = pl.concat([given, ruled])
    known = {"permit_application": fill_register("permit_application", [
        {"application_id": name, "status": "withdrawn" if name == "A5" else "in_progress",
         "decision_due": None if left is None else DAY + dt.timedelta(days=left)}
        for name, left in days.items()
    ])}  # fmt: skip
    watching = pack("octopus", "bibob")
    watching.documents = (*watching.documents, every_rule()["bibob.deadline_guard"])
    said = {"bibob.deadline_guard": {"warn_days": ran_with}}
    rows = made(given, [watching], known, overrides=said)["bibob"].rows.sort("application_id")
    told = dict(zip(rows["application_id"], rows["deadline_guard"], strict=True))
    assert [name for name, text in told.items() if text] == ["A1", "A2", "A3"]
    assert told["A2"] == f"Uiterste beslisdatum: 1 januari 2026 (grens {last} dagen van tevoren)."
    if found:
        assert told["A1"] == "Gezegd.", "what the rule says of it stays"


@pytest.mark.parametrize(("status", "days"), [("active", 14), ("disabled", None)])
def test_a_rule_that_does_not_run_watches_nothing(
    status: str, days: int | None, pack: Callable[..., Any]
) -> None:
    rule = every_rule()["bibob.deadline_guard"].model.model_copy(update={"status": status})
    watching = pack("octopus", "bibob")
    watching.documents = (SimpleNamespace(model=rule),)
    assert guard_days([watching], {}, DAY) == days


def test_every_phenomenon_has_known_interventions_and_every_family_that_makes_cases_has_one() -> (
    None
):
    for each in phenomena().values():
        assert each.interventions
        assert {*each.interventions} <= interventions().keys()
    named = {family for each in phenomena().values() for family in each.families}
    families = {
        loaded.id.split(".")[0]
        for pack in shipped_packs().values()
        for loaded in pack.documents
        if "tvo" in loaded.model.lists
    }
    assert families <= named
