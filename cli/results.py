"""Commands that read a finished run: lists, explain."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from cli.console import out, print_json
from cli.options import HERE, AsJson, ProjectFolder
from cli.top import print_list

RunName = Annotated[
    str | None, typer.Option("--run", help="Name of a run.", show_default="the last run")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("lists")(lists)
    app.command("explain")(explain)


def lists(
    project: ProjectFolder = HERE,
    name: Annotated[
        str | None, typer.Argument(metavar="[LIST]", help="Such as tvo or octopus.auto.")
    ] = None,
    run: RunName = None,
    as_json: AsJson = False,
) -> None:
    """Show which lists the last run made, or one list in full."""
    from screening.audit.read import find_run, list_names, read_list

    folder = find_run(project, run)
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
    table = Table("List", "Title", "Rows", "Candidates", "Files")
    for content in contents:
        files = folder / "lists" / f"{content['list']}.xlsx"
        table.add_row(
            content["list"],
            escape(content["title"]),
            str(len(content["rows"])),
            str(content["candidates"]),
            escape(str(files)),
        )
    out.print(table)


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
    from screening.audit.explain import explain_subject
    from screening.audit.read import find_run

    found = explain_subject(find_run(project, run), subject)
    if as_json:
        print_json(found)
    elif not found["signals"] and not found["conclusions"]:
        out.print(
            f"No signal about '{subject}' in this run. Nothing is kept about what was not flagged.",
            markup=False,
        )
    else:
        _print_explained(found)


def _print_explained(found: dict[str, Any]) -> None:
    from screening.publish.columns import NOTICE

    for row in found["listed"]:
        out.print(f"[bold]{escape(row['list'])}[/], nr. {row['rank']}: {escape(row['name'])}")
    for conclusion in found["conclusions"]:
        out.print(f"\n[bold]{escape(conclusion['title'])}[/] ({conclusion['rule']})")
        _print_lines(conclusion["text"], *(f"- {each}" for each in conclusion["reasons"]))
    for signal in found["signals"]:
        out.print(
            f"\n[bold]{escape(signal['title'])}[/] ({signal['rule']} versie {signal['version']}, "
            f"{signal['subject_type']} {signal['subject']}, grondslag {signal['basis']})"
        )
        _print_lines(signal["text"])
        for condition in signal["conditions"]:
            _print_lines(f"- {condition['text']}", f"  {condition['false_when']}")
        table = Table("Gegeven", "Waarde", "Bron", "Peildatum", box=None, padding=(0, 2, 0, 0))
        for value in signal["values"]:
            table.add_row(
                *(escape(str(value[key] or "")) for key in ("label", "text", "source")),
                str(value["reference_date"] or "onbekend"),
            )
        out.print(Padding(table, (0, 2)))
        for feature, reason in sorted((signal["proxies"] or {}).items()):
            _print_lines(f"Onderbouwing van het gevoelige kenmerk '{feature}': {reason}")
        if signal["innocent"]:
            _print_lines(f"Mogelijke gewone verklaring: {'; '.join(signal['innocent'])}")
        if signal["verify"]:
            _print_lines(f"Zo na te gaan: {signal['verify']}")
    out.print(f"\n{NOTICE}", markup=False)


def _print_lines(*lines: str) -> None:
    for line in lines:
        out.print(Padding(escape(line), (0, 2)))
