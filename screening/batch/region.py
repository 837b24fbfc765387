"""The batch of a region: each municipality by itself, and then what they may put together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from screening.batch.run import AFTERWARDS, DONE, FAILED, INCOMPLETE, Asked, Batch, run_batch
from screening.errors import ScreeningError
from screening.project.model import Project, load_project

_WORST_FIRST = (FAILED, AFTERWARDS, INCOMPLETE, DONE)


@dataclass(frozen=True)
class Part:
    """The batch of one project, or why there was none; ``name`` as its project file says."""

    name: str
    batch: Batch | None
    refused: ScreeningError | None = None

    @property
    def code(self) -> int:
        """The exit code of this part."""
        if self.batch is not None:
            return self.batch.exit_code
        return FAILED


def run_batches(
    folder: Path,
    asked: Asked,
    tell: Callable[[str], None],
    progress: Callable[[str], None] | None = None,
) -> Iterator[Part]:
    """A batch in every municipality of a region, and at last the region's own.

    A municipality in which there can be none, or of which a delivery fails, keeps no other from its
    batch. Lines of JSON name the project that they are of. A summary is mailed for those that say
    to whom. The region's own raises as :func:`screening.batch.run.run_batch` does, which is all
    there is of a project of one municipality.
    """
    region = _region(folder)
    if region is None:
        yield Part("", run_batch(folder, asked, tell, progress))
        return
    for member in region.members:
        yield _of_member(member, asked, tell, progress)
    yield Part(region.name, run_batch(folder, asked, _named(region, tell), progress))


def worst(parts: list[Part]) -> int:
    """One exit code: that of the region, or of the municipality that came off worst."""
    codes = {part.code for part in parts}
    return next(code for code in _WORST_FIRST if code in codes)


def _region(folder: Path) -> Project | None:
    """The project when it is one of several municipalities; its batch tells what is wrong."""
    try:
        project = load_project(folder)
    except ScreeningError:
        return None
    return project if project.members else None


def _of_member(
    member: Project,
    asked: Asked,
    tell: Callable[[str], None],
    progress: Callable[[str], None] | None,
) -> Part:
    mail = asked.mail and member.batch.mail is not None
    try:
        done = run_batch(member.folder, replace(asked, mail=mail), _named(member, tell), progress)
    except ScreeningError as error:  # busy, or no project any more
        return Part(member.name, None, error)
    return Part(member.name, done)


def _named(project: Project, tell: Callable[[str], None]) -> Callable[[str], None]:
    return lambda line: tell(
        json.dumps({"project": project.name, **json.loads(line)}, ensure_ascii=False)
    )
