"""What changed between two runs and why: data, parameter, rule or reference date."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from screening.publish.meta import dutch_date
from screening.runs.read import list_names, read_list, read_manifest, read_outcomes, read_signals

KEY = ["rule", "subject"]
CHANGES = ("new", "gone", "changed")


@dataclass(frozen=True)
class Cause:
    """Something that may be why signals differ; in English for the command line, and in Dutch."""

    english: str
    dutch: str


@dataclass(frozen=True)
class RuleDiff:
    """Signals of one rule that are new, gone or changed, and everything that may be the cause."""

    rule: str
    new: int
    gone: int
    changed: int
    same: int
    causes: tuple[Cause, ...]

    @property
    def why(self) -> tuple[str, ...]:
        """The causes in English."""
        return tuple(cause.english for cause in self.causes)


@dataclass(frozen=True)
class RunDiff:
    """The difference between two runs.

    ``signals`` has a row per changed signal: rule, subject_type, subject, change (new, gone,
    changed), text before and text after. ``lists`` counts rows that came and went per list.
    """

    old: str
    new: str
    rules: list[RuleDiff]
    signals: pl.DataFrame
    lists: dict[str, dict[str, int]]

    def as_dict(self) -> dict[str, Any]:
        """The same facts for ``--json``."""
        counts = ("rule", "new", "gone", "changed", "same")
        rules = [
            {**{name: getattr(each, name) for name in counts}, "why": list(each.why)}
            for each in self.rules
        ]
        return {
            "old": self.old,
            "new": self.new,
            "rules": rules,
            "signals": self.signals.to_dicts(),
            "lists": self.lists,
        }


def diff_runs(old: Path, new: Path) -> RunDiff:
    """Compare two run folders; RunError when one of them cannot be read.

    Causes are given per rule. Where several things changed at once, all are named: a run keeps
    nothing about what was not flagged, so they cannot be told apart afterwards.
    """
    signals = _signals(read_signals(old), read_signals(new))
    counted = signals.group_by("rule").agg(
        *((pl.col("change") == change).sum().alias(change) for change in (*CHANGES, "same"))
    )
    causes = _Causes(read_manifest(old), read_manifest(new), _ran(old), _ran(new))
    rules = [
        RuleDiff(**row, causes=causes.of(row["rule"]))
        for row in counted.sort("rule").select(
            "rule", *(pl.col(name).cast(pl.Int64) for name in (*CHANGES, "same"))
        ).iter_rows(named=True)
        if any(row[change] for change in CHANGES)
    ]  # fmt: skip
    shown = signals.filter(pl.col("change") != "same").sort(*KEY)
    return RunDiff(old.name, new.name, rules, shown, _lists(old, new))


def _signals(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    joined = _comparable(before).join(
        _comparable(after), on=[*KEY, "subject_type"], how="full", coalesce=True, suffix="_after"
    )
    change = (
        pl.when(pl.col("measured").is_null())
        .then(pl.lit("new"))
        .when(pl.col("measured_after").is_null())
        .then(pl.lit("gone"))
        .when(pl.col("measured") != pl.col("measured_after"))
        .then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )
    return joined.select(
        *KEY, "subject_type", change.alias("change"), before="text", after="text_after"
    )


def _comparable(signals: pl.DataFrame) -> pl.DataFrame:
    """Per signal what was measured, as one text; where it came from does not matter here."""
    part = pl.element().struct
    told = pl.concat_str(
        part.field("name"), pl.lit("="), part.field("value").fill_null("?"), separator=""
    )
    measured = pl.col("values").list.eval(told).list.join("|")
    severity = pl.col("severity").cast(pl.String)
    return signals.select(
        *KEY, "subject_type", "text", measured=pl.concat_str(severity, measured, separator="|")
    )


def _ran(run: Path) -> set[str]:
    return set(read_outcomes(run)["rule"])


@dataclass(frozen=True)
class _Causes:
    """Everything in two manifests that can change what a rule flags."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]
    ran_before: set[str]
    ran_after: set[str]

    def of(self, rule: str) -> tuple[Cause, ...]:
        if rule not in self.ran_before:
            return (Cause("the rule did not run before", "de regel draaide eerder niet"),)
        if rule not in self.ran_after:
            return (Cause("the rule does not run any more", "de regel draait niet meer"),)
        found = [*self._rule(rule), *self._parameters(rule), *self._day(), *self._data(rule)]
        unknown = Cause(
            "nothing in the manifests explains this", "niets in de manifesten verklaart dit"
        )
        return tuple(found or self._machinery() or [unknown])

    def _rule(self, rule: str) -> list[Cause]:
        before, after = (side["counts"]["rules"].get(rule, {}) for side in (self.old, self.new))
        if before.get("hash") == after.get("hash"):
            return []
        old, new = before.get("version"), after.get("version")
        if old == new:
            return [
                Cause(
                    f"rule file changed, still version {old}",
                    f"het regelbestand is gewijzigd, nog versie {old}",
                )
            ]
        return [Cause(f"rule version {old} -> {new}", f"versie van de regel {old} -> {new}")]

    def _parameters(self, rule: str) -> list[Cause]:
        before, after = (
            side["inputs"]["settings"]["parameters"].get(rule, {}) for side in (self.old, self.new)
        )
        return [
            Cause(
                f"parameter {name}: {before.get(name, 'as shipped')} -> "
                f"{after.get(name, 'as shipped')}",
                f"parameter {name}: {before.get(name, 'zoals geleverd')} -> "
                f"{after.get(name, 'zoals geleverd')}",
            )
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]

    def _day(self) -> list[Cause]:
        before, after = (side["inputs"]["as_of"] for side in (self.old, self.new))
        if before == after:
            return []
        days = (dutch_date(dt.date.fromisoformat(day)) for day in (before, after))
        return [Cause(f"reference date {before} -> {after}", f"peildatum {' -> '.join(days)}")]

    def _data(self, rule: str) -> list[Cause]:
        reads = self.new["counts"]["rules"].get(rule, {}).get("reads", [])
        before, after = (side["inputs"]["extracts"] for side in (self.old, self.new))
        changed = [name for name in reads if before.get(name) != after.get(name)]
        named = ", ".join(changed)
        return [Cause(f"data of {named}", f"gegevens van {named}")] if changed else []

    def _machinery(self) -> list[Cause]:
        names = {"engine": "engine", "version": "versie", "libraries": "bibliotheken"}
        changed = {
            name: word
            for name, word in names.items()
            if self.old["inputs"][name] != self.new["inputs"][name]
        }
        english = f"another {' and '.join(changed)} of the program"
        dutch = f"een andere {' en '.join(changed.values())} van het programma"
        return [Cause(english, dutch)] if changed else []


def _lists(old: Path, new: Path) -> dict[str, dict[str, int]]:
    found = {}
    for name in sorted({*list_names(old), *list_names(new)}):
        before, after = (_rows(run, name) for run in (old, new))
        found[name] = {
            "new": len(after - before), "gone": len(before - after), "same": len(before & after)
        }  # fmt: skip
    return found


def _rows(run: Path, name: str) -> set[str]:
    if name not in list_names(run):
        return set()
    keys = ("subject_type", "subject", "vbo_id", "kvk_nr", "est_nr")
    rows = read_list(run, name)["rows"]
    return {json.dumps([row.get(key) for key in keys], ensure_ascii=False) for row in rows}
