from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from screening.comparison.kinds import KINDS
from screening.errors import PackError
from tests.compiled import load_pack

Write = Callable[..., Path]
MEASURED: dict[str, Any] = {
    "select": (
        "SELECT e.vbo_id AS subject, COUNT(*) AS n, COUNT(DISTINCT e.kvk_nr) AS companies,\n"
        "  SUM(e.employees_ft) AS jobs, AVG(e.employees_ft) AS mean, MAX(e.sbi) AS sbi,\n"
        "  MAX(e.trade_name) AS naam, MAX(e.start_date) AS latest\n"
        "FROM kvk_establishment e GROUP BY e.vbo_id\n"
    ),
    "when": "n >= :max_companies",
    "tests": [],
}
RATE = {"kind": "rate", "count": "n", "per": "companies", "min_group": 3}
NEAREST = {"nearest": 5, "on": ["n"]}


def _found(folder: Path) -> list[tuple[str, str, int | None]]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert all(each.expected and each.remedy for each in caught.value.problems)
    return [(each.found, each.remedy, each.where.line) for each in caught.value.problems]


@pytest.mark.parametrize(
    "compare",
    [
        RATE,
        {**RATE, "peers": {"same": ["sbi", "latest"]}, "within": "sbi", "rounded_to": "n"},
        {**RATE, "peers": NEAREST, "count": "mean"},
        {"kind": "amount", "value": "jobs", "groups": [["sbi"], []], "min_group": 3},
        {"kind": "change", "now": "n", "before": "companies", "min_group": 3},
        {"kind": "share", "count": "companies", "of": "n", "min_group": 3},
        {"kind": "season", "now": "n", "earlier": ["n", "companies"]},
        {"kind": "density", "x": "n", "y": "n", "radius_m": 100, "count": "n"},
    ],
)
def test_what_can_be_compared_loads(write_pack: Write, compare: dict[str, Any]) -> None:
    (loaded,) = load_pack(write_pack({**MEASURED, "compare": {"r": compare}})).rules
    assert list(loaded.rule.compare) == ["r"]


@pytest.mark.parametrize(
    ("compare", "found"),
    [
        ({**RATE, "count": "naam"}, "'naam' for 'compare.r.count' is a text"),
        ({**RATE, "per": "latest"}, "'latest' for 'compare.r.per' is a date"),
        ({**RATE, "per": "compannies"}, "no measured column 'compannies'"),
        ({**RATE, "count": "subject"}, "no measured column 'subject'"),
        ({**RATE, "count": "max_companies"}, "no measured column 'max_companies'"),
        ({**RATE, "count": "r_value"}, "no measured column 'r_value'"),
        ({**RATE, "rounded_to": "sbi"}, "'sbi' for 'compare.r.rounded_to' is a text"),
        ({**RATE, "within": "mean"}, "'mean' for 'compare.r.within' is a real number"),
        ({**RATE, "peers": {"same": ["x"]}}, "no measured column 'x' for 'compare.r.peers.same.0'"),
        ({**RATE, "peers": {"nearest": 5, "on": ["n", "sbi"]}}, "'compare.r.peers.on.1' is a text"),
        (
            {"kind": "amount", "value": "naam", "groups": [["sbi"]], "min_group": 3},
            "'compare.r.value' is a text",
        ),
        (
            {"kind": "amount", "value": "jobs", "groups": [["sbi", "x"]], "min_group": 3},
            "'compare.r.groups.0.1'",
        ),
        ({"kind": "change", "now": "n", "before": "naam", "min_group": 3}, "compare.r.before"),
        ({"kind": "share", "count": "n", "of": "latest", "min_group": 3}, "compare.r.of"),
        ({"kind": "season", "now": "n", "earlier": ["n", "naam"]}, "compare.r.earlier.1"),
        (
            {"kind": "density", "x": "naam", "y": "n", "radius_m": 1, "count": "n"},
            "'compare.r.x' is a text",
        ),
        ({**RATE, "min_group": 10**9}, "'compare.r.min_group' is '1000000000'"),
        ({**RATE, "scale": 1e300}, "'compare.r.scale'"),
        ({**RATE, "count": "n; DROP"}, "'compare.r.count' is 'n; DROP'"),
        ({**RATE, "peers": {"nearest": 10**6, "on": ["n"]}}, "compare.r.peers.nearest"),
        ({**RATE, "peers": {"same": []}}, "compare.r.peers.same"),
        (
            {"kind": "density", "x": "n", "y": "n", "radius_m": 1e9, "count": "n"},
            "compare.r.radius_m",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_at_load_with_its_line(
    write_pack: Write, compare: dict[str, Any], found: str
) -> None:
    folder = write_pack({**MEASURED, "compare": {"r": compare}})
    text = (folder / "address" / "many_companies.yaml").read_text().splitlines()
    first = text.index("compare:") + 1
    told = _found(folder)
    matching = [each for each in told if found in each[0]]
    assert matching, told
    line = matching[0][2]
    assert line is not None
    assert first < line <= first + len(text)


def test_a_near_column_is_suggested(write_pack: Write) -> None:
    compare = {"r": {**RATE, "count": "compannies"}}
    assert ("Did you mean 'companies'?") in [
        remedy for _, remedy, _ in _found(write_pack({**MEASURED, "compare": compare}))
    ]


def test_a_column_that_is_added_twice_is_refused(write_pack: Write) -> None:
    select = MEASURED["select"].replace("AS jobs", "AS r_ratio")
    told = _found(write_pack({**MEASURED, "compare": {"r": RATE}, "select": select}))
    assert any("adds 'r_ratio', which is there already" in found for found, _, _ in told), told


def test_every_kind_of_comparison_says_what_it_reads() -> None:
    """A kind that is added without its inputs would be compared unchecked."""
    for kind in KINDS:
        columns = {
            name: ["a", "b"] if name == "earlier" else [["a"]] if name == "groups" else "a"
            for name, field in kind.model_fields.items()
            if field.is_required() and name not in ("kind", "radius_m")
        }
        radius = {"radius_m": 1} if "radius_m" in kind.model_fields else {}
        tag = get_args(kind.model_fields["kind"].annotation)[0]
        block = kind.model_validate({"kind": tag, **columns, **radius})
        assert {each.path.split(".")[0] for each in block.inputs()} == set(columns)
