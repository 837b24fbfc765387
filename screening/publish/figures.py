"""The figures a run keeps for the pictures of its report: ``figures.json``.

Aggregates only. Of areas: what their comparisons rest on, which is public; counts per month; and
how many addresses there are and how many have a signal, rounded, and not at all where there are
few (T53, T65). Nothing of it is about one address, firm or person.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from screening.comparison.figures import FEWEST, ROUNDED_TO
from screening.detect.pictured import SEALED, Pictured
from screening.files.private import write_private
from screening.packs.loaded import Pack
from screening.publish.area_pictures import shown_pictures
from screening.publish.small_numbers import hidden
from screening.reference.vocabulary import words
from screening.registers.held import Registers, part_of, whole

FEWEST_ADDRESSES = 100
"""An area with fewer addresses is too small for a share of them."""
LEVELS = 5
"""Levels of areas that lie in each other, at most."""
MONTHS = 60
"""Months before the reference date of which events are counted."""
YEAR = 12
"""Fewest counts per month that make a season."""
_EVENTS = {
    "signal": ("signal_date", "meldingen"),
    "permit_application": ("application_date", "vergunningaanvragen"),
    "kvk_establishment": ("start_date", "gestarte vestigingen"),
}
"""Registers with a date per row, for who has no counts per month: what a row is."""


def figures(
    pictured: Pictured,
    registers: Registers,
    signals: pl.DataFrame,
    packs: Iterable[Pack],
    municipality: str,
    as_of: dt.date,
) -> dict[str, Any]:
    """Everything that is kept; registers that are not there leave their part empty."""
    open_packs = [pack.header.id for pack in packs if not SEALED & {*pack.header.regimes}]
    return {
        "fewest": FEWEST,
        "funnels": [asdict(each) for each in pictured.funnels],
        "amounts": [asdict(each) for each in pictured.amounts],
        "months": months(registers, municipality, as_of),
        "areas": areas(registers, signals.filter(pl.col("pack").is_in(open_packs))),
        "pictures": shown_pictures(pictured.areas, registers, municipality),
        "names": _names(pictured, registers),
    }


def write_figures(path: Path, content: Mapping[str, Any]) -> None:
    """Write them as one line of JSON per part, in order."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(content[name], ensure_ascii=False, sort_keys=True)}"
        for name in sorted(content)
    ]
    write_private(path, "{\n" + ",\n".join(lines) + "\n}\n")


def months(registers: Registers, municipality: str, as_of: dt.date) -> list[dict[str, Any]]:
    """Counts per month of the own municipality: what, from where, and year, month, count.

    Where no register holds counts per month, rows of registers with a date are counted. A count
    under ``FEWEST`` is null.
    """
    counts = registers.get("area_count")
    found = []
    if counts is not None:
        own = whole(counts).filter(pl.col("area_code") == municipality, pl.col("month") > 0)
        for (phenomenon,), rows in own.sort("phenomenon").group_by(
            "phenomenon", maintain_order=True
        ):
            name = str(phenomenon)
            what = words("phenomenon").get(name, name.replace("_", " "))
            found.append(_monthly(what, "area_count", rows.select("year", "month", "count")))
    if any(len(each["year"]) >= YEAR for each in found):
        return found
    return [
        _monthly(what, register, _events(days, as_of))
        for register, (column, what) in _EVENTS.items()
        if register in registers
        and (days := part_of(registers[register], column).to_series()).is_not_null().any()
    ]


def _events(days: pl.Series, as_of: dt.date) -> pl.DataFrame:
    """Rows per month before that of the reference date, months without any as 0."""
    last = as_of.replace(day=1)
    every = pl.DataFrame({"at": pl.date_range(
        pl.date(last.year - MONTHS // 12, last.month, 1), last, "1mo", closed="left", eager=True
    )})  # fmt: skip
    counted = days.to_frame("at").select(pl.col("at").dt.truncate("1mo")).group_by("at").len()
    return every.join(counted, on="at", how="left", maintain_order="left").select(
        year=pl.col("at").dt.year(), month=pl.col("at").dt.month(),
        count=pl.col("len").fill_null(0).cast(pl.Int64),
    )  # fmt: skip


def _monthly(what: str, register: str, rows: pl.DataFrame) -> dict[str, Any]:
    count = pl.col("count")
    told = rows.sort("year", "month").with_columns(
        pl.when((count <= 0) | (count >= FEWEST)).then(count)
    )
    return {"what": what, "register": register, **told.to_dict(as_series=False)}


def areas(registers: Registers, signals: pl.DataFrame) -> list[dict[str, Any]]:
    """Per area its addresses and those with a signal; null where that would tell a small number.

    An address has a signal when a rule flagged it or an establishment there. Areas in which others
    lie hold the addresses of those too.
    """
    area, objects = registers.get("area"), registers.get("bag_object")
    if area is None or objects is None:
        return []
    flagged = _flagged(registers, signals)
    places = (
        part_of(objects, "vbo_id", "area_code")
        .drop_nulls()
        .unique("vbo_id")
        .with_columns(flagged=pl.col("vbo_id").is_in(flagged.implode()))
    )
    parents = part_of(area, "area_code", "parent_code").drop_nulls()
    counted = [places]
    for _ in range(LEVELS):
        above = counted[-1].join(parents, on="area_code").drop("area_code")
        if above.is_empty():
            break
        counted.append(above.select("vbo_id", area_code="parent_code", flagged="flagged"))
    held = pl.concat([each.select("area_code", "flagged") for each in counted])
    per_area = held.group_by("area_code").agg(addresses=pl.len(), flagged=pl.col("flagged").sum())
    named = per_area.join(
        part_of(area, "area_code", "name", "level", "parent_code"), on="area_code"
    ).sort("area_code")
    least = pl.min_horizontal("flagged", pl.col("addresses") - pl.col("flagged"))
    away = hidden(named, [], _small(), least)
    return named.select(
        "area_code", "name", "level",
        addresses=_rounded(pl.col("addresses")),
        flagged=pl.when(~away).then(_rounded(pl.col("flagged"))),
    ).to_dicts()  # fmt: skip


def _flagged(registers: Registers, signals: pl.DataFrame) -> pl.Series:
    of = {
        kind: signals.filter(pl.col("subject_type") == kind)["subject"].unique()
        for kind in ("address", "establishment")
    }
    shops = registers.get("kvk_establishment")
    if shops is None:
        return of["address"]
    known = part_of(shops, "est_nr", "vbo_id")
    there = known.filter(pl.col("est_nr").is_in(of["establishment"].implode()))["vbo_id"]
    return pl.concat([of["address"], there.drop_nulls()]).unique()


def _small() -> pl.Expr:
    """Whether it, or what is left of the addresses, is small and not nought."""
    flagged, rest = pl.col("flagged"), pl.col("addresses") - pl.col("flagged")
    few = (flagged > 0) & ((flagged < FEWEST) | (rest < FEWEST))
    return few | (pl.col("addresses") < FEWEST_ADDRESSES)


def _rounded(count: pl.Expr) -> pl.Expr:
    return (count.cast(pl.Float64) / ROUNDED_TO).round().cast(pl.Int64) * ROUNDED_TO


def _names(pictured: Pictured, registers: Registers) -> dict[str, str]:
    """The names of the areas that the figures mention, by their codes."""
    area = registers.get("area")
    if area is None:
        return {}
    subjects = {str(s) for each in pictured.funnels for s in (each.subject, *each.units["subject"])}
    subjects |= {str(s) for each in pictured.amounts for s in each.named["subject"]}
    codes = sorted({subject.split(":")[0] for subject in subjects})
    known = whole(area).filter(pl.col("area_code").is_in(codes)).sort("area_code")
    return dict(known.select("area_code", "name").iter_rows())
