"""``screening results``: read filled-in workbooks back, and show what came of each rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from screening.locale import number, percentage, tr, trn

from .console import out, print_json
from .options import HERE, AsJson, ProjectFolder
from .tables import show

app = typer.Typer(
    help="Read results back, and show what came of each rule.", invoke_without_command=True
)


@app.callback()
def _shown(context: typer.Context) -> None:
    """Show per rule what was confirmed and refuted; or read results back with import."""
    if context.invoked_subcommand is None:
        print_results(HERE, as_json=False)


@app.command("show")
def show_results(project: ProjectFolder = HERE, as_json: AsJson = False) -> None:
    """Show per list and rule what was confirmed and refuted, beside the rows drawn at random."""
    print_results(project, as_json=as_json)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="The workbook of a list, filled in.")],
    project: ProjectFolder = HERE,
    correct: Annotated[
        bool, typer.Option("--correct", help="Take these answers where others were kept before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read the answers in a filled-in workbook of a list; all of them, or none."""
    from screening.project.model import load_project
    from screening.review.results import import_results

    added = import_results(load_project(project), file, correct=correct)
    if as_json:
        print_json(added)
    elif not added:
        out.print(tr("Nothing new: every answer in this workbook was read before."))
    else:
        out.print(trn("Read: answers for {count} row.", "Read: answers for {count} rows.",
                      len(added)))  # fmt: skip


def print_results(folder: Path, *, as_json: bool) -> None:
    """Print what came of each rule."""
    from screening.review.effect import effects
    from screening.review.results import results_of, store

    found = effects(results_of(store(folder).entries()))
    if as_json:
        print_json([_as_dict(each) for each in found])
        return
    if not found:
        out.print(tr("No results yet: screening results import FILE reads a filled-in workbook."))
        return
    titles = (
        tr("List"), tr("Rule"), tr("Confirmed"), tr("Refuted"), tr("Unknown"),
        tr("Share confirmed (95% interval)"),
    )  # fmt: skip
    rows = [
        (
            each.list, each.rule or tr("(drawn at random)"), number(each.confirmed),
            number(each.refuted), number(each.unknown), _share(each),
        )
        for each in found
    ]  # fmt: skip
    show(titles, rows, right={2, 3, 4})


def _share(each: Any) -> str:
    if each.share is None:
        return tr("too few")
    share, lower, upper = each.share
    return f"{percentage(share, 0)} ({percentage(lower, 0)} - {percentage(upper, 0)})"


def _as_dict(each: Any) -> dict[str, Any]:
    share = dict(zip(("share", "lower", "upper"), each.share, strict=True)) if each.share else {}
    return {
        "list": each.list, "rule": each.rule, "confirmed": each.confirmed,
        "refuted": each.refuted, "unknown": each.unknown, "enough": each.enough, **share,
    }  # fmt: skip
