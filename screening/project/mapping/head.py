"""Which municipality a project is of, by what is in its deliveries; asked where they do not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from screening.project.mapping.evidence import municipality_of
from screening.project.mapping.mapped import Mapped
from screening.project.mapping.questions import Asker, Question
from screening.project.mapping.survey import Delivery
from screening.project.mapping.text import Head
from screening.project.model import Project
from screening.registers.reading.table import at

UNKNOWN = "GM0000"
"""The code of no municipality, until somebody says which."""


def head_of(
    project: Project,
    deliveries: Sequence[Delivery],
    mapped: Sequence[Mapped],
    ask: Asker,
    key_file: str,
    map_file: str,
) -> Head:
    """The municipality is that of most addresses, and it is called what the areas call it.

    For whom the lists are no delivery says.
    """
    code = _municipality(deliveries, mapped)
    name = _name_of(code, deliveries, mapped) if code else None
    if code is None:
        question = Question(
            "municipality", "Welke gemeentecode (CBS) heeft uw gemeente?", (), UNKNOWN
        )
        given = ask(question)
        code = given if re.fullmatch(r"GM\d{4}", given) else UNKNOWN
    if name is None:
        question = Question("name", "Hoe heet uw gemeente?", (), "Mijn gemeente")
        name = ask(question) or question.proposal
    question = Question(
        "recipient", "Voor wie zijn de lijsten? Zonder wordt er geen geschreven.", (), ""
    )
    return Head(name, code, project.as_of, key_file, map_file, ask(question).strip())


def _municipality(deliveries: Sequence[Delivery], mapped: Sequence[Mapped]) -> str | None:
    """That of the neighbourhoods or numbers of the BAG, else of all addresses that are named."""
    placed = [
        e for e in mapped if e.register.name == "bag_object" and "area_code" in e.keys["columns"]
    ]
    for each in placed:
        digits = _cells(each, "area_code", deliveries).str.extract(r"^[A-Za-z]*(\d{4})")
        counted = digits.drop_nulls().alias("code").value_counts().sort(
            ["count", "code"], descending=[True, False]
        )  # fmt: skip
        if counted.height:
            return f"GM{counted['code'][0]}"
    with_ids = [each for each in mapped if "vbo_id" in each.keys.get("columns", {})]
    own = [each for each in with_ids if each.register.name == "bag_object"]
    ids = [_cells(each, "vbo_id", deliveries) for each in own or with_ids]
    return municipality_of(pl.concat(ids)) if ids else None


def _cells(mapped: Mapped, column: str, deliveries: Sequence[Delivery]) -> pl.Series:
    """The cells of the column of theirs that one of ours is read from."""
    delivery = next(
        each for each in deliveries
        if each.source.path == mapped.path and each.headers == mapped.headers
    )  # fmt: skip
    place = delivery.headers.index(mapped.keys["columns"][column])
    return delivery.raw.table.cells[at(place)].alias(column).cast(pl.String)


def _name_of(code: str, deliveries: Sequence[Delivery], mapped: Sequence[Mapped]) -> str | None:
    """What the register of areas calls the municipality."""
    for each in mapped:
        columns = each.keys.get("columns", {})
        if each.register.name != "area" or not {"area_code", "name"} <= set(columns):
            continue
        if columns["area_code"] == columns["name"]:
            continue
        codes, names = (_cells(each, column, deliveries) for column in ("area_code", "name"))
        named = names.filter((codes.str.strip_chars() == code).fill_null(value=False)).drop_nulls()
        if len(named):
            return str(named[0]).strip()
    return None
