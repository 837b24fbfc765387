"""Evidence sees the flagged subjects of its own rule only, and only through ``:subject``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlglot import exp

from screening.detect.explain.evidence import find_evidence
from screening.engines import get_engine
from screening.engines.base import Ask, Done, Frames, Then
from screening.engines.kinds.polars import PolarsEngine, Queries
from screening.errors import PackError
from screening.packs.compiled import compile_rule
from screening.registers.reading.filling import empty_register, fill_register
from screening.registers.schemas import REGISTERS
from tests.compiled import load_pack

Write = Callable[..., Path]
_WHERE = "WHERE e.vbo_id = :subject"
READING = {
    "joined": "SELECT e.est_nr FROM kvk_establishment e JOIN _listed l "
    f"ON l.subject = e.est_nr {_WHERE}",
    "in quotes": 'SELECT e.est_nr FROM kvk_establishment e JOIN "_listed" l '
    f"ON l.subject = e.est_nr {_WHERE}",
    "in capitals": 'SELECT e.est_nr FROM kvk_establishment e JOIN "_LISTED" l '
    f"ON l.subject = e.est_nr {_WHERE}",
    "in a subquery": "SELECT e.est_nr FROM kvk_establishment e "
    f"{_WHERE} AND e.est_nr IN (SELECT subject FROM _listed)",
    "in a WITH query": "WITH f AS (SELECT l.subject FROM _listed l) SELECT e.est_nr "
    f"FROM kvk_establishment e JOIN f ON f.subject = e.est_nr {_WHERE}",
    "as a WITH query of that name": "WITH _listed AS (SELECT est_nr AS subject FROM "
    f"kvk_establishment) SELECT e.est_nr FROM kvk_establishment e {_WHERE}",
    "as the name of a table": "SELECT _listed.est_nr FROM kvk_establishment _listed "
    "WHERE _listed.vbo_id = :subject",
}  # fmt: skip


@pytest.mark.parametrize("how", READING)
def test_evidence_cannot_read_what_is_flagged(write_pack: Write, how: str) -> None:
    with pytest.raises(PackError, match=r"unknown register '_(listed|LISTED)'"):
        load_pack(write_pack({"evidence": READING[how]}))


def test_a_measurement_cannot_read_what_is_flagged(write_pack: Write) -> None:
    select = "SELECT l.subject AS subject, COUNT(*) AS companies FROM _listed l GROUP BY l.subject"
    with pytest.raises(PackError, match="_listed"):
        load_pack(write_pack({"select": select}))


def test_rows_of_evidence_do_not_depend_on_other_flagged_subjects(write_pack: Write) -> None:
    evidence = (
        "SELECT e.est_nr, COUNT(*) OVER () AS n, LAG(e.kvk_nr) OVER (ORDER BY e.est_nr) AS before, "
        "MAX(e.vbo_id) OVER () AS place FROM kvk_establishment e WHERE e.vbo_id = :subject"
    )
    (loaded,) = load_pack(write_pack({"evidence": evidence})).rules
    rule = compile_rule(loaded, as_of=dt.date(2026, 1, 1))
    rows = [
        {"est_nr": f"00009900000{n}", "kvk_nr": f"9900000{n}", "vbo_id": f"999901000000000{n // 2}"}
        for n in range(6)
    ]
    registers = {"kvk_establishment": fill_register("kvk_establishment", rows)}
    places = [f"999901000000000{n}" for n in range(3)]

    def shown(*flagged: str) -> dict[str, list[dict[str, Any]]]:
        found = find_evidence(
            {loaded.id: rule}, {loaded.id: pl.Series(flagged)}, registers, get_engine("polars"),
            dt.date(2026, 1, 1), lambda _, frame: frame,
        )[loaded.id]  # fmt: skip
        assert isinstance(found, pl.DataFrame), found
        return {row["subject"]: json.loads(row["evidence"]) for row in found.to_dicts()}

    together = shown(*places)
    assert {place: len(rows) for place, rows in together.items()} == dict.fromkeys(places, 2)
    for place in places:
        assert shown(place) == {place: together[place]}
        assert {(row["n"], row["place"]) for row in together[place]} == {(2, place)}


class _Watched(PolarsEngine):
    """Notes the tables of flagged subjects that each query reads, with their contents."""

    def __init__(self) -> None:
        super().__init__()
        self.read: dict[str, list[list[str]]] = {}

    def ask(
        self, queries: Queries, registers: Frames, asked: Mapping[str, Ask], then: Then[Done]
    ) -> dict[str, Done]:
        for rule, query in queries.items():
            names = sorted({table.name for table in query.tree.find_all(exp.Table)})
            self.read[rule] = [
                registers[name].lazy().collect()["subject"].to_list()
                for name in names
                if name not in REGISTERS
            ]
        return super().ask(queries, registers, asked, then)


def test_the_evidence_of_a_rule_is_asked_over_its_own_subjects(write_pack: Write) -> None:
    evidence = "SELECT e.est_nr FROM kvk_establishment e WHERE e.vbo_id = :subject"
    other = {"id": "address.other", "evidence": evidence}
    one, two = load_pack(write_pack({"evidence": evidence}, other)).rules
    compiled = {rule.id: compile_rule(rule, as_of=dt.date(2026, 1, 1)) for rule in (one, two)}
    hits = {one.id: pl.Series(["a", "b"]), two.id: pl.Series(["c"])}
    engine = _Watched()
    registers = {"kvk_establishment": empty_register("kvk_establishment")}
    find_evidence(compiled, hits, registers, engine, dt.date(2026, 1, 1), lambda _, frame: frame)
    assert engine.read == {one.id: [["a", "b"]], two.id: [["c"]]}
