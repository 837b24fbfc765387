"""A start that nobody wrote down is neither today nor long ago: what hangs on it cannot be told."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping

import polars as pl
import pytest

from screening.detect.judge import CLEAR, HIT, NOT_APPLICABLE, NOT_EVALUABLE
from screening.detect.measure import SourceInfo, compile_rules
from screening.detect.possible import LONG_AGO
from screening.detect.run import count_hits
from screening.engines import get_engine
from screening.packs.loaded import LoadedRule
from screening.registers.reading.filling import empty_register, fill_register
from screening.registers.reading.unread import KEPT, LOST, SAID, no_rows
from screening.registers.schemas import REGISTERS
from screening.ruletests.rules import Registers, compile_for, judge_test, registers_of
from tests.shipped import every_rule

AS_OF = dt.date(2026, 1, 1)
OBJECTS = [f"999901000000000{n}" for n in range(1, 5)]
PERMIT = {"permit_id": "V1", "kind": "seksinrichting", "est_nr": "999900000001",
          "status": "granted", "start_date": dt.date(2020, 1, 1)}  # fmt: skip
ENGINE = get_engine()
BLANK = {
    (name, column): register.columns[column].dtype
    for name, register in REGISTERS.items()
    for column in register.key_where_known
}


def outcomes(
    rule: str, registers: Registers, unread: Mapping[str, pl.DataFrame] | None = None
) -> dict[str, tuple[int, str]]:
    """Per outcome the count and a reason, as a run counts them."""
    loaded = every_rule()[rule]
    compiled, failures = compile_rules([loaded], {}, AS_OF)
    assert not failures
    held = {n: empty_register(n) for n in compiled[rule].columns_used} | registers
    unread = unread or {}
    sources = {name: SourceInfo(name, AS_OF, unread=unread.get(name)) for name in held}
    counts, failures = count_hits(
        {rule: loaded}, compiled, held, sources, engine=ENGINE, as_of=AS_OF
    )
    assert not failures
    return {o: (n, why) for o, why, n in counts.select("outcome", "reason", "count").rows()}


def rights(*starts: dt.date | None, kind: str = "natural") -> pl.DataFrame:
    """A right of one owner on the first, second, third object, and so on."""
    return fill_register("brk_right", [
        {"vbo_id": vbo_id, "owner_key": "P-1", "right": "eigendom", "start_date": start,
         "owner_type": kind}
        for vbo_id, start in zip(OBJECTS, starts, strict=True)
    ])  # fmt: skip


def findings() -> pl.DataFrame:
    return fill_register("inspection", [
        {"inspection_id": vbo_id, "inspection_date": dt.date(2025, 6, 1), "vbo_id": vbo_id,
         "agency": "gemeente", "domain": "wonen", "finding_code": "brand", "severity": 5,
         "caused_by_selection": False}
        for vbo_id in OBJECTS
    ])  # fmt: skip


WHY = "begindatum ontbreekt bij 4 rijen van eigendom (Kadaster), en kan de uitkomst bepalen"


@pytest.mark.parametrize("rule", ["landlord.several_findings", "property.owner_problem_history"])
def test_findings_at_objects_of_an_owner_since_nobody_knows_when(rule: str) -> None:
    long_ago = dt.date(2015, 1, 1)
    held = {"inspection": findings()}
    assert outcomes(rule, held | {"brk_right": rights(*[long_ago] * 4)}) == {HIT: (4, "")}
    unknown = outcomes(rule, held | {"brk_right": rights(*[None] * 4)})
    assert unknown == {NOT_EVALUABLE: (4, WHY)}
    one = outcomes(rule, held | {"brk_right": rights(*[long_ago] * 3, None)})
    assert one == {HIT: (4, "")}  # three of four are enough, whenever the fourth began


def test_an_operator_since_nobody_knows_when_may_be_new() -> None:
    def found(start: dt.date | None) -> dict[str, tuple[int, str]]:
        role = {"permit_id": "V1", "person_key": "P-1", "role": "operator", "start_date": start}
        held = {"permit": [PERMIT], "permit_role": [role]}
        return outcomes("sex.permit_change", {n: fill_register(n, r) for n, r in held.items()})

    assert found(dt.date(2025, 12, 1)) == {HIT: (1, "")}
    assert found(dt.date(2021, 12, 1)) == {CLEAR: (1, "")}
    unknown = found(None)
    assert list(unknown) == [NOT_EVALUABLE]
    assert unknown[NOT_EVALUABLE][1].startswith("begindatum ontbreekt bij 1 rij van ")


def test_an_owner_since_nobody_knows_when_may_be_new() -> None:
    long_ago = dt.date(2015, 1, 1)
    first = rights(long_ago, *[None] * 3, kind="unknown").head(1)
    other = first.with_columns(owner_key=pl.lit("P-2"), start_date=pl.lit(None, dtype=pl.Date))
    assert outcomes("property.owner_opaque", {"brk_right": first}) == {HIT: (1, "")}
    both = outcomes("property.owner_opaque", {"brk_right": pl.concat([first, other])})
    assert list(both) == [NOT_EVALUABLE]


def test_the_start_of_a_row_of_which_something_else_could_not_be_read_is_not_known_either() -> None:
    first = rights(dt.date(2015, 1, 1), *[None] * 3, kind="unknown").head(1)
    other = first.with_columns(
        pl.lit(None, dtype=pl.Date).alias("start_date"), pl.lit("P-2").alias("owner_key"),
        pl.lit(["end_date"]).alias(LOST), pl.lit(value=False).alias(KEPT), pl.lit("?").alias(SAID),
        pl.lit("brk.csv").alias("source_file"), pl.lit(3, dtype=pl.Int64).alias("row"),
    )  # fmt: skip
    lost = other.select(no_rows(REGISTERS["brk_right"]).columns)
    found = outcomes("property.owner_opaque", {"brk_right": first}, {"brk_right": lost})
    assert found[NOT_EVALUABLE][1].startswith("niet te lezen, en kan dit verklaren: brk.csv rij 3")


def test_who_is_counted_is_counted_once() -> None:
    """Some clear whatever stands there, some not to be told; nobody is lost or twice there."""
    more = [PERMIT | {"permit_id": f"V{n}", "est_nr": f"99990000000{n}"} for n in range(2, 6)]
    role = {"person_key": "P-1", "role": "operator"}
    days = [None, None, dt.date(2021, 1, 1), dt.date(2025, 12, 1)]
    roles = [role | {"permit_id": f"V{n}", "start_date": day} for n, day in enumerate(days, 2)]
    held = {"permit": fill_register("permit", [PERMIT, *more]),
            "permit_role": fill_register("permit_role", roles)}  # fmt: skip
    counts = outcomes("sex.permit_change", held)
    assert {o: n for o, (n, _) in counts.items()} == {CLEAR: 2, HIT: 1, NOT_EVALUABLE: 2}


def readers() -> list[LoadedRule]:
    """Rules that measure with a column of a key that may be blank."""
    found = []
    for loaded in (each for each in every_rule().values() if each.rule.tests):
        used = compile_for(loaded, loaded.rule.tests[0]).query.columns_used
        if any(column in used.get(name, ()) for name, column in BLANK):
            found.append(loaded)
    return found


def blanked(registers: Registers, used: Mapping[str, frozenset[str]]) -> Iterator[Registers]:
    """Each column of a key that may be blank without any of its values, and without one."""
    for (name, column), dtype in BLANK.items():
        if column in used.get(name, ()) and not registers[name].is_empty():
            frame, nothing = registers[name], pl.lit(None, dtype)
            first = pl.int_range(pl.len()) == 0
            yield registers | {name: frame.with_columns(nothing.alias(column))}
            yield registers | {name: frame.with_columns(pl.when(~first).then(column).alias(column))}


@pytest.mark.large
def test_of_no_rule_a_blank_makes_a_hit_or_takes_one_away_for_good() -> None:
    told, hits = [], 0
    rules = readers()
    for loaded in rules:
        for test in loaded.rule.tests:
            rule = compile_for(loaded, test)
            registers = registers_of(loaded.rule, test, rule)

            def judged(held: Registers) -> dict[str, str]:
                found = judge_test(loaded, rule, held, ENGINE, test.as_of)[loaded.id][1]  # noqa: B023
                return dict(found.select("subject", "_outcome").rows())

            before = judged(registers)
            hits += HIT in before.values()
            for less in blanked(registers, rule.query.columns_used):
                after = judged(less)
                for subject in {*before, *after}:
                    was, now = before.get(subject), after.get(subject)
                    if (was == HIT) != (now == HIT) and (was, now) != (HIT, NOT_EVALUABLE):
                        told.append(f"{loaded.id}, {test.name}: {subject} {was}, then {now}")
                    if was == NOT_APPLICABLE and now == CLEAR:
                        told.append(f"{loaded.id}, {test.name}: {subject} lost its exemption")
    assert not told, "\n".join(told)
    assert len(rules) > 15
    assert hits >= len(rules)


PAIRS = 4
"""Of starts in a test of a rule, spread over all pairs of them."""


@pytest.mark.large
def test_of_no_rule_it_matters_that_one_start_is_new_and_another_old() -> None:
    """All are tried as today and all as long ago; a rule that compares two would need each."""
    told, tried = [], 0
    for loaded in readers():
        for test in loaded.rule.tests:
            rule = compile_for(loaded, test)
            registers = registers_of(loaded.rule, test, rule)
            used = rule.query.columns_used
            starts = [
                (name, column, row)
                for (name, column), dtype in BLANK.items()
                if dtype == pl.Date and column in used.get(name, ())
                for row in range(registers[name].height)
            ]
            pairs = list(itertools.combinations(starts, 2))
            for pair in pairs[:: max(1, len(pairs) // PAIRS)]:

                def judged(*days: dt.date | None) -> dict[str, str]:
                    held = dict(registers)  # noqa: B023
                    for (name, column, row), day in zip(pair, days, strict=True):  # noqa: B023
                        this = pl.int_range(pl.len()) == row
                        given = pl.when(this).then(pl.lit(day, pl.Date)).otherwise(column)
                        held[name] = held[name].with_columns(given.alias(column))
                    found = judge_test(loaded, rule, held, ENGINE, test.as_of)[loaded.id][1]  # noqa: B023
                    return dict(found.select("subject", "_outcome").rows())

                blank = judged(None, None)
                new, old = test.as_of, test.as_of - LONG_AGO
                for days in ((new, old), (old, new)):
                    mixed = judged(*days)
                    tried += 1
                    told += [
                        f"{loaded.id}, {test.name}: {subject} {was}, then {mixed.get(subject)}"
                        for subject, was in blank.items()
                        if was != NOT_EVALUABLE and (was == HIT) != (mixed.get(subject) == HIT)
                    ]
    assert not told, "\n".join(told)
    assert tried > 200
