from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks.table import figures
from benchmarks.table.__main__ import with_table, written_out
from benchmarks.table.conditions import conditions, day
from benchmarks.table.data import REGISTERS, held, written
from benchmarks.table.process import Worker
from benchmarks.table.render import ClipsWords, RuleEngineWords, ZenWords
from benchmarks.table.turns import Measured, Plan, Taken, expected, measure, same
from benchmarks.table.way import WAYS, WORKLOADS, NotInstalledError, digest, opened
from benchmarks.table.ways.durable import Translated
from benchmarks.table.ways.queries import QUERIES
from screening.packs.load import load_packs

ROWS = 3_000


@pytest.fixture(scope="module")
def registers(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("registers"), ROWS)


def measured(times: dict[str, list[float]], sizes=(100, 1_000)) -> Measured:
    """Row rules, with the seconds of each way per size; a size may be left out at the end."""
    made = Measured(sizes)
    for way, listed in times.items():
        for size, seconds in zip(sizes, listed, strict=False):
            ours = times["ours"][sizes.index(size)]
            made.taken["rows", way, size] = Taken([seconds], [seconds], [seconds / ours], 10**9)
    return made


def test_the_same_seed_gives_the_same_registers_that_refer_to_each_other(tmp_path, registers):
    again = written(tmp_path, ROWS)
    for name in REGISTERS:
        file = f"{name}.parquet"
        assert pl.read_parquet(again / file).equals(pl.read_parquet(registers / file))
    read = {name: frame.collect() for name, frame in held(registers, large=0).items()}
    here = read["kvk_establishment"]
    assert here.height == read["bag_object"].height == ROWS
    assert here["est_nr"].n_unique() == ROWS
    assert set(here["kvk_nr"]) <= set(read["kvk_company"]["kvk_nr"])
    assert set(here["vbo_id"].drop_nulls()) <= set(read["bag_object"]["vbo_id"])
    assert set(read["brp_count"]["vbo_id"]) < set(read["bag_object"]["vbo_id"])


def test_registers_of_many_chunks_are_whole(tmp_path, monkeypatch):
    """The last chunks have no company: there are more establishments."""
    monkeypatch.setattr("benchmarks.table.data.CHUNK", 100)
    read = held(written(tmp_path, ROWS), large=ROWS)
    assert read["kvk_establishment"]["est_nr"].n_unique() == ROWS
    assert read["kvk_company"]["kvk_nr"].n_unique() == round(ROWS / 1.045)


def test_registers_are_in_memory_or_scanned_by_their_rows(registers):
    assert all(isinstance(frame, pl.DataFrame) for frame in held(registers).values())
    assert all(isinstance(frame, pl.LazyFrame) for frame in held(registers, large=9).values())


def test_every_way_that_is_installed_finds_the_same(registers):
    """Spark is asked by ``make bench`` alone: it takes longer to start than all of this."""
    for workload in WORKLOADS:
        answers = {}
        for way in WAYS:
            if way == "spark":
                continue
            try:
                found = opened(way, registers).run(workload)
            except NotInstalledError:
                continue
            counts = {rule: each.counts for rule, each in found.items()}
            answers[way] = {"digest": digest(found), "counts": counts}
        assert {"ours", "polars", "duckdb"} <= answers.keys()
        hits = same(answers)
        assert sum(count > 0 for count in hits.values()) >= len(hits) - 1


def test_every_way_has_every_rule():
    packs = load_packs(Path("benchmarks/rules"))
    ours = {pack.header.id: {each.id for each in pack.rules} for pack in packs}
    assert {workload: len(rules) for workload, rules in ours.items()} == {"rows": 10, "joins": 6}
    for workload, rules in ours.items():
        assert QUERIES[workload].keys() == rules
        judged = [name for kind in conditions(workload).values() for name in kind]
        assert sorted(judged) == sorted(rules)


def test_a_condition_in_the_words_of_each_engine():
    node = conditions("rows")["establishment"]["establishment.sleeping"]
    long_ago = day(1986)
    assert RuleEngineWords().told(node) == (
        f"(((start != null) and (start < {long_ago})) and "
        "((full != null) and (part != null) and ((full + part) == 0)))"
    )
    assert ZenWords().told(node) == RuleEngineWords().told(node)
    assert ClipsWords().told(node) == (
        f"(and (and (neq ?start nil) (< ?start {long_ago})) "
        "(and (neq ?full nil) (neq ?part nil) (= (+ ?full ?part) 0)))"
    )


def test_durable_rules_gets_what_it_cannot_work_out():
    rules = {"a.b": conditions("rows")["establishment"]["establishment.staff_after_end"]}
    translated = Translated(rules)
    known = {"start": 3, "end": None, "full": 4, "part": 5}
    fact = translated.fact(known)
    assert fact["worked_out_0"] == 9
    assert fact["end_missing"] == 1
    assert "end" not in fact
    assert "worked_out_0" not in translated.fact({**known, "part": None})


def test_other_hits_or_other_counts_are_refused():
    one = {"digest": {"a.b": "2 x"}, "counts": {"a.b": {"hit": 2, "clear": 0}}}
    assert same({"ours": one, "zen": {**one, "counts": {"a.b": None}}}) == {"a.b": 2}
    assert same({"ours": one, "duckdb": {**one, "counts": {"a.b": {"hit": 2}}}}) == {"a.b": 2}
    with pytest.raises(ValueError, match=r"a\.b: 2 hits in ours, 3 in zen"):
        same({"ours": one, "zen": {**one, "digest": {"a.b": "3 y"}}})
    with pytest.raises(ValueError, match="counted"):
        same({"ours": one, "duckdb": {**one, "counts": {"a.b": {"hit": 2, "clear": 1}}}})


def test_a_worker_answers_and_says_why_not(registers, tmp_path):
    worker = Worker("duckdb", registers, tmp_path / "log")
    try:
        assert worker.refused is None
        answer = worker.ask("joins", check=True)
        assert answer["digest"].keys() == QUERIES["joins"].keys()
        assert answer["seconds"] > 0
        assert "digest" not in worker.ask("rows")
        assert worker.peak() >= 0
        with pytest.raises(RuntimeError, match="duckdb, other: KeyError"):
            worker.ask("other")
    finally:
        worker.end()


def test_a_way_that_is_not_there_is_told():
    made = measured({"ours": [1.0, 10.0]})
    made.not_installed["clips"] = "the package clipspy"
    assert "| clipspy | not installed (the package clipspy) |" in figures.table(made)


@pytest.mark.large
def test_the_turns_of_two_ways(tmp_path):
    plan = Plan(sizes=[200, 400], ways=["ours", "duckdb"], rounds=2)
    found = measure(plan, tmp_path)
    for workload in WORKLOADS:
        for size in plan.sizes:
            ours, theirs = (found.taken[workload, way, size] for way in plan.ways)
            assert ours.against == [1.0, 1.0]
            assert len(theirs.against) == 2
    assert len(list(figures.goals(found))) == 4


def test_growth_and_what_follows_from_it():
    made = measured({"ours": [1.0, 10.0], "zen": [2.0, 200.0], "clips": [5.0]}, (100, 1_000))
    assert figures.growth(made, "rows", "zen") == pytest.approx(2.0)
    assert figures.growth(made, "rows", "clips") is None
    assert figures.reasoned(made, "rows", "clips", 1_000) == pytest.approx(50.0)
    assert figures.against(made, "rows", "clips", 1_000) == pytest.approx(5.0)
    assert figures.against(made, "rows", "zen", 1_000) == pytest.approx(20.0)
    assert figures.row_engines(made, "rows", 1_000) == pytest.approx([20.0, 5.0])
    told = figures.table(made)
    assert "reasoned: 50.0 s, 5.0x" in told
    assert "n^2.00" in told


def test_an_engine_that_would_take_too_long_is_left_out():
    made = measured({"ours": [1.0, 1.0], "zen": [3.0]})
    assert 30.0 < expected(made, "rows", "zen", 1_000) < 40.0
    assert expected(made, "joins", "zen", 1_000) == 0.0


def test_the_page_keeps_all_but_the_table():
    assert with_table("a\n<!-- table -->\nold\n<!-- end of table -->\nb", "new") == (
        "a\n<!-- table -->\nnew\n<!-- end of table -->\nb"
    )
    with pytest.raises(ValueError, match="has no"):
        with_table("a", "new")
    made = measured({"ours": [1.0, 10.0], "polars": [2.0, 20.0]})
    text = written_out("a day", figures.table(made), figures.goals(made))
    assert text.startswith("Measured on a day.")
    assert "0.50 times Polars by hand (goal 1.15)" in text
