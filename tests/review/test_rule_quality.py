"""Rule quality: what the figures say of planted truth, and what they refuse to say (T25, T19)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from screening.comparison.statistics.ratios import ratio_of_shares
from screening.prioritise.lists import DRAWN, FLAGGED
from screening.review.flagged import Flagged
from screening.review.quality_in_words import quality_in_words
from screening.review.results import Result
from screening.review.rule_quality import Followed, RuleQuality, qualities

LIST, RULE, RUN = "octopus.auto", "car.no_recognition", "2026-01-01-aaaaaaaaaaaa"
FOUND, NOTHING = {"result_findings": ["overig"]}, {"result_findings": ["geen_bevinding"]}


def flags(count: int, *, drawn: int = 0, action: str | None = None) -> list[Flagged]:
    rows = [Flagged(RUN, LIST, f"r{n}", FLAGGED, (RULE,), action) for n in range(count)]
    return rows + [Flagged(RUN, LIST, f"d{n}", DRAWN, (), action) for n in range(drawn)]


def result(key: str, answers: dict[str, object], run: str = RUN) -> Result:
    drawn = key.startswith("d")
    return Result(run, LIST, key, "address", key, DRAWN if drawn else FLAGGED,
                  () if drawn else (RULE,), answers)  # fmt: skip


def results(prefix: str, confirmed: int, refuted: int, unknown: int = 0) -> list[Result]:
    said = [FOUND] * confirmed + [NOTHING] * refuted + [{"result_by": "boa"}] * unknown
    return [result(f"{prefix}{n}", answers) for n, answers in enumerate(said)]


def of_rule(found: list[RuleQuality]) -> RuleQuality:
    [one] = [each for each in found if each.rule == RULE and each.action is None]
    return one


def test_everything_is_counted_beside_the_random_part() -> None:
    said = results("r", 30, 10, 5) + results("d", 5, 20)
    one = of_rule(qualities(flags(60, drawn=30), said))
    assert (one.flags, one.reviewed, one.confirmed, one.refuted, one.unknown) == (60, 45, 30, 10, 5)
    assert one.share is not None
    assert one.share[0] == 0.75
    assert one.lift is not None
    ratio, lower, upper = one.lift
    assert ratio == pytest.approx(0.75 / 0.2)
    assert 1 < lower < 3.75 < (upper or 0)


@pytest.mark.parametrize(("judged", "told"), [(19, False), (20, True)])
def test_under_twenty_nothing_is_told(judged: int, told: bool) -> None:
    assert (of_rule(qualities(flags(40), results("r", judged, 0))).share is not None) is told


def test_too_few_drawn_rows_tell_no_lift() -> None:
    said = results("r", 20, 20) + results("d", 9, 10)
    assert of_rule(qualities(flags(40, drawn=19), said)).lift is None


def test_a_row_counts_once_whatever_runs_had_it_and_the_newest_answer_holds() -> None:
    later = "2026-02-01-bbbbbbbbbbbb"
    rows = [*flags(1), Flagged(later, LIST, "r0", FLAGGED, (RULE,))]
    one = of_rule(qualities(rows, [result("r0", FOUND), result("r0", NOTHING, later)]))
    assert (one.flags, one.confirmed, one.refuted) == (1, 0, 1)
    silent = [result("r0", FOUND), result("r0", {"result_by": "boa"}, later)]
    assert of_rule(qualities(rows, silent)).confirmed == 1, "an answer that says nothing is no no"


def test_a_control_counts_only_the_rows_it_was_handed() -> None:
    handed = [Flagged(RUN, LIST, f"r{n}", FLAGGED, (RULE,), "winter") for n in range(3)]
    found = qualities(flags(10) + handed, results("r", 2, 8))
    [own] = [each for each in found if each.action == "winter"]
    assert (own.flags, own.confirmed, own.refuted) == (3, 2, 1)
    assert of_rule(found).flags == 10


@pytest.mark.parametrize(
    ("followed", "drawn", "warned"),
    [(98, 50, ("always_followed",)), (90, 50, ()), (40, 50, ("below_random",)), (60, 50, ())],
)
def test_who_follows_nearly_everything_is_told(
    followed: int, drawn: int, warned: tuple[str, ...]
) -> None:
    said = {(LIST, RULE): Followed(100, followed), (LIST, ""): Followed(100, drawn)}
    assert of_rule(qualities(flags(100, drawn=100), [], said)).warnings == warned


def test_few_decisions_warn_nobody() -> None:
    said = {(LIST, RULE): Followed(19, 19)}
    assert of_rule(qualities(flags(19), [], said)).warnings == ()


def test_the_intervals_hold_what_was_planted() -> None:
    """Shares of 30 % and 10 % in 60 and 40 rows: the ratio of 3 lies in 95 % of the intervals."""
    draws = np.random.default_rng(7)
    many = 4_000
    own, other = draws.binomial(60, 0.3, many) / 60, draws.binomial(40, 0.1, many) / 40
    _, lower, upper = ratio_of_shares(own, np.full(many, 60.0), other, np.full(many, 40.0))
    assert 0.93 <= float(np.mean((lower <= 3) & (upper >= 3))) <= 0.98


def test_a_ratio_at_the_edges() -> None:
    own, other, size = (
        np.array([0.5, 0.0, 0.0, 1.0]),
        np.array([0.0, 0.5, 0.0, 1.0]),
        np.full(4, 25.0),
    )
    ratio, lower, upper = ratio_of_shares(own, size, other, size)
    assert np.isnan(ratio[[0, 2]]).all()
    assert (upper[[0, 2]] == np.inf).all()
    assert lower[0] > 1
    assert ratio[1] == lower[1] == lower[2] == 0
    assert ratio[3] == 1
    assert lower[3] < 1 < upper[3]


def test_a_rule_is_told_by_its_title_and_by_its_id_where_no_run_says_one() -> None:
    rows = flags(3)
    told = [replace(each, titles={RULE: "Veel auto's"}) for each in rows]
    assert of_rule(qualities(told, [])).title == "Veel auto's"
    assert of_rule(qualities(rows, [])).title == RULE


def test_it_is_said_in_words_per_rule() -> None:
    said = results("r", 30, 10, 5) + results("d", 5, 20)
    [sentence] = quality_in_words(qualities(flags(60, drawn=30), said))[RULE]
    assert "60 keer gesignaleerd, 45 beoordeeld; bevestigd 30, weerlegd 10, onbekend 5" in sentence
    assert "Aandeel bevestigd 75%" in sentence
    assert "3,8 keer dat van de steekproef" in sentence
    [few] = quality_in_words(qualities(flags(60), results("r", 3, 1)))[RULE]
    assert "Te weinig" in few
    assert quality_in_words(qualities(flags(60), [])) == {}
