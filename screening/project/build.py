"""A project without files: registers as frames, rules as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from screening.documents.build import Document
from screening.documents.validate import validate
from screening.errors import Problem, ProjectError, Where
from screening.files.private import new_folder, passing_folder, write_private
from screening.packs.shipped import SHIPPED
from screening.project.model import Project
from screening.project.sources import check_sources
from screening.project.words import WORDS

SHOWN = "the project"
_ID = re.compile(r"^id: *([a-z]+)\.([a-z0-9_]+) *$", re.MULTILINE)
_PACK_ID = re.compile(r"^id: *([a-z_]+) *$", re.MULTILINE)


def build_project(
    registers: Mapping[str, pl.DataFrame],
    *,
    rules: Sequence[str] = (),
    pack: str | None = None,
    folder: Path | str | None = None,
    **settings: Any,
) -> Project:
    """A project of frames and texts, held to everything that a project of files is held to.

    Args:
        registers: register name to a frame with columns of our names; other types than the
            register has are read as the cells of an extract would be.
        rules: rule and escalation files as text (YAML). The shipped packs that ``packs`` names run
            beside them; without ``packs`` only these rules run.
        pack: the text of the pack.yaml that the rules belong to.
        folder: where runs are written; a folder that goes with the process when left out.
        settings: the keys of screening.yaml: name, municipality, as_of, packs, recipient, ...

    Raises:
        ProjectError: with every problem found.

    """
    where = passing_folder() if folder is None else Path(folder)
    if rules or pack is not None:
        own = _write_pack(where / "rules", rules, pack)
        packs = settings.setdefault("packs", [own])
        settings["rules"] = ["rules"] if packs == [own] else [SHIPPED, "rules"]
    sources = {name: [{"path": f"frame {name}"}] for name in registers}
    content = Document(file=SHOWN)
    content.data.update({"registers": sources, **settings})
    project = validate(Project, content, WORDS)
    problems = [*content.problems, *check_sources(content)]
    if problems or project is None:
        raise ProjectError(problems)
    frames = {f"frame {name}": frame for name, frame in registers.items()}
    return project.placed(where.resolve(), frames=frames)


def _write_pack(rules_dir: Path, rules: Sequence[str], header: str | None) -> str:
    """Write the texts where a pack of files would stand; the id of the pack."""
    named = _PACK_ID.search(header or "")
    if header is None or named is None:
        raise ProjectError(
            Problem(
                "rules without the pack they belong to" if header is None else "a pack without id",
                Where(SHOWN, column="pack"),
                "the text of a pack.yaml, with id, purpose, task and basis",
                "give it as pack=...; without a purpose no rule may run",
            )
        )
    new_folder(rules_dir / named[1])
    write_private(rules_dir / named[1] / "pack.yaml", header)
    for number, text in enumerate(rules, 1):
        found = _ID.search(text)
        if found is None:
            raise ProjectError(
                Problem(
                    f"rule {number} has no id of a family and a name",
                    Where(SHOWN, column="rules"),
                    "a line such as 'id: address.many_companies'",
                    "add it to the text of the rule",
                )
            )
        new_folder(rules_dir / named[1] / found[1])
        write_private(rules_dir / named[1] / found[1] / f"{found[2]}.yaml", text)
    return named[1]
