"""Commands that read finished runs: lists, explain, diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from screening.locale import number, tr, trn
from screening.locale.told import told, told_in

from .console import ExitCode, err, out, print_json
from .explained import print_explained
from .narrowed import Wanted, narrow_lists, print_made
from .options import HERE, AsJson, ProjectFolder
from .tables import show
from .top import measured_lines, print_list

RunName = Annotated[
    str | None, typer.Option("--run", help="Name of a run.", show_default="the last run")
]


def _lists_that_begin(typed: str) -> list[str]:
    from screening.lists import LISTS

    return [name for name in LISTS if name.startswith(typed)]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("lists")(lists)
    app.command("explain")(explain)
    app.command("diff")(diff)


def lists(
    project: ProjectFolder = HERE,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[LIST]",
            help="Such as tvo or octopus.auto.",
            autocompletion=_lists_that_begin,
        ),
    ] = None,
    run: RunName = None,
    as_json: AsJson = False,
    area: Annotated[
        str | None,
        typer.Option("--area", help="Only what lies in this area: a name or code, any level."),
    ] = None,
    theme: Annotated[
        list[str] | None,
        typer.Option("--theme", help="The control list of this theme; more than once for more."),
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Most rows, over all lists together.")
    ] = None,
    action: Annotated[
        str | None,
        typer.Option("--action", help="A control that screening.yaml names, with its settings."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write the list to a file; its ending says the format, such as .pdf. A protected "
            "annex comes beside it.",
        ),
    ] = None,
    selection: Annotated[
        bool,
        typer.Option(
            "--selection/--no-selection",
            help="With --out: leave out why rows were chosen, for the file of a case.",
        ),
    ] = True,
    made: Annotated[
        bool, typer.Option("--made", help="Show which narrowed lists were made for whom.")
    ] = False,
    schema: Annotated[
        bool,
        typer.Option("--schema", help="Print the JSON Schema of the json of a list; needs no run."),
    ] = False,
) -> None:
    """Show which lists the last run made, or one in full; narrow one; or write one in a format."""
    if schema:
        _print_schema(name)
        return
    from screening.runs.read import find_run, list_names, read_list

    if made:
        print_made(project, as_json=as_json)
        return
    if area is not None or theme or top is not None or action is not None:
        wanted = Wanted(name, area, tuple(theme or ()), top, action)
        narrow_lists(project, run, wanted, to, as_json=as_json)
        return
    folder = find_run(project, run)
    if to is not None:
        _write(project, folder, name, to, selection=selection)
        return
    if name is not None:
        content = read_list(folder, name)
        if as_json:
            print_json(content)
        else:
            print_list(content)
        return
    contents = [read_list(folder, each) for each in list_names(folder)]
    if as_json:
        print_json([{**content, "rows": len(content["rows"])} for content in contents])
        return
    titles = (tr("List"), tr("Rows"), tr("Out of"), tr("Measured"), tr("Title"))
    rows = [
        (
            content["list"], number(len(content["rows"])), number(content["candidates"]),
            _measured(content), content["title"],
        )
        for content in contents
    ]  # fmt: skip
    show(titles, rows, right={1, 2, 3}, last="cut")
    lost = [line for content in contents for line in measured_lines(content)[1:]]
    for line in dict.fromkeys(lost):
        out.print(line)
    out.print(tr("Files: {folder}", folder=folder / "lists"), soft_wrap=True)


def _print_schema(name: str | None) -> None:
    from screening.errors import Problem, RunError, Where, suggestion
    from screening.lists import LISTS
    from screening.publish.handbook.list_schema import schema_of

    if name is None or name not in LISTS:
        raise RunError(
            Problem(
                f"there is no list '{name}'" if name else "no list is named",
                Where(),
                f"one of: {', '.join(LISTS)}",
                suggestion(name or "", LISTS) or "as in: screening lists . tvo --schema",
            )
        )
    print_json(schema_of(LISTS[name]))


def _write(project: Path, run: Path, name: str | None, to: Path, *, selection: bool) -> None:
    from screening.project.model import load_project
    from screening.publish.formats import written_as
    from screening.runs.exported import record
    from screening.runs.published import published

    if name is None:
        raise typer.BadParameter(tr("name the list, as in: screening lists . tvo --out tvo.pdf"))
    site = load_project(project).review.address
    listed = published(run, name, selection=selection, site=site)
    files = written_as(listed, to)
    record(run, "list", files, list=name, selection=selection)
    for file in files:
        out.print(tr("Written: {file}", file=file), soft_wrap=True)


def _measured(content: dict[str, Any]) -> str:
    """How many of the rules of a list were measured, wholly or in part; '' when it is not said."""
    told = content.get("measured")
    if told is None:
        return ""
    total = len(told["rules"])
    measured = total - len(measured_lines(content)[1:])
    return tr("{count} of {total}", count=measured, total=total)


def explain(
    subject: Annotated[
        str,
        typer.Argument(help="An id, part of an address, or a case or trade name from a list."),
    ],
    project: ProjectFolder = HERE,
    run: RunName = None,
    as_json: AsJson = False,
) -> None:
    """Explain every signal about a subject from the values frozen in the run."""
    from screening.runs.explain import explain_subject
    from screening.runs.read import find_run

    found = explain_subject(find_run(project, run), subject)
    known = any(found[part] for part in ("listed", "conclusions", "signals"))
    if as_json:
        print_json(found)
    elif known:
        print_explained(found)
    else:
        err.print(
            tr(
                "Nothing in this run is about '{subject}': no row of a list and no signal has it "
                "as id, number or name. Nothing is kept about what was not flagged.",
                subject=subject,
            )
        )
    if not known:
        raise typer.Exit(ExitCode.WRONG)


def diff(
    old: Annotated[str, typer.Argument(help="Name of the earlier run.")],
    new: Annotated[str, typer.Argument(help="Name of the later run.")],
    project: ProjectFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Show which signals are new, gone or changed between two runs, and why."""
    from screening.runs.diff import diff_runs
    from screening.runs.read import find_run

    found = diff_runs(find_run(project, old), find_run(project, new))
    if as_json:
        print_json(told_in(found.as_dict()))
        return
    if not found.rules:
        out.print(tr("No signal is new, gone or changed."))
        return
    titles = (tr("Rule"), tr("New"), tr("Gone"), tr("Changed"), tr("Same"), tr("Why"))
    rows = [
        (
            rule.rule, number(rule.new), number(rule.gone), number(rule.changed),
            number(rule.same), "\n".join(map(told, rule.why)),
        )
        for rule in found.rules
    ]  # fmt: skip
    show(titles, rows, right=range(1, 5))
    moved = {name: n for name, n in found.lists.items() if n["new"] or n["gone"]}
    for name, count in moved.items():
        said = trn(
            "{list}: {count} row new, {gone} gone, {same} stay",
            "{list}: {count} rows new, {gone} gone, {same} stay",
            count["new"], list=name, gone=count["gone"], same=count["same"],
        )  # fmt: skip
        out.print(said)
    out.print(tr("Signal by signal: add --json"))
