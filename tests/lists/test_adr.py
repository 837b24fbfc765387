"""The list of addresses to look into: told in kinds, and filled by no single weak fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.reference.registration import registration_kinds
from tests.shipped import shipped_packs

if TYPE_CHECKING:
    from screening.pipeline import RunResult

KINDS_AT_LEAST = 4
STRONG = 3
"""Severity from which one rule is enough: it weighs several facts of an address itself."""


def test_the_list_of_the_demo_is_of_several_kinds(demo_run: RunResult) -> None:
    listed = demo_run.lists["adr"]
    kinds = listed.explode("registration_kinds")["registration_kinds"]
    known = {each.title for each in registration_kinds().values()}
    assert {*kinds} <= known, "each row says what it is looked into for"
    assert kinds.n_unique() >= KINDS_AT_LEAST
    commonest = kinds.value_counts()["count"].max()
    assert commonest * 2 <= listed.height, "no kind fills the list"


def test_no_row_of_the_demo_rests_on_one_weak_fact(demo_run: RunResult) -> None:
    for row in demo_run.lists["adr"].iter_rows(named=True):
        rules = {hit["rule"]: hit["severity"] for hit in row["hits"]}
        assert len(rules) > 1 or max(rules.values()) >= STRONG, row["address"]


def test_every_kind_that_the_plan_names_has_a_rule() -> None:
    rules = {loaded.id for pack in shipped_packs().values() for loaded in pack.rules}
    asked = {"unregistered", "not_living", "too_many", "letters", "moves"}
    kinds = registration_kinds()
    assert {kind for kind in asked if rules.intersection(kinds[kind].rules)} == asked
