"""What a query says its columns are made of, held against what comes out of it.

A mark in one column of the data shows where its values flow. Only columns that are said to carry
the marked column show the mark, and only those change when the mark does. The key of a person never
shows at all, and what comes out does not depend on what the keys are, only on which are equal.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from screening.engines import get_engine
from screening.errors import GateError
from screening.language.evidence import listed_of
from screening.language.persons import PERSON_KEYS
from screening.packs.compiled import compile_rule
from screening.packs.loaded import LoadedRule
from screening.packs.models import PackHeader, Rule
from tests.compiled import Query, compile_query
from tests.language.nested_queries import Tables, queries
from tests.thorough import part

ENGINE = get_engine("polars")
PLAIN = Tables(
    {
        "bag_object": {"vbo_id": "text", "area_code": "text", "build_year": "int"},
        "kvk_establishment": {"vbo_id": "text", "kvk_nr": "text", "employees_ft": "int"},
    },
    frozenset({("bag_object", "area_code")}),
)
PERSONS = Tables(
    {
        "brk_right": {"vbo_id": "text", "owner_key": "text", "owner_kvk": "text"},
        "kvk_role": {"kvk_nr": "text", "person_key": "text", "company_key": "text"},
        "bag_object": {"vbo_id": "text", "area_code": "text", "build_year": "int"},
    },
    frozenset({("brk_right", "owner_key"), ("kvk_role", "person_key")}),
    fixed=("'x'", "'1'", "'M1'", "'M2'"),
    careful=True,
    prying=("{} < 'M2'", "{} LIKE 'M1%'", "STARTS_WITH({}, 'M1')", "UPPER({}) = 'M1'"),
)
NAMES = Tables(
    {
        "kvk_company": {"kvk_nr": "text", "trade_name": "text", "employees": "int"},
        "kvk_establishment": {
            "vbo_id": "text", "kvk_nr": "text", "trade_name": "text", "employees_ft": "int"
        },
        "kvk_change": {"kvk_nr": "text", "new_value": "text", "old_value": "text"},
    },
    frozenset({
        ("kvk_company", "trade_name"), ("kvk_establishment", "trade_name"),
        ("kvk_change", "new_value"), ("kvk_change", "old_value"),
    }),
    fixed=PERSONS.fixed,
    careful=True,
    prying=PERSONS.prying,
)  # fmt: skip
_SETTINGS = settings(
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
_EXAMPLES = part(250, of=2)
Frames = dict[str, pl.DataFrame]


@st.composite
def frames(draw: st.DrawFn, tables: Tables) -> Frames:
    """Small registers; in marked columns stand marks, elsewhere values that meet in joins."""
    dice = random.Random(draw(st.integers(0, 1_000_000)))

    def cells(table: str, name: str, kind: str, height: int) -> pl.Series:
        marked = (table, name) in tables.marked
        pool = ["M1", "M2", "M1", "M2", "M3", None] if marked else ["1", "2", "1", "2", None]
        numbers = [1, 2, None]
        if kind == "int":
            return pl.Series(name, dice.choices(numbers, k=height), pl.Int64)
        return pl.Series(name, dice.choices(pool, k=height), pl.String)

    made = {}
    for table, columns in tables.columns.items():
        height = dice.randint(2, 6)
        made[table] = pl.DataFrame(cells(table, *each, height) for each in columns.items())
    return made


def renamed(given: Frames, tables: Tables, names: dict[str, str]) -> Frames:
    """The registers with other marks in the place of the marks."""
    return {
        table: frame.with_columns(
            pl.col(name).replace(names) for owner, name in tables.marked if owner == table
        )
        for table, frame in given.items()
    }


SAME_ORDER = {"M1": "N1", "M2": "N2", "M3": "N3"}
OTHER_ORDER = {"M1": "N2", "M2": "N3", "M3": "N1"}


def rows(query: Query, given: Frames) -> pl.DataFrame | None:
    """What comes out, or None where this engine cannot run the query."""
    found = ENGINE.run({"q": replace(query, unique_subject=False)}, given)["q"]
    return found if isinstance(found, pl.DataFrame) else None


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(frame.columns, nulls_last=True)


def shows_mark(frame: pl.DataFrame, name: str) -> bool:
    column = frame[name]
    return column.dtype == pl.String and bool(column.str.contains("[MN][123]").any())


@pytest.mark.large
def test_a_value_comes_out_only_where_lineage_says() -> None:
    tried: Counter[str] = Counter()

    @settings(_SETTINGS, max_examples=_EXAMPLES)
    @given(sql=queries(PLAIN), given_frames=frames(PLAIN))
    def holds(sql: str, given_frames: Frames) -> None:
        try:
            query = compile_query(sql)
        except GateError:
            return
        before = rows(query, given_frames)
        after = rows(query, renamed(given_frames, PLAIN, SAME_ORDER))
        if before is None or after is None:
            return
        clean = [name for name, carried in query.carries.items() if not carried & PLAIN.marked]
        tried["ran"] += 1
        tried["carrying"] += len(clean) < len(query.carries)
        assert not any(shows_mark(before, name) for name in clean), sql
        assert_frame_equal(in_order(before.select(clean)), in_order(after.select(clean)))

    holds()
    assert tried["ran"] >= part(100), tried
    assert tried["carrying"] >= part(30), tried


@pytest.mark.large
def test_how_names_are_spelled_makes_no_difference_but_to_the_name_that_is_shown() -> None:
    tried: Counter[str] = Counter()

    @settings(_SETTINGS, max_examples=_EXAMPLES)
    @given(sql=queries(NAMES), given_frames=frames(NAMES))
    def holds(sql: str, given_frames: Frames) -> None:
        try:
            query = compile_query(sql)
        except GateError as error:
            tried["refused"] += any(
                "spelling of a name" in str(each) or "words of a free text" in str(each)
                for each in error.problems
            )
            return
        before = rows(query, given_frames)
        after = rows(query, renamed(given_frames, NAMES, OTHER_ORDER))
        if before is None or after is None:
            return
        tried["names read"] += "_name" in sql or "_value" in sql
        clean = [name for name, carried in query.carries.items() if not carried & NAMES.marked]
        assert_frame_equal(in_order(before.select(clean)), in_order(after.select(clean)))

    holds()
    assert tried["refused"] >= part(50), tried
    assert tried["names read"] >= part(15), tried


@pytest.mark.large
def test_no_key_of_a_person_comes_out() -> None:
    tried: Counter[str] = Counter()

    @settings(_SETTINGS, max_examples=_EXAMPLES)
    @given(sql=queries(PERSONS), given_frames=frames(PERSONS))
    def holds(sql: str, given_frames: Frames) -> None:
        try:
            query = compile_query(sql)
        except GateError as error:
            tried["refused"] += any("of a person" in each.found for each in error.problems)
            return
        _holds_no_person(query, given_frames, sql, tried)

    holds()
    assert tried["refused"] >= part(50), tried
    assert tried["persons read"] >= part(10, of=5), tried


@pytest.mark.large
def test_no_key_of_a_person_comes_out_of_evidence() -> None:
    tried: Counter[str] = Counter()

    @settings(_SETTINGS, max_examples=_EXAMPLES)
    @given(sql=queries(PERSONS, evidence=True), given_frames=frames(PERSONS))
    def holds(sql: str, given_frames: Frames) -> None:
        loaded = _rule_with(sql)
        try:
            query = compile_rule(loaded, as_of=dt.date(2026, 1, 1)).evidence_query
        except GateError as error:
            tried["refused"] += any("of a person" in each.found for each in error.problems)
            return
        assert query is not None
        flagged = pl.DataFrame({"subject": ["1", "M1", "N1", "x"]})
        _holds_no_person(query, {**given_frames, listed_of(loaded.id): flagged}, sql, tried)

    holds()
    assert tried["refused"] >= part(50), tried
    assert tried["persons read"] >= part(10, of=5), tried


def _holds_no_person(query: Query, given_frames: Frames, sql: str, tried: Counter[str]) -> None:
    assert not any(carried & PERSON_KEYS for carried in query.carries.values())
    before = rows(query, given_frames)
    if before is None:
        return
    tried["persons read"] += any(
        (register, name) in PERSON_KEYS
        for register, names in query.columns_used.items()
        for name in names
    )
    assert not any(shows_mark(before, name) for name in before.columns), sql
    picks = any(word in sql for word in ("MIN(", "MAX(", "_VALUE(", "LAG(", "ROW_NUMBER("))
    for names in [SAME_ORDER] if picks else [SAME_ORDER, OTHER_ORDER]:
        after = rows(query, renamed(given_frames, PERSONS, names))
        assert after is not None
        assert_frame_equal(in_order(before), in_order(after))


_E = "FROM kvk_establishment e"
_VBO = ("kvk_establishment", "vbo_id")
_KVK = ("kvk_establishment", "kvk_nr")
_STAFF = ("kvk_establishment", "employees_ft")
CARRIED: dict[str, tuple[str, set[tuple[str, str]]]] = {
    "a column": (f"SELECT e.est_nr AS subject, e.kvk_nr AS x {_E}", {_KVK}),
    "a count": (
        f"SELECT e.est_nr AS subject, COUNT(e.kvk_nr) AS x {_E} GROUP BY e.est_nr",
        set(),
    ),
    "a distinct count over a partition": (
        f"SELECT e.est_nr AS subject, COUNT(e.kvk_nr) OVER (PARTITION BY e.vbo_id) AS x {_E}",
        set(),
    ),
    "a comparison": (f"SELECT e.est_nr AS subject, e.kvk_nr = e.vbo_id AS x {_E}", set()),
    "a choice, without what it asks": (
        (
            "SELECT e.est_nr AS subject, CASE WHEN e.employees_ft > 1 THEN e.kvk_nr "
            f"ELSE e.vbo_id END AS x {_E}"
        ),
        {_KVK, _VBO},
    ),
    "the first that is known": (
        f"SELECT e.est_nr AS subject, COALESCE(e.kvk_nr, e.vbo_id, '-') AS x {_E}",
        {_KVK, _VBO},
    ),
    "the largest": (
        (
            "SELECT e.est_nr AS subject, MAX(e.kvk_nr) FILTER (WHERE e.vbo_id IS NOT NULL) AS x "
            f"{_E} GROUP BY e.est_nr"
        ),
        {_KVK},
    ),
    "the one before": (
        (
            "SELECT e.est_nr AS subject, LAG(e.kvk_nr) OVER (PARTITION BY e.vbo_id "
            f"ORDER BY e.employees_ft) AS x {_E}"
        ),
        {_KVK},
    ),
    "arithmetic": (f"SELECT e.est_nr AS subject, e.employees_ft * 2 + 1 AS x {_E}", {_STAFF}),
    "a length": (f"SELECT e.est_nr AS subject, LENGTH(e.kvk_nr) AS x {_E}", {_KVK}),
    "either side of a union": (
        f"SELECT e.est_nr AS subject, e.kvk_nr AS x {_E} UNION ALL SELECT e.est_nr, e.vbo_id {_E}",
        {_KVK, _VBO},
    ),
    "under another name": (
        (
            f"WITH q AS (SELECT e.est_nr AS kvk_nr, e.kvk_nr AS est_nr {_E}) "
            "SELECT q.kvk_nr AS subject, q.est_nr AS x FROM q"
        ),
        {_KVK},
    ),
    "a subquery as a value": (
        (
            "SELECT e.est_nr AS subject, (SELECT MAX(f.kvk_nr) FROM kvk_establishment f "
            f"WHERE f.vbo_id = e.vbo_id) AS x {_E}"
        ),
        {_KVK},
    ),
    "a column joined with USING": (
        (
            "SELECT e.est_nr AS subject, vbo_id AS x FROM kvk_establishment e "
            "JOIN bag_object b USING (vbo_id)"
        ),
        {_VBO},
    ),
}


@pytest.mark.parametrize("what", CARRIED)
def test_what_a_column_carries(what: str) -> None:
    sql, expected = CARRIED[what]
    assert compile_query(sql).carries["x"] == expected


def _rule_with(evidence: str) -> LoadedRule:
    header = {
        "id": "demo", "version": 1, "title": "t", "purpose": "p", "task": "t",
        "bases": [{"code": "G-HR", "article": "a"}], "controller": "c", "owner": "o",
        "contact": "c", "registers": dict.fromkeys(PERSONS.columns, "all"),
    }  # fmt: skip
    rule = {
        "id": "address.x", "title": "t", "status": "active", "version": 1, "subject": "address",
        "severity": 3, "basis": "G-HR", "why": "w", "when": "n >= 1", "explain": "{n}",
        "select": "SELECT b.vbo_id AS subject, COUNT(*) AS n FROM bag_object b GROUP BY b.vbo_id",
        "evidence": evidence,
    }  # fmt: skip
    return LoadedRule(
        rule=Rule.model_validate(rule), file=Path("x.yaml"), hash="x", lines={}, text_lines={},
        pack=PackHeader.model_validate(header),
    )  # fmt: skip
