"""What reasons of one place share counts once in its points, its families and its severity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.packs.models import Priority
from screening.prioritise.points import counted, ranked, scored
from tests.prioritise.test_points import placed
from tests.thorough import part

Reasons = Callable[..., pl.DataFrame]


def of(build: Reasons, *written: str, concluded: str = "") -> pl.DataFrame:
    """Reasons as ``rule severity key,key``; all about address 1. ``concluded`` likewise."""
    frames = []
    for text in [*written, *([concluded] if concluded else [])]:
        rule, severity, keys = text.split(" ")
        changes: dict[str, Any] = {"rests_on": keys.split(","), "concluded": text == concluded}
        frames.append(build(f"{rule} {severity} address:1", **changes))
    return pl.concat(frames)


def row(frame: pl.DataFrame) -> dict[str, Any]:
    [found] = ranked(scored(counted(placed(frame), {"octopus": Priority()}))).collect().to_dicts()
    return found


@pytest.mark.parametrize(
    ("written", "points"),
    [
        (["a.x 3 s1", "b.y 3 s1"], 10.0),
        (["a.x 3 s1", "b.y 3 s2"], 20.0),
        (["a.x 4 s1", "b.y 3 s1"], 20.0),
        (["a.x 3 s1,s2", "b.y 3 s1"], 10.0),
        (["a.x 3 s1,s2", "b.y 3 s2,s3"], 20.0),
        (["a.x 3 s1", "b.y 3 s2", "c.z 2 s1,s2"], 20.0),
        (["a.x 3 s1", "a.y 3 s1", "a.z 2 s2"], 12.5),
        (["a.x 3 s1", "a.y 3 s2"], 15.0),
    ],
)
def test_a_fact_gives_points_once(reasons: Reasons, written: list[str], points: float) -> None:
    assert row(of(reasons, *written))["points"] == points


@pytest.mark.parametrize(
    ("written", "concluded", "points"),
    [
        (["a.x 4 s1", "b.y 2 s2"], "c.z 4 s1,s2", 25.0),
        (["a.x 2 s1", "b.y 2 s2"], "c.z 4 s1,s2", 20.0),
        (["a.x 3 s1", "b.y 3 s2", "d.w 3 s3"], "c.z 4 s1,s2,s3", 30.0),
        (["a.x 3 s1"], "c.z 4 s7,s8", 30.0),
    ],
    ids=["no more than its parts", "the higher of the two", "never less", "on other facts"],
)
def test_a_conclusion_adds_what_it_weighs_above_what_is_behind_it(
    reasons: Reasons, written: list[str], concluded: str, points: float
) -> None:
    found = row(of(reasons, *written, concluded=concluded))
    assert found["points"] == points
    parts = [part.split(": ", 1)[1].split(" + ") for part in found["points_parts"]]
    assert sum(float(number.replace(",", ".")) for part in parts for number in part) == points


def test_families_and_severe_reasons_count_facts(reasons: Reasons) -> None:
    shared = row(of(reasons, "a.x 4 s1", "b.y 4 s1", "c.z 3 s1"))
    assert (shared["families_count"], shared["severe_rules"]) == (1, 1)
    own = row(of(reasons, "a.x 4 s1", "b.y 4 s2", "c.z 3 s3"))
    assert (own["families_count"], own["severe_rules"]) == (3, 2)
    behind = row(of(reasons, "a.x 4 s1", "b.y 2 s2", concluded="c.z 4 s1,s2"))
    assert behind["severe_rules"] == 1
    above = row(of(reasons, "a.x 2 s1", "b.y 2 s2", concluded="c.z 4 s1,s2"))
    assert above["severe_rules"] == 1


def test_a_reason_that_shares_says_with_which(reasons: Reasons) -> None:
    found = row(of(reasons, "a.x 4 s1", "b.y 3 s1"))
    assert found["reasons"] == [
        "Tekst van a.x",
        "Tekst van b.y (Zelfde gegeven als 'a.x'; telt niet apart mee.)",
    ]


def test_the_same_fact_at_two_places_counts_at_each(reasons: Reasons) -> None:
    one = of(reasons, "a.x 3 s1")
    both = pl.concat([one, one.with_columns(subject=pl.lit("2"))])
    listed = ranked(scored(counted(placed(both), {"octopus": Priority()}))).collect()
    assert listed["points"].to_list() == [10.0, 10.0]


WRITTEN = st.lists(
    st.tuples(
        st.sampled_from(["a.x", "a.y", "b.x", "c.x"]),
        st.integers(2, 5),
        st.lists(st.sampled_from("pqrs"), min_size=1, max_size=3, unique=True),
    ),
    min_size=1, max_size=4, unique_by=lambda each: each[0],
)  # fmt: skip


@pytest.mark.large
@settings(max_examples=part(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=WRITTEN, data=st.data())
def test_a_rule_under_two_ids_changes_no_points(
    reasons: Reasons, written: list[tuple[str, int, list[str]]], data: st.DataObject
) -> None:
    texts = [f"{rule} {severity} {','.join(keys)}" for rule, severity, keys in written]
    rule, severity, keys = data.draw(st.sampled_from(written))
    copied = f"{rule}_again {severity} {','.join(keys)}"
    once, twice = row(of(reasons, *texts)), row(of(reasons, *texts, copied))
    for name in ("points", "families", "severe_rules", "severity_max", "points_parts"):
        assert once[name] == twice[name], name
