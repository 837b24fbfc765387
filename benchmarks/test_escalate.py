"""Escalation of a million subjects with signals: the goal is at most two seconds on two cores."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from screening.escalate.run import escalate
from screening.packs.loaded import LoadedEscalation
from screening.packs.models import Escalation, PackHeader

SUBJECTS = 1_000_000
AS_OF = dt.date(2026, 1, 1)
RULES = [f"{family}.{name}" for family in ["address", "company", "property", "role"]
         for name in ("one", "two", "three")]  # fmt: skip
HEADER = PackHeader.model_construct(id="demo", version=1)
WHENS: dict[str, dict[str, Any]] = {
    "thb.combo": {"at_least": {"k": 3, "of": RULES[:5]}},
    "company.chain": {"all": ["thb.combo", {"any": RULES[5:7]}]},
    "address.three_families": {"families": {"at_least": 3}},
    "address.lonely": {"all": [RULES[0], RULES[7], {"none": [*RULES[1:4], "company.chain"]}]},
}


def escalation(name: str, when: dict[str, Any]) -> LoadedEscalation:
    model = Escalation.model_validate(
        {
            "id": name, "title": name, "status": "active", "version": 1, "subject": "address",
            "severity": 4, "basis": "G-X", "why": "x", "kind": "escalation", "when": when,
            "explain": "{count} signalen: {signals}.", "links": ["establishment_address"],
        }
    )  # fmt: skip
    return LoadedEscalation(
        escalation=model, file=Path("x.yaml"), hash="0" * 64, lines={}, pack=HEADER
    )


def a_million() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each address has one or more signals; a tenth has one more through an establishment."""
    rng = np.random.default_rng(7)
    extra = rng.integers(0, SUBJECTS, SUBJECTS // 2)
    addresses = np.concatenate([np.arange(SUBJECTS), extra])
    weights = 1 / np.arange(1, len(RULES) + 1)
    rules = rng.choice(len(RULES), len(addresses), p=weights / weights.sum())
    linked = rng.integers(0, SUBJECTS, SUBJECTS // 10)

    def frame(kind: str, subjects: np.ndarray, chosen: np.ndarray) -> pl.DataFrame:
        rule = pl.Series(RULES).gather(chosen)
        return pl.DataFrame({"rule": rule, "number": subjects}).select(
            pl.lit("demo").alias("pack"), "rule", pl.lit(kind).alias("subject_type"),
            (pl.lit(kind[:1]) + pl.col("number").cast(pl.String)).alias("subject"),
            pl.col("rule").str.split(".").list.first().alias("family"),
            ("titel " + pl.col("rule")).alias("title"), pl.lit("een reden").alias("text"),
            pl.lit(AS_OF).alias("newest"),
        )  # fmt: skip

    signals = pl.concat(
        [
            frame("address", addresses, rules),
            frame("establishment", np.arange(len(linked)), rng.integers(0, 12, len(linked))),
        ]
    ).unique(["rule", "subject_type", "subject"])
    links = pl.DataFrame({"establishment": np.arange(len(linked)), "address": linked}).select(
        pl.lit("establishment_address").alias("link"), pl.lit("establishment").alias("from_type"),
        ("e" + pl.col("establishment").cast(pl.String)).alias("from_id"),
        pl.lit("address").alias("to_type"),
        ("a" + pl.col("address").cast(pl.String)).alias("to_id"),
    )  # fmt: skip
    return signals, links


@pytest.mark.benchmark(group="escalate")
def test_a_million_subjects(benchmark: Any) -> None:
    signals, links = a_million()
    escalations = [escalation(name, when) for name, when in WHENS.items()]
    found = benchmark.pedantic(
        escalate, (signals, links, escalations), {"as_of": AS_OF}, rounds=3, warmup_rounds=1
    )
    assert set(found["rule"]) == set(WHENS)
    benchmark.extra_info["conclusions"] = found.height
    assert benchmark.stats.stats.min <= 2.0
