"""The unit that a header says its figures are in: ``Oppervlakte (ha)``, ``Omzet x 1.000 euro``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from screening.registers.reading.header_times import times_said
from screening.registers.reading.units import factor

_SAID = {
    "ha": r"\b(ha|hectares?|hectaren)\b",
    "are": r"\bares?\b",
    "km2": r"\b(km2|vierkante (km|kilometers?))\b",
    "m2": r"\b(m2|vierkante (m|meters?))\b",
    "km": r"\b(km|kilometers?)\b",
    "cent": r"\b(euro)?cent(en)?\b",
    "%": r"%|\b(percentage|procent(en)?)\b",
    "promille": r"\bpromille\b|\u2030",
    "eur": r"\b(eur|euro)\b",
}
"""What a header says of each unit, the first of which counts."""


_BRACKET = re.compile(r"[(\[][^)\]]*[)\]]")
_COUNTED = re.compile(
    r"(?:(?<![0-9.,])(?!(?:19|20)[0-9]{2}\s)[0-9][0-9.,]*|\been)\s*(?:(?:mln|miljoen|duizend)\b\.?\s*)?"
    rf"(?:{'|'.join(form for unit, form in _SAID.items() if unit not in {'%', 'promille'})})"
)
"""A figure before a unit, no year: how much of something is meant, as in (min. 1 ha)."""
_TIMES = {1_000: "keur", 1_000_000: "meur"}
"""What a header says of amounts that are thousands or millions of euros."""
_KEUR = re.compile(r"\b(keur|k euro?)\b")
_MONEY = ("meur", "keur", "cent", "eur")
"""Of which the first that a header says is the one that its figures are in."""
_NUMBERS = {"keur": "x 1000", "meur": "x 1000000"}
"""The same words above numbers of things, which are no money."""


def unit_in(header: str, ours: str, values: Collection[str] = ()) -> str:
    """The unit in a header, where that is another than ``ours`` that can be turned into it.

    A percentage that every cell (of ``values``) says itself is one already.
    """
    for said in _said(header) if ours else ():
        if said == "%" and any(value.rstrip().endswith("%") for value in values):
            return ""
        for unit in (said, _NUMBERS.get(said, "")):
            if unit and factor(unit, ours) not in (None, 1.0):
                return unit
    return ""


def times_in(header: str, ours: str) -> str:
    """The unit where a header says that its numbers of things are thousands or millions."""
    unit = unit_in(header, ours)
    return unit if unit in _NUMBERS.values() else ""


@lru_cache(maxsize=1_000)
def _said(header: str) -> tuple[str, ...]:
    """Every unit that the header says, of those of money only the first."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.replace("_", " "))
    plain = unicodedata.normalize("NFKD", apart.replace("\u20ac", " euro ")).lower()
    plain = re.sub(r"[\u00d7*](?=\s*(?:euro\s*)?1)", " x ", plain)
    plain = " ".join(plain.split())
    times = _TIMES.get(times_said(plain)) or ("keur" if _KEUR.search(plain) else None)
    bare = _BRACKET.sub(lambda each: "" if _is_limit(each[0]) else each[0], plain)
    said = [unit for unit, pattern in _SAID.items() if re.search(pattern, bare)]
    money = [unit for unit in _MONEY if unit in (times, *said)][:1]
    return (*(unit for unit in said if unit not in _MONEY), *money)


def _is_limit(bracket: str) -> bool:
    """Whether it says of which size things are, and not in what their figures are."""
    return bool(_COUNTED.search(bracket)) and times_said(bracket) == 1
