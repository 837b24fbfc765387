"""The sources of a row: everything its reasons rest on, counted once, each with its own day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from screening.prioritise.sources import sources
from screening.reference.suppliers import suppliers
from screening.registers.reading.filling import fill_register

HERE = {"list": "tvo", "place_type": "case", "place": "address:1"}
AT = "address:1"
AS_OF = dt.date(2026, 1, 1)


def day(month: int) -> dt.date:
    return dt.date(2025, month, 1)


def reasons(*given: tuple[str, list[str], dt.date], **changes: Any) -> pl.LazyFrame:
    """Reasons of one row, each as its rule, what it rests on and its newest fact."""
    rows = [
        {**HERE, "rule": rule, "subject_type": "address", "subject": "1", "concluded": False,
         "newest": newest, "facts": keys, **changes}
        for rule, keys, newest in given
    ]  # fmt: skip
    return pl.LazyFrame(rows, schema_overrides={"newest": pl.Date})


REPORTS = fill_register("signal", [
    {"signal_id": "S1", "signal_date": day(3), "source": "burger", "topic": "drugs"},
    {"signal_id": "S2", "signal_date": day(5), "source": "burger", "topic": "drugs"},
])  # fmt: skip


def found(given: pl.LazyFrame, **registers: pl.DataFrame) -> tuple[dict[str, Any], int]:
    [row] = sources(given, registers, AS_OF).collect().to_dicts()
    names = {each.title: name for name, each in suppliers().items()}
    told = {names[each["source"]]: (each["facts"], each["newest"]) for each in row["sources"]}
    assert row["registers"] == len(told)
    return told, row["facts"]


def test_a_conclusion_counts_with_what_it_rests_on() -> None:
    signal = reasons(("a.x", [f"woz_value.value @ {AT}"], day(1)))
    above = reasons(
        ("b.y", [f"woz_value.value @ {AT}", "signal:S1", f"brp_count.persons @ {AT}"], day(6)),
        concluded=True,
    )
    named, total = found(pl.concat([signal, above]), signal=REPORTS)
    assert named == {"woz_value": (1, day(1)), "brp_count": (1, None), "signal": (1, day(3))}
    assert total == 3


def test_a_register_that_holds_nothing_is_named_and_is_no_source() -> None:
    given = reasons(
        ("a.x", [f"brp_count.persons, no permit[kind = 'x'] @ {AT}", f"no signal @ {AT}"], day(1)),
        ("a.y", [f"no closure @ {AT}", "closure:C1"], day(2)),
    )
    [row] = sources(given, {}, AS_OF).collect().to_dicts()
    assert [(each["source"], each["facts"]) for each in row["sources"]] == [
        ("inschrijvingen per adres (BRP)", 1),
        ("sluitingen", 1),
        ("vergunningen (niets in het bestand)", None),
        ("meldingen (niets in het bestand)", None),
    ]
    assert (row["facts"], row["registers"]) == (2, 2)


def test_what_is_read_of_two_registers_is_two_facts_and_adds_up() -> None:
    both = f"bag_object.usage[a, b], brp_count.persons, brp_count.empty_months @ {AT}"
    alone = f"bag_object.usage @ {AT}"
    named, total = found(reasons(("a.x", [both, alone], day(1)), ("a.z", [alone], day(2))))
    assert {name: facts for name, (facts, _) in named.items()} == {"bag_object": 1, "brp_count": 1}
    assert total == 2


def test_each_source_has_its_own_day_or_none() -> None:
    """Of two registers read together it is not known which of them a day is from."""
    given = reasons(
        ("a.x", ["signal:S1", "signal:S2", f"brp_count.persons @ {AT}"], day(9)),
        ("a.y", [f"woz_value.value @ {AT}"], day(7)),
    )
    named, _ = found(given, signal=REPORTS)
    assert named == {"signal": (2, day(5)), "brp_count": (1, None), "woz_value": (1, day(7))}
    changed = reasons(("a.x", ["kvk_change:99000001 director 2024-05-01"], day(9)))
    assert found(changed)[0] == {"kvk_change": (1, dt.date(2024, 5, 1))}, "its key says it"
    unread, _ = found(given)
    assert unread["signal"] == (2, None), "the days of what may not be read are not known"


def test_how_things_stand_is_of_the_newest_day_that_its_register_has_of_the_subject() -> None:
    """Also where it was read together with others, or rests a conclusion."""
    counts = fill_register("brp_count", [
        {"vbo_id": "1", "count_date": day(2), "persons": 3},
        {"vbo_id": "1", "count_date": day(8), "persons": 4},
        {"vbo_id": "2", "count_date": day(11), "persons": 4},
    ])  # fmt: skip
    permits = fill_register("permit", [
        {"permit_id": "V1", "vbo_id": "1", "kind": "horeca", "start_date": day(4),
         "end_date": dt.date(2027, 1, 1), "status": "granted"},
    ])  # fmt: skip
    given = reasons(
        ("a.x", [f"brp_count.persons, permit.kind, bag_object.usage @ {AT}"], day(12)),
        concluded=True,
    )
    named, _ = found(given, brp_count=counts, permit=permits, bag_object=objects())
    assert named == {"brp_count": (1, day(8)), "permit": (1, day(4)), "bag_object": (1, None)}
    less = counts.drop("count_date")
    assert found(given, brp_count=less)[0]["brp_count"] == (1, None), "its days may not be read"


def objects() -> pl.DataFrame:
    """Addresses have no day."""
    return fill_register("bag_object", [{"vbo_id": "1", "address": "Dijk 1"}])
