"""``screening whatif``: try other values of a parameter without a run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from screening.locale import number, tr, trn
from screening.locale.told import told_in

from .console import out, print_json
from .memory import MaxMemory, working
from .options import HERE, AsJson, ProjectFolder
from .tables import show, width_of

if TYPE_CHECKING:
    from screening.documents.fields import Scalar
    from screening.whatif import Tried, WhatIf

MOST_VALUES = 200
BAR = 16
"""Width of the longest bar in characters, where there is room for it."""
BARS = 2
"""Their column."""
_ONE_OR_TWO = re.compile(r"[+-]?\d+,\d+")
"""Two whole numbers, or one with a decimal comma."""
_WORDS: dict[str, bool] = {"true": True, "false": False}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("whatif")(whatif)


def whatif(
    rule: Annotated[str, typer.Argument(help="Rule id, such as address.many_companies.")],
    project: ProjectFolder = HERE,
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="NAME=VALUES",
            help="max_companies=5..20, share=0.1..0.5:0.1 or kinds=a,b; one range, others fixed.",
        ),
    ] = [],  # noqa: B006 - Typer reads it, nothing changes it
    max_memory: MaxMemory = None,
    as_json: AsJson = False,
) -> None:
    """Count what a rule would flag at other values of a parameter, measuring it once."""
    wanted = dict(_setting(text) for text in settings)
    from screening.project.model import load_project
    from screening.whatif import what_if

    with working(max_memory) as say:
        found = what_if(load_project(project), rule, wanted, progress=say)
    if as_json:
        print_json(told_in(found.as_dict()))
    else:
        _print(found)


def _setting(text: str) -> tuple[str, list[Scalar]]:
    name, sign, values = text.partition("=")
    if not name or not sign or not values:
        message = tr("'{text}' is no setting; write it as name=5..20 or name=5", text=text)
        raise typer.BadParameter(message, param_hint="--set")
    if _ONE_OR_TWO.fullmatch(values):
        message = tr(
            "'{text}' can be one number or two; write 12.5, or 12,5, with a comma behind it",
            text=text,
        )
        raise typer.BadParameter(message, param_hint="--set")
    low, dots, rest = values.partition("..")
    return name.strip(), _range(text, low, rest) if dots else [
        _scalar(v) for v in values.removesuffix(",").split(",")
    ]


def _range(text: str, low: str, rest: str) -> list[Scalar]:
    high, _, step = rest.partition(":")
    try:
        first, last = Decimal(low), Decimal(high)
        width = Decimal(step) if step else Decimal(1)
    except InvalidOperation:
        message = tr(
            "'{text}' is no range; write it as name=5..20, or name=0.1..0.5:0.1 with a step",
            text=text,
        )
        raise typer.BadParameter(message, param_hint="--set") from None
    if not all(number.is_finite() for number in (first, last, width)) or width <= 0 or last < first:
        message = tr("'{text}' runs nowhere; give low..high and a step above zero", text=text)
        raise typer.BadParameter(message, param_hint="--set")
    count = int((last - first) / width) + 1
    if count > MOST_VALUES:
        message = trn(
            "'{text}' holds {count} value, at most {most}; take a larger step",
            "'{text}' holds {count} values, at most {most}; take a larger step",
            count, text=text, most=number(MOST_VALUES),
        )  # fmt: skip
        raise typer.BadParameter(message, param_hint="--set")
    return [_number(first + width * number) for number in range(count)]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _scalar(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    try:
        return _number(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):
        pass
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def _print(found: WhatIf) -> None:
    most = max((each.hits for each in found.tried), default=0) or 1
    known = bool(found.known_hits or found.known_others)
    lists = sorted({name for each in found.tried for name in each.lists})
    known_cases = [tr("Known cases")] if known else []
    decided = bool(found.confirmed or found.refuted)
    known_cases += [tr("Decided cases")] if decided else []
    rows = []
    for each in found.tried:
        now = " *" if each.value == found.now else "  "
        cells = [f"{each.value}{now}", number(each.hits), "", number(each.new), number(each.gone)]
        cells += [_moved(each, name) for name in lists]
        cells += [_known(each, found)] if known else []
        rows.append([*cells, *([_decided(each, found)] if decided else [])])
    out.print(
        trn(
            "{rule}: {count} subject measured, {parameter} is {now} (*)",
            "{rule}: {count} subjects measured, {parameter} is {now} (*)",
            found.measured, rule=found.rule, parameter=found.parameter, now=found.now,
        )
    )  # fmt: skip
    titles = (tr("Value"), tr("Flags"), "", tr("New"), tr("Gone"), *lists, *known_cases)
    room = min(BAR, _left_over(titles, rows))
    for row, each in zip(rows, found.tried, strict=True):
        row[BARS] = "█" * round(room * each.hits / most) or ("▏" if each.hits and room else "")
    show(titles, rows, right={0, 1, 3, 4})
    if decided:
        out.print(
            tr(
                "Decided cases: confirmed and refuted rows that this value holds, and how many "
                "more (+) or fewer (-) than now. Own earlier output: people looked where earlier "
                "selections led them, so it says nothing of what nobody looked at."
            )
        )
    if found.run is None and not lists:
        out.print(tr("No run to hold the lists against: screening run"))
    elif lists:
        out.print(tr("Lists: subjects that come on (+) or leave (-) by this rule alone,"))
        out.print(tr("against the last run, {run}", run=found.run))


def _left_over(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Characters for the bars where the last column keeps its words whole, beside the others."""
    if not out.is_terminal:
        return BAR
    cells = [[*row[:-1], max(row[-1].split(), key=len, default="")] for row in [titles, *rows]]
    return max(0, out.width - width_of(cells))


def _decided(tried: Tried, found: WhatIf) -> str:
    had = tried.decided
    parts = (
        (tr("confirmed"), had.confirmed, found.confirmed, had.won, had.lost),
        (tr("refuted"), had.refuted, found.refuted, had.refuted_won, had.refuted_lost),
    )
    return "; ".join(
        tr("{count} of {total}", count=number(count), total=number(total))
        + f" {word}"
        + (f" (+{won} -{lost})" if won or lost else "")
        for word, count, total, won, lost in parts
    )


def _moved(tried: Tried, name: str) -> str:
    change = tried.lists[name]
    return f"+{change.on} -{change.off}" if change.on or change.off else ""


def _known(tried: Tried, found: WhatIf) -> str:
    text = tr("{count} of {total}", count=tried.caught, total=found.known_hits)
    return text + tr(", {count} wrong", count=tried.wrong) if tried.wrong else text
