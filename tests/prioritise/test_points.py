"""The order is stated as pairs: this must outrank that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.packs.loaded import Pack
from screening.packs.models import Priority
from screening.prioritise.points import counted, ranked, scored
from screening.reference.families import family_titles
from tests.shipped import shipped_packs

Reasons = Callable[..., pl.DataFrame]


def placed(frame: pl.DataFrame) -> pl.LazyFrame:
    return frame.lazy().with_columns(
        list=pl.lit("octopus.auto"),
        place_type="subject_type",
        place="subject",
        shown="text",
        who=pl.lit(""),
    )


def listed(frame: pl.DataFrame, **settings: Any) -> pl.DataFrame:
    return ranked(scored(counted(placed(frame), {"octopus": Priority(**settings)}))).collect()


OUTRANKS = {
    "one severe reason over a medium one": (["a.x 4"], ["a.x 3"]),
    "one severe reason over two light ones": (["a.x 4"], ["a.x 2", "b.x 2"]),
    "one urgent reason over a severe and a medium one": (["a.x 5"], ["a.x 4", "b.x 3"]),
    "two families over the same two reasons in one": (["a.x 3", "b.x 3"], ["a.x 3", "a.y 3"]),
    "a second reason of a family over none": (["a.x 3", "a.y 3"], ["a.x 3"]),
    "at equal points two families over one": (["a.x 3", "b.x 3"], ["a.x 4"]),
    "a light reason over mere information": (["a.x 2"], ["a.x 1"]),
    "three families of light reasons over three light ones in one": (
        ["a.x 2", "b.x 2", "c.x 2"], ["a.x 2", "a.y 2", "a.z 2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTRANKS)
def test_this_outranks_that(reasons: Reasons, name: str) -> None:
    stronger, weaker = OUTRANKS[name]
    # The weaker gets the smaller id, so that only strength can put it second.
    frame = reasons(
        *[f"{each} address:2" for each in stronger], *[f"{each} address:1" for each in weaker]
    )
    assert listed(frame)["place"].to_list() == ["2", "1"]


def test_a_third_reason_of_a_family_adds_nothing(reasons: Reasons) -> None:
    two = listed(reasons("a.x 3 address:1", "a.y 3 address:1"))
    three = listed(reasons("a.x 3 address:1", "a.y 3 address:1", "a.z 3 address:1"))
    assert two["points"].to_list() == three["points"].to_list() == [15.0]


def test_the_parts_are_shown_the_dutch_way_and_add_up(reasons: Reasons) -> None:
    frame = reasons("b.x 5 address:1", "a.x 2 address:1", "a.y 2 address:1", "a.z 4 address:1")
    found = listed(frame)
    assert found["points_parts"][0].to_list() == ["a: 20 + 2,5", "b: 35"]
    assert found["points"].to_list() == [57.5]


def test_a_reason_that_arrives_twice_counts_once(reasons: Reasons) -> None:
    frame = reasons("a.x 4 address:1")
    assert listed(pl.concat([frame, frame]))["points"].to_list() == [20.0]


def test_points_and_share_are_settings_of_the_pack(reasons: Reasons) -> None:
    frame = reasons("a.x 4 address:1", "a.y 3 address:1")
    own = listed(frame, points={1: 1, 2: 2, 3: 3, 4: 4, 5: 5}, second_share=1.0)
    assert own["points"].to_list() == [7.0]


def test_newest_evidence_then_id_decide_between_equals(reasons: Reasons) -> None:
    later, earlier = dt.date(2025, 6, 1), dt.date(2025, 5, 1)
    frame = pl.concat(
        [
            reasons("a.x 3 address:1", newest=earlier),
            reasons("a.x 3 address:3", "a.x 3 address:2", newest=later),
            reasons("a.x 3 address:0", newest=None),
        ]
    )
    assert listed(frame)["place"].to_list() == ["2", "3", "1", "0"]


def test_the_order_without_weights_stands_beside_it(reasons: Reasons) -> None:
    frame = reasons("a.x 5 address:1", "a.x 2 address:2", "b.x 2 address:2")
    found = listed(frame).select("place", "rank", "rank_without_weights")
    assert found.rows() == [("1", 1, 2), ("2", 2, 1)]


def test_families_are_told_by_their_titles_and_own_ones_by_their_name(reasons: Reasons) -> None:
    found = listed(reasons("car.x 3 address:1", "own.y 2 address:1"))
    assert found["points_parts"][0].to_list() == ["autobedrijven: 10", "own: 5"]
    assert found["families"][0].to_list() == ["autobedrijven", "own"]


def test_every_family_that_is_shipped_has_a_title_of_its_own() -> None:
    shipped = {rule.split(".")[0] for pack in shipped_packs().values() for rule in ids_of(pack)}
    assert shipped == family_titles().keys()
    assert len({*family_titles().values()}) == len(shipped)


def ids_of(pack: Pack) -> list[str]:
    return [each.id for each in pack.documents]


def test_a_conclusion_adds_points_but_is_no_family_of_its_own(reasons: Reasons) -> None:
    frame = pl.concat(
        [reasons("a.x 3 address:1"), reasons("thb.combo 5 address:1", concluded=True)]
    )
    [row] = listed(frame).to_dicts()
    assert (row["points"], row["families"], row["families_count"]) == (45.0, ["a"], 1)
    assert row["reasons"] == ["Tekst van a.x"]
    assert row["conclusions"] == ["Tekst van thb.combo"]


def test_the_strongest_reasons_come_first(reasons: Reasons) -> None:
    frame = reasons("a.x 2 address:1", "b.y 4 address:1", "c.z 3 address:1")
    assert listed(frame)["rules"][0].to_list() == ["b.y", "c.z", "a.x"]


def test_nothing_gives_an_empty_order(reasons: Reasons) -> None:
    assert listed(reasons()).is_empty()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["A"], "A: Tekst van a.x"),
        (["A", "B"], "A en B: Tekst van a.x"),
        (["A", "B", "C"], "A, B en C: Tekst van a.x"),
        (["A", "B", "C", "D", "E"], "A, B, C en nog 2: Tekst van a.x"),
        (["", "B"], "Tekst van a.x|B: Tekst van a.x"),
    ],
)
def test_one_text_in_a_row_is_one_reason_with_all_its_names(
    reasons: Reasons, names: list[str], said: str
) -> None:
    frame = reasons(*[f"a.x 3 company:{number}" for number in range(len(names))])
    own = placed(frame).with_columns(place=pl.lit("1"), who=pl.Series(names))
    [found] = scored(counted(own, {"octopus": Priority()})).collect().to_dicts()
    assert "|".join(found["reasons"]) == said
