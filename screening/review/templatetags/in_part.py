"""What stands on pages for who reads lists in part."""

from __future__ import annotations

from typing import Any

from django import template

from screening.review.reading_in_part import left_out

register = template.Library()


@register.inclusion_tag("review/_in_part.html", takes_context=True)
def in_part(context: dict[str, Any], *names: str) -> dict[str, Any]:
    """That not every case is shown, and whom to ask; nothing for who reads the lists whole."""
    return {"told": left_out(context["viewer"], *names)}
