"""What stands on the pages of a list: texts in reading order, and nothing about how they look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from screening.lists.column import Column, Shape
from screening.lists.form import Field
from screening.lists.paper import ROUND, Section
from screening.lists.shapes import FIGURE
from screening.lists.shared import EARLIER, RANK
from screening.publish.flat import spoken
from screening.publish.form_address import code_of, forms_of
from screening.publish.paper.intervals import chart_of
from screening.publish.paper.shorter import KEPT, REST, STEPS
from screening.publish.published import Published

SHORT = 24
"""Characters; a column that is no wider stands beside others."""
LONG = 36
"""Characters; a question that is wider gets more room to write."""
STREET, WHERE = "street", "address"
_NOT_LACKING = frozenset(column.key for column in EARLIER)
"""Columns that tell of most rows nothing, since nothing was there to tell."""
WIDE = 40
"""Characters; a column that is wider stands below the others in the overview."""
FEW, PHRASE = 2, 100
Texts = Mapping[str, Sequence[str]]
Page = dict[str, Any]


def document_of(listed: Published) -> dict[str, Any]:
    """The list as plain data for the setter: cover, overview, a page per row, what was measured."""
    facts = dict(listed.meta.lines())
    return {
        "title": listed.title,
        "author": listed.meta.municipality,
        "notice": facts["Status"],
        "marking": listed.meta.marking,
        "header": f"Peildatum {facts['Peildatum']}",
        "footer": f"Run {facts['Run']}. Ontvanger: {facts['Ontvanger']}.",
        "meta": [[label, value] for label, value in facts.items() if value],
        "notes": list(listed.notes),
        "overview": overview_of(listed),
        **_with_codes(pages_of(listed)),
        "form": [_question(field) for field in listed.form],
        "shorter": {"steps": [list(step) for step in STEPS], "rest": REST},
        "measured": [list(each) for each in listed.measured],
    }


def pages_of(listed: Published, most: int | None = None) -> dict[str, Any]:
    """``pages`` of the first ``most`` rows, and as ``briefing`` what is said once for all of them.

    A page has a heading, sections with facts (name, text) and blocks (name, texts, whether kept,
    whether in one line), what is not known, whether it has the form and whether it may run on to a
    second page, the number of its row from 1, and in ``online`` where on the review site its form
    can be filled in ('' for nowhere).
    """
    rows = listed.rows if most is None else listed.rows.head(most)
    told = spoken(listed.worded.head(rows.height), listed.columns)
    parts = [(part, part.of(listed.columns)) for part in listed.paper.briefing]
    once = [each for each in parts if _same(each[1], told)]
    also = [part for part, held in parts if (part, held) not in once]
    raws = rows.iter_rows(named=True)
    forms = forms_of(listed)
    pages = [
        {
            **page,
            "row": number,
            "runs_on": listed.paper.runs_on,
            "online": forms[number - 1] if forms and page["form"] else "",
        }
        for number, (row, raw) in enumerate(zip(told, raws, strict=True), 1)
        for page in _pages(listed, row, raw, also)
    ]
    briefing = [
        _section(part.heading, held, told[0], rows.row(0, named=True)) for part, held in once
    ]
    return {"pages": pages, "briefing": briefing}


def _with_codes(told: dict[str, Any]) -> dict[str, Any]:
    """Pages with the code of the address of their form, for a telephone."""
    pages = [
        {
            **page,
            "online": _pieces(page["online"]),
            "code": _pieces(code_of(page["online"], "svg").decode()) if page["online"] else [],
        }
        for page in told["pages"]
    ]
    return {**told, "pages": pages}


def _pieces(text: str) -> list[str]:
    """A text that may not be broken anywhere, in pieces too short for the setter to break."""
    return [text[start : start + SHORT] for start in range(0, len(text), SHORT)]


def overview_of(listed: Published) -> dict[str, Any]:
    """The table before the pages; all columns where the list is only a table, as an annex is."""
    keys = [column.key for column in listed.columns] if listed.protected else listed.paper.overview
    by_key = {column.key: column for column in listed.columns}
    columns = [by_key[key] for key in keys if key in by_key]
    asked = [column for column in listed.columns if column.key in {*keys, *ROUND, WHERE}]
    numbered = list(enumerate(map(_located, spoken(listed.worded, asked)), 1))
    wide = [column for column in columns if column.width > WIDE]
    beside = [column for column in columns if column not in wide]
    if listed.paper.by_place and not listed.protected:
        numbered.sort(key=lambda each: _round(each[1]))
    return {
        "title": "Overzicht" if listed.protected else listed.paper.overview_title,
        "head": [column.heading for column in beside],
        "widths": [_wide(column) for column in beside],
        "rows": [
            {
                "row": number,
                "cells": ["; ".join(row[column.key]) for column in beside],
                "below": [_block(column, row) for column in wide if row[column.key]],
            }
            for number, row in numbered
        ],
    }


def _wide(column: Column) -> int:
    """Part of the page for a column: what it holds, and no less than the words above it."""
    return max(column.width, *(len(word) + 3 for word in column.heading.split()))


def _located(row: Texts) -> Texts:
    """The row with what its place is called for a street, where it lies in none, as a park does."""
    if row.get(STREET) or not row.get(WHERE):
        return row
    return {**row, STREET: row[WHERE]}


def _round(row: Texts) -> tuple[Any, ...]:
    """Where a row comes in a round: by district, street, number and plot, 9 before 10."""
    district, street, number, plot = (" ".join(row.get(key, ())) for key in ROUND)
    return (district == "", district, street, _counted(number), _counted(plot))


def _counted(text: str) -> tuple[tuple[int, str], ...]:
    """A text as its words and numbers in turn, to order 9 before 10."""
    return tuple(
        (int(each), "") if each.isdecimal() else (-1, each) for each in re.split(r"(\d+)", text)
    )


def _pages(
    listed: Published, row: Texts, raw: Mapping[str, Any], also: Sequence[Section]
) -> Iterable[Page]:
    if listed.protected:
        return
    paper, columns = listed.paper, listed.columns
    keys = paper.headed(row)
    heading = ", ".join(text for key in keys for text in row.get(key, ()))
    named = f"{raw['rank']}. {heading}" if "rank" in raw else heading
    parts = paper.page or (
        Section("Wat bekend is", tuple(dict.fromkeys(c.group for c in columns))),
    )
    yield _page(named, [(part, part.of(columns)) for part in (*parts, *also)], row, raw, form=True)
    chosen = [(part, part.of(columns)) for part in paper.selection]
    if any(row[column.key] for _, held in chosen for column in held):
        title = f"{named} - waarom gekozen"
        yield _page(title, chosen, row, raw, form=False)


def _page(
    heading: str,
    parts: Sequence[tuple[Section, tuple[Column, ...]]],
    row: Texts,
    raw: Mapping[str, Any],
    *,
    form: bool,
) -> Page:
    shown = [
        (part.heading, [each for each in held if not each.hidden and each.key != RANK.key])
        for part, held in parts
    ]
    sections = [_section(name, held, row, raw) for name, held in shown]
    lacking = [
        each.heading
        for _, held in shown
        for each in held
        if not row[each.key] and each.key not in _NOT_LACKING
    ]
    return {
        "heading": heading,
        "sections": [each for each in sections if each["facts"] or each["blocks"]],
        "empty": f"Niets bekend: {', '.join(lacking)}." if lacking else "",
        "form": form,
    }


def _section(
    heading: str, columns: Sequence[Column], row: Texts, raw: Mapping[str, Any]
) -> dict[str, Any]:
    held = [column for column in columns if row[column.key]]
    short = [each for each in held if _short(each, row[each.key])]
    charts = [chart_of(raw[each.key]) for each in held if each.kind is FIGURE]
    return {
        "heading": heading,
        "facts": [[each.heading, ("; ".join(row[each.key]))] for each in short],
        "blocks": [_block(each, row) for each in held if each not in short],
        "charts": [chart for chart in charts if chart is not None],
    }


def _block(column: Column, row: Texts) -> list[Any]:
    """Its heading, its texts, whether these are shortened last, and whether they are one line.

    Many short ones, such as explanations, stand in one line.
    """
    texts = list(row[column.key])
    few = column.kind == "texts" and len(texts) > FEW and max(map(len, texts)) < PHRASE
    return [column.heading, texts, column.key in KEPT, few]


def _same(columns: Sequence[Column], told: Sequence[Texts]) -> bool:
    """Whether every row says the same in these columns, and something."""
    said = [[row[column.key] for column in columns] for row in told]
    return bool(said) and any(said[0]) and all(each == said[0] for each in said)


def _short(column: Column, texts: Sequence[str]) -> bool:
    if isinstance(column.kind, Shape) or len(texts) > 1:
        return False
    return max(column.width if not column.several else 0, len(texts[0])) <= SHORT


def _question(field: Field) -> dict[str, Any]:
    return {
        "heading": field.heading,
        "answer": field.answer,
        "choices": list(field.choices.values()),
        "long": field.width >= LONG,
    }
