"""Signals that share a fact are one where several are asked for."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.escalate.run import escalate
from tests.escalate.test_run import AS_OF, escalation, links, signals
from tests.thorough import part

TWO: dict[str, Any] = {"at_least": {"k": 2, "of": ["a.x", "b.y", "c.z"]}}
THREE: dict[str, Any] = {"at_least": {"k": 3, "of": ["a.x", "b.y", "c.z", "d.w"]}}


def resting(**keys: list[str]) -> pl.DataFrame:
    """Signals of address 1 by rule (``a_x`` for a.x), each with what it rests on."""
    rules = [name.replace("_", ".") for name in keys]
    frame = signals(*(f"{rule}@address:1" for rule in rules))
    return frame.with_columns(rests_on=pl.Series(list(keys.values()), dtype=pl.List(pl.String)))


def concluded(found: pl.DataFrame, *when: dict[str, Any], joined: pl.DataFrame | None = None
              ) -> set[str]:  # fmt: skip
    made = [escalation(f"x.e{n}", each, links=["establishment_address"] if joined is not None
                       else []) for n, each in enumerate(when)]  # fmt: skip
    tied = links() if joined is None else joined
    return set(escalate(found, tied, made, as_of=AS_OF)["rule"])


@pytest.mark.parametrize(
    ("when", "keys", "holds"),
    [
        (TWO, {"a_x": ["s:1"], "b_y": ["s:1"]}, False),
        (TWO, {"a_x": ["s:1"], "b_y": ["s:2"]}, True),
        (TWO, {"a_x": ["s:1", "s:2"], "b_y": ["s:1"]}, False),
        (TWO, {"a_x": ["s:1", "s:2"], "b_y": ["s:1", "s:3"]}, True),
        (TWO, {"a_x": ["s:1"], "b_y": ["s:1"], "c_z": ["s:2"]}, True),
        (THREE, {"a_x": ["s:1"], "b_y": ["s:1"], "c_z": ["s:2"]}, False),
        (THREE, {"a_x": ["s:1", "s:2"], "b_y": ["s:2", "s:3"], "c_z": ["s:1", "s:3"]}, False),
        (THREE, {"a_x": ["s:1"], "b_y": ["s:1"], "c_z": ["s:2"], "d_w": ["s:3"]}, True),
        ({"all": ["a.x", "b.y"]}, {"a_x": ["s:1"], "b_y": ["s:1"]}, False),
        ({"all": ["a.x", "b.y"]}, {"a_x": ["c:1", "s:1"], "b_y": ["c:1", "e:1"]}, True),
        ({"any": ["a.x", "b.y"]}, {"a_x": ["s:1"], "b_y": ["s:1"]}, True),
        ({"all": [{"any": ["a.x", "b.y"]}, "c.z"]},
         {"a_x": ["s:1"], "b_y": ["s:2"], "c_z": ["s:1"]}, True),
        ({"all": ["a.x", {"at_least": {"k": 2, "of": ["a.x", "b.y"]}}]},
         {"a_x": ["s:1"], "b_y": ["s:2"]}, True),
        ({"families": {"at_least": 2}}, {"a_x": ["s:1"], "b_y": ["s:1"]}, False),
        ({"families": {"at_least": 2}}, {"a_x": ["s:1"], "a_y": ["s:2"], "b_y": ["s:1"]}, True),
        ({"all": ["a.x", {"families": {"at_least": 1, "of": ["b"]}}]},
         {"a_x": ["s:1"], "b_y": ["s:1"]}, False),
        ({"all": ["a.x", {"none": ["b.y"]}]}, {"a_x": ["s:1"], "b_y": ["s:1"]}, False),
    ],
)  # fmt: skip
def test_each_of_several_rests_on_something_of_its_own(
    when: dict[str, Any], keys: dict[str, list[str]], holds: bool
) -> None:
    assert bool(concluded(resting(**keys), when)) == holds


def test_a_fact_is_one_along_links_too() -> None:
    found = signals("a.x@address:1", "b.y@establishment:7").with_columns(rests_on=pl.lit(["s:1"]))
    joined = links(("establishment_address", "establishment:7", "address:1"))
    assert concluded(found, TWO, joined=joined) == set()
    apart = found.with_columns(rests_on=pl.concat_list("rule"))
    assert concluded(apart, TWO, joined=joined) == {"x.e0"}


def test_a_conclusion_rests_on_what_is_behind_it() -> None:
    later = {"all": ["x.e0", "c.z"]}
    shared = resting(a_x=["s:1"], b_y=["s:2"], c_z=["s:1"])
    assert concluded(shared, {"all": ["a.x", "b.y"]}, later) == {"x.e0"}
    own = resting(a_x=["s:1"], b_y=["s:2"], c_z=["s:3"])
    assert concluded(own, {"all": ["a.x", "b.y"]}, later) == {"x.e0", "x.e1"}


def test_what_builds_on_a_conclusion_that_falls_away_falls_too() -> None:
    found = resting(a_x=["s:1"], b_y=["s:1"], c_z=["s:2"])
    assert concluded(found, {"all": ["a.x", "b.y"]}, {"any": ["x.e0"]}) == set()


def test_a_conclusion_carries_the_keys_behind_it_up_the_chain() -> None:
    found = resting(a_x=["s:1"], b_y=["s:2"])
    made = [escalation("x.e0", {"all": ["a.x", "b.y"]}), escalation("x.e1", {"any": ["x.e0"]})]
    drawn = escalate(found, links(), made, as_of=AS_OF)
    assert drawn["rests_on"].to_list() == [["s:1", "s:2"]] * 2
    more = found.with_columns(facts=pl.Series([["s:1", "s:9"], ["s:2"]]))
    told = escalate(more, links(), made, as_of=AS_OF)
    assert told["facts"].to_list() == [["s:1", "s:2", "s:9"]] * 2, "and is told of all of it"
    assert told["rests_on"].to_list() == drawn["rests_on"].to_list()


KEYS = st.lists(st.sampled_from("pqrs"), min_size=1, max_size=3, unique=True)


@settings(max_examples=part(60))
@given(
    keys=st.dictionaries(st.sampled_from(["a_x", "b_y", "c_z", "d_w"]), KEYS, min_size=2),
    k=st.integers(2, 3),
    families=st.booleans(),
    data=st.data(),
)
def test_a_rule_under_two_ids_brings_no_conclusion(
    keys: dict[str, list[str]], k: int, families: bool, data: st.DataObject
) -> None:
    twice = data.draw(st.sampled_from(sorted(keys)))
    copied = {**keys, f"{twice}_again": keys[twice]}
    asked = ["a.x", "b.y", "c.z", "d.w"]
    again = [*asked, f"{twice}_again".replace("_", ".", 1)]
    doubled = resting(**keys)
    more = resting(**{twice: keys[twice]}).with_columns(rule=pl.lit(again[-1]))
    doubled = pl.concat([doubled, more])
    if families:
        once, both = [{"families": {"at_least": k}}] * 2
    else:
        once, both = ({"at_least": {"k": k, "of": of}} for of in (asked, again))
    assert len(copied) == doubled.height
    assert concluded(resting(**keys), once) == concluded(doubled, both)
