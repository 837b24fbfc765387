"""What a data owner is asked for: which extracts and columns let which rules run, as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from screening.detect.explain.dutch import say
from screening.detect.needs import Gap
from screening.lists import LISTS
from screening.preparedness.coverage import RuleCoverage
from screening.publish.owner_sheets import TITLES, WIDTHS, Asked, owner_sheets
from screening.publish.workbook.book import open_workbook, put, put_title, styles_of
from screening.publish.workbook.fit import height
from screening.reference.suppliers import suppliers

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

STATES = {
    "ready": "kan draaien",
    "partly": "kan deels draaien",
    "never_matches": "draait, maar er valt niets te beoordelen",
    "cannot_run": "kan niet draaien",
    "inactive": "staat uit",
}
_ASKED = (
    "Register", "Wie levert", "Bron nu", "Kolom in uw extract", "Kolom", "Wat er nu is", "Regels",
    "Welke regels",
)  # fmt: skip
_RULES = (
    "Regel", "Lijsten", "Stand", "Onderwerpen", "Niet te beoordelen", "Leest", "Naam van de regel",
)  # fmt: skip
_WIDTHS = {"asked": (22, 20, 20, 16, 16, 20, 7, 46), "rules": (44, 30, 16, 11, 11, 34, 26)}
_OWNER = (
    "Per gegeven wat het betekent en hoe het eruit kan zien. De namen van uw kolommen mogen "
    "blijven zoals ze zijn."
)
_LEAST = 0.001
"""A share of cells that is not told as none."""
_HEAD = 4


def write_request(
    rules: Iterable[RuleCoverage],
    sources: Mapping[str, str],
    path: Path,
    municipality: str,
    headers: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> None:
    """Write the workbook, in Dutch, for who owns the data.

    ``sources`` names the extract of each register the project maps, and ``headers`` gives per
    register and column the header that the extract has for it.

    Raises OSError when the file cannot be written.
    """
    covered = list(rules)
    with open_workbook(path) as book:
        styles = styles_of(book)
        asked = book.add_worksheet("Aanleveren")
        _heading(asked, f"Gegevens voor de screening van {municipality}", _promise(covered), styles)
        _table(asked, _ASKED, _WIDTHS["asked"], _wanted(covered, sources, headers), styles)
        for each in owner_sheets(_asked_of(covered, headers)):
            sheet = book.add_worksheet(each.name)
            _heading(sheet, f"Gevraagd van: {each.owner}", _OWNER, styles)
            _table(sheet, TITLES, WIDTHS, each.rows, styles)
        listed = book.add_worksheet("Regels")
        _heading(listed, "Wat elke regel nodig heeft", _totals(covered), styles)
        _table(listed, _RULES, _WIDTHS["rules"], map(_of_rule, covered), styles)


def _promise(rules: list[RuleCoverage]) -> str:
    stopped = [rule for rule in rules if rule.status == "cannot_run" and rule.gaps]
    better = [rule for rule in rules if rule.status == "partly" and rule.gaps]
    running = f"{_rules(stopped)} draaien die nu niet {'kan' if len(stopped) == 1 else 'kunnen'}"
    return (
        f"Lever deze kolommen aan: dan {'gaat' if len(stopped) == 1 else 'gaan'} {running}, en "
        f"{'beoordeelt' if len(better) == 1 else 'beoordelen'} {_rules(better)} meer onderwerpen."
    )


def _rules(rules: list[RuleCoverage]) -> str:
    return f"{len(rules)} {'regel' if len(rules) == 1 else 'regels'}"


def _totals(rules: list[RuleCoverage]) -> str:
    counts = {state: sum(rule.status == state for rule in rules) for state in STATES}
    return "; ".join(f"{count} {STATES[state]}" for state, count in counts.items() if count)


def _wanted(
    rules: list[RuleCoverage],
    sources: Mapping[str, str],
    headers: Mapping[str, Mapping[str, str]],
) -> list[tuple[Any, ...]]:
    """Per register and column what is there now and which rules wait for it; most rules first."""
    asked: dict[tuple[str, str, str], set[str]] = {}
    for rule in rules:
        for gap in (each for each in rule.gaps if each.register):
            for column in _columns(gap, rule):
                asked.setdefault((gap.register, column, _state(gap)), set()).add(rule.title)
    rows = [
        (
            _called(register), suppliers()[register].supplier, sources.get(register, "geen"),
            headers.get(register, {}).get(column, ""), column, state, len(names),
            "; ".join(sorted(names)),
        )
        for (register, column, state), names in asked.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row[6], row[0], row[4], row[5]))


def _asked_of(rules: list[RuleCoverage], headers: Mapping[str, Mapping[str, str]]) -> list[Asked]:
    """Every column that some rule lacks, once, with what there is of it now."""
    found: dict[tuple[str, str], Asked] = {}
    for rule in rules:
        for gap in (each for each in rule.gaps if each.register):
            for column in _columns(gap, rule):
                header = headers.get(gap.register, {}).get(column, "")
                asked = (gap.register, column, header, _state(gap))
                found.setdefault((gap.register, column), asked)
    return list(found.values())


def _called(register: str) -> str:
    """The register in Dutch, with the name it has in the project file."""
    return f"{suppliers()[register].title} ({register})"


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
    few = gap.empty_share is not None and gap.empty_share < _LEAST
    share = f"minder dan {say(_LEAST, hint='pct')}" if few else say(gap.empty_share, hint="pct")
    return f"leeg in {share} van de rijen"


def _of_rule(rule: RuleCoverage) -> tuple[Any, ...]:
    lists = [LISTS[name].title for name in rule.lists if name in LISTS]
    return (
        rule.title, "; ".join(lists), STATES[rule.status], rule.subjects, rule.not_evaluable,
        "; ".join(sorted(suppliers()[name].title for name in rule.reads)), rule.rule,
    )  # fmt: skip


def _heading(sheet: Worksheet, title: str, line: str, styles: Mapping[str, Any]) -> None:
    put_title(sheet, title, styles)
    put(sheet, 1, 0, line, styles["status"])
    names = (
        "Wat een kolom moet bevatten, staat onder deze namen in de gegevenslijst van de "
        "programmatuur (docs/data-dictionary.md)."
    )
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
    sheet.set_row(_HEAD, height(zip(titles, widths, strict=True)))
    for last, row in enumerate(rows, start=_HEAD + 1):
        sheet.set_row(last, height((str(value), w) for value, w in zip(row, widths, strict=True)))
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
