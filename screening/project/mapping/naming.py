"""How alike a header of theirs and a column of ours are, by what each is called."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache, lru_cache

from screening.registers.schemas import REGISTERS

EXACT, ALSO, PART = 1.0, 0.95, 0.6
_TYPO = 0.88
_SAYS_LITTLE = {"aantal", "datum", "nummer", "soort", "naam", "code", "waarde", "omschrijving"}
"""Words that a great many names of columns hold: alone they are none of them."""
_SHORT = 4
"""Letters below which a word is itself or another."""


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """Lower case words without accents and signs: 'KVK-nummer ' is 'kvk nummer'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", plain).lower()
    return " ".join(re.findall(r"[a-z]+|\d+", split))


@cache
def names_of(register: str, column: str) -> dict[str, float]:
    """What a column is called, each with how surely it means this one."""
    words = REGISTERS[register].called(column)
    found = {bare(header): ALSO for header in words.headers}
    return found | {bare(words.name): EXACT, bare(column): EXACT}


@lru_cache(maxsize=16384)
def alike(header: str, register: str, column: str) -> float:
    """Between 0 (other words) and 1 (the name itself)."""
    given = bare(header)
    return max((_alike(given, name) * sure for name, sure in names_of(register, column).items()))


@lru_cache(maxsize=65536)
def _alike(given: str, name: str) -> float:
    """Many columns are called the same, as are many headers."""
    if given.replace(" ", "") == name.replace(" ", ""):
        return 1.0
    if min(len(given), len(name)) >= _SHORT:
        near = SequenceMatcher(None, given, name)
        if (
            near.real_quick_ratio() >= _TYPO
            and near.quick_ratio() >= _TYPO
            and near.ratio() >= _TYPO
        ):
            return near.ratio() * 0.9
    words, ours = set(given.split()), set(name.split())
    if not words or not ours:
        return 0.0
    telling = given not in _SAYS_LITTLE and (len(words) > 1 or len(given) > _SHORT)
    if ours <= words or (words <= ours and telling):
        return PART + (1 - PART) * len(words & ours) / len(words | ours) * 0.5
    return 0.0
