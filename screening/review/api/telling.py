"""Cases, rows and decisions as the API tells them: with what pages show, and nothing more."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from screening.lists.column import Column
from screening.publish.flat import DAY, as_csv, flattened
from screening.reference.workflow import workflow_of
from screening.review.models import Case, Decision, LoadedRun, Standing
from screening.review.presenting import SCORE
from screening.review.suppressing import Key, Marked, key_of
from screening.runs.published import rows_of

_WEIGHED = "severity"
Marks = Mapping[int, Marked]
"""Of cases with suppressed signals how many those are."""
_FIELDS = (
    "reference", "list", "title", "state", "standing", "new", "changed", "district",
    "neighbourhood", "version", "opened", "since",
)  # fmt: skip
_NO_FACTS = ("notes", "title")
_OWN = (("Kenmerk", "reference"), ("Stand", "state"), ("In de laatste run", "standing"),
        ("Onderdrukte signalen", "suppressed"))  # fmt: skip


def told_case(case: Case, marks: Marks) -> dict[str, Any]:
    """A case without what its list says of it."""
    mark = marks.get(case.pk)
    fields = {name: getattr(case, name) for name in _FIELDS}
    return {**fields, "suppressed": mark.count if mark else 0}


def told_row(case: Case, marks: Marks, columns: Iterable[Column]) -> dict[str, Any]:
    """A case with what its row has in columns."""
    row = case.now.row if case.now else {}
    return {
        **told_case(case, marks),
        "row": {column.key: row.get(column.key) for column in columns},
    }


def told_whole(
    case: Case, marks: Marks, columns: Collection[Column], held: Container[Key], *, annex: bool
) -> dict[str, Any]:
    """A case with everything that may be known of it; ``held`` are its suppressed signals.

    How heavy a signal weighs is told where the weights of the row are (T18).
    """
    score = any(column.key in SCORE for column in columns)
    signals = case.now.signals if case.now else []
    return {
        **told_row(case, marks, columns),
        "signals": [
            {key: each for key, each in signal.items() if score or key != _WEIGHED}
            | {"suppressed": key_of(signal) in held}
            for signal in signals
        ],
        "annex": (case.now.annex if case.now else {}) if annex else None,
    }


def told_decision(decision: Decision) -> dict[str, Any]:
    """A decision with the case and the run by the names people know."""
    return {
        "case": decision.case.reference, "version": decision.version, "kind": decision.kind,
        "step": decision.step, "from_state": decision.from_state, "to_state": decision.to_state,
        "reason": decision.reason, "contra": decision.contra, "answers": decision.answers,
        "user": decision.user_name, "role": decision.role, "time": decision.time,
        "run": decision.run.name,
    }  # fmt: skip


def facts_of(name: str) -> tuple[dict[str, str], list[str]]:
    """What a list says of itself in the newest run, and its notes."""
    run = LoadedRun.objects.last()
    said: Mapping[str, Any] = run.lists.get(name, {}) if run else {}
    facts = {label: str(value) for label, value in said.items() if label not in _NO_FACTS}
    return facts, [str(each) for each in said.get("notes") or []]


def csv_of(name: str, cases: Sequence[Case], marks: Marks, columns: tuple[Column, ...]) -> str:
    """A list as the csv that its other files are: for Dutch spreadsheets, safe to open.

    Before the columns of the list stand the reference, the state and the standing of each case, and
    how many of its signals are suppressed.
    """
    rows = rows_of({"rows": [case.now.row if case.now else {} for case in cases]}, columns)
    states = workflow_of(name).states
    own = {
        "reference": [case.reference for case in cases],
        "state": [states[case.state].title for case in cases],
        "standing": [str(Standing(case.standing).label) for case in cases],
        "suppressed": [str(marks[case.pk].count) if case.pk in marks else "0" for case in cases],
    }
    flat = flattened(rows, columns, "; ").with_columns(pl.selectors.date().dt.strftime(DAY))
    facts, _ = facts_of(name)
    return as_csv(
        flat.select(
            *(pl.Series(own[key], dtype=pl.String).alias(label) for label, key in _OWN),
            *(pl.col(each.key).alias(each.heading) for each in columns),
            *(pl.lit(text).alias(label) for label, text in facts.items() if label != "Bronnen"),
        )
    )
