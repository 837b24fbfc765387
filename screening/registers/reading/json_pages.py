"""What services say beside their list: whether it is all there is, or one page of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.errors import Problem, Where

_NEXT = ("@odata.nextLink", "odata.nextLink", "nextLink", "next_page_url", "next")
"""Where the rest is, as services name it; blank on the last page."""
_LINKS = ("_links", "links", "pagination", "paging", "page", "meta")
_MATCHED = ("numberMatched", "totalFeatures", "@odata.count", "odata.count")
"""How many there are in all, where that cannot be a figure of something else."""


def rest_of(answer: Mapping[str, Any], held: int, shown: str) -> Problem | None:
    """Why the answer of a service is not all of it; None where nothing says so.

    ``held`` is how many objects it holds.
    """
    more = _more(answer) or any(_in_links(answer.get(name)) for name in _LINKS)
    told = [answer[name] for name in _MATCHED if isinstance(answer.get(name), int)]
    most = max(told, default=0)
    if not more and most <= held:
        return None
    found = f"the answer of a service holds {held} objects, and says that there are more pages"
    if most > held:
        found = f"the answer of a service holds {held} objects, and says that there are {most}"
    remedy = "fetch every page and put their objects in one list, or export it as a whole"
    return Problem(found, Where(shown), "all objects in one file", remedy)


def _more(named: Mapping[str, Any]) -> bool:
    return any(_is_link(named.get(name)) for name in _NEXT)


def _in_links(links: Any) -> bool:
    if isinstance(links, dict):
        return _more(links)
    listed = links if isinstance(links, list) else []
    return any(
        isinstance(each, dict) and each.get("rel") == "next" and _is_link(each) for each in listed
    )


def _is_link(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value.get("href"))
    return isinstance(value, str) and value.startswith(("http://", "https://", "/", "?"))
