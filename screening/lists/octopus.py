"""The lists of integral controls, one for each theme: addresses to visit."""

from __future__ import annotations

from screening.lists.kind import VISIT_SEVERITY, ListKind
from screening.reference.tables import themes

LISTS = [
    ListKind(
        name=f"octopus.{code}",
        title=f"Controlelijst {theme.title}",
        order=place,
        capacity=25,
        placing="theme",
        least_severity=VISIT_SEVERITY,
        theme=code,
    )
    for place, (code, theme) in enumerate(themes().items())
]
