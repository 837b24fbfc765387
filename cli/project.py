"""Commands that work on a project: demo, init, check, run."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.errors import Problem, ProjectError, Where
from screening.locale import tr
from screening.locale.told import told, told_facts, told_in

from .checked import print_checked
from .console import ExitCode, err, out, print_json, progress
from .fictional import generate_project, generate_region, write_template
from .guided import Answers, From, init_from
from .memory import MaxMemory, at_most, working
from .months import AHEAD, write_months
from .options import HERE, AsJson, AsOf, EngineName, ProjectFolder, day_of
from .ran import print_failures, print_run
from .region import run_members
from .report import write_report
from .stop import Stopped
from .top import print_tops

if TYPE_CHECKING:
    from screening.pipeline import RunResult
    from screening.preparedness.check import Checked
    from screening.project.model import Project

Folder = Annotated[Path, typer.Argument(help="Folder to write; made when it is not there.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("demo")(demo)
    app.command("init")(init)
    app.command("check")(check)
    app.command("run")(run)


def demo(
    folder: Folder = Path("demo"),
    region: Annotated[
        bool, typer.Option("--region", help="Three municipalities that screen care together.")
    ] = False,
    max_memory: MaxMemory = None,
    as_json: AsJson = False,
) -> None:
    """Generate a fictional municipality, screen it, and print the top of each list."""
    from screening.files.private import new_folder

    settings = folder / "screening.yaml"
    if folder.exists() and any(folder.iterdir()) and not _is_demo(settings):
        raise ProjectError(
            Problem(
                found="this folder is not empty and holds no demo",
                where=Where(file=str(folder)),
                expected="a new folder, or an earlier demo",
                remedy="name another folder: screening demo DIR",
            )
        )
    new_folder(folder)  # fails here rather than after the inventing
    with progress() as say:
        generate = generate_region if region else generate_project
        generate(folder, progress=say)
    _run(folder, None, None, max_memory, as_json=as_json, tops=True)
    with working(max_memory) as say:
        if not region:
            write_months(folder, None, AHEAD, say)
        say("Making the report")
        file = write_report(folder)
    said = err if as_json else out
    said.print(tr("Report: {file}", file=file), soft_wrap=True)
    said.print(tr("To judge what is on them: screening serve {folder}", folder=folder),
               soft_wrap=True)  # fmt: skip


def init(
    folder: Folder, extracts: From = None, answers: Answers = None, as_of: AsOf = None
) -> None:
    """Write a commented project, filled in from a folder of extracts, and a pseudonym key."""
    settings = folder / "screening.yaml"
    if extracts is not None:
        _init_from(folder, extracts, answers, day_of(as_of))
        return
    if settings.exists():
        raise ProjectError(
            Problem(
                found="there is a project here already",
                where=Where(file=str(settings)),
                expected="a folder without screening.yaml",
                remedy="name another folder: screening init DIR",
            )
        )
    key = write_template(folder)
    out.print(
        tr(
            "Written: {file}. Fill it in, then: screening check {folder}",
            file=settings, folder=folder,
        ),
        soft_wrap=True,
    )  # fmt: skip
    _draw_key(Path(os.path.normpath(key)))


def _init_from(folder: Path, extracts: Path, answers: Path | None, day: dt.date | None) -> None:
    from screening.files.private import new_folder

    from .fictional import key_of_template

    name = key_of_template()
    key = Path(os.path.normpath(folder.resolve() / name))
    new_folder(folder)
    if not key.exists():
        _draw_key(key)
    init_from(folder, extracts, answers, day or dt.datetime.now().astimezone().date(), key, name)


def _draw_key(file: Path) -> None:
    from screening.registers.reading.key_file import MAKE, write_key

    try:
        write_key(file)
        said = tr("Written: {file}, the pseudonym key, for you alone to read", file=file)
        out.print(said, soft_wrap=True)
    except FileExistsError:
        out.print(tr("Kept: {file}, the pseudonym key that is there", file=file), soft_wrap=True)
    except OSError as error:
        err.print(
            tr(
                "No pseudonym key: {file} cannot be written: {reason}. Name another file in "
                "screening.yaml, and {make}",
                file=file, reason=error.strerror, make=told(MAKE),
            )
        )  # fmt: skip


def check(
    project: ProjectFolder = HERE,
    as_of: AsOf = None,
    request: Annotated[
        Path | None, typer.Option("--xlsx", help="Also write what to ask of the data owners.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every register and every rule, with the reasons.")
    ] = False,
    max_memory: MaxMemory = None,
    as_json: AsJson = False,
) -> None:
    """Say what the data is worth, what can run on it per list, and which data would help most."""
    from screening.preparedness.check import check_project

    with working(max_memory) as say:
        loaded_project = _load(project)
        checked = check_project(loaded_project, as_of=day_of(as_of), progress=say)
    if request is not None:
        _write_request(checked, request, loaded_project)
    if as_json:
        print_json(told_in(checked.as_dict()))
    else:
        print_checked(checked, everything=every)
    if not checked.complete:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _write_request(checked: Checked, file: Path, project: Project) -> None:
    from screening.publish.request import write_request

    sources = {report.name: report.source for report in checked.reports}
    file = Path(os.path.realpath(file))  # a link of the user's own is followed
    try:
        write_request(checked.rules, sources, file, project.name, _headers(project))
    except OSError as error:
        raise ProjectError(
            Problem(
                f"the workbook cannot be written: {error.strerror or error}",
                Where(file=str(file)),
                "a file in an existing folder with room for it",
                "name another file after --xlsx",
            )
        ) from error
    err.print(tr("Written: {file}", file=file))


def _headers(project: Project) -> dict[str, dict[str, str]]:
    """Per register and column the header that its extracts have for it."""
    found: dict[str, dict[str, str]] = {}
    for name, sources in project.registers.items():
        for source in sources:
            found.setdefault(name, {}).update(source.columns)
    return found


def run(
    project: ProjectFolder = HERE,
    as_of: AsOf = None,
    engine: EngineName = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Let a second engine check every rule.")
    ] = False,
    max_memory: MaxMemory = None,
    as_json: AsJson = False,
) -> None:
    """Run the screening and write the lists."""
    _run(project, day_of(as_of), engine, max_memory, verify=verify, as_json=as_json)


def _run(
    folder: Path,
    day: dt.date | None,
    engine: str | None,
    max_memory: str | None,
    *,
    as_json: bool,
    verify: bool = False,
    tops: bool = False,
) -> None:
    from screening.engines import DEFAULT
    from screening.pipeline import run as run_project

    def run_one(project: Project) -> RunResult:
        try:
            with working(max_memory) as say:
                return run_project(
                    project, as_of=day, engine=engine or DEFAULT, verify=verify,
                    max_memory=at_most(max_memory), progress=say,
                )  # fmt: skip
        except KeyboardInterrupt:  # an engine has its own ear for it
            raise Stopped(signal.SIGINT) from None

    loaded = _load(folder)
    members = run_members(loaded, run_one, told=not as_json)
    result = run_one(loaded)
    if as_json:
        made = {name: _as_dict(each) for name, each in members.results.items()}
        print_json(_as_dict(result) | ({"municipalities": made} if loaded.members else {}))
        print_failures(result)
    else:
        if tops:
            print_tops(result.folder)
        print_run(result)
    if members.failed:
        raise typer.Exit(ExitCode.WRONG)
    if not all(each.complete for each in (result, *members.results.values())):
        raise typer.Exit(ExitCode.INCOMPLETE)


def _as_dict(result: RunResult) -> dict[str, object]:
    outcome = result.outcome
    return {
        "run": str(result.folder),
        "signals": outcome.detection.signals.height,
        "conclusions": outcome.conclusions.height,
        "lists": {listed.name: listed.rows.height for listed in outcome.lists},
        "skipped": outcome.detection.skipped,
        "failed": {
            rule: [told_facts(problem) for problem in problems]
            for rule, problems in outcome.detection.failures.items()
        },
    }


def _load(folder: Path) -> Project:
    from screening.project.model import load_project

    return load_project(folder)


def _is_demo(settings: Path) -> bool:
    """Whether a project may be written over: never one of a municipality that exists."""
    if not settings.exists():
        return False
    return _load(settings.parent).invented
