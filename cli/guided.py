"""Projects made of a folder of extracts: ``init --from`` and ``map``."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.errors import Problem, ProjectError, ScreeningError, Where, suggestion
from screening.locale import number, tr, trn

from .asking import answer_of
from .console import err, out, print_problems, progress
from .options import AsOf, day_of
from .tables import show

if TYPE_CHECKING:
    from screening.project.mapping.guide import Guided
    from screening.project.mapping.questions import Asker, Kept, Question

From = Annotated[
    Path | None, typer.Option("--from", help="Folder of extracts to propose the mapping of.")
]
Answers = Annotated[
    Path | None, typer.Option("--answers", help="The file of questions, filled in.")
]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("map")(map_one)


def init_from(
    folder: Path, extracts: Path, answers: Path | None, as_of: dt.date, key: Path, key_name: str
) -> None:
    """Write a project for the extracts in a folder, and what is unsure to a file of questions."""
    from screening.files.private import write_private
    from screening.project.mapping.asked_text import as_text
    from screening.project.mapping.guide import draft_project, guided, readable
    from screening.project.mapping.questions import FILE, Kept, read_answers
    from screening.project.mapping.survey import files_of
    from screening.project.mapping.text import project_text
    from screening.project.model import FILE as SETTINGS

    given, written = read_answers(answers) if answers else ({}, "")
    settings = folder / SETTINGS
    if settings.exists() and _sum(settings) != written:
        found = "there is a project here already"
        if answers:
            found = "the project here has changed since the questions"
        raise ProjectError(_there(settings, found))
    if not extracts.is_dir():
        raise ProjectError(_no_folder(extracts))
    draft = draft_project(folder.resolve(), as_of).model_copy(update={"pseudonym_key": str(key)})
    draft = draft.placed(folder.resolve())
    paths = [_seen_from(path, folder) for path in files_of(extracts.resolve())]
    if not paths:
        raise ProjectError(_no_folder(extracts))
    kept = Kept(given)
    with _progress() as say:
        found_there = readable(guided(draft, paths, _asker(kept), key_name, say), draft, say)
    text = project_text(found_there.head, found_there.mapped, found_there.other)
    write_private(settings, text)
    _print(found_there)
    left = [] if _by_hand() else kept.open
    if left:
        file = folder / FILE
        write_private(file, as_text(left, _sum(settings), str(file)))
        said = trn(
            "{count} question is in {file}: fill it in, and give it back with --answers {file}",
            "{count} questions are in {file}: fill them in, and give it back with --answers {file}",
            len(left), file=file,
        )  # fmt: skip
        out.print(said, soft_wrap=True)
    _try(folder, as_of)
    out.print(
        tr("Written: {file}. Read it through, then: screening check {folder}",
           file=settings, folder=folder),
        soft_wrap=True,
    )  # fmt: skip


def map_one(
    project: Annotated[Path, typer.Argument(help="Folder with screening.yaml.")],
    register: Annotated[str, typer.Argument(help="Register that the file is.")],
    file: Annotated[Path, typer.Argument(help="The extract.")],
    answers: Answers = None,
    as_of: AsOf = None,
) -> None:
    """Propose the mapping of one extract to a register, and add it to the project."""
    from screening.project.mapping.add import add_source
    from screening.project.mapping.asked_text import as_text
    from screening.project.mapping.guide import mapped_to
    from screening.project.mapping.questions import FILE, Kept, read_answers
    from screening.project.model import load_project
    from screening.registers.schemas import REGISTERS

    if register not in REGISTERS:
        raise ProjectError(
            Problem(
                f"unknown register '{register}'", Where(str(project)),
                f"one of {', '.join(sorted(REGISTERS))}", suggestion(register, REGISTERS),
            )
        )  # fmt: skip
    loaded = load_project(project)
    given, _ = read_answers(answers) if answers else ({}, "")
    kept = Kept(given)
    path = _seen_from(Path(file).resolve(), project)
    found = mapped_to(loaded, path, register, _asker(kept), day_of(as_of) or loaded.as_of)
    if kept.open and not _by_hand():
        questions = project / FILE
        from screening.files.private import write_private

        write_private(questions, as_text(kept.open, "", str(questions)))
        err.print(tr("Questions: {file}", file=questions), soft_wrap=True)
    add_source(loaded, found)
    out.print(
        tr("Added to {file}: {register} ({title})", file=project / "screening.yaml",
           register=register, title=found.register.title),
        soft_wrap=True,
    )  # fmt: skip


def _asker(kept: Kept) -> Asker:
    """Asks in a terminal what is not answered yet; elsewhere every question is kept."""
    if not _by_hand():
        return kept

    def ask(question: Question) -> str:
        answer = kept(question)
        return answer_of(question) if question in kept.open else answer

    return ask


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """What is being done; nothing where questions are asked, which a changing line would hide."""
    if _by_hand():
        yield lambda _: None
        return
    with progress() as say:
        yield say


def _by_hand() -> bool:
    return sys.stdin.isatty() and out.is_terminal and not out.is_dumb_terminal


def _print(found: Guided) -> None:
    read = [each for each in found.mapped if not each.refused]
    rows = [(each.path, each.register.name, each.register.title) for each in read]
    if rows:
        show((tr("File"), tr("Register"), tr("Holds")), rows)
    aside = [(each.path, each.refused) for each in found.mapped if each.refused]
    aside += [(each.name, each.reason) for each in found.other]
    if aside:
        out.print(tr("Not mapped:"))
        show((tr("File"), tr("Why")), aside)


def _try(folder: Path, as_of: dt.date) -> None:
    """Say whether the project that was written can be read, as ``check`` and ``run`` read it."""
    from screening.project.model import load_project
    from screening.project.prepare import prepare

    try:
        with _progress() as say:
            say("Reading the extracts")
            reports = prepare(load_project(folder), as_of=as_of).load(say).reports.values()
    except ScreeningError as error:
        out.print(tr("Tried: it cannot be read as it stands, for:"))
        print_problems(error)
        return
    read = sum(each.rows_read for each in reports)
    loaded = sum(each.rows_loaded for each in reports)
    out.print(
        trn(
            "Tried: {count} register loads, {loaded} of {read} rows.",
            "Tried: {count} registers load, {loaded} of {read} rows.",
            len(reports), loaded=number(loaded), read=number(read),
        ),
        soft_wrap=True,
    )  # fmt: skip


def _seen_from(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder.resolve())).as_posix()


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _there(settings: Path, found: str) -> Problem:
    return Problem(
        found, Where(file=str(settings)), "a folder without screening.yaml",
        "name another folder: screening init DIR",
    )  # fmt: skip


def _no_folder(extracts: Path) -> Problem:
    return Problem(
        "there are no files in this folder" if extracts.is_dir() else "there is no such folder",
        Where(file=str(extracts)), "a folder with extracts", "correct the path after --from",
    )  # fmt: skip
