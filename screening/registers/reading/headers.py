"""Which column of an extract each of our columns is read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.registers.reading.below_header import units_said
from screening.registers.reading.extract import RawExtract
from screening.registers.reading.header_line import plain
from screening.registers.reading.header_units import unit_in
from screening.registers.reading.made import is_header
from screening.registers.reading.parse import LISTS
from screening.registers.reading.points import MAPPED
from screening.registers.reading.shown_percents import as_percentages
from screening.registers.reading.source import Source
from screening.registers.reading.table import LISTED, Table
from screening.registers.reading.units import SAME, unit_of
from screening.registers.schemas import Register
from screening.registers.schemas.blocked import is_blocked, is_citizen_number

SHOWN = 20
"""Headers that a message names."""
_LONGEST = 60
_MOST_CELLS = 100
"""Cells of which is seen whether they say their unit themselves."""


def asked_for(register: Register, source: Source) -> frozenset[str]:
    """The headers that the extract must have: mapped ones, and those of required columns."""
    made = {*source.fixed, *source.joined, *source.lookup}
    named = [
        source.columns.get(name, name)
        for name in register.columns
        if name not in made and (name in source.columns or name in register.required)
    ]
    pieces = [each for parts in source.joined.values() for each in parts if is_header(each)]
    looked = [each.column for each in source.lookup.values()]
    return frozenset(map(plain, (*named, *pieces, *looked, *source.where)))


def resolve(
    extract: RawExtract, register: Register, source: Source, wanted: frozenset[str]
) -> dict[str, int]:
    """The wanted columns that the extract has, each with its place.

    Raises ExtractError, with every problem at once, for a column that is mapped or required but not
    there, that more than one header can be, that holds no single values, or that
    stands for thousands without a unit.
    """
    found: dict[str, int] = {}
    problems: list[Problem] = []
    made, below = {*source.joined, *source.lookup}, units_said(extract.table)
    for name in register.columns:
        if name in made:
            continue
        asked = source.columns.get(name, name)
        places = _places(asked, extract.table.headers)
        if len(places) > 1 and name in wanted:
            problems.append(_unclear(extract, asked, places))
        elif not places:
            asked_for_it = name in source.columns or name in register.required
            if name not in source.fixed and asked_for_it:
                problems.append(_missing(extract, register, name, asked, source))
        elif name in wanted and not _refused(extract.table.headers[places[0]], source):
            found[name] = places[0]
            held = extract.table.unusable.get(places[0])
            if held and not (held == LISTED and name in LISTS):
                problems.append(_unusable(extract, asked, held))
            said = _unit_said(extract.table, places[0], below, unit_of(register, name))
            if said and name not in source.units:
                problems.append(_in_other(extract, asked, name, said, unit_of(register, name)))
    if problems:
        raise ExtractError(problems)
    return _whole_places(found, wanted - {*found, *source.fixed, *made})


def _whole_places(found: dict[str, int], lacking: frozenset[str]) -> dict[str, int]:
    """Without half a place on the map: it is none, and nothing says in what it is written."""
    half = len(lacking & set(MAPPED)) == 1
    return {name: place for name, place in found.items() if not half or name not in MAPPED}


def mapped_places(names: Iterable[str], headers: tuple[str, ...], source: Source) -> list[int]:
    """Where columns of ours stand in a table, read or not; of none that is made."""
    made = {*source.joined, *source.lookup, *source.fixed}
    asked = [source.columns.get(name, name) for name in names if name not in made]
    return sorted({place for each in asked for place in _places(each, headers)})


def _places(asked: str, headers: tuple[str, ...]) -> list[int]:
    """Where the header is, exactly so written, or else as it is compared."""
    exact = [place for place, header in enumerate(headers) if header == asked]
    wanted = plain(asked)
    return exact or [n for n, header in enumerate(headers) if header and plain(header) == wanted]


def _refused(header: str, source: Source) -> bool:
    return blocks(header, source) or is_citizen_number(header)


def blocks(header: str, source: Source) -> bool:
    """Whether a header names what is never used, and the project does not say that it does not."""
    excused = {plain(name) for name in source.not_blocked}
    return bool(is_blocked(header)) and plain(header) not in excused


def _missing(
    extract: RawExtract, register: Register, name: str, asked: str, source: Source
) -> Problem:
    headers = extract.table.headers
    written = {header.lower(): header for header in reversed(headers)}
    near = suggestion(asked.lower(), written)
    words = register.called(name)
    for lower, header in written.items():
        near = near.replace(f"'{lower}'", f"'{header}'")
    more = f" and {len(headers) - SHOWN} more" if len(headers) > SHOWN else ""
    return Problem(
        f"register {register.name} needs column '{name}', the extract has no '{asked}'",
        Where(extract.file, column=asked),
        f"{words.name} ({words.says}); the extract has {_listed(headers[:SHOWN])}{more}",
        _remedy(near, name, _query(headers, register, source)),
    )


def _remedy(near: str, name: str, query: str) -> str:
    if not query:
        return f"{near} Map it under columns:, as {name}: HEADER".strip()
    mapped = (
        f"{near} Map it under columns:, as {name}: HEADER, or in place of table: query: {query}"
    )
    return mapped.strip()


def _query(headers: Iterable[str], register: Register, source: Source) -> str:
    if source.database is None or source.table is None:
        return ""
    from screening.registers.reading.database import query_for  # noqa: PLC0415 - rarely used

    return query_for(headers, register, source)


def _unclear(extract: RawExtract, asked: str, places: list[int]) -> Problem:
    written = _listed(extract.table.headers[place] for place in places)
    where = Where(extract.file, column=asked)
    expected, remedy = "one column of this name", "rename the others, or map it as it is written"
    found = f"{len(places)} columns are called '{asked}': {written}"
    return Problem(found, where, expected, remedy)


def _unusable(extract: RawExtract, asked: str, held: str) -> Problem:
    where = Where(extract.file, column=asked)
    expected = "one text, number, date or yes/no in each cell"
    return Problem(f"the column holds {held}", where, expected, "export it as plain columns")


def _unit_said(table: Table, place: int, below: Sequence[str], ours: str) -> str:
    """The unit in a header or in the row of units below it, where that is another than ours."""
    headed = " ".join(filter(None, (table.headers[place], below[place])))
    said = unit_in(headed, ours)
    return unit_in(headed, ours, _some(table, place, ours)) if said == "%" else said


def _some(table: Table, place: int, ours: str) -> list[str]:
    cells = as_percentages(table, place, ours).drop_nulls().head(_MOST_CELLS)
    return cells.filter(cells.str.contains("[0-9]")).to_list()  # no sign of a row of units


def _in_other(extract: RawExtract, asked: str, name: str, said: str, ours: str) -> Problem:
    where = Where(extract.file, column=asked)
    own = SAME.get(ours.removesuffix(" 0-1"))
    if own:
        found = f"the header says that {name} is in {said}, and the register has it in {own}"
        expected = "under units: the unit they write"
        remedy = f"set units: {{{name}: '{said}'}}, or '{own}' if it is in that"
        return Problem(found, where, expected, remedy)
    found = f"the header says that each number of {name} stands for more"
    expected = "under units: how many one of theirs is"
    remedy = f"set units: {{{name}: '{said}'}}, or 'x 1' if each stands for one"
    return Problem(found, where, expected, remedy)


def _listed(headers: Iterable[str]) -> str:
    cut = (each if len(each) <= _LONGEST else f"{each[:_LONGEST]}..." for each in headers)
    return ", ".join(f"'{each}'" for each in cut)
