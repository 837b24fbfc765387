"""The new run into the review site of a project, where it has one."""

from __future__ import annotations

from screening.errors import Problem, RunError, Where
from screening.project.model import FILE, Project

_SQLITE = "sqlite:///"


def has_site(project: Project) -> bool:
    """Whether the site was opened before: its file is there, or it is on a server of its own."""
    named = project.review.database
    if not named.startswith(_SQLITE):
        return True
    return project.resolve(named.removeprefix(_SQLITE)).is_file()


def load_into_site(project: Project) -> dict[str, int]:
    """Bring its tables up to date and load the last run; counts of cases, empty when it was loaded.

    As a whole, or not at all. Raises RunError, and ProjectError when there can be no such database.
    """
    from django.db import Error  # noqa: PLC0415 - Django only where there is a site

    from screening.review.site.start import configure, prepare  # noqa: PLC0415 - the same

    configure(project)
    try:
        loaded = prepare(project, lambda _: None)
    except Error as error:
        raise RunError(
            Problem(
                f"the run is not loaded into the review site: {type(error).__name__}",
                Where(FILE, column="review.database"),
                "a database that answers, and that may be written to",
                "look whether it is there and has room; the next batch, or screening serve, loads "
                "the run",
            )
        ) from error
    if loaded is None:
        return {}
    return {"new": loaded.new, "again": loaded.again, "gone": loaded.gone}
