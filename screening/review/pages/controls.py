"""The controls of the project, planned and done, with how far each is."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.lists import LISTS
from screening.reference.roles import readable, roles
from screening.reference.tables import themes
from screening.review.rounds import rounds_of
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site
from screening.runs.issued import issued


def view(request: ReviewRequest) -> HttpResponseBase:
    """A line per control: those of the project file, and those that rows were handed out for."""
    project, lists = project_of_site(), request.viewer.lists
    handed = [entry["control"] for entry in issued(project.folder).entries()
              if entry["control"] and entry["list"] in lists]  # fmt: skip
    planned = {name: action for name, action in project.actions.items()
               if any(LISTS[f].theme in action.themes for f in lists)}  # fmt: skip
    controls = []
    for name in dict.fromkeys([*planned, *handed]):
        rounds, action = rounds_of(project, name, request.viewer), planned.get(name)
        if not rounds and action is None:
            continue
        totals = {key: sum(each.counts[key] for each in rounds) for key in ("rows", "answered")}
        told = [themes()[each].title for each in action.themes] if action else []
        controls.append({"name": name, "action": action, "themes": told, "rounds": len(rounds),
                         **totals})  # fmt: skip
    return render(request, "review/controls.html", {"controls": controls})


THEMED = frozenset(name for name, kind in LISTS.items() if kind.theme)
ROLES = frozenset(name for name in roles() if readable([name], THEMED))
PAGE = Page("controls", "controles/", "Controles", ROLES, view, menu=25)
