"""What a list says of the rules that were measured for it and those that were not, in Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from screening.detect.explain.dutch import say
from screening.files.private import write_private
from screening.preparedness.measured import MEASURED, NOT_MEASURED, PARTLY
from screening.prioritise.lists import PriorityList
from screening.publish.flat import as_csv, with_meta
from screening.publish.meta import ListMeta

TITLES = {
    "rule": "Regel",
    "title": "Waar de regel over gaat",
    "measured": "Gemeten",
    "reason": "Reden",
    "subjects": "Bekeken",
    "not_evaluable": "Niet te beoordelen",
    "pack": "Regelpakket",
}
SUFFIX = "-gemeten"


def summary(measured: pl.DataFrame) -> str:
    """How many of the rules were measured, in one sentence."""
    held = {name: _count(measured, name) for name in (MEASURED, PARTLY, NOT_MEASURED)}
    parts = [f"Van {_all(measured.height)}: {held[MEASURED]} {MEASURED}"]
    parts += [f"{held[PARTLY]} {PARTLY}"] * (held[PARTLY] > 0)
    parts += [f"{held[NOT_MEASURED]} {NOT_MEASURED}"] * (held[NOT_MEASURED] > 0)
    return f"{', '.join(parts)}."


def _all(rules: int) -> str:
    said = say(rules, unit="signaalregels")
    return said if rules == 1 else f"de {said}"


def candidates(listed: PriorityList) -> str:
    """How many qualified, said only of what was measured."""
    count, lost = listed.total_candidates, _count(listed.measured, NOT_MEASURED)
    found = say(count, unit="kandidaten")
    if lost and lost == listed.measured.height:
        return "geen enkele signaalregel is gemeten, dus een lege lijst zegt hier niets"
    if lost:
        return f"{found} volgens de signaalregels die gemeten zijn"
    return f"{found} voldeden" if count != 1 else f"{found} voldeed"


def as_facts(measured: pl.DataFrame) -> dict[str, Any]:
    """The same for JSON: a summary, and every rule with its reason."""
    return {"summary": summary(measured), "rules": measured.to_dicts()}


def told(measured: pl.DataFrame) -> list[tuple[str, str]]:
    """A line per rule for a page: the word, and which rule it is with the reason; worst first."""
    order = [NOT_MEASURED, PARTLY, MEASURED]
    ranked = measured.sort(pl.col("measured").replace_strict(order, range(3)), maintain_order=True)
    return [told_of(rule) for rule in ranked.iter_rows(named=True)]


def told_of(rule: Mapping[str, Any]) -> tuple[str, str]:
    """The same of one rule."""
    reason = f": {rule['reason']}" if rule["reason"] else ""
    return rule["measured"], f"{rule['title']} ({rule['rule']}){reason}"


def write_measured(measured: pl.DataFrame, path: Path, meta: ListMeta) -> None:
    """Write ``<list>-gemeten.csv``: a row per rule, beside a list whose columns are fixed."""
    titled = measured.select(*TITLES).rename(TITLES)
    write_private(path, as_csv(with_meta(titled, meta)))


def _count(measured: pl.DataFrame, word: str) -> int:
    return int((measured["measured"] == word).sum())
