"""Conclusions as the later stages get them: along links, by pack, with their reasons."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.escalate.base import Evaluator
from screening.escalate.choice import default_evaluator
from screening.escalate.links import LINKS_SCHEMA
from screening.escalate.run import CONCLUSIONS_SCHEMA, escalate
from screening.packs.loaded import LoadedEscalation
from screening.packs.models import Escalation, PackHeader
from screening.packs.strata import Drawn

AS_OF = dt.date(2026, 1, 1)
SIGNAL = ["rule", "subject_type", "subject"]


def escalation(
    name: str, when: dict[str, Any], *, pack: str = "demo", **changes: Any
) -> LoadedEscalation:
    model = Escalation.model_validate(
        {
            "id": name, "title": f"Titel {name}", "status": "active", "version": 3,
            "subject": "address", "severity": 4, "basis": "G-APV", "why": "waarom",
            "kind": "escalation", "when": when, "verify": "ga kijken", "innocent": ["toeval"],
            "lists": ["tvo"], "interventions": ["Gemeentewet 174a"],
            "explain": "{count} signalen uit {families} families: {signals}.", **changes,
        }
    )  # fmt: skip
    header = PackHeader.model_construct(id=pack, version=1)
    return LoadedEscalation(
        escalation=model, file=Path("x.yaml"), hash="f" * 64, lines={}, pack=header
    )


def signals(*facts: str, pack: str = "demo", newest: dt.date = AS_OF) -> pl.DataFrame:
    """Each fact as ``rule@type:id``."""
    split = [fact.split("@") for fact in facts]
    rows = [(rule, *subject.split(":", 1)) for rule, subject in split]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(SIGNAL, pl.String), orient="row")
    return frame.with_columns(
        pack=pl.lit(pack), family=pl.col("rule").str.split(".").list.first(),
        title="Titel " + pl.col("rule"), text="Tekst van " + pl.col("rule"), newest=pl.lit(newest),
        rests_on=pl.concat_list(pl.concat_str("rule", "subject", separator=" @ ")),
    ).with_columns(facts="rests_on")  # fmt: skip


def links(*rows: tuple[str, str, str]) -> pl.DataFrame:
    split = [(name, *a.split(":", 1), *b.split(":", 1)) for name, a, b in rows]
    return pl.DataFrame(split, schema=LINKS_SCHEMA, orient="row")


def drawn(*arguments: Any) -> list[tuple[str, str]]:
    found, linked, *escalations = arguments
    result = escalate(found, linked, escalations, as_of=AS_OF)
    assert result.schema == CONCLUSIONS_SCHEMA
    return list(result.select("rule", "subject").iter_rows())


TWO_OF = {"at_least": {"k": 2, "of": ["a.x", "a.y", "b.z"]}}


def test_a_conclusion_carries_everything_a_list_needs() -> None:
    found = escalate(
        signals("a.x@address:1", "b.z@address:1", "c.q@address:1", "a.x@address:2"),
        links(), [escalation("thb.two", TWO_OF)], as_of=AS_OF,
    )  # fmt: skip
    assert found.to_dicts() == [
        {
            "pack": "demo", "rule": "thb.two", "version": 3, "rule_hash": "f" * 64,
            "subject_type": "address", "subject": "1", "family": "thb", "severity": 4,
            "basis": "G-APV", "lists": ["tvo"], "title": "Titel thb.two",
            "text": "2 signalen uit 2 families: Titel a.x en Titel b.z.",
            "reasons": [
                {"rule": "a.x", "subject_type": "address", "subject": "1",
                 "text": "Tekst van a.x"},
                {"rule": "b.z", "subject_type": "address", "subject": "1",
                 "text": "Tekst van b.z"},
            ],
            "rests_on": ["a.x @ 1", "b.z @ 1"], "facts": ["a.x @ 1", "b.z @ 1"],
            "interventions": ["Gemeentewet 174a"], "why": "waarom", "innocent": ["toeval"],
            "verify": "ga kijken", "newest": AS_OF, "as_of": AS_OF,
        }
    ]  # fmt: skip


def test_signals_count_along_stated_links_only_and_from_either_end() -> None:
    found = signals("a.x@address:1", "a.y@establishment:7")
    joined = links(("establishment_address", "establishment:7", "address:1"))
    assert drawn(found, joined, escalation("x.e", TWO_OF)) == []
    stated = escalation("x.e", TWO_OF, links=["establishment_address"])
    assert drawn(found, joined, stated) == [("x.e", "1")]
    of_establishment = escalation(
        "x.e", TWO_OF, links=["establishment_address"], subject="establishment"
    )
    assert drawn(found, joined, of_establishment) == [("x.e", "7")]


def test_a_signal_counts_once_however_many_links_lead_to_it() -> None:
    joined = links(
        ("company_address", "company:9", "address:1"),
        ("company_establishment", "company:9", "establishment:7"),
        ("establishment_address", "establishment:7", "address:1"),
        ("establishment_address", "establishment:8", "address:1"),
    )
    both = ["company_address", "establishment_address"]
    twice = signals("a.x@company:9")
    again = pl.concat([joined, joined])
    families = escalation("x.e", {"families": {"at_least": 2}}, links=both)
    assert drawn(twice, again, escalation("x.e", TWO_OF, links=both), families) == []
    found = escalate(
        signals("a.x@company:9", "a.y@establishment:7"), again,
        [escalation("x.e", TWO_OF, links=both)], as_of=AS_OF,
    )  # fmt: skip
    assert found["reasons"].list.len().to_list() == [2]
    assert found["text"].to_list() == ["2 signalen uit 1 familie: Titel a.x en Titel a.y."]


def test_the_same_rule_at_two_establishments_is_one_kind_of_signal_with_two_reasons() -> None:
    joined = links(
        ("establishment_address", "establishment:7", "address:1"),
        ("establishment_address", "establishment:8", "address:1"),
    )
    found = signals("a.x@establishment:7", "a.x@establishment:8")
    assert drawn(found, joined, escalation("x.e", TWO_OF, links=["establishment_address"])) == []
    one = escalation("x.e", {"any": ["a.x"]}, links=["establishment_address"])
    result = escalate(found, joined, [one], as_of=AS_OF)
    assert [reason["subject"] for reason in result["reasons"][0]] == ["7", "8"]
    assert result["text"].to_list() == ["1 signaal uit 1 familie: Titel a.x."]


def test_conclusions_chain_across_subjects_until_nothing_is_new() -> None:
    joined = links(
        ("company_address", "company:1", "address:1"),
        ("company_company", "company:1", "company:2"),
        ("company_company", "company:2", "company:3"),
    )
    chain = [
        escalation("x.address", {"all": ["a.x"]}),
        escalation(
            "x.company", {"any": ["x.address", "x.company"]},
            subject="company", links=["company_address", "company_company"],
        ),
    ]  # fmt: skip
    found = escalate(signals("a.x@address:1"), joined, chain, as_of=AS_OF)
    assert list(found.select("rule", "subject").iter_rows()) == [
        ("x.address", "1"), ("x.company", "1"), ("x.company", "2"), ("x.company", "3"),
    ]  # fmt: skip
    assert set(found["newest"]) == {AS_OF}, "the date of the signal travels up the chain"
    own = found.filter(pl.col("subject") == "3")["reasons"][0].to_list()
    assert [(reason["rule"], reason["subject"]) for reason in own] == [("x.company", "2")]
    assert own[0]["text"].startswith("1 signaal uit 0 families: Titel x.company")


def test_absence_of_a_conclusion_is_judged_after_it_could_be_drawn() -> None:
    calm = escalation("x.calm", {"all": ["a.x", {"none": ["x.chained"]}]})
    chained = escalation("x.chained", {"all": ["x.two", "a.x"]})
    found = signals("a.x@address:1", "a.y@address:1", "a.x@address:2")
    assert drawn(found, links(), calm, chained, escalation("x.two", TWO_OF)) == [
        ("x.calm", "2"), ("x.chained", "1"), ("x.two", "1"),
    ]  # fmt: skip


def test_reasons_come_from_the_branches_that_are_true() -> None:
    tree = {"any": [{"all": ["a.x", "a.y"]}, {"all": ["a.y", "b.z"]}, {"none": ["a.y"]}]}
    found = escalate(
        signals("a.y@address:1", "b.z@address:1"), links(),
        [escalation("x.e", {"all": [tree, "a.y"]})], as_of=AS_OF,
    )  # fmt: skip
    assert [reason["rule"] for reason in found["reasons"][0]] == ["a.y", "b.z"]


def test_families_count_signals_and_not_conclusions() -> None:
    three = escalation("x.three", {"families": {"at_least": 3}})
    two = escalation("q.two", TWO_OF)
    assert drawn(signals("a.x@address:1", "b.z@address:1"), links(), two, three) == [("q.two", "1")]
    of = escalation("x.of", {"families": {"at_least": 2, "of": ["a", "c"]}})
    found = signals("a.x@address:1", "b.z@address:1", "c.q@address:2", "a.y@address:2")
    assert drawn(found, links(), of) == [("x.of", "2")]


def test_more_facts_than_bits_in_a_word() -> None:
    rules = [f"f{i}.r{i}" for i in range(150)]
    every = escalation("x.all", {"all": rules})
    families = escalation("x.families", {"families": {"at_least": 150}})
    most = escalation("x.most", {"at_least": {"k": 149, "of": rules}})
    found = signals(*[f"{rule}@address:1" for rule in rules],
                    *[f"{rule}@address:2" for rule in rules[1:]])  # fmt: skip
    assert drawn(found, links(), every, families, most) == [
        ("x.all", "1"), ("x.families", "1"), ("x.most", "1"), ("x.most", "2"),
    ]  # fmt: skip


def test_a_pack_sees_its_own_signals_only() -> None:
    found = pl.concat([signals("a.x@address:1"), signals("a.y@address:1", pack="other")])
    here = escalation("x.e", TWO_OF)
    other = escalation("y.e", {"any": ["a.x", "x.e"]}, pack="other")
    assert drawn(found, links(), here, other) == []


def test_only_active_escalations_run() -> None:
    off = escalation("x.e", {"all": ["a.x"]}, status="disabled", status_reason="in onderzoek")
    assert drawn(signals("a.x@address:1"), links(), off) == []


@pytest.mark.parametrize("facts", [(), ("q.q@address:1",)])
def test_no_signals_or_none_that_matter_give_an_empty_frame(facts: tuple[str, ...]) -> None:
    assert drawn(signals(*facts), links(), escalation("x.e", TWO_OF)) == []


def test_subjects_with_the_same_facts_share_one_evaluation() -> None:
    judged: list[frozenset[str]] = []

    class Counting:
        def __init__(self, escalations: list[Drawn]) -> None:
            self._inner: Evaluator = default_evaluator(escalations)

        def evaluate(self, facts: frozenset[str]) -> frozenset[str]:
            judged.append(facts)
            return self._inner.evaluate(facts)

    many = signals(*[f"{rule}@address:{i}" for i in range(500) for rule in ("a.x", "b.z", "q.q")])
    found = escalate(many, links(), [escalation("x.e", TWO_OF)], as_of=AS_OF, evaluator=Counting)
    assert found.height == 500
    assert judged == [frozenset({"a.x", "b.z"})]


def test_the_order_of_the_input_does_not_matter() -> None:
    facts = [f"{rule}@address:{i % 7}" for i, rule in enumerate(["a.x", "a.y", "b.z"] * 5)]
    found = signals(*dict.fromkeys(facts))
    rules = [escalation("x.e", TWO_OF), escalation("x.f", {"all": ["x.e", "a.x"]})]
    one = escalate(found, links(), rules, as_of=AS_OF)
    other = escalate(found.reverse(), links(), rules[::-1], as_of=AS_OF)
    assert one.equals(other)
