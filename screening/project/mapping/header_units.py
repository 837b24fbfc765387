"""The unit that a header says its figures are in: ``Oppervlakte (ha)``, ``Omzet x 1.000 euro``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from screening.project.mapping.propose import Match
from screening.registers.reading.units import factor, unit_of
from screening.registers.schemas import Register

_SAID = {
    "ha": r"\b(ha|hectares?|hectaren)\b",
    "are": r"\bares?\b",
    "km2": r"\b(km2|vierkante (km|kilometers?))\b",
    "m2": r"\b(m2|vierkante (m|meters?))\b",
    "km": r"\b(km|kilometers?)\b",
    "meur": r"\b(m(ln|iljoen(en)?)\b|x 1[. ]?000[. ]?000\b)",
    "keur": r"\b(keur|k euro)\b|x 1[. ]?000\b|\bduizend(en)?\b|\b1[. ]?000 euro",
    "cent": r"\b(euro)?cent(en)?\b",
    "%": r"%|\b(percentage|procent(en)?)\b",
    "promille": r"\bpromille\b|\u2030",
    "eur": r"\b(eur|euro)\b",
}
"""What a header says of each unit, the first of which counts."""


def units_of(register: Register, matches: Mapping[str, Match]) -> dict[str, str]:
    """Our column to the unit in its header, where that is another than the register has.

    A percentage that every cell says itself is one already.
    """
    units = {}
    for column, match in matches.items():
        ours, said = unit_of(register, column), _said(match.seen.header)
        told = said == "%" and any(value.rstrip().endswith("%") for value in match.seen.values)
        if ours and said and not told and factor(said, ours) is not None:
            units[column] = said
    return units


def _said(header: str) -> str:
    plain = unicodedata.normalize("NFKD", header.replace("\u20ac", " euro ")).lower()
    plain = re.sub(r"[\u00d7*](?=\s*(?:euro\s*)?1)", "x", " ".join(plain.split()))
    plain = re.sub(r"\bx\s*(?:euro\s*)?(?=1[. ]?000)", "x ", plain)
    return next((unit for unit, pattern in _SAID.items() if re.search(pattern, plain)), "")
