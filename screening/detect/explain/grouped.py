"""Who something is compared with, in words: comparisons name columns and codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import polars as pl

from screening.comparison.kind import Label
from screening.reference.tables import branch_groups


def in_words(groups: pl.Series, labels: Mapping[str, Label]) -> pl.Expr:
    """An expression that says groups such as ``sbi4=4779, size=2`` by labels and names.

    ``groups`` holds the groups that come; there are far fewer of them than rows.
    """
    distinct = groups.drop_nulls().unique().sort().to_list()
    told = {group: _told(group, labels) for group in distinct}
    return pl.col(groups.name).replace(told) if told else pl.col(groups.name)


def _told(group: str, labels: Mapping[str, Label]) -> str:
    parts = [part.partition("=") for part in group.split(", ")]
    told = [_part(key, value, labels) if sign else key for key, sign, value in parts]
    return ", ".join(part for part in told if part)


def _part(key: str, value: str, labels: Mapping[str, Label]) -> str:
    """One column with its value; which edition a code is of says nothing to a reader."""
    if key.endswith("_edition"):
        return ""
    if value in branch_groups():
        return branch_groups()[value].title
    what = labels[key].text if key in labels else key
    if not _is_activity(key, what):
        return f"{what} {value}"
    title = _branch(value)
    return f"{title} (SBI {value})" if title else f"SBI {value}"


def _is_activity(key: str, what: str) -> bool:
    return key.startswith("sbi") or "branche" in f"{key} {what}".lower()


@lru_cache(maxsize=1_024)
def _branch(code: str) -> str:
    """The one branch that a code of the trade register is in, in any edition; '' if none."""
    found = {
        group.title
        for group in branch_groups().values()
        for prefixes in group.sbi.values()
        if code.startswith(prefixes)
    }
    return found.pop() if len(found) == 1 else ""
