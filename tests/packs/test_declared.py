from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from tests.compiled import load_pack

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("change", "found", "remedy"),
    [
        ({"needs": {"kvk_etablishment": {}}}, "unknown register", "'kvk_establishment'?"),
        ({"needs": {"bag_object": {"min_fill": {"floor": 0.5}}}}, "no column 'floor'", "floor_m2"),
        ({"needs": {"bag_object": {"max_age_days": 10**6}}}, "needs.bag_object.max_age_days", ""),
        (
            {"confidential": {"parameters": ["max_company"], "reason": "geheim"}},
            "no parameter 'max_company' to keep",
            "'max_companies'?",
        ),
    ],
)
def test_names_of_nothing_are_refused(
    write_pack: Write, change: dict[str, Any], found: str, remedy: str
) -> None:
    folder = write_pack(change)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    (problem,) = caught.value.problems
    assert found in problem.found
    assert remedy in problem.remedy
    text = (folder / "address" / "many_companies.yaml").read_text().splitlines()
    line = problem.where.line
    assert line is not None
    assert text[line - 1] != text[0]


def test_names_of_something_load(write_pack: Write) -> None:
    change = {
        "needs": {"bag_object": {"max_age_days": 90, "min_fill": {"floor_m2": 0.5}}},
        "confidential": {"parameters": ["max_companies"], "reason": "geheim"},
    }
    assert load_pack(write_pack(change)).rules
