"""``screening compare``: judge any table of counts without a project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screening.errors import Problem, RunError, Where
from screening.locale import number, tr, trn
from screening.locale.told import told

from .console import err, out, print_json
from .options import AsJson
from .tables import show

if TYPE_CHECKING:
    import polars as pl

    from screening.comparison.table import TableComparison
    from screening.publish.plot import Asked

WIDE = 150
"""Columns a terminal must have to show every column of the comparison."""
WIDE_ONLY = ("lower95", "upper95", "expected", "p", "reason")
DECIMALS = {"count": 0, "per": 0, "p": 4, "q": 4, "tau2": 6}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("compare")(compare)


def compare(
    file: Annotated[
        Path, typer.Argument(help="csv, workbook, parquet or json file with a row per unit.")
    ],
    key: Annotated[str, typer.Option("--key", help="Column that names the unit.")],
    count: Annotated[str, typer.Option("--count", help="Column with what was counted.")],
    per: Annotated[str, typer.Option("--per", help="Column with the denominator.")],
    scale: Annotated[float, typer.Option("--scale", help="Rates are per this many.")] = 10_000,
    by: Annotated[
        str | None, typer.Option("--by", help="Compare only within equal values of this column.")
    ] = None,
    spread: Annotated[
        str,
        typer.Option(
            "--spread",
            help="How units differ beyond chance: paule-mandel, or moment as published in 2012.",
        ),
    ] = "paule-mandel",
    null: Annotated[
        str | None,
        typer.Option(
            "--null",
            help="What ordinary units do: fitted to body and tail, or square-root.",
        ),
    ] = None,
    write_to: Annotated[
        Path | None, typer.Option("--out", help="Write the rows to this csv file.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", help="Draw the funnel in this file, .svg or .png."),
    ] = None,
    mark: Annotated[
        str | None, typer.Option("--mark", help="Key of the unit that the funnel names.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge counts per unit against all units: rate, interval, funnel, q-value and level."""
    from screening.comparison.table import compare_table, read_counts
    from screening.files.paths import name_of
    from screening.publish.flat import as_csv
    from screening.publish.plot import Asked

    frame = read_counts(file, key=key, count=count, per=per, by=by)
    compared = compare_table(
        frame, key=key, count=count, per=per, scale=scale, by=by, spread=spread, null=null
    )
    if plot is not None:
        _plot(compared, Asked(count, per, scale, name_of(Path(file.name)), mark), plot)
    if write_to is not None:
        _write(as_csv(compared.rows), write_to, "--out")
    if as_json:
        print_json({"overall": compared.overall.to_dicts(), "rows": compared.rows.to_dicts()})
    elif write_to is None:
        _print_table(compared)
    else:
        out.print(trn("{count} row written to {file}", "{count} rows written to {file}",
                      compared.rows.height, file=write_to))  # fmt: skip
    if plot is not None:
        err.print(tr("Funnel drawn in {file}", file=plot))


def _plot(compared: TableComparison, asked: Asked, path: Path) -> None:
    from screening.comparison.drawable import known_ending
    from screening.publish.plot import FORMATS, encoded, picture

    known_ending(path.suffix, FORMATS)
    _write(encoded(picture(compared, asked), path.suffix), path, "--plot")


def _write(content: str | bytes, path: Path, option: str) -> None:
    from screening.files.private import write_private

    try:
        # a link of the user's own is followed
        write_private(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise RunError(
            Problem(
                found=f"the file cannot be written: {error.strerror}",
                where=Where(file=str(path)),
                expected="a file in an existing folder with room that may be written to",
                remedy=f"name another file with {option}",
            )
        ) from error


def _print_table(compared: TableComparison) -> None:
    wide = out.width >= WIDE or not out.is_terminal
    columns = [name for name in compared.rows.columns if wide or name not in WIDE_ONLY]
    right = {i for i, name in enumerate(columns) if compared.rows.schema[name].is_numeric()}
    rows = [
        [_shown(name, value) for name, value in row.items()]
        for row in compared.rows.select(columns).iter_rows(named=True)
    ]
    show(columns, rows, right=right)
    if not wide:
        names = ", ".join(WIDE_ONLY)
        out.print(tr("(a wider terminal, --json or --out also show: {names})", names=names))
    for line in left_out(compared.rows):
        out.print(line)
    for group in compared.overall.to_dicts():
        out.print("  ".join(f"{name} {_shown(name, value)}" for name, value in group.items()))


def left_out(rows: pl.DataFrame) -> list[str]:
    """Why rows take no part, a line per reason with the first of them."""
    import polars as pl

    found = rows.filter(pl.col("reason") != "").group_by("reason", maintain_order=True)
    grouped = found.agg(pl.col("key").head(3).fill_null(tr("(no key)")), pl.len().alias("count"))
    lines = []
    for reason, keys, count in grouped.iter_rows():
        named = ", ".join(map(str, keys))
        if count > len(keys):
            named = tr("{first} and {count} more", first=named, count=number(count - len(keys)))
        marks = tr("blank, or a mark such as '-' or '.'; where it stands for none, write 0")
        mark = f" ({marks})" if reason.endswith("is missing") else ""
        lines.append(
            tr("takes no part: {names}: {reason}", names=named, reason=told(reason)) + mark
        )
    return lines


def _shown(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return number(value, DECIMALS.get(name, 2))
    return str(value)
