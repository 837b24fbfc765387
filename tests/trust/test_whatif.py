"""Trying other values of a parameter on the town of car dealers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from cli.main import app
from screening.errors import EngineError, PackError, ProjectError
from screening.pipeline import run
from screening.project.model import load_project
from screening.whatif import WhatIf, what_if

Town = Callable[..., Path]
RULE = "car.no_recognition"


def asked(folder: Path, **settings: list[int]) -> WhatIf:
    return what_if(load_project(folder), RULE, settings)


def counts(found: WhatIf) -> list[tuple[object, int, int, int]]:
    return [(each.value, each.hits, each.new, each.gone) for each in found.tried]


def test_a_parameter_of_the_condition_is_judged_per_value(town: Town) -> None:
    found = asked(town(), min_vehicles=[4, 5, 6])
    assert (found.now, found.measured, found.run) == (1, 100, None)
    assert counts(found) == [(4, 40, 0, 0), (5, 40, 0, 0), (6, 0, 0, 40)]


def test_a_value_set_in_the_project_is_where_one_stands(town: Town) -> None:
    folder = town(extra=f"parameters: {{{RULE}: {{min_vehicles: 6}}}}")
    assert counts(asked(folder, min_vehicles=[5, 6])) == [(5, 40, 40, 0), (6, 0, 0, 0)]


def test_a_parameter_the_measuring_reads_is_measured_per_value(tmp_path: Path) -> None:
    (tmp_path / "screening.yaml").write_text(
        """\
name: Proefstad
municipality: GM9001
as_of: 2026-01-01
packs: [octopus]
recipient: Team
operator: medewerker
registers:
  closure: {path: sluitingen.csv, source: OOV, reference_date: 2025-12-31}
  signal: {path: meldingen.csv, source: Meldpunt, reference_date: 2025-12-31}
""",
        "utf-8",
    )
    closed = ["closure_id;vbo_id;start_date;end_date", "C1;9999010000000001;01-01-2025;05-01-2025"]
    (tmp_path / "sluitingen.csv").write_text("\n".join(closed) + "\n", "utf-8")
    reported = ["signal_id;signal_date;vbo_id", "S1;11-01-2025;9999010000000001"]
    (tmp_path / "meldingen.csv").write_text("\n".join(reported) + "\n", "utf-8")
    values = {"report_months": [11, 12, 13]}
    found = what_if(load_project(tmp_path), "address.repeat_closure", values)
    assert [each.hits for each in found.tried] == [0, 1, 1]


def test_the_same_counts_as_a_run_with_that_value(town: Town) -> None:
    folder = town()
    for value in (5, 6):
        expected = asked(folder, min_vehicles=[value]).tried[0].hits
        other = town(extra=f"parameters: {{{RULE}: {{min_vehicles: {value}}}}}", name=f"t{value}")
        assert run(load_project(other)).outcome.detection.signals.height == expected


def test_lists_and_known_cases_are_counted(town: Town) -> None:
    folder = town()
    run(load_project(folder))
    (folder / "truth").mkdir()
    rows = [f"{RULE},hit,999900000{n:03d}," for n in (1, 2, 90)]
    rows += [f"{RULE},near_miss,999900000003,", "other.rule,hit,999900000004,"]
    text = "\n".join(["rule,kind,subject,note", *rows]) + "\n"
    (folder / "truth" / "known.csv").write_text(text, "utf-8")
    found = asked(folder, min_vehicles=[5, 6])
    assert (found.known_hits, found.known_others) == (3, 1)
    assert [(each.caught, each.wrong) for each in found.tried] == [(2, 1), (0, 0)]
    assert [each.lists["octopus.auto"].off for each in found.tried] == [0, 40]


def test_nothing_is_written(town: Town) -> None:
    folder = town()
    before = sorted(folder.rglob("*"))
    asked(folder, min_vehicles=[5, 6])
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"min_vehicle": [5]}, "min_vehicles"),
        ({"min_vehicles": ["many"]}, "a text"),
        ({"min_vehicles": [1, 2], "min_months": [3, 4]}, "several values"),
        ({}, "no value to try"),
    ],
)
def test_settings_that_mean_nothing(
    town: Town, settings: dict[str, list[object]], said: str
) -> None:
    with pytest.raises(ProjectError, match=said):
        what_if(load_project(town()), RULE, settings)  # type: ignore[arg-type]


def test_an_unknown_rule_names_the_nearest(town: Town) -> None:
    with pytest.raises(PackError, match=RULE):
        what_if(load_project(town()), "car.no_recognitions", {"min_vehicles": [1]})


def invoke(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["whatif", *words])
    return done.exit_code, done.output


def test_the_command_sweeps_a_range_and_fixes_the_rest(town: Town) -> None:
    words = (RULE, str(town()), "--set", "min_vehicles=1..9:4", "--set", "min_months=7", "--json")
    code, said = invoke(*words)
    content = json.loads(said[said.index("{\n") :])
    assert code == 0
    assert [each["value"] for each in content["tried"]] == [1, 5, 9]
    assert content["fixed"] == {"min_months": 7}


@pytest.mark.parametrize("text", ["5", "a=", "=5", "a=9..5", "a=1..9:0", "a=x..y", "a=1..9e9"])
def test_a_setting_that_cannot_be_read_is_a_usage_error(town: Town, text: str) -> None:
    code, _ = invoke(RULE, str(town()), "--set", text)
    assert code == 2


@pytest.mark.parametrize("step", ["compared", "judge"])
def test_a_panic_of_the_engine_is_a_message(
    town: Town, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panics(*_: object) -> None:
        raise pl.exceptions.PanicException("index out of bounds")

    monkeypatch.setattr(f"screening.whatif.{step}", panics)
    with pytest.raises(EngineError, match=RULE):
        asked(town(), min_vehicles=[4])
