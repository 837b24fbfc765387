from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.packs.examples import MAX_ROWS
from tests.compiled import load_pack

Write = Callable[..., Path]
PLACE = "9999010000000001"


def _test(**change: Any) -> dict[str, Any]:
    return {
        "name": "voorbeeld",
        "kind": "hit",
        "given": {"kvk_establishment": [{"est_nr": "1", "vbo_id": PLACE, "employees_ft": 1}]},
        "expect": {"hit": [PLACE]},
    } | change


def _repeated(**cells: Any) -> dict[str, Any]:
    return _test(given={"kvk_establishment": [cells]})


def _given(**cells: Any) -> dict[str, Any]:
    return _test(given={"kvk_establishment": [cells]})


@pytest.mark.parametrize(
    "test",
    [
        _given(start_date=dt.date(2025, 1, 1), end_date="2025-12-31", employees_ft=None),
        _repeated(times=3, est_nr="00{i}", cycle={"employees_ft": [1, None], "sbi": ["5610"]}),
        _repeated(est_nr="{i}", start_date="2025-01-01"),
        _test(parameters={"max_companies": 12}, as_of=dt.date(2024, 2, 29)),
    ],
)
def test_what_can_be_run_loads(write_pack: Write, test: dict[str, Any]) -> None:
    (loaded,) = load_pack(write_pack({"tests": [test]})).rules
    assert len(loaded.rule.tests) == 1


@pytest.mark.parametrize(
    ("test", "found", "place"),
    [
        (_test(given={"kvk_establishmen": [{}]}), "unknown register 'kvk_establishmen'", "given"),
        (_given(vbo=PLACE), "has no column 'vbo'", "given"),
        (_given(vbo_id=12), "12 is a number; write it in quotes", "given"),
        (_given(vbo_id=True), "True is not text", "given"),
        (_given(vbo_id=["x"]), "a list or a group of keys is not text", "given"),
        (_given(employees_ft="veel"), "'veel' is not a whole number", "given"),
        (_given(employees_ft=1.5), "1.5 is not a whole number", "given"),
        (_given(employees_ft=True), "True is not a whole number", "given"),
        (_given(start_date="2025-02-30"), "'2025-02-30' is not a date", "given"),
        (_given(start_date=20250101), "20250101 is not a date", "given"),
        (_given(start_date="20{i}-01-01"), "is not a date", "given"),
        (_repeated(times="abc"), "'times' is 'abc'", "given"),
        (_repeated(times=0), "'times' is '0'", "given"),
        (_repeated(times=-1), "'times' is '-1'", "given"),
        (_repeated(times=True), "'times' is true", "given"),
        (_repeated(times=None), "'times' is empty", "given"),
        (_repeated(times=1.5), "'times' is '1.5'", "given"),
        (_repeated(times=[3]), "'times' is a list", "given"),
        (_repeated(times=10**17), "'times' is '100000000000000000'", "given"),
        (
            _test(given={"kvk_establishment": [{"times": MAX_ROWS}, {"times": 1}]}),
            "20,001 rows",
            "given",
        ),
        (_repeated(cycle=None), "'cycle' is empty", "given"),
        (_repeated(cycle={}), "'cycle' is without columns", "given"),
        (_repeated(cycle=[1]), "'cycle' is a list", "given"),
        (_repeated(cycle={"employees_ft": []}), "'cycle.employees_ft' is an empty list", "given"),
        (_repeated(cycle={"employees_ft": 3}), "'cycle.employees_ft' is '3'", "given"),
        (_repeated(cycle={"employees_ft": [1, "x"]}), "'x' is not a whole number", "given"),
        (_repeated(cycle={"vbo": ["x"]}), "has no column 'vbo'", "given"),
        (_repeated(cycle={"times": [1]}), "has no column 'times'", "given"),
        (_test(parameters={"max_company": 3}), "no parameter 'max_company'", "parameters"),
        (_test(parameters={"max_companies": "3"}), "is '3', a text", "parameters"),
        (_test(parameters={"max_companies": True}), "is true, true or false", "parameters"),
        (_test(parameters={"max_companies": -3}), "is '-3', a number", "parameters"),
        (_test(as_of=dt.date(9999, 12, 31)), "as_of", "as_of"),
        (_test(expect={"hit": [12]}), "expect.hit.0", "expect"),
        (_test(expect={"hit": [""]}), "expect.hit.0", "expect"),
        (_test(repeat={"kvk_establishment": []}), "unknown key 'tests.0.repeat'", "repeat"),
        (_test(given=["x"]), "'tests.0.given' is a list", "given"),
        (_test(given={"kvk_establishment": {"vbo_id": PLACE}}), "is a group of keys", "given"),
        (_test(given={"kvk_establishment": ["x"]}), "is 'x'", "given"),
    ],
)
def test_a_test_that_cannot_be_run_is_refused_at_load_with_its_line(
    write_pack: Write, test: dict[str, Any], found: str, place: str
) -> None:
    folder = write_pack({"tests": [test]})
    lines = (folder / "address" / "many_companies.yaml").read_text().splitlines()
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    matching = [each for each in caught.value.problems if found in each.found]
    assert matching, [each.found for each in caught.value.problems]
    assert matching[0].expected
    assert matching[0].remedy
    first = next(n for n, text in enumerate(lines, start=1) if text.startswith(f"  {place}:"))
    assert matching[0].where.line is not None
    assert matching[0].where.line >= first


@pytest.mark.parametrize("value", ["Marokkaans", "Mar_kkaan", "94911"])
def test_a_test_says_no_more_than_a_project_may(write_pack: Write, value: str) -> None:
    text = {"sbi": {"value": "5610", "unit": "", "why": "proef"}}
    test = _test(parameters={"sbi": value})
    with pytest.raises(PackError, match=f"parameter 'sbi' is '{value}', which stands for"):
        load_pack(write_pack({"parameters": text, "tests": [test]}))


def test_values_out_of_bounds_are_stopped_by_the_reader(write_pack: Write) -> None:
    folder = write_pack({"tests": [_given(employees_ft=12345)]})
    file = folder / "address" / "many_companies.yaml"
    file.write_text(file.read_text().replace("12345", "9" * 5_000))
    with pytest.raises(PackError, match="5,000 digits"):
        load_pack(folder)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"signals": {"9999": ["address.many_companies"]}}, "the subject '9999'"),
        ({"signals": {"person:1": ["address.many_companies"]}}, "the subject 'person:1'"),
        ({"signals": {"address:": ["address.many_companies"]}}, "the subject 'address:'"),
        ({"links": [["address:1", "2"]]}, "the subject '2'"),
        ({"links": [["address:1"]]}, "tests.0.links.0"),
        ({"signals": ["x"]}, "'tests.0.signals' is a list"),
    ],
)
def test_an_escalation_test_names_subjects_with_their_type(
    write_pack: Write, change: dict[str, Any], found: str
) -> None:
    test = {
        "name": "voorbeeld",
        "kind": "hit",
        "signals": {"address:1": ["address.many_companies"]},
        "expect": {"hit": ["1"]},
    }
    folder = write_pack({}, {"kind": "escalation", "tests": [test | change]})
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any(found in each.found for each in caught.value.problems), caught.value
