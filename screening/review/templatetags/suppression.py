"""What is suppressed of a case, as its page shows it."""

from __future__ import annotations

from typing import Any

from django import template

from screening.review.suppressing import explained, free, of_case

register = template.Library()


@register.inclusion_tag("review/_suppressed.html", takes_context=True)
def suppressed(context: dict[str, Any]) -> dict[str, Any]:
    """The suppressions that hold for signals of the case, and the way to add one."""
    case, viewer = context["case"], context["viewer"]
    held = of_case(case)
    return {
        "case": case,
        "held": list(held.values()),
        "explained": explained(held.values(), viewer),
        "may": viewer.may("suppress") and bool(free(case, held)),
    }
