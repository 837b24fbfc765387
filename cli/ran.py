"""Print what a run brought: where the lists are, and what was set aside or not measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from screening.locale import number, percentage, tr, trn
from screening.locale.told import told, told_problem

from .console import err, out
from .tables import say_on_one_line

if TYPE_CHECKING:
    from screening.pipeline import RunResult

NAMED = 1
"""Rules or registers that are named on a line; of the rest the number is said."""


def print_run(result: RunResult) -> None:
    """Print ten lines at most: what is wanting first, for the lists are what is looked for."""
    print_failures(result)
    for line in _lists(result):
        out.print(line)
    out.print(tr("The lists are in {folder}", folder=result.folder / "lists"), soft_wrap=True)


def print_failures(result: RunResult) -> None:
    """Say what was set aside, not measured and failed, on standard error."""
    detection = result.outcome.detection
    for note in result.notes:
        err.print(f"{tr('note')}: {told(note)}")
    wanting = [*filter(None, (_set_aside(result), _noise(result), _not_measured(result)))]
    for line in wanting:
        say_on_one_line(line, err)
    if wanting:
        say_on_one_line(_why(result), err)
    for rule, problems in sorted(detection.failures.items()):
        for problem in problems:
            err.print(f"{tr('failed')}: {rule}: {told_problem(problem)}")


def _set_aside(result: RunResult) -> str:
    reports = result.outcome.loaded.reports
    aside = [f"{name} ({told(each.set_aside)})" for name, each in reports.items() if each.set_aside]
    if not aside:
        return ""
    return tr("Set aside: {registers}", registers=_named(aside))


def _noise(result: RunResult) -> str:
    from screening.preparedness.coverage import NOISY, noisy

    found = noisy(result.outcome.detection.outcomes, result.outcome.packs)
    if not found:
        return ""
    return trn(
        "{count} rule flags more than {share} of what it judges: {rules}",
        "{count} rules flag more than {share} of what they judge: {rules}",
        len(found), share=percentage(NOISY, 0), rules=_named(found),
    )  # fmt: skip


def _not_measured(result: RunResult) -> str:
    skipped = result.outcome.detection.skipped
    if not skipped:
        return ""
    rules = [f"{rule} ({told(reason)})" for rule, reason in sorted(skipped.items())]
    return trn(
        "Not measured: {count} rule: {rules}", "Not measured: {count} rules: {rules}",
        len(rules), rules=_named(rules),
    )  # fmt: skip


def _why(result: RunResult) -> str:
    """Where to look for what is said in short."""
    from screening.runs.names import QUARANTINE

    if any(each.set_aside for each in result.outcome.loaded.reports.values()):
        return tr("Why: screening check --all, and {folder} in the run", folder=f"{QUARANTINE}/")
    return tr("Why: screening check --all")


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
        total = sum(count for _, count in parts)
        themes = ", ".join(f"{theme} {number(count)}" for theme, count in parts if theme)
        if themes:
            yield f"  {kind}  {trn('{count} row', '{count} rows', total)}: {themes}"
        else:
            others.append(f"{kind} {number(total)}")
    if others:
        yield f"  {', '.join(others)}"
    signals = result.outcome.detection.signals
    conclusions = result.outcome.conclusions.height
    yield "  " + ", ".join((
        trn("{count} signal", "{count} signals", signals.height),
        trn("{count} conclusion from them", "{count} conclusions from them", conclusions),
    ))  # fmt: skip
