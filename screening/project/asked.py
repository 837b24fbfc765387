"""What a source of a project asks for: no rows by a ground, by a name or of one place (T7, T8).

What is set aside is judged by nobody, so who says which rows are read writes a part of every rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from screening.errors import Problem, Where
from screening.registers.reading.header_line import plain
from screening.registers.schemas import Register
from screening.registers.schemas.blocked import REMEDY, is_blocked

At = Callable[..., Where]
_OF_PLACES = re.compile(
    r"(?:^|_)(?:woon|vestigings)?(?:plaats|gemeente|wijk|buurt|straat|openbare_?ruimte|provincie"
    r"|dorp|kern|stad|stadsdeel|district|neighbou?rhood|municipality|city|town|street|province)"
    r"_?(?:naam|name|code|cd|nr|oms|omschrijving)?(?:_|$)"
)
"""Columns of theirs that name an area or a street: what one is called says nothing of anybody."""
_OF_SEATS = re.compile(
    r"vestiging|zetel|kantoor|bedrijf|onderneming|establish"
    r"|(?:^|_)(?:land|country)$"
)
_HOME = frozenset({"nederland", "nl", "netherlands"})
"""Where a company is established; where somebody was born is read from no column at all."""
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
            ground = _ground_of(value, str(theirs))
            if ground is not None:
                found = f"'{value}' in '{theirs}', by which rows are asked for, stands for {ground}"
                yield Problem(found, at("where", str(theirs)), _INSTEAD, REMEDY)
    if isinstance(query, str):
        yield from _asked_in(query, source, at("query"))


def _held_in(register: Register, source: Mapping[str, Any], theirs: str) -> str | None:
    """Our column of single numbers or of names that is read from this header; areas have none."""
    from screening.language.persons import PERSON_KEYS  # noqa: PLC0415
    from screening.language.single import SINGLE  # noqa: PLC0415 - takes as long as a project
    from screening.language.spelled import ADDRESSES, NAMES  # noqa: PLC0415

    columns = source.get("columns")
    named = columns if isinstance(columns, dict) else {}
    for ours in register.columns if "area_code" not in register.key else ():
        guarded = (register.name, ours) in SINGLE | PERSON_KEYS | NAMES | ADDRESSES
        if guarded and plain(str(named.get(ours, ours))) == plain(theirs):
            return ours
    return None


def _ground_of(value: object, theirs: str, *, like: bool = False) -> str | None:
    """The ground that a value in a column of theirs stands for; as one of an area it is none."""
    from screening.language.grounds import ground_of_content, ground_of_pattern  # noqa: PLC0415

    column = re.sub(r"[^a-z0-9]+", "_", plain(re.sub(r"([a-z])([A-Z])", r"\1_\2", theirs)))
    if not isinstance(value, str) or _OF_PLACES.search(column):
        return None
    if plain(value) in _HOME and _OF_SEATS.search(column):
        return None
    return ground_of_content(value) or (ground_of_pattern(value) if like else None)


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
    for token, column, like in _beside(tokens):
        if token.token_type == TokenType.STRING:
            ground = _ground_of(token.text, column, like=like)
        else:
            ground = None if plain(token.text) in excused else is_blocked(token.text)
        if ground is not None:
            yield Problem(
                f"'{token.text}' in the query stands for {ground}", where, _INSTEAD, REMEDY
            )
            return


def _beside(tokens: Iterable[Any]) -> Iterator[tuple[Any, str, bool]]:
    """Each word of a query, the column it is compared with, and whether by a pattern."""
    from sqlglot.tokenizer_core import TokenType as T  # noqa: PLC0415

    whole, like = {T.EQ, T.NEQ, T.IN}, {T.LIKE, T.ILIKE}
    on_with = {T.DOT, T.NOT, T.L_PAREN, T.STRING, *whole, *like}
    column, how = "", None
    for token in tokens:
        kind = token.token_type
        listed = kind == T.COMMA and how == T.IN
        if kind in {T.VAR, T.IDENTIFIER}:
            column, how = token.text, None
        elif kind in whole | like:
            how = kind
        elif not (kind in on_with or listed or (kind == T.R_PAREN and how is None)):
            column, how = "", None
        yield token, "" if how is None else column, how not in whole
