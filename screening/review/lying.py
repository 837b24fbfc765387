"""In which areas the addresses of a case lie, for lists whose rows do not say so themselves."""

from __future__ import annotations

import polars as pl

from screening.review.models import KnownAddress

_ASKED = 500
_ADDRESS = "address:"


def areas_of(nodes: pl.DataFrame) -> dict[int, set[tuple[str, str]]]:
    """Per ``row`` the district and neighbourhood of every address among its ``node``s."""
    addresses = nodes.filter(pl.col("node").str.starts_with(_ADDRESS))
    keys = addresses["node"].str.strip_prefix(_ADDRESS).unique().to_list()
    lies: dict[str, tuple[str, str]] = {}
    for start in range(0, len(keys), _ASKED):
        known = KnownAddress.objects.filter(vbo_id__in=keys[start : start + _ASKED])
        for vbo, *names in known.values_list("vbo_id", "district", "neighbourhood"):
            lies[vbo] = (names[0], names[1])
    held: dict[int, set[tuple[str, str]]] = {}
    for row, node in addresses.iter_rows():
        place = lies.get(node.removeprefix(_ADDRESS), ("", ""))
        if any(place):
            held.setdefault(row, set()).add(place)
    return held
