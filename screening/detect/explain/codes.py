"""Which words people read instead of the codes that a measured column holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from screening.language.gate import Query
from screening.reference.vocabulary import words
from screening.registers.schemas import REGISTERS

Words = Mapping[str, Mapping[str, str]]
"""Per column that holds codes of a list: the code, and what people read instead."""
NO_WORDS: Words = MappingProxyType({})


def words_of(query: Query) -> Words:
    """The words of every measured column whose texts come from columns with the same list."""
    found = {}
    for column, meaning in query.meanings.items():
        if query.kinds.get(column) != "text" or meaning.altered:
            continue
        lists = {
            (REGISTERS[register].columns[name].metadata or {}).get("codes")
            for register, name in meaning.carries
        }
        if len(lists) == 1 and (name := lists.pop()) is not None:
            found[column] = words(name)
    return found
