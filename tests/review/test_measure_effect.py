"""The effect of a measure, from counts of areas to words: which areas and periods, what is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening import build_project
from screening.errors import ProjectError
from screening.project.model import Project
from screening.review.effect_in_words import caveats, in_words
from screening.review.kept_effects import effect_in, keep, kept
from screening.review.measure_effect import Asked, MeasureEffect, measured_effect

OWN, AREAS = "GM9001", 30
Parts = dict[tuple[int, int], int | None]


def project(own: Parts, others: Parts, *, areas: int = AREAS, folder: Path | None = None,
            **more: Any) -> Project:  # fmt: skip
    """What the own area has per year and month (0: the year), and what every other has."""
    codes = [f"GM{9001 + number}" for number in range(areas)]
    rows = [
        (code, year, month, count)
        for code in codes
        for (year, month), count in (own if code == OWN else others).items()
    ]
    counts = pl.DataFrame(rows, schema=["area_code", "year", "month", "count"], orient="row")
    return build_project(
        {
            "area": pl.DataFrame(
                {"area_code": codes, "name": [f"Plaats {code[-2:]}" for code in codes],
                 "level": "municipality"}
            ),
            "area_count": counts.with_columns(
                phenomenon=pl.lit("meldingen"), **{k: pl.lit(v) for k, v in more.items()}
            ),
        },
        name="Meerwolde", municipality=OWN, as_of=dt.date(2026, 1, 1), packs=["area"],
        operator="A. de Vries", folder=folder,
    )  # fmt: skip


def asked(**change: Any) -> Asked:
    return Asked(**{"phenomenon": "meldingen", "area": OWN, "since": dt.date(2025, 1, 1), **change})


@pytest.fixture(scope="module")
def halved() -> MeasureEffect:
    made = project({(2024, 0): 200, (2025, 0): 110}, {(2024, 0): 100, (2025, 0): 110})
    return measured_effect(made, asked())


def test_what_changed_beyond_what_changed_elsewhere(halved: MeasureEffect) -> None:
    assert (halved.before, halved.after, len(halved.peers)) == (200, 110, AREAS - 1)
    assert halved.expected == pytest.approx(220)
    assert halved.ratio == pytest.approx(0.5)
    assert halved.clear
    assert OWN not in {peer.code for peer in halved.peers}


def test_it_is_said_in_words_with_what_it_does_not_say(halved: MeasureEffect) -> None:
    said = " ".join(in_words(halved))
    assert "200 in 2024 en 110 in 2025; de maatregel begon op 01-01-2025" in said
    assert "naar verwachting 220 geweest" in said
    assert "110 minder: -50%" in said
    assert "meer dan toeval" in said
    assert any("niet waardoor" in each for each in caveats(halved))


def test_no_difference_is_told_as_such() -> None:
    same: Parts = {(2024, 0): 100, (2025, 0): 104}
    found = measured_effect(project(same, same), asked())
    assert not found.clear
    assert "kan ook toeval zijn" in " ".join(in_words(found))


def test_months_around_the_day_and_not_the_one_it_cuts_in_two() -> None:
    parts: Parts = {(year, month): 10 for year in (2024, 2025) for month in range(1, 13)}
    parts[2025, 3] = 900
    found = measured_effect(project(parts, parts), asked(since=dt.date(2025, 3, 15), months=6))
    assert (found.period_before, found.period_after) == (
        "2024-09/2025-02", "2025-04/2025-09",
    )  # fmt: skip
    assert "60 in 09-2024 tot en met 02-2025 en 60 in" in in_words(found)[0]
    assert (found.before, found.after) == (60, 60)
    whole = measured_effect(project(parts, parts), asked(since=dt.date(2025, 4, 1), months=6))
    assert whole.before == 950


def test_a_missing_count_is_not_nought() -> None:
    own: Parts = {(2024, 0): 100, (2025, 0): None}
    with pytest.raises(ProjectError, match="has no count in each part"):
        measured_effect(project(own, {(2024, 0): 100, (2025, 0): 100}), asked())


@pytest.mark.parametrize(
    ("own", "areas", "said"),
    [({(2024, 0): 9, (2025, 0): 2}, AREAS, "minder dan 10"),
     ({(2024, 0): 90, (2025, 0): 20}, 5, "Te weinig vergelijkbare gebieden")],
)  # fmt: skip
def test_too_few_tells_no_difference(own: Parts, areas: int, said: str) -> None:
    found = measured_effect(project(own, {(2024, 0): 100, (2025, 0): 99}, areas=areas), asked())
    assert found.ratio is None
    assert said in " ".join(in_words(found))


@pytest.mark.parametrize(
    ("change", "said"),
    [({"phenomenon": "melding"}, "Did you mean"), ({"area": "Nergens"}, "Nergens"),
     ({"since": dt.date(2019, 1, 1)}, "nothing is counted in 2018 and 2019")],
)  # fmt: skip
def test_what_is_not_counted_is_said(change: dict[str, Any], said: str) -> None:
    same: Parts = {(2024, 0): 100, (2025, 0): 100}
    with pytest.raises(ProjectError, match=said):
        measured_effect(project(same, same), asked(**change))


def test_rounded_counts_are_told(tmp_path: Path) -> None:
    same: Parts = {(2024, 0): 100, (2025, 0): 100}
    made = project(same, same, folder=tmp_path, rounded_to=5)
    found = measured_effect(made, asked())
    assert "afgerond op 5" in " ".join(caveats(found))
    assert keep(made, found)
    assert not keep(made, found), "the same once more adds nothing"
    [entry] = kept(made.folder).entries()
    assert effect_in(entry) == found
    assert entry["actor"] == "A. de Vries"
