"""Print what a run brought: where the lists are, and what was set aside or not measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from screening.locale import number, percentage, tr, trn
from screening.locale.told import told, told_problem

from .console import err, out

if TYPE_CHECKING:
    from screening.pipeline import RunResult

NAMED = 1
"""Rules or registers that are named on a line; of the rest the number is said."""


def print_run(result: RunResult) -> None:
    """Print some ten lines: what is wanting first, for the lists are what is looked for."""
    print_failures(result)
    for line in _lists(result):
        out.print(line)
    out.print(tr("The lists are in {folder}", folder=result.folder / "lists"), soft_wrap=True)


def print_failures(result: RunResult) -> None:
    """Say what was set aside, not measured and failed, on standard error."""
    detection = result.outcome.detection
    for note in result.notes:
        err.print(f"{tr('note')}: {told(note)}")
    for line in (_set_aside(result), _noise(result), _not_measured(result)):
        if line:
            err.print(line)
    for rule, problems in sorted(detection.failures.items()):
        for problem in problems:
            err.print(f"{tr('failed')}: {rule}: {told_problem(problem)}")


def _set_aside(result: RunResult) -> str:
    from screening.runs.names import QUARANTINE

    reports = result.outcome.loaded.reports
    aside = [f"{name} ({told(each.set_aside)})" for name, each in reports.items() if each.set_aside]
    if not aside:
        return ""
    folder = result.folder / QUARANTINE
    return tr("Set aside: {registers}; why: {folder}", registers=_named(aside), folder=folder)


def _noise(result: RunResult) -> str:
    from screening.preparedness.coverage import NOISY, noisy

    found = noisy(result.outcome.detection.outcomes, result.outcome.packs)
    if not found:
        return ""
    said = trn(
        "{count} rule flags more than {share} of what it judges: {rules}",
        "{count} rules flag more than {share} of what they judge: {rules}",
        len(found), share=percentage(NOISY, 0), rules=_named(found),
    )  # fmt: skip
    return f"{said}; {tr('why: screening check --all')}"


def _not_measured(result: RunResult) -> str:
    skipped = result.outcome.detection.skipped
    if not skipped:
        return ""
    rules = [f"{rule} ({told(reason)})" for rule, reason in sorted(skipped.items())]
    said = trn(
        "Not measured: {count} rule: {rules}", "Not measured: {count} rules: {rules}",
        len(rules), rules=_named(rules),
    )  # fmt: skip
    return f"{said}; {tr('which data would help: screening check')}"


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    more = len(listed) - NAMED
    first = ", ".join(listed[:NAMED])
    return first if more <= 0 else trn("{first} and {count} more", "{first} and {count} more", more,
                                       first=first)  # fmt: skip


def _lists(result: RunResult) -> Iterator[str]:
    """A line for the lists of themes of one kind, and one for all others."""
    of_kind: dict[str, list[tuple[str, int]]] = {}
    for listed in result.outcome.lists:
        kind, _, theme = listed.name.partition(".")
        of_kind.setdefault(kind, []).append((theme, listed.rows.height))
    others: list[str] = []
    for kind, parts in of_kind.items():
        rows = trn("{count} row", "{count} rows", sum(count for _, count in parts))
        themes = ", ".join(f"{theme} {number(count)}" for theme, count in parts if theme)
        if themes:
            yield f"  {kind}  {rows}: {themes}"
        else:
            others.append(f"{kind}  {rows}")
    if others:
        yield f"  {', '.join(others)}"
    signals = result.outcome.detection.signals
    conclusions = result.outcome.conclusions.height
    yield "  " + ", ".join((
        trn("{count} signal", "{count} signals", signals.height),
        trn("{count} conclusion from them", "{count} conclusions from them", conclusions),
    ))  # fmt: skip
