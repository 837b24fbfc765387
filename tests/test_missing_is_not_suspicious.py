"""T13: removing data never adds a hit, for every shipped rule on its own tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import polars as pl
import pytest

from screening.engines import get_engine
from screening.packs.compiled import CompiledRule
from screening.packs.loaded import LoadedRule
from screening.packs.models import RuleTest
from screening.registers.schemas import REGISTERS
from screening.ruletests.rules import Registers, compile_for, judge_test, registers_of
from tests import thorough
from tests.shipped import every_rule
from tests.thorough import some

RULE_SET = [loaded for loaded in every_rule().values() if not loaded.rule.registration_duty]
PRECISION = {"rounded_to"}
"""Says how a count was delivered, not something about a subject; without it a count is exact."""
EXEMPTING_LINKS = {
    ("address.empty_registered", "permit_application", "vbo_id"),
    ("address.ghost_occupancy", "permit_application", "vbo_id"),
    ("address.industrial_habitation", "kvk_establishment", "vbo_id"),
    ("address.vow_mutations", "permit", "vbo_id"),
    ("area.control_coverage", "kvk_establishment", "vbo_id"),
    ("area.vacancy_cluster", "bag_object", "area_code"),
    ("area.vacancy_cluster", "kvk_establishment", "vbo_id"),
    ("agri.ended_farm_large_sheds", "kvk_establishment", "vbo_id"),
    ("agri.ended_farm_large_sheds", "permit", "vbo_id"),
    ("agri.owner_nonlocal_new", "permit_application", "vbo_id"),
    ("bibob.construction_sum_general", "permit_application", "vbo_id"),
    ("bibob.subsidy", "permit_application", "applicant_kvk"),
    ("estate.last_control", "inspection", "vbo_id"),
    ("estate.vacancy", "kvk_establishment", "vbo_id"),
    ("establishment.no_activity_observed", "signal", "kvk_nr"),
    ("establishment.overdue_recheck", "inspection", "est_nr"),
    ("establishment.turnover_per_m2", "kvk_establishment", "vbo_id"),
    ("property.price_jump", "permit_application", "vbo_id"),
    ("rural.vacancy_trend", "kvk_establishment", "vbo_id"),
    ("sex.short_stay_pattern", "permit", "vbo_id"),
}
"""Keys by which another row exempts a subject: a neighbour sharing the floor, a permit to build, a
right of a housing corporation, an earlier grant, a permit to lodge seasonal workers; of a quarter a
visited business, a shop in use or the business in it; a farm that goes on, a later visit, a report
about another company; a farm at the place, which the rule for farms judges.
A row without an address belongs to no subject, so no rule can see what it would have excused. A
permit without a place may be of any ended farm: were each of those unknown for it, one such permit
would silence agri.ended_farm_large_sheds; `check` counts how many permits have no address."""
MOST_ROWS_ONE_BY_ONE = 1
"""Tests hide a value in this many rows from the start, and in CI from the end; all would only
repeat it."""
ENGINE = get_engine()
"""One for all: it knows what it was asked about registers that are still the same."""


Less = tuple[tuple[str, str], str, Registers]
"""What was hidden (register and column), in words, and the registers without it."""


def optional(register: str, column: str) -> bool:
    """A column that may be empty and whose emptiness says nothing."""
    declared = REGISTERS[register].columns[column]
    means = (declared.metadata or {}).get("null_means")
    return bool(declared.nullable) and not means and column not in PRECISION


def hidden(frame: pl.DataFrame, column: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The register without the column, and without it in one of its rows at a time."""
    nothing = pl.lit(None, frame.schema[column])
    yield f"all {column}", frame.with_columns(nothing.alias(column))
    numbered = pl.int_range(pl.len())
    filled = frame.select(numbered.filter(pl.col(column).is_not_null())).to_series()
    last = MOST_ROWS_ONE_BY_ONE if thorough.ALL else 0
    ends = pl.concat([filled.head(MOST_ROWS_ONE_BY_ONE), filled.tail(last)])
    for row in ends.unique(maintain_order=True) if len(filled) > 1 else ():
        less = pl.when(numbered != row).then(pl.col(column))
        yield f"{column} of row {row}", frame.with_columns(less.alias(column))


def with_less(rule: CompiledRule, registers: Registers, *, rows: bool) -> Iterator[Less]:
    """Without a column; and, with ``rows``, without it in one row at a time."""
    for name, columns in sorted(rule.columns_used.items()):
        for column in sorted(columns):
            if optional(name, column) and registers[name][column].null_count() < len(
                registers[name]
            ):
                for what, frame in islice(hidden(registers[name], column), None if rows else 1):
                    yield (name, column), what, registers | {name: frame}


def hits(
    loaded: LoadedRule, rule: CompiledRule, registers: Registers, test: RuleTest
) -> frozenset[str]:
    judged = judge_test(loaded, rule, registers, ENGINE, test.as_of)[loaded.id][1]
    return frozenset(judged.filter(pl.col("_outcome") == "hit")["subject"])


@pytest.mark.parametrize("loaded", some(RULE_SET, of=12), ids=lambda loaded: str(loaded.id))
def test_hiding_a_value_adds_no_hit(loaded: LoadedRule) -> None:
    compiled: dict[str, CompiledRule] = {}
    told, kinds = [], set[str]()
    for test in some(loaded.rule.tests, of=2):
        first = test.kind not in kinds  # row by row would only repeat it for others of its kind
        kinds.add(test.kind)
        rule = compile_for(loaded, test, compiled)
        registers = registers_of(loaded.rule, test, rule)
        before = hits(loaded, rule, registers, test)
        for place, what, less in some(with_less(rule, registers, rows=first), of=2):
            added = hits(loaded, rule, less, test) - before
            if added and (loaded.id, *place) not in EXEMPTING_LINKS:
                told.append(f"{test.name}: without {'.'.join(place)} ({what}) {sorted(added)} hit")
    assert not told, "\n".join(told)


def test_the_check_sees_a_rule_that_does_not_hold_to_it() -> None:
    """Columns a rule reads are indeed hidden, whole and row by row."""
    frame = pl.DataFrame({"floor_m2": [None, 1.0, 3.0]})
    variants = dict(hidden(frame, "floor_m2"))
    assert list(variants)[:2] == ["all floor_m2", "floor_m2 of row 1"]
    assert len(variants) == 1 + (2 if thorough.ALL else 1)
    assert len(dict(hidden(frame.head(2), "floor_m2"))) == 1
    assert variants["floor_m2 of row 1"]["floor_m2"].to_list() == [None, None, 3.0]
    assert optional("bag_object", "floor_m2")
    assert not optional("kvk_company", "end_date")
    assert not optional("bag_object", "vbo_id")
