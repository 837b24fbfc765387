"""The unit that a header says its figures are in: ``Oppervlakte (ha)``, ``Omzet x 1.000 euro``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from screening.registers.reading.units import factor

_SAID = {
    "ha": r"\b(ha|hectares?|hectaren)\b",
    "are": r"\bares?\b",
    "km2": r"\b(km2|vierkante (km|kilometers?))\b",
    "m2": r"\b(m2|vierkante (m|meters?))\b",
    "km": r"\b(km|kilometers?)\b",
    "meur": r"\b(m(ln|iljoen(en)?)\b|x 1[. ]?000[. ]?000\b)",
    "keur": r"\b(keur|k euro)\b|x 1[. ]?000\b|(?<!per )\bduizend(en|tal(len)?)?\b|\b1[. ]?000 euro",
    "cent": r"\b(euro)?cent(en)?\b",
    "%": r"%|\b(percentage|procent(en)?)\b",
    "promille": r"\bpromille\b|\u2030",
    "eur": r"\b(eur|euro)\b",
}
"""What a header says of each unit, the first of which counts."""


_NUMBERS = {"keur": "x 1000", "meur": "x 1000000"}
"""The same words above numbers of things, which are no money."""


def unit_in(header: str, ours: str, values: Collection[str] = ()) -> str:
    """The unit in a header, where that is another than ``ours`` that can be turned into it.

    A percentage that every cell (of ``values``) says itself is one already.
    """
    said = _said(header) if ours else ""
    if said == "%" and any(value.rstrip().endswith("%") for value in values):
        return ""
    units = (said, _NUMBERS.get(said, ""))
    return next((unit for unit in units if unit and factor(unit, ours) is not None), "")


def times_in(header: str, ours: str) -> str:
    """The unit where a header says that its numbers of things are thousands or millions."""
    unit = unit_in(header, ours)
    return unit if unit in _NUMBERS.values() else ""


def _said(header: str) -> str:
    plain = unicodedata.normalize("NFKD", header.replace("\u20ac", " euro ")).lower()
    plain = re.sub(r"[\u00d7*](?=\s*(?:euro\s*)?1)", "x", " ".join(plain.split()))
    plain = re.sub(r"\bx\s*(?:euro\s*)?(?=1[. ]?000)", "x ", plain)
    return next((unit for unit, pattern in _SAID.items() if re.search(pattern, plain)), "")
