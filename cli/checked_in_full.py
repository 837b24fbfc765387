"""Print everything ``screening check`` found: registers first, then rule by rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from screening.locale import number, percentage, tr, trn
from screening.locale.told import told

from .console import out
from .tables import show

if TYPE_CHECKING:
    from screening.preparedness.check import Checked
    from screening.preparedness.coverage import RuleCoverage
    from screening.registers.reading.report import RegisterReport

SHOWN_REASONS = 3


def states() -> dict[str, str]:
    """How well the data serves a rule, in words."""
    return {
        "ready": tr("ready"),
        "partly": tr("partly"),
        "never_matches": tr("never matches"),
        "cannot_run": tr("cannot run"),
        "inactive": tr("inactive"),
    }


def print_in_full(checked: Checked) -> None:
    """Print the registers, every rule with what there is to say about it, and the counts."""
    _print_registers(checked)
    for name, reasons in checked.set_aside.items():
        for reason in reasons[:SHOWN_REASONS]:
            out.print(tr("Set aside in {register}: {reason}", register=name, reason=told(reason)))
        rest = len(reasons) - SHOWN_REASONS
        if rest > 0:
            more = tr("{count} more reasons", count=number(rest))
            out.print(tr("Set aside in {register}: {reason}", register=name, reason=more))
    if checked.missing:
        out.print(tr("No extract is mapped to: {names}", names=", ".join(checked.missing)))
    if checked.unused:
        out.print(tr("No pack may read, so not read: {names}", names=", ".join(checked.unused)))
    covered = [*checked.rules, *checked.escalations]
    titles = (tr("Rule"), tr("State"), tr("Why, and what to do"))
    show(titles, [(rule.rule, states()[rule.status], _why(rule)) for rule in covered])
    _print_packs(covered)
    counts = Counter[str](rule.status for rule in covered)
    out.print(", ".join(f"{counts[state]} {name}" for state, name in states().items()))


def _why(rule: RuleCoverage) -> str:
    return "\n".join([*map(told, rule.reasons), *(f"-> {told(each)}" for each in rule.remedies)])


def _print_packs(covered: list[RuleCoverage]) -> None:
    rows = []
    for pack in sorted({rule.pack for rule in covered}):
        counts = Counter[str](rule.status for rule in covered if rule.pack == pack)
        rows.append((pack, *(str(counts[state] or "") for state in states())))
    show((tr("Pack"), *states().values()), rows, right=range(1, 6))


def _print_registers(checked: Checked) -> None:
    titles = ("Register", tr("Read"), tr("Loaded"), tr("Set aside"), tr("Age"), tr("Notes"))
    rows = [
        (
            report.name, number(report.rows_read), number(report.rows_loaded),
            number(report.rows_quarantined), _age(report), "\n".join(_notes(report)),
        )
        for report in checked.reports
    ]  # fmt: skip
    show(titles, rows, right={1, 2, 3, 4})


def _age(report: RegisterReport) -> str:
    return tr("unknown") if report.age_days is None else f"{report.age_days} d"


def _notes(report: RegisterReport) -> list[str]:
    from screening.publish.meta import dutch_date

    notes = []
    if report.age_days is not None and report.age_days < 0:
        notes.append(tr("dated after the reference date of the run"))
    if report.stale:
        allowed = report.max_age_days or 0
        notes.append(trn("older than the {count} day allowed",
                         "older than the {count} days allowed", allowed))  # fmt: skip
    notes += [
        tr("about {day}, by {found}", day=dutch_date(file.day), found=told(file.dated_by))
        for file in report.files
        if file.day and file.dated_by
    ]
    counted = {
        tr("repaired"): dict(sorted(report.repaired.items())),
        tr("marked as unknown"): report.unknown,
        tr("could not be read"): report.values_quarantined,
    }
    for title, of_columns in counted.items():
        said = (f"{told(column)} {number(count)}" for column, count in of_columns.items())
        notes += [f"{title}: {', '.join(said)}"] if of_columns else []
    notes += [
        tr("no {column}, read as: {means}", column=column, means=told(means))
        for column, means in report.assumed.items()
    ]
    notes += [
        tr("{column} is read, since: {why}", column=column, why=why)
        for column, why in report.excused_columns.items()
    ]
    left = {tr("never read"): report.blocked_columns, tr("not needed"): report.dropped_columns}
    notes += [f"{title}: {', '.join(columns)}" for title, columns in left.items() if columns]
    return notes + [
        tr("{key}: {share} not found", key=key, share=percentage(1 - share))
        for key, share in sorted(report.match_rate.items())
        if share < 1
    ]
