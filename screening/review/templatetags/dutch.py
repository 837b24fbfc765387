"""How days and times read on pages, everywhere the same; and the current address with a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict
from django.utils import timezone

register = template.Library()


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A day as 29-11-2026; empty for none."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return "" if value is None else value.strftime("%d-%m-%Y")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A time as 29-11-2026 14:05; empty for none."""
    return "" if value is None else timezone.localtime(value).strftime("%d-%m-%Y %H:%M")


@register.filter
def iso_day(value: str | None) -> str:
    """A day that a record holds as 2026-11-29, as 29-11-2026; other text as it is."""
    try:
        return day(dt.date.fromisoformat(str(value)[:10]))
    except ValueError:
        return str(value or "")


@register.filter
def get(values: Mapping[str, Any], key: str) -> Any:
    """A value by a name that a template cannot write."""
    return values.get(key, "")


@register.filter
def share(value: float | None) -> str:
    """A share (0-1) as 23%; empty for none."""
    return "" if value is None else f"{100 * value:.0f}%"


@register.filter
def times(value: float | None) -> str:
    """A ratio as 2,3; 'onbegrensd' for none, as where nothing stands below it."""
    return "onbegrensd" if value is None else f"{value:.1f}".replace(".", ",")


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """The query of this page with some values changed, so that other filters stay."""
    query: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in {None, ""}:
            query[key] = str(value)
    return f"?{query.urlencode()}"
