from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import polars as pl

from screening.prioritise.danger import conditional, marked
from tests.shipped import shipped_packs

SUBJECTS = {"rule": ["agri.x", "agri.x", "agri.y", "agri.z"], "subject_type": ["address"] * 4,
            "subject": ["reported", "registered", "yes", "always"]}  # fmt: skip


def measured(**values: str | None) -> list[dict[str, str | None]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def pack(**marks: Any) -> Any:
    models = [SimpleNamespace(id=f"agri.{name}", people_at_risk=at) for name, at in marks.items()]
    return SimpleNamespace(documents=[SimpleNamespace(model=model) for model in models])


def test_people_are_at_risk_where_a_report_says_so_and_not_where_somebody_is_registered() -> None:
    signals = pl.DataFrame(
        {**SUBJECTS, "values": [measured(persons="1", reports="1"),
                                measured(persons="1", reports="0"),
                                measured(found="true"), measured(reports=None)]}
    )  # fmt: skip
    where = conditional(signals, [pack(x=["reports"], y=["found"], z=True)])
    found = marked(pl.LazyFrame(SUBJECTS), ["agri.z"], where).collect()
    assert found["risky"].to_list() == [True, False, True, True]


def test_rules_that_see_registrations_or_numbers_say_it_only_of_reports() -> None:
    rules = {
        each.model.id: each.model for pack in shipped_packs().values() for each in pack.documents
    }
    asked = {name: getattr(model, "people_at_risk", False) for name, model in rules.items()}
    assert asked["agri.habitation_signal"] == asked["address.industrial_habitation"] == ["reports"]
    assert asked["thb.labour_risk_site"] == ["housed"]
    assert asked["car.polish_wash_labour"] is False
    assert asked["address.overoccupancy_m2"] is False, "a large family in a small house"
    for name, at in asked.items():
        assert isinstance(at, bool) or {*at} <= {*rules[name].measures}, name
