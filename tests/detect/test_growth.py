"""What a rule makes of many columns or many hits stays in proportion to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.detect import judge as judging
from screening.detect import run as stage
from screening.detect.explain.conditions import conjuncts
from screening.detect.run import detect, prepared
from screening.engines import get_engine
from screening.packs.compiled import compile_rule
from screening.packs.loaded import Pack

AS_OF = dt.date(2026, 1, 1)
_FRAMES = {
    "bag_object": pl.DataFrame({"vbo_id": ["1", "2"], "floor_m2": [50.0, 60.0]}),
    "kvk_establishment": pl.DataFrame(
        {"vbo_id": ["1", "1", "1", "2"], "kvk_nr": ["a", "b", "c", "d"]}
    ).with_columns(start_date=pl.lit(AS_OF), trade_name=pl.lit("naam")),
}


def _wide(columns: int, rule: dict[str, Any]) -> dict[str, Any]:
    """A rule that looks at so many columns, of which none is filled, in one condition."""
    names = [f"c{n}" for n in range(columns)]
    rows = [f"({' OR '.join(f'{each} > 1' for each in names[n : n + 25])})"
            for n in range(0, columns, 25)]  # fmt: skip
    measured = ", ".join(f"CAST(NULL AS DOUBLE) AS {name}" for name in names)
    return rule | {
        "select": f"SELECT b.vbo_id AS subject, {measured} FROM bag_object b",
        "when": " OR ".join(rows), "parameters": {}, "explain": "Zo.", "evidence": None,
        "measures": {name: {"label": name, "unit": ""} for name in names},
    }  # fmt: skip


def test_why_nothing_can_be_judged_is_asked_once_per_part(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    sizes = []
    for columns in (50, 100):
        (loaded,) = pack_of(_wide(columns, many_companies)).rules
        question = prepared(loaded, compile_rule(loaded, as_of=AS_OF), {}, AS_OF).question
        frame = pl.DataFrame({"subject": ["1"]}).with_columns(
            pl.lit(None, pl.Float64).alias(f"c{n}") for n in range(columns)
        )
        judged = judging.judge(frame, question)
        assert judged["_reason"][0] == "; ".join(f"c{n} ontbreekt" for n in range(columns))
        parts = {f"_unknown_{n}": part for n, part in enumerate(conjuncts(question.when))}
        sizes.append(len(str(judging._missing(frame, parts, question))))
    assert sizes[1] < 2.5 * sizes[0]


def test_a_rule_that_flags_more_than_anybody_can_look_at_is_stopped(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = many_companies | {"id": "address.flood", "when": "companies >= :max_companies - 2"}
    monkeypatch.setattr(stage, "MOST_VALUES", 4)  # subject, companies, floor_m2 and latest
    pack = pack_of(many_companies, flood)
    found = detect([pack], _FRAMES, {}, as_of=AS_OF, overrides={}, engine=get_engine())
    assert found.signals["rule"].to_list() == ["address.many_companies"]
    (problem,) = found.failures["address.flood"]
    assert "flags 2 subjects with 4 values each" in problem.found
    assert problem.remedy
