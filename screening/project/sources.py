"""What the project file says about registers, checked against the registers there are.

Works on the plain data, so that these problems come together with those of the file's form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.documents.read import Document, nearest_line
from screening.errors import Problem, Where, suggestion
from screening.project.asked import check_asked
from screening.registers.reading.database_url import EXPECTED, UnusableUrlError, check_url
from screening.registers.reading.header_line import plain
from screening.registers.reading.units import factor, known_units, unit_of
from screening.registers.schemas import REGISTERS, Register
from screening.registers.schemas.blocked import is_blocked, is_citizen_number
from screening.registers.schemas.columns import holds_several

KeyPath = tuple[str | int, ...]
_EITHER_WAY = (
    ({"mm/dd/yyyy", "mm/dd/yy"}, {"dd/mm/yyyy", "d/m/yyyy", "dd/mm/yy"}),
    ({"yy-mm-dd"}, {"dd-mm-yy"}),
)
"""Forms of which dates of the one may be of the other too."""
_AREA_REGISTERS = {"area_count", "area_branch"}


def check_sources(content: Document) -> list[Problem]:
    """Problems in the ``registers`` part, each with its line."""
    registers = content.data.get("registers")
    problems: list[Problem] = []
    if not isinstance(registers, dict):
        return problems
    for name, given in registers.items():
        path: KeyPath = ("registers", str(name))
        if name not in REGISTERS:
            problems.append(
                Problem(
                    f"unknown register '{name}'",
                    Where(content.file, line=nearest_line(content.lines, path)),
                    f"one of {', '.join(sorted(REGISTERS))}",
                    suggestion(str(name), REGISTERS),
                )
            )
            continue
        for place, source in _sources(given, path):
            problems += _check_source(REGISTERS[name], source, place, content)
    return problems


def _sources(given: Any, path: KeyPath) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    if isinstance(given, dict):
        yield path, given
    elif isinstance(given, list):
        for index, source in enumerate(given):
            if isinstance(source, dict):
                yield (*path, index), source


def _check_source(
    register: Register, source: dict[str, Any], place: KeyPath, content: Document
) -> Iterator[Problem]:
    def at(*keys: str) -> Where:
        return Where(content.file, nearest_line(content.lines, (*place, *keys)))

    yield from _check_regime(register, source, at("regime"))
    yield from _check_origin(source, at())
    dates = source.get("date")
    said = set(map(str, dates)) if isinstance(dates, list) else set[str]()
    if any(said & one and said & other for one, other in _EITHER_WAY):
        yield Problem(
            "dates of these forms in one extract cannot be told apart",
            at("date"),
            remedy="keep one of the two formats, or map the files as two sources",
        )
    for part in ("columns", "fixed", "codes", "joined", "lookup", "units"):
        mapping = source.get(part)
        for column in mapping if isinstance(mapping, dict) else ():
            if column not in register.columns:
                yield Problem(
                    f"register {register.name} has no column '{column}'",
                    at(part, str(column)),
                    f"one of {', '.join(register.columns)}",
                    suggestion(str(column), register.columns),
                )
    yield from _check_columns(source, at)
    yield from check_asked(register, source, at)
    yield from _check_codes(register, source, at)
    yield from _check_made(register, source, at)


def _check_regime(register: Register, source: dict[str, Any], where: Where) -> Iterator[Problem]:
    regime = source.get("regime")
    if regime == "wpg":
        yield Problem(
            f"register {register.name} is mapped to police data (Wpg)",
            where,
            "no police data: its use here has no profile and no legal review",
            "remove this source",
        )
    if regime == "fiu" and register.name not in _AREA_REGISTERS:
        yield Problem(
            f"register {register.name} is mapped to FIU data",
            where,
            f"FIU data only as area aggregates: {' or '.join(sorted(_AREA_REGISTERS))}",
            "remove this source, or ask the FIU for counts per area",
        )


def _check_origin(source: dict[str, Any], where: Where) -> Iterator[Problem]:
    if bool(source.get("path")) == bool(source.get("database")):
        yield Problem("a source needs either 'path' or 'database'", where)
    if source.get("query") and not source.get("database"):
        yield Problem("'query' is for a database", where, remedy="write 'database:', or 'table:'")
    if source.get("database") and bool(source.get("table")) == bool(source.get("query")):
        yield Problem("a database source needs either 'table' or 'query'", where)
    if isinstance(source.get("database"), str):
        try:
            check_url(source["database"])
        except UnusableUrlError as error:
            yield Problem(error.found, where, EXPECTED, error.remedy)
    if "://" in str(source.get("path")):
        yield Problem(
            "'path' holds the URI of a database",
            where,
            "a path seen from the project folder",
            "write it under 'database:', with 'table:' or 'query:'",
        )


def _check_columns(source: dict[str, Any], at: Any) -> Iterator[Problem]:
    """No header that is never used, by whatever key of the mapping it is read."""
    excused = {plain(str(name)) for name in _named(source, "not_blocked")}
    for part, ours, theirs in _headers(source):
        ground = is_blocked(theirs) if plain(theirs) not in excused else None
        if ground:
            yield Problem(
                f"column '{theirs}' is mapped, but holds {ground}, a ground that is never used",
                at(part, ours),
                remedy="remove this line; the column is dropped when the extract is read",
            )
        elif is_citizen_number(theirs):
            yield Problem(
                f"column '{theirs}' is mapped, but holds citizen service numbers (BSN)",
                at(part, ours),
                "a key of the source system itself",
                "map such a key, or leave the column out",
            )


def _headers(source: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every header that a mapping reads: the part it stands under, our column, and itself."""
    for part in ("columns", "joined", "lookup"):
        for ours, given in _named(source, part).items():
            read = given if isinstance(given, list) else [given]
            if isinstance(given, dict):
                read = [given.get(key) for key in ("column", "key", "value")]
            yield from ((part, str(ours), str(each)) for each in read if each is not None)


def _check_codes(register: Register, source: dict[str, Any], at: Any) -> Iterator[Problem]:
    codes = source.get("codes")
    for column, mapping in (codes if isinstance(codes, dict) else {}).items():
        declared = register.columns.get(column)
        allowed = ((declared.metadata or {}).get("values") if declared is not None else None) or []
        for theirs, ours in (mapping if isinstance(mapping, dict) and allowed else {}).items():
            if ours not in allowed:
                yield Problem(
                    f"code '{theirs}' of {column} is mapped to '{ours}'",
                    at("codes", str(column), str(theirs)),
                    f"one of {', '.join(allowed)}",
                    suggestion(str(ours), allowed),
                )


def _check_made(register: Register, source: dict[str, Any], at: Any) -> Iterator[Problem]:
    """Columns that stand under two keys, units that are none, and excuses where none can be."""
    parts = ("columns", "fixed", "joined", "lookup")
    named = [
        (part, str(c)) for part in parts for c in _named(source, part) if c in register.columns
    ]
    for part, column in named:
        earlier = next(p for p, c in named if c == column)
        if earlier != part:
            found = f"{column} stands under '{earlier}:' and under '{part}:'"
            yield Problem(found, at(part, column), "one place it is read from", "remove one")
    for column, unit in _named(source, "units").items():
        if column not in register.columns:
            continue
        ours = unit_of(register, str(column))
        if factor(str(unit), ours) is None:
            expected = " or ".join(known_units(ours)) or "no unit: it is not measured"
            found = f"{column} is in {ours}, which '{unit}' cannot be turned into"
            yield Problem(found, at("units", str(column)), expected, "remove this line")
    yield from _check_several(register, source, at)
    if source.get("not_blocked") and "area_code" not in register.key:
        found = f"register {register.name} has rows about objects, not figures of areas"
        expected = "no exception where a row can be about a person"
        yield Problem(found, at("not_blocked"), expected, "remove 'not_blocked:'")


def _check_several(register: Register, source: dict[str, Any], at: Any) -> Iterator[Problem]:
    lists = [name for name, declared in register.columns.items() if holds_several(declared)]
    several = source.get("several")
    for column in several if isinstance(several, list) else ():
        if column not in lists:
            found = f"a row of {register.name} holds one value of {column}"
            expected = " or ".join(lists) or "no 'several:' for this register"
            yield Problem(found, at("several"), expected, f"take {column} out of 'several:'")


def _named(source: dict[str, Any], part: str) -> dict[Any, Any]:
    """A part of a mapping; nothing of what is none, of which its form is told elsewhere."""
    found = source.get(part)
    return found if isinstance(found, dict) else {}
