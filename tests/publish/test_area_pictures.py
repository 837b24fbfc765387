"""Pictures of areas tell of own areas only, and no small number in any combination (T65)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.figures import FEWEST, ROUNDED_TO
from screening.detect.area_pictures import SCHEMA
from screening.publish.area_pictures import shown_pictures
from screening.publish.area_words import NOT_SHOWN, above_in_words, cells
from screening.reference.pictures import pictures

if TYPE_CHECKING:
    from screening.pipeline import RunResult

AREA = pl.DataFrame(
    [
        ("GM9001", "Meerwolde", "municipality", None),
        *((f"WK90010{n}", f"Wijk {n}", "district", "GM9001") for n in range(1, 6)),
        ("GM9002", "Elders", "municipality", None),
        ("WK900201", "Andere wijk", "district", "GM9002"),
    ],
    schema=["area_code", "name", "level", "parent_code"],
    orient="row",
)


def measured(counts: list[int | None], of: int = 1000, kind: str = "share") -> pl.DataFrame:
    rows = [
        {"picture": "profile", "rule": "profile.x", "label": "Iets", "kind": kind, "scale": 1.0,
         "area_code": f"WK90010{n}", "count": count, "of": of, "source": "Bron",
         "value": None if count is None else count / of, "ratio_low": 1.2, "ratio": 1.5}
        for n, count in enumerate(counts, 1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, strict=False)


def shown(counts: list[int | None], **more: Any) -> list[dict[str, Any]]:
    return shown_pictures(measured(counts, **more), {"area": AREA}, "GM9001")


def test_areas_of_others_are_not_shown() -> None:
    rows = measured([50]).with_columns(area_code=pl.lit("WK900201"))
    assert shown_pictures(rows, {"area": AREA}, "GM9001") == []
    assert shown_pictures(measured([50]), {}, "GM9001") == []
    assert shown_pictures(measured([50]), {"area": AREA}, None) == []


def test_a_small_number_takes_the_smallest_other_with_it() -> None:
    found = {row["area_code"]: row for row in shown([4, 60, 30, 0, 500])}
    hidden = {code for code, row in found.items() if row["hidden"]}
    assert hidden == {"WK900101", "WK900103"}
    for code in hidden:
        assert [found[code][name] for name in ("count", "value", "low", "ratio", "above")] == (
            [None] * 5
        )
    assert found["WK900104"]["count"] == 0


def test_what_is_left_of_a_whole_is_not_told_either() -> None:
    found = shown([995, 500, 400], of=1000)
    assert [row["hidden"] for row in found] == [True, False, True]


def test_all_or_nothing_of_a_whole_is_hidden_where_it_is_the_only_one_beside_a_small_number() -> (
    None
):
    for counts in ([5, 1000], [995, 0], [5, 1000, 1000]):
        assert [row["hidden"] for row in shown([*counts])][:2] == [True, True], counts
    assert [row["hidden"] for row in shown([5, 1000, 300])] == [True, False, True]


def test_unknown_is_not_hidden_and_not_above() -> None:
    [row] = shown([None])
    assert not row["hidden"]
    assert cells(row)[1] == "onbekend"


@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), min_size=1, max_size=5))
def test_no_hidden_number_follows_from_what_is_told(counts: list[int | None]) -> None:
    found = shown(counts)
    for row, count in zip(found, counts, strict=True):
        if row["hidden"]:
            assert {NOT_SHOWN} == {cells(row)[1]}
            continue
        assert row["count"] is None or row["count"] % ROUNDED_TO == 0
        assert count is None or count == 0 or FEWEST <= count <= 1000 - FEWEST or count == 1000
    alone = [row for row in found if row["hidden"]]
    others = [row for row in found if not row["hidden"] and row["count"]]
    assert len(alone) != 1 or not others


def test_shares_of_few_are_told_in_whole_percents() -> None:
    [few, many] = shown([33, 333], of=999)
    assert (few["value"], many["value"]) == (0.03, 0.333)


def test_what_is_above_is_said_in_words_only_where_the_lower_limit_is() -> None:
    rows = shown([300, 400])
    assert above_in_words(rows) == "Duidelijk boven vergelijkbare gebieden: Iets."
    lower = measured([300]).with_columns(ratio_low=pl.lit(0.9))
    [row] = shown_pictures(lower, {"area": AREA}, "GM9001")
    assert above_in_words([row]).startswith("Geen van de vergeleken cijfers")


def test_the_demo_shows_each_picture_of_own_areas_only(demo_run: RunResult) -> None:
    from screening.publish.figures import figures

    outcome = demo_run.outcome
    told = figures(
        outcome.detection.pictured, outcome.loaded.registers, outcome.detection.signals,
        outcome.packs, "GM9001", outcome.as_of,
    )["pictures"]  # fmt: skip
    assert {row["picture"] for row in told} == {*pictures()}
    estates = [row for row in told if row["picture"] == "estates"]
    assert {row["level_of_area"] for row in estates} == {"estate"}
    of_one = {row["label"]: row for row in estates if row["area_code"] == "BT900101"}
    assert of_one["Panden zonder ingeschreven bedrijf"]["of"] > 100
    assert of_one["Keurmerk Veilig Ondernemen geldig tot"]["day"] == "2026-04-30"
    assert of_one["Laatste controle"]["day"] is not None
    rules = [each.rule for pack in outcome.packs for each in pack.rules]
    asked = {(name, shown.label) for rule in rules for name, parts in rule.pictures.items()
             for shown in parts}  # fmt: skip
    assert {(row["picture"], row["label"]) for row in told} == asked, "each is drawn"
    codes = {row["area_code"] for row in told}
    assert {code[2:6] for code in codes} == {"9001"}
    by_rule = {row["rule"]: row for row in told if row["area_code"] == "WK900103"}
    assert by_rule["youth.problem_debts"]["above"]
    assert by_rule["profile.problem_debts"]["expected"] < by_rule["profile.problem_debts"]["value"]
    assert any(row["hidden"] for row in told)
