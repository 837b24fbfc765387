from __future__ import annotations

import math

import polars as pl
import pytest

from screening.prioritise.sample import draw_random


def population(size: int) -> pl.DataFrame:
    return pl.DataFrame({"place_type": "address", "place": [f"A{i:03}" for i in range(size)]})


def drawn(size: int, seed: int, purpose: str = "octopus.auto:2026-01-01", of: int = 40) -> set[str]:
    rows, _ = draw_random(population(of), size, seed=seed, purpose=purpose, share=0.1, desk=True)
    return set(rows["place"])


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_input() -> None:
    shuffled = population(40).sample(fraction=1, shuffle=True, seed=3)
    rows, _ = draw_random(
        shuffled, 5, seed=1, purpose="octopus.auto:2026-01-01", share=0.1, desk=True
    )
    assert set(rows["place"]) == drawn(5, 1)
    assert rows["place"].is_sorted()


def test_seed_list_and_date_each_change_the_draw() -> None:
    draws = [
        drawn(10, 1), drawn(10, 2), drawn(10, 1, "octopus.mens:2026-01-01"),
        drawn(10, 1, "octopus.auto:2026-02-01"),
    ]  # fmt: skip
    assert len({frozenset(each) for each in draws}) == 4


@pytest.mark.large
def test_every_object_has_the_same_chance() -> None:
    """Chi-squared over 4,000 draws of 4 from 40; the bound is the 99.9% quantile for 39 df."""
    rounds, size, of = 4_000, 4, 40
    counts = dict.fromkeys(population(of)["place"], 0)
    for seed in range(rounds):
        for place in drawn(size, seed):
            counts[place] += 1
    expected = rounds * size / of
    # Without replacement the variance is smaller by the factor (1 - size / of).
    squares = sum((count - expected) ** 2 for count in counts.values())
    statistic = squares / (expected * (1 - size / of)) * (of - 1) / of
    bound = 39 * (1 - 2 / (9 * 39) + 3.09 * math.sqrt(2 / (9 * 39))) ** 3
    assert statistic < bound


def test_nothing_is_drawn_twice_and_a_small_population_is_drawn_whole() -> None:
    twice = pl.concat([population(3), population(3)])
    rows, record = draw_random(twice, 10, seed=1, purpose="x", share=0.1, desk=True)
    assert rows["place"].to_list() == ["A000", "A001", "A002"]
    assert (record.population, record.drawn) == (3, 3)


def test_an_empty_population_draws_nothing() -> None:
    rows, record = draw_random(population(0), 2, seed=1, purpose="x", share=0.1, desk=True)
    assert rows.is_empty()
    assert record.drawn == 0


def test_the_draw_is_recorded() -> None:
    _, record = draw_random(population(40), 4, seed=7, purpose="x", share=0.1, desk=True)
    kept = record.as_dict()
    assert kept["seed"] == 7
    assert kept["population"] == 40
    assert kept["drawn"] == 4
    assert kept["desk_check_only"] is True
    assert "without replacement" in str(kept["method"])
    assert "4 regels aselect getrokken uit 40" in record.text
    assert "bureauonderzoek" in record.text


def test_one_row_is_told_as_one() -> None:
    _, record = draw_random(population(1), 4, seed=7, purpose="x", share=0.1, desk=True)
    assert "1 regel aselect getrokken uit 1 locatie van" in record.text
