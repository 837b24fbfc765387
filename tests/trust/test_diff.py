"""Two runs of the same town: which signals came and went, and what is named as the cause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.pipeline import run
from screening.project.model import load_project
from screening.runs.diff import RunDiff, diff_runs
from tests.thorough import some

Town = Callable[..., Path]
Step = Callable[[Path], None]
RULE = "car.no_recognition"
RULE_FILE = "rules/octopus/car/no_recognition.yaml"


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def _recognise_three(town: Path) -> None:
    with (town / "rdw.csv").open("a", encoding="utf-8") as rows:
        for n in (1, 2, 3):
            row = f"99000{n:03d};9999010000000{n:03d};bedrijfsvoorraad;01-01-2020;;valid\n"
            rows.write(row)


def _forget_one(town: Path) -> None:
    _replace(town / "rdw.csv", "99000041;", "99000999;")


def _see_more(town: Path) -> None:
    _replace(town / "controles.csv", "I1;01-10-2025;999900000001;5", "I1;01-10-2025;999900000001;9")


def _raise_the_limit(town: Path) -> None:
    with (town / "screening.yaml").open("a", encoding="utf-8") as project:
        project.write(f"parameters: {{{RULE}: {{min_vehicles: 6}}}}\n")


def _new_version(town: Path) -> None:
    _replace(town / RULE_FILE, "version: 1", "version: 2")


def _reword(town: Path) -> None:
    _replace(town / RULE_FILE, "title:", "# reworded\ntitle:")
    _forget_one(town)


def _compare(town: Path, step: Step, later: dt.date | None = None) -> RunDiff:
    first = run(load_project(town))
    step(town)
    second = run(load_project(town), as_of=later)
    return diff_runs(first.folder, second.folder)


def test_nothing_changed(town: Town) -> None:
    found = _compare(town(), lambda _: None)
    assert found.rules == []
    assert found.signals.is_empty()
    assert all(each["new"] == each["gone"] == 0 for each in found.lists.values())


@pytest.mark.parametrize(
    ("step", "counts", "why"),
    some(
        [
            (_recognise_three, (0, 3, 0), ("data of rdw_recognition",)),
            (_forget_one, (1, 0, 0), ("data of rdw_recognition",)),
            (_see_more, (0, 0, 1), ("data of inspection",)),
            (_raise_the_limit, (0, 40, 0), ("parameter min_vehicles: as shipped -> 6",)),
            (_reword, (1, 0, 0), ("rule file changed, still version 1", "data of rdw_recognition")),
        ],
        of=3,
    ),
)
def test_what_changed_and_why(
    town: Town, step: Step, counts: tuple[int, int, int], why: tuple[str, ...]
) -> None:
    found = _compare(town(), step)
    (rule,) = found.rules
    assert (rule.rule, (rule.new, rule.gone, rule.changed)) == (RULE, counts)
    assert rule.why == why
    assert found.signals.height == sum(counts)


def test_a_new_version_without_effect_is_no_difference(town: Town) -> None:
    assert _compare(town(), _new_version).rules == []


def test_a_later_day_is_named_beside_the_version(town: Town) -> None:
    def step(folder: Path) -> None:
        _new_version(folder)
        _forget_one(folder)

    found = _compare(town(), step, dt.date(2026, 1, 2))
    (rule,) = found.rules
    assert rule.why == (
        "rule version 1 -> 2",
        "reference date 2026-01-01 -> 2026-01-02",
        "data of rdw_recognition",
    )


def test_a_rule_that_stops_running_says_so(town: Town) -> None:
    def switch_off(folder: Path) -> None:
        file = folder / RULE_FILE
        _replace(file, "status: active", "status: disabled\nstatus_reason: proef")

    found = _compare(town(), switch_off)
    (rule,) = found.rules
    assert (rule.gone, rule.why) == (40, ("the rule does not run any more",))


def test_the_text_before_and_after_stands_beside_a_change(town: Town) -> None:
    (signal,) = _compare(town(), _see_more).signals.to_dicts()
    assert signal["change"] == "changed"
    assert signal["before"] != signal["after"]


def test_lists_say_how_many_rows_came_and_went(town: Town) -> None:
    moved = _compare(town(), _raise_the_limit).lists["octopus.auto"]
    assert moved["gone"] > 0
