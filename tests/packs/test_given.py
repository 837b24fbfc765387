"""What the tests of a rule file share, and what each changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.packs.given import key_of, rows_given
from tests.compiled import load_pack

Write = Callable[..., Path]
BACKGROUND = {
    "kvk_establishment": [
        {"est_nr": "1", "vbo_id": "9", "employees_ft": 1},
        {"est_nr": "2{i}", "vbo_id": "9", "times": 3},
    ],
    "bag_object": [{"vbo_id": "9", "floor_m2": 80.0}],
}


def _pack(
    write_pack: Write, given: dict[str, Any], background: dict[str, Any] | None = None
) -> Any:
    example = {"name": "x", "kind": "hit", "given": given, "expect": {"hit": ["9"]}}
    shared = BACKGROUND if background is None else background
    (loaded,) = load_pack(write_pack({"background": shared, "tests": [example]})).rules
    return rows_given(loaded.rule, loaded.rule.tests[0])


@pytest.mark.parametrize(
    ("given", "register", "rows"),
    [
        ({}, "kvk_establishment", BACKGROUND["kvk_establishment"]),
        (
            {"kvk_establishment": [{"est_nr": "1", "employees_ft": None}]},
            "kvk_establishment",
            [
                {"est_nr": "1", "vbo_id": "9", "employees_ft": None},
                {"est_nr": "2{i}", "vbo_id": "9", "times": 3},
            ],
        ),
        (
            {"kvk_establishment": [{"est_nr": "2{i}", "times": 2}, {"est_nr": "3"}]},
            "kvk_establishment",
            [
                {"est_nr": "1", "vbo_id": "9", "employees_ft": 1},
                {"est_nr": "2{i}", "vbo_id": "9", "times": 2},
                {"est_nr": "3"},
            ],
        ),
        ({"kvk_establishment": []}, "kvk_establishment", []),
        ({"kvk_establishment": []}, "bag_object", BACKGROUND["bag_object"]),
        ({"inspection": [{"inspection_id": "I1"}]}, "inspection", [{"inspection_id": "I1"}]),
    ],
)  # fmt: skip
def test_a_test_changes_what_it_names(
    write_pack: Write, given: dict[str, Any], register: str, rows: list[Any]
) -> None:
    assert _pack(write_pack, given)[register] == rows


def test_a_register_without_a_key_is_only_added_to(write_pack: Write) -> None:
    role = {"kvk_nr": "1", "role": "bestuurder"}
    found = _pack(write_pack, {"kvk_role": [{**role}]}, {"kvk_role": [{**role}]})
    assert found == {"kvk_role": [role, role]}


@pytest.mark.parametrize(
    ("given", "background", "found", "place"),
    [
        ({}, {"kvk_establishmen": []}, "unknown register 'kvk_establishmen'", "kvk_establishmen:"),
        ({}, {"bag_object": [{"floor": 1}]}, "has no column 'floor'", "floor: 1"),
        (
            {},
            {"bag_object": [{"vbo_id": "9"}, {"vbo_id": "9"}]},
            "a second row of bag_object",
            "vbo_id",
        ),
        (
            {"bag_object": [{"vbo_id": "9", "usage": "a"}, {"vbo_id": "9", "usage": "b"}]},
            {"bag_object": [{"vbo_id": "9"}]},
            "a second row of bag_object with the key 9",
            "usage: b",
        ),
        ({}, {"bag_object": [{"vbo_id": "9{i}", "times": 20_001}]}, "'20001'", "times"),
    ],
)
def test_a_background_that_cannot_be_used_is_refused_with_its_line(
    write_pack: Write, given: dict[str, Any], background: dict[str, Any], found: str, place: str
) -> None:
    with pytest.raises(PackError) as caught:
        _pack(write_pack, given, background)
    problem = next(each for each in caught.value.problems if found in each.found)
    assert problem.where.line is not None
    lines = Path(str(problem.where.file)).read_text("utf-8").splitlines()
    assert any(place in line for line in lines[problem.where.line - 1 : problem.where.line + 2])
    assert problem.remedy


def test_what_may_be_blank_in_a_key_is_stated_by_leaving_it_out() -> None:
    right = {"vbo_id": "9", "owner_key": "P-1", "right": "eigendom", "start_date": "2015-01-01"}
    assert key_of("brk_right", right) == ("9", "P-1", "eigendom", "2015-01-01", "")
    assert key_of("brk_right", right | {"right_id": "T1"}) != key_of("brk_right", right)
    assert key_of("brk_right", {k: v for k, v in right.items() if k != "right"}) is None
