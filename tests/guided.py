"""A project made of the files in a folder, as ``screening init --from`` makes it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

from screening.project.mapping.guide import Guided, draft_project, guided, readable
from screening.project.mapping.questions import Kept
from screening.project.mapping.survey import files_of
from screening.project.mapping.text import project_text
from screening.project.model import Project, load_project
from screening.registers.reading.key_file import PUBLISHED_KEY

AS_OF = dt.date(2026, 1, 1)


def guide(
    folder: Path, extracts: Path, given: Mapping[str, str] | None = None
) -> tuple[Guided, Kept]:
    """What the extracts are, with the answers given; every question that came up is kept."""
    folder.mkdir(exist_ok=True)
    key = folder.parent / "guided.key"
    if not key.exists():
        key.write_text(PUBLISHED_KEY)
        key.chmod(0o600)
    draft = draft_project(folder, AS_OF)
    draft = draft.model_copy(update={"pseudonym_key": str(key), "demo": True}).placed(folder)
    paths = [Path(os.path.relpath(each, folder)).as_posix() for each in files_of(extracts)]
    kept = Kept(given)
    return readable(guided(draft, paths, kept, str(key), str), draft, str), kept


def written(folder: Path, found: Guided) -> Project:
    """The project as its file says it; the published key needs ``demo``."""
    text = project_text(found.head, found.mapped, found.other)
    text = text.replace("municipality: GM0000", "municipality: GM9000")  # nobody answered
    (folder / "screening.yaml").write_text(text + "demo: true\n", encoding="utf-8")
    return load_project(folder)
