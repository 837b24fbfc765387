"""The figures kept of comparisons are those the rules judged by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.figures import FEWEST, AmountFigures, FunnelFigures
from screening.detect import pictured as room
from screening.detect.pictured import _edges, _told
from screening.detect.run import detect
from screening.engines import get_engine
from screening.packs.loaded import Pack
from screening.registers.reading.filling import empty_register
from tests.shipped import every_rule, shipped_packs

if TYPE_CHECKING:
    from screening.pipeline import RunResult


@pytest.fixture(scope="module")
def funnels(demo_run: RunResult) -> tuple[FunnelFigures, ...]:
    return demo_run.outcome.detection.pictured.funnels


@pytest.fixture(scope="module")
def amounts(demo_run: RunResult) -> tuple[AmountFigures, ...]:
    return demo_run.outcome.detection.pictured.amounts


def test_the_target_is_what_the_rule_expected(funnels: tuple[FunnelFigures, ...]) -> None:
    assert len(funnels) > 10
    for each in funnels:
        assert each.target * each.scale == pytest.approx(each.own["expected"], rel=1e-9)
        assert each.own["count"] / each.own["per"] * each.scale == pytest.approx(  # type: ignore[operator]
            each.own["value"], rel=1e-9
        )


def test_the_set_is_that_of_the_rule(
    demo_run: RunResult, funnels: tuple[FunnelFigures, ...]
) -> None:
    signal = demo_run.signals.filter(
        pl.col("rule") == "area.suspicious_transactions_rate", pl.col("subject") == "GM9001"
    )
    values = {each["name"]: each["value"] for each in signal["values"][0]}
    [drawn] = [
        f for f in funnels if f.rule == "area.suspicious_transactions_rate" and f.block == "tx"
    ]
    assert {*drawn.units["subject"]} == {*values["tx_peers"].split("|")}
    assert drawn.flagged
    assert drawn.left_out == 0


def test_the_unit_itself_is_none_of_its_peers(funnels: tuple[FunnelFigures, ...]) -> None:
    [density] = [each for each in funnels if each.rule == "area.branch_density"]
    assert min(density.units["count"]) >= FEWEST
    assert density.subject == "GM9001:hairdressers"
    assert density.subject not in density.units["subject"]


def test_units_with_few_events_are_counted_and_not_kept() -> None:
    """Of twenty peers three have fewer than ten shops: part of the limits, and never told."""
    shops = [60, *(n + 10 for n in range(17)), 9, 5, 0]
    places = pl.DataFrame({"area_code": [f"GM{9001 + n}" for n in range(len(shops))]})
    given = {
        "area": places.with_columns(
            level=pl.lit("municipality"), address_density=800.0, urbanity_class=4
        ),
        "area_population": places.with_columns(year=2024, inhabitants=10_000),
        "area_branch": places.with_columns(
            pl.Series("establishments", shops), year=2024, branch=pl.lit("hairdressers")
        ),
    }
    frames = {}
    for name, frame in given.items():
        empty = empty_register(name)
        cast = frame.cast({column: empty.schema[column] for column in frame.columns})
        frames[name] = pl.concat([empty, cast], how="diagonal")
    rule = every_rule()["area.branch_density"]
    pack = replace(shipped_packs()["area"], rules=(rule,), escalations=())
    found = detect(
        [pack], frames, {}, as_of=dt.date(2026, 1, 1), overrides={}, engine=get_engine(),
        municipality="GM9001",
    )  # fmt: skip
    assert not found.failures
    [drawn] = found.pictured.funnels
    assert drawn.subject == "GM9001:hairdressers"
    assert drawn.own["count"] == 60
    assert drawn.left_out == 3
    assert sorted(drawn.units["count"]) == list(range(FEWEST, FEWEST + 17))
    assert drawn.target * 20 * 10_000 == pytest.approx(sum(shops[1:]))


def test_only_the_own_municipality_is_drawn(
    funnels: tuple[FunnelFigures, ...], amounts: tuple[AmountFigures, ...]
) -> None:
    assert {each.subject.split(":")[0] for each in funnels} == {"GM9001"}
    assert {each.own.split(":")[0] for each in amounts} == {"GM9001", ""}


def test_amounts_are_counted_whole_and_named_where_they_are_public(
    demo_run: RunResult, amounts: tuple[AmountFigures, ...]
) -> None:
    public = [each for each in amounts if each.subject_type == "area_branch"]
    for each in public:
        assert sum(count or 0 for count in each.counts) == each.size
        assert len(each.edges) == len(each.counts) + 1
        assert each.edges[0] <= each.median <= each.edges[-1]
    [flagged] = [each for each in public if each.block == "per_inhabitant"]
    signal = demo_run.signals.filter(
        pl.col("rule") == flagged.rule, pl.col("subject") == flagged.own
    )
    values = {each["name"]: each["value"] for each in signal["values"][0]}
    assert flagged.median == pytest.approx(float(values["per_inhabitant_expected"]))
    at = flagged.named["subject"].index(flagged.own)
    assert flagged.named["amount"][at] == pytest.approx(float(values["per_inhabitant_value"]))


def test_a_comparison_that_cannot_be_pictured_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[FunnelFigures]:
        raise ValueError

    monkeypatch.setattr(room, "_funnels", broken)
    rule = SimpleNamespace(compare={"rate": None}, id="a.b", pictures={})
    loaded = SimpleNamespace(rule=rule, pack=SimpleNamespace(regimes=[]))
    judged = {"a.b": (SimpleNamespace(loaded=loaded), pl.DataFrame({"_outcome": ["hit"]}))}
    found = room.pictured(judged, "GM9001")  # type: ignore[arg-type]
    assert (found.funnels, found.amounts) == ((), ())
    assert found.areas.is_empty()


amounts_held = st.lists(st.floats(0.01, 1e12), min_size=1, max_size=60)


@given(amounts_held)
def test_every_amount_falls_in_a_step(held: list[float]) -> None:
    values = np.array(held)
    edges = _edges(values)
    assert (edges[0] <= values).all()
    assert (values <= edges[-1]).all()
    assert np.histogram(values, edges)[0].sum() == len(held)
    assert len(edges) <= 200


@given(amounts_held)
def test_no_small_number_is_told_nor_one_the_total_would_tell(held: list[float]) -> None:
    values = np.array(held)
    told = _told(values, _edges(values), FEWEST)
    assert all(count is None or count == 0 or count >= FEWEST for count in told)
    others = [count for count in told if count]
    assert told.count(None) != 1 or not others


def test_amounts_at_addresses_are_steps_without_names_whatever_they_are(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    """Nought is no amount; the smallest and largest are edges that do not depend on them."""
    rule = many_companies | {
        "select": "SELECT b.vbo_id AS subject, b.floor_m2 AS floor_m2 FROM bag_object b",
        "compare": {"size": {"kind": "amount", "value": "floor_m2", "groups": [[]]}},
        "when": "size_notable", "parameters": {}, "evidence": None,
        "explain": "Groot: {floor_m2}.",
        "measures": {"floor_m2": {"label": "vloer", "unit": "m2"}},
    }  # fmt: skip
    floors = [0.0, *(50.0 + n for n in range(40)), 7_777.0]
    frames = {"bag_object": pl.DataFrame({"vbo_id": [str(n) for n in range(42)],
                                          "floor_m2": floors})}  # fmt: skip
    found = detect(
        [pack_of(rule)], frames, {}, as_of=dt.date(2026, 1, 1), overrides={},
        engine=get_engine(), municipality="GM9001",
    )  # fmt: skip
    assert not found.failures
    assert found.signals["subject"].to_list() == ["41"]
    [drawn] = found.pictured.amounts
    assert (drawn.size, drawn.hits, drawn.group) == (40, None, "alle")
    assert 7_777.0 not in drawn.edges
    assert 50.0 not in drawn.edges
    assert drawn.named["subject"] == []
    assert sum(count or 0 for count in drawn.counts) < 41
    assert drawn.flagged[-1] is None
