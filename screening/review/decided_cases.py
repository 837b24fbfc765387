"""Rows that people went to look at, by the subjects in them: what another value of a rule holds.

They are own earlier output (T12): people looked where earlier selections led them. So they say what
a value would keep of what is known, and nothing of what was never looked at.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from screening.errors import DamagedRunError, RunError
from screening.publish.marks import row_key
from screening.review.results import Result, results_of, store
from screening.runs.read import find_run, read_list

DECIDED = {"row": pl.String, "subject": pl.String, "confirmed": pl.Boolean}


def decided_cases(project: Path, subject_type: str) -> pl.DataFrame:
    """Per row with a verdict its subjects of a type: ``row``, ``subject``, ``confirmed``.

    Of a row that was looked at more than once the newest verdict counts. Rows of runs that are no
    longer there, and of blind lists, name no subjects and are left out.
    """
    judged = [each for each in results_of(store(project).entries()) if each.verdict is not None]
    newest = {(each.list, each.key): each for each in judged}
    members: dict[tuple[str, str], dict[str, list[str]]] = {}
    rows = []
    for (name, key), each in newest.items():
        of_list = members.setdefault((each.run, name), _members(project, each))
        for member in of_list.get(key, ()):
            kind, _, subject = member.partition(":")
            if kind == subject_type:
                rows.append((f"{name} {key}", subject, each.verdict == "confirmed"))
    return pl.DataFrame(rows, schema=DECIDED, orient="row")


def _members(project: Path, of: Result) -> dict[str, list[str]]:
    """The subjects of every row of a list of a run, by its key."""
    try:
        rows = read_list(find_run(project, of.run), of.list)["rows"]
    except DamagedRunError:
        raise
    except RunError:
        return {}
    return {
        row_key(of.list, row["place_type"], row["place"]): row.get("members") or [] for row in rows
    }
