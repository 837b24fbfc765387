"""What people add about figures of the monthly picture, and how it is found with the figure."""

from __future__ import annotations

from screening.project.model import Project
from screening.publish.meta import dutch_date
from screening.publish.monthly.duiding import Duiding
from screening.reference.roles import roles


def duidingen(project: Project) -> list[Duiding]:
    """Everything that was added on the site of a project, oldest first; nothing without a site.

    For commands, which set Django up themselves.
    """
    from screening.review.site import start  # noqa: PLC0415 - only where there is a site

    if not start.has_records(project):
        return []
    from django.db import connection  # noqa: PLC0415 - after it is set up

    if "review_figurenote" not in connection.introspection.table_names():
        return []
    return kept()


def kept(month: str | None = None) -> list[Duiding]:
    """What was added, about one month where it is named."""
    from screening.review.models import FigureNote  # noqa: PLC0415 - models need the registry

    notes = FigureNote.objects.all()
    if month is not None:
        notes = notes.filter(month=month)
    known = roles()
    return [
        Duiding(
            each.area_code, each.kind, each.month, each.text,
            known[each.role].title if each.role in known else each.role,
            dutch_date(each.time.date()),
        )
        for each in notes
    ]  # fmt: skip
