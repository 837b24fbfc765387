"""Every place, member, name and number that a run holds can be asked about."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from screening.runs.explain import explain_subject
from screening.runs.read import list_names, read_list, read_signals

if TYPE_CHECKING:
    from screening.pipeline import RunResult


OF_A_LIST = 10
"""Names and numbers of a list that are asked about; each answer reads the whole run."""


def found(run: Path, asked: str) -> dict[str, list[str]]:
    answer = explain_subject(run, asked)
    return {
        "listed": [row["list"] for row in answer["listed"]],
        "signals": [signal["subject"] for signal in answer["signals"]],
    }


@pytest.mark.large
def test_names_and_numbers_on_every_list_are_found(demo_run: RunResult) -> None:
    run = demo_run.folder
    on: dict[str, set[str]] = {}
    for name in list_names(run):
        for row in read_list(run, name)["rows"]:
            ids = [member.split(":", 1)[1] for member in row.get("members") or []]
            for asked in {*(row.get("subjects") or []), row.get("address"), *ids} - {None}:
                on.setdefault(asked, set()).add(name)
    assert len(on) > 100
    chance, some = random.Random(1), set[str]()
    for name in list_names(run):
        asked_of = sorted(asked for asked, lists in on.items() if name in lists)
        some |= {*chance.sample(asked_of, min(len(asked_of), OF_A_LIST))}
    for asked in sorted(some):
        assert on[asked] <= set(found(run, asked)["listed"]), asked


def test_an_address_of_a_case_brings_the_signals_of_the_case(demo_run: RunResult) -> None:
    case = read_list(demo_run.folder, "tvo")["rows"][0]
    answer = found(demo_run.folder, case["subjects"][0])
    members = {member.split(":", 1)[1] for member in case["members"]}
    assert members & set(answer["signals"])


def test_a_number_that_only_evidence_holds_is_found(demo_run: RunResult) -> None:
    signals = read_signals(demo_run.folder).filter(pl.col("evidence").str.contains("kvk_nr"))
    row = signals.row(0, named=True)
    number = next(each["kvk_nr"] for each in json.loads(row["evidence"]) if each.get("kvk_nr"))
    assert row["subject"] in found(demo_run.folder, number)["signals"]
    assert row["subject"] not in found(demo_run.folder, number[:-1])["signals"]


@pytest.mark.parametrize("asked", ["", "x", "%", '"', "[]", "null", "{", "9999000000000000"])
def test_what_the_run_does_not_hold_gives_nothing(demo_run: RunResult, asked: str) -> None:
    assert found(demo_run.folder, asked) == {"listed": [], "signals": []}


def test_signals_on_one_fact_say_so_of_each_other(demo_run: RunResult) -> None:
    signals = read_signals(demo_run.folder).filter(pl.col("rule") == "car.dealer_in_dwelling")
    told = explain_subject(demo_run.folder, signals["subject"][0])["signals"]
    titles = {signal["rule"]: signal["title"] for signal in told}
    shared = {signal["rule"]: signal["same_fact"] for signal in told}
    assert titles["address.use_mismatch"] in shared["car.dealer_in_dwelling"]
    assert titles["car.dealer_in_dwelling"] in shared["address.use_mismatch"]
    assert all(signal["title"] not in signal["same_fact"] for signal in told)
