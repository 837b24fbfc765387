"""The review site of a project: what may not be kept goes, and the new run comes in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from screening.batch.retention import shortest
from screening.errors import Problem, RunError, Where
from screening.packs.loaded import Pack
from screening.project.model import FILE, Project

_SQLITE = "sqlite:///"


def has_site(project: Project) -> bool:
    """Whether the site was opened before: its file is there, or it is on a server of its own."""
    named = project.review.database
    if not named.startswith(_SQLITE):
        return True
    return project.resolve(named.removeprefix(_SQLITE)).is_file()


def bring_site_up_to_date(
    project: Project, packs: Sequence[Pack], today: dt.date, *, dry: bool, load: bool
) -> dict[str, int]:
    """Destroy what is over, or only count it, and ``load`` the last run; counts of what was done.

    The term of cases that nobody decided on is the shortest ``signal`` of the packs. A run comes in
    as a whole, or not at all, and adds no counts when it was loaded before. Raises RunError, and
    ProjectError when there can be no such database.
    """
    from django.db import Error  # noqa: PLC0415 - Django only where there is a site

    from screening.review.site.start import (  # noqa: PLC0415 - the same
        bring_up_to_date,
        configure,
        destroy_expired,
        prepare,
    )

    configure(project)
    term = shortest(packs, "signal")
    try:
        bring_up_to_date(project)
        gone = destroy_expired(project, today, term.days if term else None, dry=dry)
        loaded = prepare(project, lambda _: None, destroy=False) if load else None
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
    counts = {"destroyed_cases": gone.cases, "destroyed_reports": gone.reports}
    if loaded is not None:
        counts |= {"new": loaded.new, "again": loaded.again, "gone": loaded.gone}
    return counts
