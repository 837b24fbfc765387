"""T9: looking for places for caravans needs a reason; leaving them out needs none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from tests.compiled import load_pack

Write = Callable[..., Path]

_PITCHES = (
    "SELECT b.vbo_id AS subject, COUNT(*) AS companies FROM bag_object b {} GROUP BY b.vbo_id"
)
_HANDED_ON = "JOIN (SELECT vbo_id, object_type AS t FROM bag_object) z USING (vbo_id)"
_LEAST = {"max_companies": {"value": 10, "unit": "bedrijven", "why": "praktijk"}}
_PERMITS = {"registers": dict.fromkeys(("bag_object", "kvk_establishment", "permit"), "all")}
_KIND = {"kind": {"value": "standplaats", "unit": "soort", "why": "praktijk"}}


@pytest.mark.parametrize(
    "where",
    [
        "WHERE b.object_type IN ('standplaats', 'ligplaats')",
        "WHERE b.object_type = :kind",
        "WHERE b.status = 'Plaats aangewezen'",
        "WHERE NOT (b.object_type <> 'standplaats')",
        f"{_HANDED_ON} WHERE z.t = :kind",
    ],
)
def test_pitches_are_found_however_they_are_asked_for(write_pack: Write, where: str) -> None:
    rule: dict[str, Any] = {"select": _PITCHES.format(where)}
    if ":kind" in where:
        rule["parameters"] = {**_LEAST, **_KIND}
    with pytest.raises(PackError, match="'standplaats' \\(places where caravans stand\\)"):
        load_pack(write_pack(rule))


@pytest.mark.parametrize(
    "where",
    [
        "WHERE b.object_type <> 'verblijfsobject' AND b.object_type <> 'ligplaats'",
        "WHERE b.object_type NOT IN ('verblijfsobject', 'ligplaats')",
        "WHERE b.object_type LIKE 'st%'",
        "WHERE STARTS_WITH(b.object_type, 'st')",
        "WHERE b.object_type LIKE '%plaats' AND b.object_type NOT LIKE 'lig%'",
        "WHERE NOT (b.object_type LIKE 'v%' OR b.object_type = 'ligplaats')",
        "WHERE NULLIF(NULLIF(b.object_type, 'verblijfsobject'), 'ligplaats') IS NOT NULL",
        "WHERE COALESCE(NULLIF(b.object_type, 'ligplaats'), 'verblijfsobject') NOT LIKE 'v%'",
        "WHERE b.status LIKE 'Plaats%'",
        "WHERE NULLIF(b.object_type, 'ligplaats') <> 'verblijfsobject'",
        "WHERE b.object_type <> 'ligplaats' AND (b.object_type <> 'verblijfsobject' OR FALSE)",
        "WHERE (b.object_type NOT LIKE 'v%' AND b.object_type NOT LIKE 'l%') IS TRUE",
        (
            "JOIN bag_object x ON x.vbo_id = b.vbo_id AND x.object_type NOT IN "
            "('ligplaats', 'verblijfsobject')"
        ),
        (
            "WHERE CASE WHEN b.object_type = 'verblijfsobject' THEN 1 WHEN b.object_type = "
            "'ligplaats' THEN 1 ELSE 2 END = 2"
        ),
        f"{_HANDED_ON} WHERE z.t NOT IN ('verblijfsobject', 'ligplaats')",
    ],
)
def test_pitches_are_found_by_what_is_said_of_the_others(write_pack: Write, where: str) -> None:
    with pytest.raises(PackError, match="'standplaats' \\(places where caravans stand\\)"):
        load_pack(write_pack({"select": _PITCHES.format(where)}))


@pytest.mark.parametrize(
    "when", ["kind <> 'verblijfsobject' AND kind <> 'ligplaats'", "kind LIKE 'st%'"]
)
def test_and_in_the_condition(write_pack: Write, when: str) -> None:
    rule = {
        "select": "SELECT b.vbo_id AS subject, COUNT(*) AS companies, MAX(b.object_type) AS kind "
        "FROM bag_object b GROUP BY b.vbo_id",
        "when": f"companies > :max_companies AND {when}",
        "measures": {"companies": {"label": "aantal"}, "kind": {"label": "soort"}},
    }
    with pytest.raises(PackError, match="'standplaats' \\(places where caravans stand\\)"):
        load_pack(write_pack(rule))


@pytest.mark.parametrize("asked", ["= :kind", "IN (:kind, 'ligplaats')"])
def test_what_is_asked_on_some_days_only_is_found(write_pack: Write, asked: str) -> None:
    days = {"2024-01-01": "standplaats", "2025-01-01": "ligplaats", "2026-01-01": "verblijfsobject"}
    steps = [{"from": day, "value": kind, "source": "besluit"} for day, kind in days.items()]
    kind = {"kind": {"value": steps, "unit": "soort", "why": "praktijk"}}
    rule: dict[str, Any] = {"select": _PITCHES.format(f"WHERE b.object_type {asked}")}
    rule["parameters"] = {**_LEAST, **kind}
    with pytest.raises(PackError, match="'standplaats' \\(places where caravans stand\\)"):
        load_pack(write_pack(rule))


@pytest.mark.parametrize(
    "where",
    [
        "JOIN permit x ON x.vbo_id = b.vbo_id WHERE x.kind = 'standplaats'",
        "JOIN permit x ON x.vbo_id = b.vbo_id WHERE x.kind = 'standplaats' AND b.object_type <> ''",
        "WHERE b.object_type <> 'standplaats'",
        "WHERE b.object_type = 'verblijfsobject'",
        "WHERE b.object_type IN ('verblijfsobject', 'ligplaats')",
        "WHERE b.object_type <> 'ligplaats' OR b.floor_m2 > 5",
        "WHERE b.object_type LIKE '%plaats'",
        "WHERE b.status NOT LIKE 'Plaats%'",
        (
            "WHERE b.object_type <> 'ligplaats' AND (b.object_type = 'verblijfsobject' OR "
            "b.floor_m2 > 100)"
        ),
        (
            "WHERE CASE b.object_type WHEN 'verblijfsobject' THEN 1 WHEN 'ligplaats' THEN 2 ELSE 1 "
            "END = 1"
        ),
        "WHERE b.status LIKE 'Verblijfsobject%' AND b.object_type <> 'ligplaats'",
        "WHERE b.object_type NOT IN ('standplaats', 'ligplaats')",
        "WHERE b.object_type IN ('verblijfsobject', 'ligplaats', 'standplaats')",
        "WHERE b.status IN ('Verblijfsobject in gebruik', 'Plaats aangewezen')",
    ],
)
def test_pitches_among_all_or_left_out_need_no_reason(write_pack: Write, where: str) -> None:
    said = ""
    try:
        load_pack(write_pack({"select": _PITCHES.format(where)}, header=_PERMITS))
    except PackError as error:
        said = str(error)
    # Permits have no such code, which is said of their column.
    assert "caravans" not in said
    assert not said or "is no code of permit.kind" in said


_APART = (
    "SELECT b.vbo_id AS subject, COUNT(*) AS companies, {} AS homes, {} AS boats "
    "FROM bag_object b GROUP BY b.vbo_id"
)
_HOMES, _BOATS = "b.object_type = 'verblijfsobject'", "b.object_type = 'ligplaats'"
_FILTER, _SUM = "COUNT(*) FILTER (WHERE {})", "SUM(CASE WHEN {} THEN 1 ELSE 0 END)"
_LABELS = {"measures": {name: {"label": name} for name in ("companies", "homes", "boats")}}


@pytest.mark.parametrize("count", [_FILTER, _SUM])
def test_kinds_counted_apart_leave_nobody_out(write_pack: Write, count: str) -> None:
    select = _APART.format(count.format(_HOMES), count.format(_BOATS))
    assert load_pack(write_pack({"select": select, **_LABELS})).rules
    rest = count.format(_BOATS.replace("=", "<>") + " AND " + _HOMES.replace("=", "<>"))
    with pytest.raises(PackError, match="'standplaats' \\(places where caravans stand\\)"):
        load_pack(write_pack({"select": _APART.format("COUNT(*)", rest), **_LABELS}))
    among = select.replace("GROUP BY", f"WHERE NOT {_HOMES} GROUP BY").replace(
        _BOATS, f"NOT {_BOATS}"
    )
    with pytest.raises(PackError, match="'standplaats' \\(places where caravans stand\\)"):
        load_pack(write_pack({"select": among, **_LABELS}))
