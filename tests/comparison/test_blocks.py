from __future__ import annotations

import math
import statistics

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.blocks import apply_compares
from screening.comparison.kinds import Compare
from screening.comparison.kinds.amount import AmountCompare
from screening.comparison.kinds.change import ChangeCompare
from screening.comparison.kinds.rate import RateCompare
from screening.comparison.kinds.share import ShareCompare
from screening.comparison.peers import Nearest, Same

RATE = RateCompare(kind="rate", count="events", per="people")
FIGURES = ["value", "expected", "ratio", "lower", "upper", "z", "p", "q"]
LEVELS = ["level", "beyond", "watch", "notable", "strong"]
SUFFIXES = [*FIGURES, *LEVELS, "group", "group_size", "reason"]


def units(events: list[int | None], people: list[int | None] | None = None, **more) -> pl.DataFrame:
    size = len(events)
    return pl.DataFrame(
        {
            "subject": [f"GM9{i:03d}" for i in range(size)],
            "events": pl.Series(events, dtype=pl.Int64),
            "people": pl.Series(people or [10_000] * size, dtype=pl.Int64),
            **more,
        }
    )


def one(frame: pl.DataFrame, subject: str, block: Compare) -> dict:
    return apply_compares(frame, {"x": block}).row(
        by_predicate=pl.col("subject") == subject, named=True
    )


def assert_not_comparable(row: dict, reason: str) -> None:
    assert row["x_reason"] == reason
    flags = ["x_level", "x_watch", "x_notable", "x_strong"]
    assert [row[name] for name in flags] == [None] * 4


def test_columns_and_rows_stay_in_place() -> None:
    frame = units([30] * 24 + [90])
    found = apply_compares(frame.reverse(), {"x": RATE})
    assert found.columns == [*frame.columns, *(f"x_{suffix}" for suffix in SUFFIXES)]
    assert found["subject"].to_list() == frame["subject"].reverse().to_list()


def test_a_rate_far_above_the_others() -> None:
    row = one(units([30] * 24 + [90]), "GM9024", RATE)
    assert row["x_level"] == "strong"
    assert [row["x_watch"], row["x_notable"], row["x_strong"]] == [True, True, True]
    assert row["x_value"] == pytest.approx(90.0)
    assert row["x_expected"] == pytest.approx((24 * 30 + 90) / 25)
    assert row["x_ratio"] == pytest.approx(row["x_value"] / row["x_expected"])
    assert (row["x_group"], row["x_group_size"], row["x_reason"]) == ("alle", 25, None)


def test_an_ordinary_rate_is_judged_and_not_flagged() -> None:
    row = one(units([30] * 24 + [90]), "GM9000", RATE)
    assert [row["x_level"], row["x_watch"], row["x_notable"]] == ["none", False, False]


@pytest.mark.parametrize(
    ("events", "people", "reason"),
    [
        (None, 100, "het aantal ontbreekt"),
        (30, None, "de noemer ontbreekt"),
        (30, 0, "de noemer is niet groter dan nul"),
        (-1, 100, "het aantal is negatief"),
    ],
)
def test_missing_is_not_zero(events: int | None, people: int | None, reason: str) -> None:
    frame = units([*[30] * 24, events], [*[10_000] * 24, people])
    assert_not_comparable(one(frame, "GM9024", RATE), reason)
    others = apply_compares(frame, {"x": RATE}).head(24)
    without = apply_compares(frame.head(24), {"x": RATE})
    assert others.drop("x_q").equals(without.drop("x_q"))


def test_too_few_events_are_no_outcome_but_count_in_the_group() -> None:
    frame = units([30] * 24 + [9], [10_000] * 24 + [100])
    row = one(frame, "GM9024", RATE)
    assert row["x_level"] == "too_few"
    assert [row["x_watch"], row["x_notable"], row["x_strong"]] == [None, None, None]
    assert row["x_reason"] == "te weinig gevallen om te beoordelen (minder dan 10)"
    assert row["x_group_size"] == 25
    assert (
        one(frame.with_columns(events=pl.col("events") + 1), "GM9024", RATE)["x_level"] != "too_few"
    )


@pytest.mark.parametrize(("size", "judged"), [(19, False), (20, True)])
def test_the_group_has_to_be_large_enough(size: int, judged: bool) -> None:
    row = one(units([30] * size), "GM9000", RATE)
    assert (row["x_level"] is not None) == judged
    if not judged:
        assert_not_comparable(row, "vergelijkingsgroep te klein (minder dan 20 eenheden)")


def test_a_group_without_any_event() -> None:
    assert_not_comparable(
        one(units([0] * 25), "GM9000", RATE), "geen enkel geval in de vergelijkingsgroep"
    )


def test_an_empty_frame() -> None:
    frame = units([]).with_columns(whole=pl.lit(1), kind=pl.lit("a"))
    blocks: dict[str, Compare] = {
        "r": RATE,
        "n": RateCompare(
            kind="rate", count="events", per="people", peers=Nearest(nearest=3, on=["people"])
        ),
        "s": ShareCompare(kind="share", count="events", of="people"),
        "a": AmountCompare(kind="amount", value="events", groups=[["kind"], []]),
        "c": ChangeCompare(kind="change", now="events", before="people"),
    }
    found = apply_compares(frame, blocks)
    assert found.height == 0
    assert found.schema["r_notable"] == pl.Boolean
    assert found.schema["n_peers"] == pl.List(pl.String)


def test_a_single_row() -> None:
    assert_not_comparable(
        one(units([50]), "GM9000", RATE), "vergelijkingsgroep te klein (minder dan 20 eenheden)"
    )


def test_a_rounded_count_is_judged_at_its_lower_end() -> None:
    block = RateCompare(kind="rate", count="events", per="people", rounded_to="rounded_to")
    frame = units([30] * 24 + [60]).with_columns(
        rounded_to=pl.when(pl.col("subject") == "GM9024").then(5)
    )
    plain, rounded = one(frame, "GM9024", RATE), one(frame, "GM9024", block)
    assert rounded["x_value"] == plain["x_value"]
    assert rounded["x_ratio"] == pytest.approx(plain["x_ratio"] * 58 / 60)
    assert rounded["x_z"] < plain["x_z"]
    assert one(frame, "GM9000", block) == one(frame, "GM9000", RATE) | {
        "x_q": pytest.approx(1, abs=1)
    }


def test_within_compares_apart_but_corrects_together() -> None:
    branch = ["horeca", "beauty"] * 25
    frame = units([30, 300] * 24 + [90, 300], branch=branch)
    block = RateCompare(kind="rate", count="events", per="people", within="branch")
    found = apply_compares(frame, {"x": block})
    assert found.filter(pl.col("x_notable"))["subject"].to_list() == ["GM9048"]
    row = found.row(48, named=True)
    assert (row["x_group"], row["x_group_size"]) == ("branch=horeca", 25)
    alone = one(frame.filter(pl.col("branch") == "horeca"), "GM9048", RATE)
    assert row["x_p"] == pytest.approx(alone["x_p"])
    assert row["x_q"] == pytest.approx(alone["x_p"] * 50)
    assert alone["x_q"] == pytest.approx(alone["x_p"] * 25)


def test_a_missing_feature_leaves_a_unit_without_a_group() -> None:
    frame = units([30] * 25, urbanity_class=[None, *[3] * 24])
    block = RateCompare(
        kind="rate", count="events", per="people", peers=Same(same=["urbanity_class"])
    )
    row = one(frame, "GM9000", block)
    assert_not_comparable(row, "een kenmerk voor de vergelijkingsgroep ontbreekt")
    assert one(frame, "GM9001", block)["x_group"] == "urbanity_class=3"


def test_nearest_peers_are_the_others_and_are_named() -> None:
    frame = units([30] * 10 + [90], size=[float(i) for i in range(11)])
    near = Nearest(nearest=3, on=["size"])
    block = RateCompare(kind="rate", count="events", per="people", peers=near)
    row = one(frame, "GM9010", block)
    assert row["x_peers"] == ["GM9009", "GM9008", "GM9007"]
    assert row["x_expected"] == pytest.approx(30.0)
    assert row["x_group_size"] == 3
    assert row["x_group"] == "3 meest vergelijkbare op size"


def test_nearest_peers_are_at_most_one_urbanity_class_apart() -> None:
    frame = units([30] * 8, size=[float(i) for i in range(8)]).with_columns(
        urbanity_class=pl.Series([1, 1, 1, 1, 4, 4, 4, 5])
    )
    near = Nearest(nearest=3, on=["size"])
    block = RateCompare(kind="rate", count="events", per="people", peers=near)
    found = apply_compares(frame, {"x": block})
    assert found["x_peers"][3].to_list() == ["GM9002", "GM9001", "GM9000"]
    assert found["x_peers"][4].to_list() == ["GM9005", "GM9006", "GM9007"]


def test_two_blocks_of_a_rule_are_corrected_together() -> None:
    frame = units([30] * 24 + [90]).with_columns(files=pl.col("events"))
    files = RateCompare(kind="rate", count="files", per="people")
    found = apply_compares(frame, {"x": RATE, "y": files})
    alone = apply_compares(frame, {"x": RATE})
    # The same tests twice: every p has twice its rank among twice as many.
    assert found["x_q"].to_list() == pytest.approx(alone["x_q"].to_list())
    assert found["x_q"].equals(found["y_q"].alias("x_q"))


AMOUNTS = [float(v) for v in (80, 90, 100, 110, 120)] * 5


def amount_frame(last: float | None) -> pl.DataFrame:
    values = [*AMOUNTS, last]
    return pl.DataFrame(
        {
            "subject": [f"E{i:02d}" for i in range(len(values))],
            "value": pl.Series(values, dtype=pl.Float64),
            "fine": ["a"] * 10 + ["b"] * 16,
            "coarse": ["c"] * 26,
        }
    )


AMOUNT = AmountCompare(kind="amount", value="value", groups=[["fine"], ["coarse"], []])


def test_an_amount_against_the_first_large_enough_group() -> None:
    row = one(amount_frame(500.0), "E25", AMOUNT)
    logs = [math.log(v) for v in [*AMOUNTS, 500.0]]
    median = statistics.median(logs)
    spread = 1.4826 * statistics.median([abs(v - median) for v in logs])
    assert row["x_group"] == "coarse=c"
    assert row["x_group_size"] == 26
    assert row["x_expected"] == pytest.approx(math.exp(median), abs=1e-9)
    assert row["x_ratio"] == pytest.approx(500 / math.exp(median), abs=1e-9)
    assert row["x_z"] == pytest.approx((math.log(500) - median) / spread, abs=1e-9)
    low = math.exp(math.log(500) - median - 1.959963984540054 * spread)
    assert row["x_lower"] == pytest.approx(low, abs=1e-9)
    assert [row["x_level"], row["x_watch"], row["x_strong"]] == ["strong", True, True]


def test_a_fine_group_that_is_large_enough_comes_first() -> None:
    block = AMOUNT.model_copy(update={"min_group": 16})
    assert one(amount_frame(500.0), "E25", block)["x_group"] == "fine=b"
    assert one(amount_frame(500.0), "E00", block)["x_group"] == "coarse=c"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "het bedrag ontbreekt"),
        (0.0, "het bedrag is niet groter dan nul"),
        (-5.0, "het bedrag is niet groter dan nul"),
    ],
)
def test_amounts_that_cannot_be_compared(value: float | None, reason: str) -> None:
    assert_not_comparable(one(amount_frame(value), "E25", AMOUNT), reason)
    assert one(amount_frame(value), "E00", AMOUNT)["x_group_size"] == 25


def test_no_group_is_large_enough() -> None:
    block = AMOUNT.model_copy(update={"min_group": 27})
    assert_not_comparable(
        one(amount_frame(500.0), "E25", block),
        "vergelijkingsgroep te klein (minder dan 27 eenheden)",
    )


def test_equal_amounts_have_no_spread() -> None:
    frame = amount_frame(500.0).with_columns(value=pl.lit(7.0))
    assert_not_comparable(one(frame, "E25", AMOUNT), "geen spreiding in de vergelijkingsgroep")


def change_frame(now: int | None, before: int | None) -> pl.DataFrame:
    frame = units([21, 22, 23, 24, 25] * 5, [20] * 25)
    return pl.concat([frame, units([now], [before]).with_columns(subject=pl.lit("last"))])


CHANGE = ChangeCompare(kind="change", now="events", before="people")


def test_growth_against_the_middle_growth() -> None:
    row = one(change_frame(30, 20), "last", CHANGE)
    growths = sorted([5.0, 10.0, 15.0, 20.0, 25.0] * 5 + [50.0])
    median = statistics.median(growths)
    spread = 1.4826 * statistics.median([abs(g - median) for g in growths])
    assert row["x_expected"] == pytest.approx(median, abs=1e-9)
    assert row["x_value"] == pytest.approx(50 - median, abs=1e-9)
    assert row["x_ratio"] == pytest.approx(1.5 / (1 + median / 100), abs=1e-9)
    assert row["x_z"] == pytest.approx((50 - median) / spread, abs=1e-9)


def test_exactly_so_many_points_is_reached() -> None:
    # 54 of 40 is 35 % and the middle unit grew 10 %: 25 points, for all that binary floats do.
    frame = units([11] * 25, [10] * 25)
    frame = pl.concat([frame, units([54], [40]).with_columns(subject=pl.lit("last"))])
    row = one(frame, "last", CHANGE)
    assert row["x_value"] == 25.0
    assert row["x_reason"] == "geen spreiding in de vergelijkingsgroep"


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        (None, 20, "het aantal ontbreekt"),
        (30, None, "het eerdere aantal ontbreekt"),
        (30, 0, "het eerdere aantal is niet groter dan nul"),
    ],
)
def test_changes_that_cannot_be_compared(now: int | None, before: int | None, reason: str) -> None:
    row = one(change_frame(now, before), "last", CHANGE)
    assert_not_comparable(row, reason)
    assert row["x_value"] is None


SHARE = ShareCompare(kind="share", count="events", of="people")


def test_a_share_far_above_the_others() -> None:
    row = one(units([20] * 24 + [80], [200] * 25), "GM9024", SHARE)
    assert row["x_value"] == pytest.approx(0.4)
    assert row["x_expected"] == pytest.approx((24 * 20 + 80) / (25 * 200))
    assert row["x_level"] == "strong"


def test_a_part_larger_than_its_whole_is_no_share() -> None:
    frame = units([20] * 24 + [300], [200] * 25)
    assert_not_comparable(one(frame, "GM9024", SHARE), "het deel is groter dan het geheel")


def test_a_whole_of_nothing_has_no_share() -> None:
    frame = units([20] * 24 + [0], [200] * 24 + [0])
    assert_not_comparable(one(frame, "GM9024", SHARE), "het geheel is niet groter dan nul")


@given(st.permutations(range(25)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    frame = units([30 + i for i in range(24)] + [95])
    plain = apply_compares(frame, {"x": RATE})
    shuffled = apply_compares(frame[order], {"x": RATE}).sort("subject")
    assert shuffled["x_level"].to_list() == plain["x_level"].to_list()
    assert shuffled["x_z"].to_list() == pytest.approx(plain["x_z"].to_list(), abs=1e-9)


@given(st.lists(st.booleans(), min_size=25, max_size=25))
def test_taking_a_figure_away_never_flags_its_unit(missing: list[bool]) -> None:
    events = [None if gone else 20 + 3 * i for i, gone in enumerate(missing)]
    found = apply_compares(units(events), {"x": RATE})
    without = found.filter(pl.col("events").is_null())
    assert without["x_level"].null_count() == without.height
