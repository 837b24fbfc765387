"""Rows as Python objects, and for the six rules one document per subject, joined in plain Python.

The engines that judge one document after another do not join tables, count groups or know peers, so
a program around them does: with dictionaries, in the same process and in their time. A document
holds what a rule measures; the engine judges it.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.table.conditions import TODAY
from benchmarks.table.data import REGISTERS

Document = dict[str, Any]
Rows = Mapping[str, list[Document]]
_NAMES = {
    "est_nr": "nr", "kvk_nr": "firm", "vbo_id": "place", "start_date": "start", "end_date": "end",
    "sbi_edition": "edition", "employees_ft": "full", "employees_pt": "part",
    "floor_m2": "floor", "employees": "in_company", "area_code": "area",
}  # fmt: skip


def rows(folder: Path) -> Rows:
    """Every register as a list of dictionaries; dates are days since 1970."""
    read = {}
    for name in REGISTERS:
        frame = pl.read_parquet(folder / f"{name}.parquet").with_columns(
            pl.col(pl.Date).cast(pl.Int32)
        )
        read[name] = frame.rename(_NAMES, strict=False).to_dicts()
    return read


def documents(workload: str, read: Rows) -> Iterator[tuple[str, list[Document]]]:
    """Per kind the documents that are judged; each has the number of its subject under ``nr``."""
    if workload == "rows":
        yield "establishment", read["kvk_establishment"]
        return
    places = {row["place"]: row for row in read["bag_object"]}
    firms = {row["firm"]: row for row in read["kvk_company"]}
    yield "establishment", _establishments(read["kvk_establishment"], places, firms)
    yield "address", _addresses(read, places)
    yield "company", _companies(read["kvk_establishment"], firms)


def active(row: Document) -> bool:
    """Whether an establishment started, or nobody knows when, and has not ended."""
    start, end = row["start"], row["end"]
    return (start is None or start <= TODAY) and (end is None or end > TODAY)


def staff(row: Document) -> int | None:
    """All who work there; unknown when one of both is."""
    full, part = row["full"], row["part"]
    return None if full is None or part is None else full + part


def _establishments(
    here: list[Document], places: Mapping[str, Document], firms: Mapping[str, Document]
) -> list[Document]:
    members: dict[str, int] = defaultdict(int)
    in_all: dict[str, int] = defaultdict(int)
    for row in here:
        works = staff(row)
        if works is not None and row["sbi"] is not None and active(row):
            members[row["sbi"][:2]] += 1
            in_all[row["sbi"][:2]] += works
    made = []
    for row in here:
        place, firm = places.get(row["place"], {}), firms.get(row["firm"], {})
        branch = row["sbi"][:2] if row["sbi"] is not None and active(row) else None
        made.append(
            {
                "nr": row["nr"], "full": row["full"], "part": row["part"],
                "in_company": firm.get("in_company"), "status": firm.get("status"),
                "usage": place.get("usage"), "floor": place.get("floor"),
                "members": None if branch is None else members[branch],
                "in_all": None if branch is None else in_all[branch],
            }
        )  # fmt: skip
    return made


def _addresses(read: Rows, places: Mapping[str, Document]) -> list[Document]:
    companies: dict[str, set[str]] = defaultdict(set)
    for row in read["kvk_establishment"]:
        if active(row) and row["place"] is not None:
            companies[row["place"]].add(row["firm"])
    persons = {row["place"]: row["persons"] for row in read["brp_count"]}
    homes: dict[str, int] = defaultdict(int)
    floors: dict[str, list[float]] = defaultdict(list)
    for nr, count in persons.items():
        if count is not None and count >= 1:
            place = places[nr]
            homes[place["area"]] += 1
            if place["floor"] is not None:
                floors[place["area"]].append(place["floor"])
    usual = {area: statistics.median(known) for area, known in floors.items()}
    return [
        {
            "nr": nr, "companies": len(companies.get(nr, ())), "floor": place["floor"],
            "persons": persons.get(nr), "homes": homes.get(place["area"]),
            "usual": usual.get(place["area"]),
        }
        for nr, place in places.items()
    ]  # fmt: skip


def _companies(here: list[Document], firms: Mapping[str, Document]) -> list[Document]:
    count: dict[str, int] = defaultdict(int)
    works: dict[str, int] = {}
    for row in here:
        count[row["firm"]] += 1
        known = staff(row)
        if known is not None:
            works[row["firm"]] = works.get(row["firm"], 0) + known
    return [
        {
            "nr": nr, "establishments": count.get(nr, 0), "staff": works.get(nr),
            "in_company": firm["in_company"],
        }
        for nr, firm in firms.items()
    ]  # fmt: skip
