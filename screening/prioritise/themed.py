"""What the theme of a control list brings along: partners, their questions and powers, permits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from screening.lists import ListKind
from screening.lists.column import Shape
from screening.lists.shapes import PARTNER, POWER
from screening.prioritise.schema import struct_of
from screening.reference.partners import partners_of, safety
from screening.reference.tables import themes
from screening.reference.vocabulary import code_lists


def of_themes(kinds: Mapping[str, ListKind]) -> pl.LazyFrame:
    """Per ``list`` its ``theme``, ``partners``, ``powers`` and whom to ask about safety."""
    rows = [_row(name, kind.theme) for name, kind in kinds.items() if kind.theme is not None]
    schema: dict[str, Any] = {
        "list": pl.String,
        "theme": pl.String,
        "partners": _several(PARTNER),
        "powers": _several(POWER),
        "safety_contact": pl.String,
        "theme_permits": pl.List(pl.String),
    }
    return pl.LazyFrame(rows, schema=schema)


def _row(name: str, theme: str) -> dict[str, Any]:
    about, asked = themes()[theme], partners_of().get(theme, ())
    return {
        "list": name,
        "theme": about.title,
        "partners": [{"partner": each.partner.title, "question": each.question} for each in asked],
        "powers": [
            {
                "partner": each.partner.title,
                "power": each.partner.power,
                "identification": each.partner.identification,
                "entry": each.partner.entry,
            }
            for each in asked
        ],
        "safety_contact": safety().contact,
        "theme_permits": list(
            about.permits if about.permits_asked is None else about.permits_asked
        ),
    }


def _several(shape: Shape) -> pl.List:
    return pl.List(struct_of(shape))


def lacking_permits(kinds: pl.Expr, wanted: pl.Expr, at_address: pl.Expr) -> pl.Expr:
    """Kinds of permit that a theme is about and the file does not hold for an address."""
    gone = wanted.list.set_difference(kinds.fill_null([]))
    words = gone.list.eval(pl.element().replace(dict(code_lists()["permit_kind"])))
    return pl.when(at_address & (gone.list.len() > 0)).then(words)
