"""Which of our codes each of their values is, by the words people use for both."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

from screening.project.mapping.naming import bare
from screening.reference.vocabulary import also_written
from screening.registers.schemas import Register

_ALIKE = 0.86
_LETTERS = 4


def translated(register: Register, column: str, values: Sequence[str]) -> dict[str, str]:
    """Their value to our code, for every value of which one code alone has the words."""
    return {value: code for value in values if (code := _code(register, column, value))}


def _code(register: Register, column: str, value: str) -> str:
    words = _words(register, column)
    given = bare(value)
    if given in words:
        return words[given]
    if len(given) < _LETTERS:
        return ""
    near = {c for word, c in words.items() if SequenceMatcher(None, given, word).ratio() >= _ALIKE}
    if len(near) == 1:
        return near.pop()
    said = set(given.split())
    held = {c for word, c in words.items() if word and set(word.split()) <= said}
    held = held or {c for word, c in words.items() if said <= set(word.split())}
    return held.pop() if len(held) == 1 else ""


@cache
def _words_of(register: str, column: str, listed: str) -> dict[str, str]:
    from screening.registers.schemas import REGISTERS  # noqa: PLC0415 - the key is its name

    found = {bare(other): code for other, code in also_written(listed).items()} if listed else {}
    for code, word in REGISTERS[register].words(column).items():
        found |= {bare(word): code, bare(code): code}
    return found


def _words(register: Register, column: str) -> dict[str, str]:
    facts = register.columns[column].metadata or {}
    return _words_of(register.name, column, str(facts.get("codes") or ""))
