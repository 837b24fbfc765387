"""What a data owner is asked for: which extracts and columns let which rules run, as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.detect.explain.dutch import say
from screening.detect.needs import Gap
from screening.preparedness.coverage import RuleCoverage
from screening.publish.workbook.book import open_workbook, put, styles_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

STATES = {
    "ready": "kan draaien",
    "partly": "kan deels draaien",
    "never_matches": "draait, maar er valt niets te beoordelen",
    "cannot_run": "kan niet draaien",
    "inactive": "staat uit",
}
_ASKED = ("Register", "Bron nu", "Kolom", "Wat er nu is", "Regels", "Welke regels")
_RULES = ("Pakket", "Regel", "Titel", "Stand", "Onderwerpen", "Niet te beoordelen", "Kolommen")
_WIDTHS = {"asked": (22, 34, 22, 48, 8, 80), "rules": (12, 38, 46, 34, 13, 13, 90)}
_HEAD = 4


def write_request(
    rules: Iterable[RuleCoverage], sources: Mapping[str, str], path: Path, municipality: str
) -> None:
    """Write the workbook; ``sources`` names the extract of each register the project maps.

    Raises OSError when the file cannot be written.
    """
    covered = list(rules)
    with open_workbook(path) as book:
        styles = styles_of(book)
        asked = book.add_worksheet("Aanleveren")
        _heading(asked, f"Gegevens voor de screening van {municipality}", _promise(covered), styles)
        _table(asked, _ASKED, _WIDTHS["asked"], _wanted(covered, sources), styles)
        listed = book.add_worksheet("Regels")
        _heading(listed, "Wat elke regel nodig heeft", _totals(covered), styles)
        _table(listed, _RULES, _WIDTHS["rules"], map(_of_rule, covered), styles)


def _promise(rules: list[RuleCoverage]) -> str:
    stopped = [rule for rule in rules if rule.status == "cannot_run" and rule.gaps]
    better = [rule for rule in rules if rule.status == "partly" and rule.gaps]
    return (
        f"Lever deze kolommen aan: dan gaan {len(stopped)} regels draaien die nu niet kunnen, "
        f"en beoordelen {len(better)} regels meer onderwerpen."
    )


def _totals(rules: list[RuleCoverage]) -> str:
    counts = {state: sum(rule.status == state for rule in rules) for state in STATES}
    return "; ".join(f"{count} {STATES[state]}" for state, count in counts.items() if count)


def _wanted(rules: list[RuleCoverage], sources: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Per register and column what is there now and which rules wait for it; most rules first."""
    asked: dict[tuple[str, str, str], set[str]] = {}
    for rule in rules:
        for gap in (each for each in rule.gaps if each.register):
            for column in _columns(gap, rule):
                asked.setdefault((gap.register, column, _state(gap)), set()).add(rule.rule)
    rows = [
        (register, sources.get(register, "geen"), column, state, len(names), _listed(names))
        for (register, column, state), names in asked.items()
    ]
    return sorted(rows, key=lambda row: (-row[4], row[0], row[2], row[3]))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _columns(gap: Gap, rule: RuleCoverage) -> list[str]:
    if gap.kind == "absent":
        return sorted(rule.reads.get(gap.register, ()))
    return [gap.column or "(hele extract)"]


def _state(gap: Gap) -> str:
    """What there is now, in Dutch; every rule that asks the same gets the same words."""
    if gap.kind == "absent":
        return "het register ontbreekt"
    if gap.kind == "too_old":
        return f"ouder dan {gap.most_days} dagen; lever een nieuwer extract"
    if gap.kind == "age_unknown":
        return "de peildatum is onbekend"
    if gap.kind == "not_delivered":
        return "de kolom ontbreekt; leeg zou verkeerd worden gelezen"
    return f"leeg in {say(gap.empty_share, hint='pct')} van de rijen"


def _of_rule(rule: RuleCoverage) -> tuple[Any, ...]:
    reads = sorted(f"{name}.{column}" for name, columns in rule.reads.items() for column in columns)
    return (
        rule.pack, rule.rule, rule.title, STATES[rule.status], rule.subjects, rule.not_evaluable,
        ", ".join(reads),
    )  # fmt: skip


def _heading(sheet: Worksheet, title: str, line: str, styles: Mapping[str, Any]) -> None:
    put(sheet, 0, 0, title, styles["title"])
    put(sheet, 1, 0, line, styles["status"])
    names = "Kolommen en registers staan onder deze namen in docs/data-dictionary.md."
    put(sheet, 2, 0, names, styles["status"])


def _table(
    sheet: Worksheet,
    titles: tuple[str, ...],
    widths: tuple[int, ...],
    rows: Iterable[tuple[Any, ...]],
    styles: Mapping[str, Any],
) -> None:
    for index, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(index, index, width)
        put(sheet, _HEAD, index, title, styles["head"])
    last = _HEAD
    for last, row in enumerate(rows, start=_HEAD + 1):
        for index, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(last, index, value, styles["number"])
            else:
                put(sheet, last, index, str(value or ""), styles["cell"])
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.autofilter(_HEAD, 0, last, len(titles) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
