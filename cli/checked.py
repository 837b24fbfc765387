"""Print what ``screening check`` found: registers first, then rule by rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from .console import out

if TYPE_CHECKING:
    from screening.preparedness.check import Checked
    from screening.preparedness.coverage import RuleCoverage
    from screening.registers.reading.report import RegisterReport

SHOWN_REASONS = 3
STATES = {
    "ready": Text("ready", "green"),
    "partly": Text("partly", "yellow"),
    "never_matches": Text("never matches", "red"),
    "cannot_run": Text("cannot run", "red"),
    "inactive": Text("inactive"),
}


def print_checked(checked: Checked, *, every_rule: bool = False) -> None:
    """Print the registers, the matrix by pack, and the rules there is something to say about.

    ``every_rule``: those that are simply ready as well.
    """
    out.print(_registers(checked))
    for name, reasons in checked.set_aside.items():
        for reason in reasons[:SHOWN_REASONS]:
            out.print(f"Set aside in {name}: {reason}")
        if len(reasons) > SHOWN_REASONS:
            out.print(f"Set aside in {name}: {len(reasons) - SHOWN_REASONS} more reasons")
    if checked.missing:
        out.print(f"No extract is mapped to: {', '.join(checked.missing)}")
    if checked.unused:
        out.print(f"No pack may read, so not read: {', '.join(checked.unused)}")
    covered = [*checked.rules, *checked.escalations]
    said = [rule for rule in covered if every_rule or rule.reasons]
    out.print(_rules(said))
    out.print(_matrix(covered))
    counts = Counter[str](rule.status for rule in covered)
    out.print(", ".join(f"{counts[state]} {state.replace('_', ' ')}" for state in STATES))


def _matrix(covered: list[RuleCoverage]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Pack", no_wrap=True)
    for state in STATES.values():
        table.add_column(state, justify="right", no_wrap=True)
    for pack in sorted({rule.pack for rule in covered}):
        counts = Counter[str](rule.status for rule in covered if rule.pack == pack)
        table.add_row(pack, *(str(counts[state] or "") for state in STATES))
    return table


def _registers(checked: Checked) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Register", no_wrap=True)
    for name in ("Read", "Loaded", "Quarantined", "Age"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Notes", overflow="fold")
    for report in checked.reports:
        age = "unknown" if report.age_days is None else f"{report.age_days} d"
        table.add_row(
            report.name,
            str(report.rows_read),
            str(report.rows_loaded),
            str(report.rows_quarantined),
            age,
            "\n".join(_notes(report)),
        )
    return table


def _notes(report: RegisterReport) -> list[str]:
    notes = []
    if report.age_days is not None and report.age_days < 0:
        notes.append("dated after the reference date of the run")
    if report.stale:
        notes.append(f"older than the {report.max_age_days} days allowed")
    if report.repaired:
        fixed = ", ".join(f"{column} {count}" for column, count in sorted(report.repaired.items()))
        notes.append(f"repaired: {fixed}")
    if report.unknown:
        said = ", ".join(f"{column} {count}" for column, count in report.unknown.items())
        notes.append(f"marked as unknown: {said}")
    if report.values_quarantined:
        unread = (f"{column} {count}" for column, count in report.values_quarantined.items())
        notes.append(f"could not be read: {', '.join(unread)}")
    notes += [f"no {column}, read as: {means}" for column, means in report.assumed.items()]
    if report.blocked_columns:
        notes.append(f"never read: {', '.join(report.blocked_columns)}")
    if report.dropped_columns:
        notes.append(f"not needed: {', '.join(report.dropped_columns)}")
    notes += [
        f"{key}: {1 - share:.1%} not found"
        for key, share in sorted(report.match_rate.items())
        if share < 1
    ]
    return notes


def _rules(covered: list[RuleCoverage]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Rule", no_wrap=True)
    table.add_column("State", no_wrap=True)
    table.add_column("Why, and what to do", overflow="fold")
    for rule in covered:
        why = "\n".join([*rule.reasons, *(f"-> {remedy}" for remedy in rule.remedies)])
        table.add_row(rule.rule, STATES[rule.status], why)
    return table
