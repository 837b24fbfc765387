"""Adds one source to a project file that is there, and leaves the rest of it as it is."""

from __future__ import annotations

import re

from screening.errors import Problem, ProjectError
from screening.files.private import write_private
from screening.project.mapping.mapped import Mapped
from screening.project.mapping.text import register_text
from screening.project.model import FILE, Project, load_project

_REGISTERS = re.compile(r"^registers:[ \t]*(\{\}|null|~)?[ \t]*(#[^\n]*)?$", re.MULTILINE)


def add_source(project: Project, mapped: Mapped) -> None:
    """Write it under ``registers:``.

    Raises ProjectError where the register is mapped already, it cannot be read yet, or the file has
    another form than the project file is usually written in; the file is then as it was.
    """
    name = mapped.register.name
    if name in project.registers:
        raise ProjectError(
            Problem(
                f"register {name} is mapped already", project.place("registers", name),
                "a register without an extract",
                "remove it there first, or add the file there as one more item of a list",
            )
        )  # fmt: skip
    if mapped.refused:
        raise ProjectError(
            Problem(
                f"{mapped.path} cannot be read as {name}: {mapped.refused}",
                project.place("registers"),
                "a column for every one that the register needs",
                "answer the questions, or map it by hand",
            )
        )  # fmt: skip
    file = project.folder / FILE
    before = file.read_bytes()
    text = before.decode()
    place = _REGISTERS.search(text)
    block = register_text(mapped)
    if place is None:
        text = f"{text.rstrip()}\n\nregisters:\n{block}"
    else:
        text = f"{text[: place.start()]}registers:\n{block}{text[place.end() :]}"
    write_private(file, text)
    try:
        load_project(project.folder)
    except ProjectError:
        write_private(file, before)
        raise
