"""What waits beside cases: reports to weigh or to confirm, and suppressions about to end."""

from __future__ import annotations

from typing import Any

from django import template

from screening.review.reporting import proposed, to_weigh
from screening.review.suppressing import ending_soon

register = template.Library()


@register.inclusion_tag("review/_waiting.html", takes_context=True)
def waiting(context: dict[str, Any]) -> dict[str, Any]:
    """How many of each there are for who looks; for others nothing, not even a count."""
    viewer = context["viewer"]
    reads = viewer.may("weigh")
    return {
        "to_weigh": to_weigh().count() if reads else 0,
        "proposed": proposed(viewer) if reads else [],
        "ending": ending_soon(viewer).count() if viewer.may("suppress") else 0,
    }
