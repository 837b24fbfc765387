"""What pydantic finds wrong in the project file, said in the words of that file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from screening.errors import Problem, Where, suggestion
from screening.yaml_file import YamlFile

_SOURCE_DEPTH = 2
_LONGEST_SHOWN = 80
_ACCOUNT = re.compile("://.*@")
_WORDS = {
    "string": ("a text", "write it in quotes"),
    "list": ("a list", "write it as [first, second]"),
    "dict": ("settings below it, as key: value", "write them out, each on its own line"),
    "int": ("a whole number", ""),
    "float": ("a number", ""),
    "finite": ("a number", ""),
    "bool": ("true or false", ""),
    "date": ("a date, such as 2026-01-01", "write it as YYYY-MM-DD, without a time"),
    "model": ("settings below it, as key: value", "write them out, each on its own line"),
}
"""What was expected and what to do, by the first word of a pydantic error type."""


def in_words(
    error: dict[str, Any],
    content: YamlFile,
    file: str,
    known_keys: Callable[[tuple[str | int, ...]], list[str]],
) -> Problem:
    """A pydantic error as a problem with its line; ``known_keys`` gives the keys beside a key."""
    loc = tuple(error["loc"])
    either = loc[-1] != "[key]" and _of_several_types(loc)
    loc = loc[:-1] if either or loc[-1] == "[key]" else loc
    last = str(loc[-1])
    where = Where(file, line=content.line(_in_file(loc, content)))
    name = ".".join(str(part) for part in loc if not isinstance(part, int))
    if error["type"] == "extra_forbidden":
        known = known_keys(loc)
        remedy = suggestion(last, known) or f"known keys: {', '.join(sorted(known))}"
        return Problem(f"unknown key '{last}'", where, remedy=remedy)
    if error["type"] == "missing":
        return Problem(f"'{name}' is missing", where, expected=_expected(last))
    given = error["input"]
    if loc[-1] == "database":  # it may hold a password in any form
        found = f"'{name}' is {_kind(given)}"
        return Problem(found, where, "a URI in one text", "write it on one line, in quotes")
    expected, remedy = _WORDS.get(error["type"].split("_")[0], (error["msg"], ""))
    if error["type"].endswith("too_short"):
        expected, remedy = "something filled in", "fill it in, or remove the line"
    if error["type"] == "literal_error":
        expected = f"one of {error['ctx']['expected']}"
    if either:
        expected, remedy = "one value: a number, a text, a date, true or false", ""
    if len(loc) == _SOURCE_DEPTH and loc[0] == "registers":
        expected, remedy = "settings below it, such as path: extracts/file.csv", ""
    expected = _expected(last) or expected
    if given is None:
        return Problem(f"'{name}' is empty", where, expected, "fill it in, or remove the line")
    return Problem(f"'{name}' is {shortened(given)}", where, expected, remedy)


def _kind(given: object) -> str:
    if isinstance(given, dict):
        return "a group of settings"
    return "a list" if isinstance(given, list) else "empty" if given is None else "no text"


def shortened(given: object) -> str:
    """A value as written, cut when it is long; without the account in a URI, if it holds one."""
    text = str(given) if isinstance(given, dt.date) else repr(given)
    text = _ACCOUNT.sub("://...@", text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _of_several_types(loc: tuple[str | int, ...]) -> bool:
    """Whether the last part is not a key, but the type that was tried."""
    if loc[0] == "parameters":
        return len(loc) == len(("parameters", "rule", "parameter", "type"))
    part = loc[3] if len(loc) > _SOURCE_DEPTH + 1 else ""
    return len(loc) == {"fixed": 6, "codes": 7}.get(str(part), 0)


def _in_file(loc: tuple[str | int, ...], content: YamlFile) -> tuple[str | int, ...]:
    """The place in the file: a single source is written without its list."""
    if loc in content.lines or len(loc) <= _SOURCE_DEPTH or loc[0] != "registers":
        return loc
    return (*loc[:2], *loc[3:])


def _expected(key: str) -> str:
    return {
        "as_of": "the reference date of a run, between 1990 and 2100, such as 2026-01-01",
        "municipality": "the area code of the municipality, such as GM9001",
        "packs": "the rule packs to run, such as [octopus, tvo]",
    }.get(key, "")
