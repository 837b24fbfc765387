"""Print what ``screening check`` found: one screen of 24 lines, or with ``--all`` everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from screening.locale import language, number, percentage, tr, trn
from screening.locale.told import told

from .checked_in_full import print_in_full
from .console import out
from .tables import say_on_one_line, show, width_of

if TYPE_CHECKING:
    from screening.preparedness.check import Checked
    from screening.preparedness.coverage import RuleCoverage
    from screening.preparedness.deliveries import Delivery
    from screening.registers.reading.report import RegisterReport

MOST = 3
"""Deliveries that are told; more is for the workbook."""
NAMED = 3
FEW = 4
"""Lines on what came in beside which a terminal of 24 lines has room for all of the rest."""
LEAST = 0.01
"""A share that is not shown as none."""
ENOUGH = ("ready", "partly")
COUNTED = frozenset({1, 2, 3})
"""The columns of a list that are numbers."""


def print_checked(checked: Checked, *, everything: bool = False) -> None:
    """Print what came in, what runs per list and which deliveries would help most."""
    if everything:
        print_in_full(checked)
        return
    came_in = _came_in(checked)
    for line in came_in:
        say_on_one_line(line)
    covered = [*checked.rules, *checked.escalations]
    _print_lists(covered)
    _print_deliveries(checked, whole=not out.is_terminal or len(came_in) <= FEW)
    say_on_one_line(_ready(covered))
    say_on_one_line(
        tr("Every register and rule: --all. A request for who owns the data: --xlsx FILE.")
    )


def _came_in(checked: Checked) -> list[str]:
    reports = checked.reports
    said = trn("{count} register read", "{count} registers read", len(reports))
    rows = trn("{count} row", "{count} rows", sum(each.rows_loaded for each in reports))
    lines = [f"{said}, {rows}."]
    aside = {each.name: told(each.set_aside) for each in reports if each.set_aside}
    facts = [
        (tr("Invented assessment (DPIA), to be replaced by your own"), checked.invented),
        (tr("Set aside"), [f"{name} ({what})" for name, what in aside.items()]),
        (tr("Too old"), [each.name for each in reports if each.stale]),
        (tr("Dated after the reference date"), [each.name for each in reports if _is_later(each)]),
        (tr("No extract"), [_with_title(name) for name in checked.missing]),
        (tr("Not read, for no pack may"), checked.unused),
    ]
    return lines + [f"{title}: {_named(names)}." for title, names in facts if names]


def _is_later(report: RegisterReport) -> bool:
    return report.age_days is not None and report.age_days < 0


def _print_lists(covered: Iterable[RuleCoverage]) -> None:
    """Per list how many rules run, and which do not."""
    from screening.lists import LISTS

    of_list: dict[str, list[RuleCoverage]] = {name: [] for name in LISTS}
    for rule in covered:
        for name in rule.lists:
            of_list.setdefault(name, []).append(rule)
    used = {name: rules for name, rules in of_list.items() if rules}
    titles = (tr("List"), tr("Runs"), tr("Partly"), tr("Not"))
    rows = [_of_list(name, rules) for name, rules in used.items()]
    lost = [_lost(rules) for rules in used.values()]
    if not out.is_terminal:
        last = tr("What does not run")
        whole = [(*row, _named(names)) for row, names in zip(rows, lost, strict=True)]
        show((*titles, last), whole, right=COUNTED)
        return
    _print_beside(titles, rows)
    if names := list(dict.fromkeys(name for each in lost for name in each)):
        say_on_one_line(_fitting(names, out.width))


def _print_beside(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Two lists on a line, or one where two do not fit: a screen is wider than it is high."""
    half = (len(rows) + 1) // 2
    none = ("",) * len(titles)
    pairs = zip_longest(rows[:half], rows[half:], fillvalue=none)
    beside = [(*one, *other) for one, other in pairs]
    if width_of([(*titles, *titles), *beside]) > out.width:
        show(titles, rows, right=COUNTED)
        return
    show((*titles, *titles), beside, right=COUNTED | {len(titles) + at for at in COUNTED})


def _of_list(name: str, rules: Sequence[RuleCoverage]) -> tuple[str, ...]:
    counts = Counter[str](rule.status for rule in rules)
    full, part = (str(counts[state] or "") for state in ENOUGH)
    return name, full, part, str(len(_lost(rules)) or "")


def _lost(rules: Iterable[RuleCoverage]) -> list[str]:
    return [rule.rule for rule in rules if rule.status in {"cannot_run", "never_matches"}]


def _fitting(names: Sequence[str], room: int) -> str:
    """As many whole names as there is room for, and how many more there are."""
    shortest = sorted(names, key=lambda name: (len(name), name))
    listed = [_named(names, shown) for shown in range(min(len(names), NAMED), 0, -1)]
    texts = [tr("Does not run: {rules}", rules=each) for each in (*listed, _named(shortest, 1))]
    return next((text for text in texts if len(text) <= room), texts[-1])


def _print_deliveries(checked: Checked, *, whole: bool) -> None:
    """The deliveries that bring most; ``whole`` with what each must hold."""
    from screening.preparedness.deliveries import deliveries

    found = deliveries(checked.rules)[:MOST]
    if not found:
        return
    sources = {report.name: report.source for report in checked.reports}
    out.print(tr("What would help most:"))
    for each in found:
        say_on_one_line(f"{_with_title(each.register)}: {', '.join(_brings(each))}")
        if whole:
            say_on_one_line(f"  {_asked(each, sources)}")


def _with_title(register: str) -> str:
    """A register with what its owner calls it, in Dutch alone."""
    from screening.registers.schemas import REGISTERS

    return f"{register} ({REGISTERS[register].title})" if language() == "nl" else register


def _column(register: str, column: str) -> str:
    """A column as its owner calls it, in Dutch alone."""
    from screening.registers.schemas import REGISTERS

    return REGISTERS[register].called(column).name if language() == "nl" else column


def _asked(delivery: Delivery, sources: Mapping[str, str]) -> str:
    wanted = []
    if delivery.absent:
        wanted.append(tr("an extract of this register"))
    if delivery.outdated:
        wanted.append(tr("a newer extract"))
    empty = sorted(delivery.columns.items(), key=lambda each: (-each[1], each[0]))
    if empty:
        held = delivery.register
        named = [f"{_column(held, name)} ({_share(share)})" for name, share in empty]
        wanted.append(tr("what is empty now in {columns}", columns=_named(named)))
    source = sources.get(delivery.register)
    return ", ".join(wanted) + (f" [{source}]" if source else "")


def _share(share: float) -> str:
    return f"<{percentage(LEAST, 0)}" if share < LEAST else percentage(share, 0)


def _brings(delivery: Delivery) -> list[str]:
    texts = []
    if delivery.unlocks:
        texts.append(
            trn("{count} rule runs", "{count} rules run", len(delivery.unlocks))
            + f" ({_named(delivery.unlocks)})"
        )
    if delivery.waits:
        texts.append(
            trn(
                "{count} rule waits for other registers too",
                "{count} rules wait for other registers too",
                len(delivery.waits),
            )
        )
    if delivery.improves:
        texts.append(
            trn("{count} rule judges more", "{count} rules judge more", len(delivery.improves))
        )
    return texts


def _ready(covered: Iterable[RuleCoverage]) -> str:
    counts = Counter[str](rule.status for rule in covered)
    return tr(
        "Rules: {ready} run, {partly} in part, {never} in vain, {cannot} cannot, {off} are off.",
        ready=number(counts["ready"]), partly=number(counts["partly"]),
        never=number(counts["never_matches"]), cannot=number(counts["cannot_run"]),
        off=number(counts["inactive"]),
    )  # fmt: skip


def _named(names: Sequence[str], shown: int = NAMED) -> str:
    more = len(names) - shown
    first = ", ".join(names[:shown])
    return first if more <= 0 else tr("{first} and {count} more", first=first, count=number(more))
