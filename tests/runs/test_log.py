from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.runs.log import RunLog, broken_line, chained

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def log_of(facts: list[str]) -> str:
    lines = [{"action": "stage", "fact": fact} for fact in facts] + [{"action": "run"}]
    return chained([json.dumps(line, ensure_ascii=False) for line in lines])


def test_a_log_is_written_as_json_lines_and_is_whole(tmp_path: Path) -> None:
    log = RunLog("Jan\u2028Jansen")
    with log.stage("load", "Reading"):
        log.note("no locks")
    log.record("run", run="a")
    log.write(tmp_path / "log.jsonl")
    text = (tmp_path / "log.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in text.removesuffix("\n").split("\n")]
    assert [line["action"] for line in lines] == ["note", "load", "run"]
    assert log.notes == ["no locks"]
    assert broken_line(text) is None


@given(st.lists(TEXTS, min_size=1, max_size=6), st.data())
def test_a_line_that_goes_or_changes_is_named(facts: list[str], data: st.DataObject) -> None:
    text = log_of(facts)
    lines = text.removesuffix("\n").split("\n")
    gone = data.draw(st.integers(0, len(lines) - 1))
    without = "".join(f"{line}\n" for line in lines[:gone] + lines[gone + 1 :])
    assert broken_line(text) is None
    assert broken_line(without) == gone + 1
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[place]))
    assert broken_line(text[:place] + other + text[place + 1 :]) == 1 + text[:place].count("\n")


@given(st.lists(TEXTS, max_size=4), st.data())
def test_a_log_that_is_cut_off_is_not_whole(facts: list[str], data: st.DataObject) -> None:
    text = log_of(facts)
    assert broken_line(text[: data.draw(st.integers(0, len(text) - 1))]) is not None


@pytest.mark.parametrize("text", ["", "\n", "[]\n", '{"action": "load"}\n', "[" * 100_000 + "\n"])
def test_what_is_no_log_is_broken(text: str) -> None:
    assert broken_line(text) is not None


def test_a_log_from_before_the_chain_is_read() -> None:
    assert broken_line('{"action": "load"}\n{"action": "run"}\n') is None
