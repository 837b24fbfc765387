"""Print why a subject is on a list: conclusions, then every signal with its frozen values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .console import out

SHOWN_ROWS = 10


def print_explained(found: dict[str, Any]) -> None:
    """Print the answer of ``explain_subject`` in Dutch, the notice last."""
    from screening.publish.columns import NOTICE

    for row in found["listed"]:
        out.print(Text.assemble((row["list"], "bold"), f", nr. {row['rank']}: {row['name']}"))
    if not found["signals"] and not found["conclusions"]:
        out.print("\nVan deze plaats houdt de run geen signaal: alleen de regel op de lijst.")
    for conclusion in found["conclusions"]:
        out.print(Text.assemble("\n", (conclusion["title"], "bold"), f" ({conclusion['rule']})"))
        _lines(conclusion["text"], *(f"- {each}" for each in conclusion["reasons"]))
    for signal in found["signals"]:
        _signal(signal)
    out.print(f"\n{NOTICE}")


def _signal(signal: dict[str, Any]) -> None:
    about = (
        f" ({signal['rule']} versie {signal['version']}, "
        f"{signal['subject_type']} {signal['subject']}, grondslag {signal['basis']})"
    )
    out.print(Text.assemble("\n", (signal["title"], "bold"), about))
    _lines(signal["text"])
    if signal["same_fact"]:
        _lines(f"Zelfde gegeven als: {'; '.join(signal['same_fact'])}. Dat telt een keer mee.")
    for condition in signal["conditions"]:
        if condition["met"]:
            _lines(f"- {condition['text']}", f"  {condition['false_when']}")
        else:
            _lines(f"- {condition['text']} (geldt hier niet)")
    out.print(Padding(_values(signal["values"]), (0, 2)))
    for feature, reason in sorted((signal["proxies"] or {}).items()):
        _lines(f"Onderbouwing van het gevoelige kenmerk '{feature}': {reason}")
    _evidence(signal)
    if signal["innocent"]:
        _lines(f"Mogelijke gewone verklaring: {'; '.join(signal['innocent'])}")
    if signal["verify"]:
        _lines(f"Zo na te gaan: {signal['verify']}")


def _values(values: list[dict[str, Any]]) -> Table:
    table = Table("Gegeven", "Waarde", "Bron", "Peildatum", box=None, padding=(0, 2, 0, 0))
    for value in values:
        table.add_row(
            *(str(value[key] or "") for key in ("label", "text", "source")),
            _dutch(value["reference_date"]),
        )
    return table


def _evidence(signal: dict[str, Any]) -> None:
    rows = signal["evidence"] or []
    if not rows:
        return
    total = signal.get("evidence_rows") or len(rows)
    _lines(f"Onderliggende gegevens ({min(len(rows), SHOWN_ROWS)} van {total}):")
    table = Table(*rows[0], box=None, padding=(0, 2, 0, 0))
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*("" if each is None else str(each) for each in row.values()))
    out.print(Padding(table, (0, 2)))


def _dutch(day: dt.date | None) -> str:
    return "onbekend" if day is None else day.strftime("%d-%m-%Y")


def _lines(*lines: str) -> None:
    for line in lines:
        out.print(Padding(line, (0, 2)))
