"""The summary of a batch: a text to mail or to read, with counts and nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from screening.batch.deliveries import Remark
from screening.batch.news import News
from screening.batch.retention import Due
from screening.errors import ScreeningError
from screening.files.neutralise import visible
from screening.locale import number, tr, trn
from screening.locale.told import told_problem
from screening.prioritise.lists import NEW, PriorityList
from screening.project.model import Project
from screening.publish.meta import dutch_date
from screening.runs.names import BATCH
from screening.runs.record import Outcome

FILE = f"{BATCH}/samenvatting.txt"


@dataclass
class Facts:
    """What became of a batch, as far as it came."""

    project: Project
    outcome: Outcome | None = None
    run: Path | None = None
    """The run that was made."""
    good: Path | None = None
    """The run whose lists are the last ones now."""
    failed: ScreeningError | None = None
    """Why there is no new run."""
    afterwards: list[ScreeningError] = field(default_factory=list)
    """What failed once the lists were there."""
    remarks: Sequence[Remark] = ()
    news: News | None = None
    due: Due | None = None
    site: dict[str, int] = field(default_factory=dict)
    """What was done in the review site, counted."""
    dry: bool = False
    """Nothing was removed, only told."""
    broken_off: bool = False
    """The batch before this one did not come to its end."""


def subject(facts: Facts) -> str:
    """The first line: what it is about, and what became of it."""
    name = facts.project.name
    if facts.failed is not None:
        return tr("Screening of {name}: no new lists", name=name)
    if facts.afterwards:
        return tr("Screening of {name}: new lists, but not all that follows", name=name)
    detection = facts.outcome.detection if facts.outcome else None
    if facts.remarks or (detection and (detection.skipped or detection.failures)):
        return tr("Screening of {name}: new lists, not everything measured", name=name)
    return tr("Screening of {name}: new lists", name=name)


def summary(facts: Facts) -> str:
    """The whole text, in the language of now."""
    parts = [
        [subject(facts)],
        list(_became(facts)),
        list(_lists(facts)),
        list(_deliveries(facts)),
        list(_retention(facts)),
        [tr("A signal is a reason to look, and no finding. This message names nobody.")],
    ]
    text = "\n\n".join("\n".join(part) for part in parts if part)
    return visible(text) + "\n"


def _became(facts: Facts) -> Iterator[str]:
    if facts.run is not None and facts.outcome is not None:
        day = dutch_date(facts.outcome.as_of)
        yield tr("Run {run}, reference date {date}.", run=facts.run.name, date=day)
        yield tr("The lists are in {folder}.", folder=f"runs/{facts.run.name}/lists")
    else:
        yield tr("No run was made. What is wrong stands below, per owner of the data.")
        yield (
            tr("The lists of run {run} stay the last ones.", run=facts.good.name)
            if facts.good
            else tr("There is no earlier run, so there are no lists.")
        )
    if facts.news is not None:
        yield _told_news(facts.news)
    yield from _measured(facts)
    for error in facts.afterwards:
        yield from (told_problem(problem) for problem in error.problems)
    if facts.broken_off:
        yield tr("The batch before this one was broken off; nothing was lost.")


def _told_news(news: News) -> str:
    folder = f"{BATCH}/{news.folder.name}"
    said = trn(
        "What is new or changed: {count} row, in {folder}.",
        "What is new or changed: {count} rows, in {folder}.", news.rows, folder=folder,
    )  # fmt: skip
    if not news.blind:
        return said
    names = ", ".join(news.blind)
    return f"{said} {tr('Not of lists that are blind: {names}.', names=names)}"


def _measured(facts: Facts) -> Iterator[str]:
    if facts.outcome is None:
        return
    detection = facts.outcome.detection
    if detection.skipped:
        yield trn(
            "{count} rule was not measured; the lists say which, and why.",
            "{count} rules were not measured; the lists say which, and why.",
            len(detection.skipped),
        )
    if detection.failures:
        yield trn(
            "{count} rule failed and flags nothing: {rules}; see the log of the run.",
            "{count} rules failed and flag nothing: {rules}; see the log of the run.",
            len(detection.failures),
            rules=", ".join(detection.failures),
        )
    aside = sum(each.rows_quarantined for each in facts.outcome.loaded.reports.values())
    if aside:
        yield trn(
            "{count} row could not be used; it stands in quarantine/ of the run.",
            "{count} rows could not be used; they stand in quarantine/ of the run.", aside,
        )  # fmt: skip


def _lists(facts: Facts) -> list[str]:
    """A line per list, in columns; what would tell of a blind list which rows were drawn is '-'."""
    if facts.outcome is None:
        return []
    titles = (tr("List"), tr("Rows"), tr("New"), tr("Changed"), tr("Gone"))
    blind = facts.project.blind
    rows = [titles, *(_counted(each, blind=blind) for each in facts.outcome.lists)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(titles))]
    return [
        "  ".join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _counted(listed: PriorityList, *, blind: bool) -> tuple[str, ...]:
    rows = listed.rows
    if listed.before is None or (blind and listed.draw is not None):
        return (listed.name, number(rows.height), "-", "-", "-")
    new = int((rows["since_previous"] == NEW).sum())
    changed = rows.height - rows["changed"].null_count()
    return (listed.name, *map(number, (rows.height, new, changed, listed.gone)))


def _deliveries(facts: Facts) -> Iterator[str]:
    yield tr("Deliveries")
    if not facts.remarks:
        yield tr("  Nothing to remark: each is there, and none is older than was agreed.")
    for owner, remarks in groupby(facts.remarks, key=lambda each: each.owner):
        yield f"  {owner or tr('Settings of the project')}:"
        for each in remarks:
            first, *rest = each.text.splitlines()
            yield f"    {each.register}: {first}" if each.register else f"    {first}"
            yield from (f"    {line}" for line in rest)


def _retention(facts: Facts) -> Iterator[str]:
    due = facts.due
    if due is None:
        return
    yield tr("Terms of keeping")
    cases, reports = facts.site.get("destroyed_cases", 0), facts.site.get("destroyed_reports", 0)
    if not due.over and not cases and not reports:
        yield tr("  Nothing whose term is over.")
    runs = [each for each in due.over if each.what == "run"]
    if runs:
        said = (
            trn("  Would be removed: {count} run ({names}).",
                "  Would be removed: {count} runs ({names}).", len(runs), names=_names(runs))
            if facts.dry
            else trn("  Removed: {count} run ({names}).", "  Removed: {count} runs ({names}).",
                     len(runs), names=_names(runs))
        )  # fmt: skip
        yield said
    kept = [each for each in due.over if each.what == "registers"]
    if kept:
        yield (
            tr(
                "  Would be removed: registers as they were read before ({names}).",
                names=_names(kept),
            )
            if facts.dry
            else tr("  Removed: registers as they were read before ({names}).", names=_names(kept))
        )
    for each in due.over:
        if each.what == "record":
            yield (
                trn("  Would be removed from the record {name}: {count} line.",
                    "  Would be removed from the record {name}: {count} lines.",
                    each.count, name=each.name)
                if facts.dry
                else trn("  Removed from the record {name}: {count} line.",
                         "  Removed from the record {name}: {count} lines.",
                         each.count, name=each.name)
            )  # fmt: skip
    if cases or reports:
        told = {"cases": number(cases), "reports": number(reports)}
        yield (
            tr("  Would be destroyed on the site: cases {cases}, reports {reports}.", **told)
            if facts.dry
            else tr("  Destroyed on the site: cases {cases}, reports {reports}.", **told)
        )
    if due.kept is not None:
        yield tr(
            "  The term of run {run} was over on {date}; it stays, for it is the last good one.",
            run=due.kept.name, date=dutch_date(due.kept.until),
        )  # fmt: skip


def _names(runs: Iterable[object]) -> str:
    return ", ".join(str(getattr(each, "name", each)) for each in runs)
