"""Print why a subject is on a list: conclusions, then every signal with its frozen values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rich.text import Text

from screening.locale import tr

from .console import out
from .tables import say_under, show_under

SHOWN_ROWS = 10


def print_explained(found: dict[str, Any]) -> None:
    """Print the answer of ``explain_subject``, the notice last; sentences of rules are Dutch."""
    from screening.publish.notice import NOTICE

    for row in found["listed"]:
        rank = tr("no. {rank}", rank=row["rank"])
        out.print(Text.assemble((row["list"], "bold"), f", {rank}: {row['name']}"))
    if not found["signals"] and not found["conclusions"]:
        out.print("\n" + tr("The run holds no signal about this: only the row on the list."))
    for conclusion in found["conclusions"]:
        out.print(Text.assemble("\n", (conclusion["title"], "bold"), f" ({conclusion['rule']})"))
        _lines(conclusion["text"], *(f"- {each}" for each in conclusion["reasons"]))
    for signal in found["signals"]:
        _signal(signal)
    out.print(f"\n{NOTICE}")


def _signal(signal: dict[str, Any]) -> None:
    about = tr(
        " ({rule} version {version}, {type} {subject}, basis {basis})",
        rule=signal["rule"], version=signal["version"], type=signal["subject_type"],
        subject=signal["subject"], basis=signal["basis"],
    )  # fmt: skip
    out.print(Text.assemble("\n", (signal["title"], "bold"), about))
    _lines(signal["text"])
    if signal["same_fact"]:
        same = "; ".join(signal["same_fact"])
        _lines(tr("The same fact as: {same}. That counts once.", same=same))
    for condition in signal["conditions"]:
        if condition["met"]:
            _lines(f"- {condition['text']}", f"  {condition['false_when']}")
        else:
            _lines(tr("- {condition} (does not hold here)", condition=condition["text"]))
    _values(signal["values"])
    for feature, reason in sorted((signal["proxies"] or {}).items()):
        said = tr("Why the sensitive feature '{feature}' is used: {reason}", feature=feature,
                  reason=reason)  # fmt: skip
        _lines(said)
    _evidence(signal)
    if signal["innocent"]:
        _lines(tr("An ordinary explanation may be: {text}", text="; ".join(signal["innocent"])))
    if signal["verify"]:
        _lines(tr("How to find out: {text}", text=signal["verify"]))


def _values(values: list[dict[str, Any]]) -> None:
    rows = [
        (
            *(str(value[key] or "") for key in ("label", "text", "source")),
            _dutch(value["reference_date"]),
        )
        for value in values
    ]
    show_under((tr("Fact"), tr("Value"), tr("Source"), tr("Date")), rows)


def _evidence(signal: dict[str, Any]) -> None:
    rows = signal["evidence"] or []
    if not rows:
        return
    total = signal.get("evidence_rows") or len(rows)
    count = min(len(rows), SHOWN_ROWS)
    _lines(tr("Rows behind it ({count} of {total}):", count=count, total=total))
    cells = [["" if each is None else str(each) for each in row.values()] for row in rows]
    show_under(list(rows[0]), cells[:SHOWN_ROWS])


def _dutch(day: dt.date | None) -> str:
    return tr("unknown") if day is None else day.strftime("%d-%m-%Y")


def _lines(*lines: str) -> None:
    for line in lines:
        say_under(line)
