"""What the theme of a control list brings along: partners, their questions and powers, permits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from screening.lists import ListKind
from screening.lists.column import Shape
from screening.lists.shapes import PARTNER, POWER
from screening.prioritise.schema import struct_of
from screening.reference.partners import partners_of, safety
from screening.reference.tables import AskedPermit, themes
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
    }


def _several(shape: Shape) -> pl.List:
    return pl.List(struct_of(shape))


def lacking_permits(kinds: Mapping[str, ListKind]) -> pl.Expr:
    """What the theme of a ``list`` asks for at an address and its file does not hold.

    Of rows with ``kinds``, those of the permits there, and ``branches``, of who is registered
    there: what is asked of a branch alone is told where one of it is.
    """
    held = pl.col("kinds").fill_null([])
    texts = []
    for name, kind in kinds.items():
        for asked in themes()[kind.theme].permits_asked if kind.theme else ():
            gone = ~reduce(or_, (held.list.contains(each) for each in asked.any))
            if asked.branch is not None:
                gone = gone & pl.col("branches").list.contains(asked.branch)
            texts.append(pl.when((pl.col("list") == name) & gone).then(pl.lit(_told(asked))))
    if not texts:
        return pl.lit(None, pl.List(pl.String))
    lacking = pl.concat_list(texts).list.drop_nulls()
    return pl.when((pl.col("place_type") == "address") & (lacking.list.len() > 0)).then(lacking)


def _told(asked: AskedPermit) -> str:
    titles = code_lists()["permit_kind"]
    said = " of ".join(titles[each] for each in asked.any)
    return f"{said} ({asked.when})" if asked.when else said
