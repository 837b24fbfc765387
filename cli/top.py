"""Print the top of each list, with reasons, and where the files are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from screening.locale import tr, trn

from .console import out
from .tables import show

SHOWN_ROWS = 3
NAMES = ("case", "address", "application_id", "area_name")


def print_tops(run: Path) -> None:
    """Print the first rows of every list of a run."""
    from screening.runs.read import list_names, read_list

    for name in list_names(run):
        print_list(read_list(run, name), rows=SHOWN_ROWS)


def print_list(content: dict[str, Any], rows: int | None = None) -> None:
    """Print one list as a table; ``rows`` limits how many rows."""
    shown = content["rows"][:rows]
    total = len(content["rows"])
    title = trn(
        "{title} ({shown} of {total}; {count} candidate)",
        "{title} ({shown} of {total}; {count} candidates)",
        content["candidates"], title=content["title"], shown=len(shown), total=total,
    )  # fmt: skip
    titles = (tr("No."), tr("Who or where"), tr("Why on the list"))
    cells = [(str(row["rank"]), heading(row), reasons(row)) for row in shown]
    show(titles, cells or [("", tr("nobody"), "")], title=title, lines=True)
    for line in measured_lines(content):
        out.print(line)


def measured_lines(content: dict[str, Any]) -> list[str]:
    """How much of a list was measured, and every rule that was not with the reason."""
    from screening.preparedness.measured import NOT_MEASURED

    told = content.get("measured")
    if told is None:  # a run made before lists said so
        return []
    lost = [rule for rule in told["rules"] if rule["measured"] == NOT_MEASURED]
    rules = [f"- {NOT_MEASURED}: {rule['rule']} ({rule['reason']})" for rule in lost]
    return [told["summary"], *rules]


def heading(row: dict[str, Any]) -> str:
    """What a row is about, in at most four lines."""
    named = [str(row[name]) for name in NAMES if row.get(name)][:1]
    lines = [*named, *_texts(row, "trade_name"), *_texts(row, "branch_group")]
    return "\n".join(lines[:4] or [str(row.get("subject", ""))])


def _texts(row: dict[str, Any], name: str) -> list[str]:
    value = row.get(name) or []
    return [value] if isinstance(value, str) else [str(each) for each in value]


def reasons(row: dict[str, Any]) -> str:
    """The reasons of a row, one per line; what combines them first."""
    lines = [*(row.get("conclusions") or []), *(row.get("reasons") or [])]
    if not lines:
        return str(row.get("origin") or "")
    return "\n".join(f"- {line}" for line in lines)
