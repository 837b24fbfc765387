"""``screening whatif``: try other values of a parameter without a run."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from .console import out, print_json
from .memory import MaxMemory, working
from .options import HERE, AsJson, ProjectFolder

if TYPE_CHECKING:
    from screening.documents.fields import Scalar
    from screening.whatif import Tried, WhatIf

MOST_VALUES = 200
BAR = 16
"""Width of the longest bar in characters."""
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
        print_json(found.as_dict())
    else:
        _print(found)


def _setting(text: str) -> tuple[str, list[Scalar]]:
    name, sign, values = text.partition("=")
    if not name or not sign or not values:
        message = f"'{text}' is no setting; write it as name=5..20 or name=5"
        raise typer.BadParameter(message, param_hint="--set")
    low, dots, rest = values.partition("..")
    return name.strip(), _range(text, low, rest) if dots else [
        _scalar(v) for v in values.split(",")
    ]


def _range(text: str, low: str, rest: str) -> list[Scalar]:
    high, _, step = rest.partition(":")
    try:
        first, last = Decimal(low), Decimal(high)
        width = Decimal(step) if step else Decimal(1)
    except InvalidOperation:
        message = f"'{text}' is no range; write it as name=5..20, or name=0.1..0.5:0.1 with a step"
        raise typer.BadParameter(message, param_hint="--set") from None
    if not all(number.is_finite() for number in (first, last, width)) or width <= 0 or last < first:
        message = f"'{text}' runs nowhere; give low..high and a step above zero"
        raise typer.BadParameter(message, param_hint="--set")
    count = int((last - first) / width) + 1
    if count > MOST_VALUES:
        message = f"'{text}' holds {count} values, at most {MOST_VALUES}; take a larger step"
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
    table = Table(box=SIMPLE_HEAD)
    for title in ("Value", "Flags", "", "New", "Gone", *lists, *(["Known cases"] if known else [])):
        plain = title in {"", "Known cases", *lists}
        table.add_column(title, justify="left" if plain else "right", no_wrap=True)
    for each in found.tried:
        bar = "█" * round(BAR * each.hits / most) or ("▏" if each.hits else "")
        now = " *" if each.value == found.now else "  "
        cells = [f"{each.value}{now}", str(each.hits), bar, str(each.new), str(each.gone)]
        cells += [_moved(each, name) for name in lists]
        table.add_row(*cells, *([_known(each, found)] if known else []))
    out.print(
        f"{found.rule}: {found.measured} subjects measured, {found.parameter} is {found.now} (*)"
    )
    out.print(table)
    if found.run is None and not lists:
        out.print("No run to hold the lists against: screening run")
    elif lists:
        out.print("Lists: subjects that come on (+) or leave (-) by this rule alone,")
        out.print(f"against the last run, {found.run}")


def _moved(tried: Tried, name: str) -> str:
    change = tried.lists[name]
    return f"+{change.on} -{change.off}" if change.on or change.off else ""


def _known(tried: Tried, found: WhatIf) -> str:
    text = f"{tried.caught} of {found.known_hits}"
    return f"{text}, {tried.wrong} wrong" if tried.wrong else text
