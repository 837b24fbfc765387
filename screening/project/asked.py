"""What a source of a project asks for: no rows by a ground, by a name or of one place (T7, T8).

What is set aside is judged by nobody, so who says which rows are read writes a part of every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from screening.errors import Problem, Where
from screening.registers.reading.header_line import plain
from screening.registers.schemas import Register
from screening.registers.schemas.blocked import REMEDY, is_blocked

At = Callable[..., Where]
_INSTEAD = "rows asked for by what they are, such as a kind or a state"


def check_asked(register: Register, source: Mapping[str, Any], at: At) -> Iterator[Problem]:
    """Note ``where`` and ``query`` of a source that ask for what no rule may ask for."""
    where, query = source.get("where"), source.get("query")
    for theirs, values in where.items() if isinstance(where, dict) else ():
        ours = _held_in(register, source, str(theirs))
        if ours is not None:
            yield Problem(
                f"rows are asked for by '{theirs}', which is {register.name}.{ours}",
                at("where", str(theirs)),
                f"{_INSTEAD}, and never one of them by its number or name",
                "Take it out; what is known of a place stands in the register known_place.",
            )
        for value in values if isinstance(values, list) else [values]:
            ground = _ground_of(value)
            if ground is not None:
                found = f"'{value}' in '{theirs}', by which rows are asked for, stands for {ground}"
                yield Problem(found, at("where", str(theirs)), _INSTEAD, REMEDY)
    if isinstance(query, str):
        yield from _asked_in(query, source, at("query"))


def _held_in(register: Register, source: Mapping[str, Any], theirs: str) -> str | None:
    """Our column of single numbers or of names that is read from this header; areas have none."""
    from screening.language.single import SINGLE  # noqa: PLC0415 - takes as long as a project
    from screening.language.spelled import SPELLED  # noqa: PLC0415

    columns = source.get("columns")
    named = columns if isinstance(columns, dict) else {}
    for ours in register.columns if "area_code" not in register.key else ():
        guarded = (register.name, ours) in SINGLE | SPELLED
        if guarded and plain(str(named.get(ours, ours))) == plain(theirs):
            return ours
    return None


def _ground_of(value: object) -> str | None:
    from screening.language.grounds import ground_of_parameter  # noqa: PLC0415

    return ground_of_parameter(value)


def _asked_in(query: str, source: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    """The first name or text in a query that stands for a ground."""
    from sqlglot.dialects.dialect import Dialect  # noqa: PLC0415 - few sources have a query
    from sqlglot.errors import SqlglotError  # noqa: PLC0415
    from sqlglot.tokenizer_core import TokenType  # noqa: PLC0415

    names = source.get("not_blocked")
    excused = {plain(str(name)) for name in names} if isinstance(names, dict) else set[str]()
    try:
        tokens = Dialect.get_or_raise("postgres").tokenize(query)
    except SqlglotError:  # told when the database is asked
        return
    for token in tokens:
        if token.token_type == TokenType.STRING:
            ground = _ground_of(token.text)
        else:
            ground = None if plain(token.text) in excused else is_blocked(token.text)
        if ground is not None:
            yield Problem(
                f"'{token.text}' in the query stands for {ground}", where, _INSTEAD, REMEDY
            )
            return
