"""Named views: each passes the gate as a rule would, and reads no more than is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.engines import get_engine
from screening.errors import PackError
from screening.escalate.links import build_links
from screening.language.gate import CHECK_DATE, select_query
from screening.language.problems import Problems
from screening.language.views import view_select
from screening.packs.compiled import compile_rule
from screening.reference.tables import views
from screening.registers.schemas import REGISTERS
from tests.compiled import load_pack

Write = Callable[..., Path]


def _columns(name: str) -> list[str]:
    return [part.alias_or_name for part in view_select(name).expressions]


@pytest.mark.parametrize("name", views())
def test_a_view_passes_the_gate_whole(name: str) -> None:
    columns = _columns(name)
    text = f"SELECT {columns[0]} AS subject, {', '.join(columns)} FROM {name}"
    problems = Problems()
    query, _ = select_query(text, name, None, {}, CHECK_DATE, problems)
    unkept = [each for each in problems.found if "person" not in each.found]
    assert not unkept
    assert query is None or set(query.columns_used) <= set(REGISTERS)


def test_no_view_has_the_name_of_a_register_or_of_a_column() -> None:
    assert not set(views()) & set(REGISTERS)


def _rule(write_pack: Write, select: str, **more: Any) -> Any:
    (loaded,) = load_pack(write_pack({"select": select, **more})).rules
    return compile_rule(loaded, as_of=dt.date(2026, 1, 1))


ACTIVE = (
    "SELECT vbo_id AS subject, COUNT(DISTINCT kvk_nr) AS companies FROM active_establishment\n"
    "GROUP BY vbo_id"
)


def test_only_what_is_asked_of_a_view_is_read(write_pack: Write) -> None:
    compiled = _rule(write_pack, ACTIVE)
    assert compiled.columns_used == {
        "kvk_establishment": frozenset({"vbo_id", "kvk_nr", "start_date", "end_date"})
    }
    assert "active_establishment AS" in compiled.sql("readable")


def test_the_edition_that_a_group_goes_by_is_read_too(write_pack: Write) -> None:
    compiled = _rule(write_pack, ACTIVE.replace("\n", " WHERE IN_GROUP(sbi, 'horeca')\n"))
    assert {"sbi", "sbi_edition"} <= compiled.columns_used["kvk_establishment"]


def test_a_view_gives_what_its_text_says(write_pack: Write) -> None:
    compiled = _rule(write_pack, ACTIVE)
    rows = pl.DataFrame(
        {
            "vbo_id": ["a", "a", "a", "b"],
            "kvk_nr": ["1", "2", "3", "4"],
            "start_date": [dt.date(2020, 1, 1), None, dt.date(2027, 1, 1), dt.date(2020, 1, 1)],
            "end_date": [None, None, None, dt.date(2025, 1, 1)],
        },
        schema_overrides={"end_date": pl.Date},
    )
    found = get_engine().run({compiled.rule_id: compiled}, {"kvk_establishment": rows})
    frame = found[compiled.rule_id]
    assert isinstance(frame, pl.DataFrame)
    assert frame.sort("subject").rows() == [("a", 2)]


def test_a_pack_may_read_a_view_only_when_it_may_read_what_is_behind_it(write_pack: Write) -> None:
    select = "SELECT vbo_id AS subject, COUNT(*) AS companies FROM business_address GROUP BY vbo_id"
    with pytest.raises(PackError, match="may not read register 'known_place'"):
        load_pack(write_pack({"select": select}))


def test_a_with_query_cannot_take_the_name_of_a_view(write_pack: Write) -> None:
    select = (
        "WITH active_establishment AS (SELECT vbo_id, kvk_nr FROM kvk_establishment)\n" + ACTIVE
    )
    with pytest.raises(PackError, match="WITH query named 'active_establishment'"):
        load_pack(write_pack({"select": select}))


def test_a_view_that_is_misspelt_is_suggested(write_pack: Write) -> None:
    select = ACTIVE.replace("active_establishment", "active_establishments")
    with pytest.raises(PackError, match="'active_establishment'"):
        load_pack(write_pack({"select": select}))


def test_links_follow_the_same_roles() -> None:
    roles = pl.DataFrame(
        {
            "kvk_nr": ["1", "2", "3"],
            "person_key": ["p", "p", "p"],
            "role": ["bestuurder", "vennoot", "commissaris"],
        }
    )
    found = build_links({"kvk_role": roles}).filter(pl.col("link") == "company_company")
    assert found.select("from_id", "to_id").rows() == [("1", "2")]
