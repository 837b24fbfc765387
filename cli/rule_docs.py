"""``screening rules docs``: a page per rule and per pack."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from screening.errors import Problem, ProjectError, Where
from screening.locale import trn

from .console import err
from .options import RulesFolders


def docs(
    folder: Annotated[Path, typer.Argument(help="Folder to write the pages in.")],
    example: Annotated[
        Path | None,
        typer.Option("--examples", help="A demo project with a run: its signals become examples."),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option("--results", help="A project: what came of its rules, beside their notes."),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Leave out what rules keep confidential.")
    ] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Write HTML, not Markdown.")] = False,
    rules: RulesFolders = None,
) -> None:
    """Write a page per rule and per pack: why, method, data, parameters, how to check, sources."""
    from screening.publish.handbook.rule_docs import documentation, write_docs

    from .rule_list import packs_of

    packs = packs_of(rules)
    examples = {} if example is None else _examples(example)
    pages = documentation(packs, examples, _outcomes(results), public=public)
    written = write_docs(pages, folder, as_html=as_html, public=public)
    said = trn(
        "Written: {count} page in {folder}", "Written: {count} pages in {folder}",
        len(written), folder=folder,
    )  # fmt: skip
    err.print(said)


def _outcomes(project: Path | None) -> Mapping[str, list[str]]:
    if project is None:
        return {}
    from screening.project.model import load_project
    from screening.review.quality_in_words import quality_in_words
    from screening.review.quality_of_project import quality_of

    return quality_in_words(quality_of(load_project(project).folder))


def _examples(project: Path) -> dict[str, str]:
    from screening.project.model import load_project
    from screening.publish.handbook.rule_docs import examples_of
    from screening.runs.read import find_run, read_conclusions, read_signals

    if not load_project(project).invented:
        raise ProjectError(
            Problem(
                "this project is no demo, and signals about real people are no examples",
                Where(str(project)),
                "a project that 'screening demo' made",
                "screening demo DIR, and then --examples DIR",
            )
        )
    run = find_run(project)
    return examples_of(read_signals(run), read_conclusions(run))
