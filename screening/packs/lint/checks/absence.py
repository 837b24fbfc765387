"""What a file does not hold is said of the file, never of the world."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import registers_read
from screening.packs.loaded import LoadedRule

LISTED = frozenset(
    {"permit", "env_notification", "dor_registration", "rdw_recognition", "waste_collector"}
)
"""Registers in which somebody can be missing who does have what the register is about."""
_THING = r"\w*(?:vergunning|melding|erkenning|ontheffing|aanmelding|registratie)\w*"
_STATED = [
    rf"\b(?:heeft|hebben|had) (?:\w+ )?geen (?:geldige )?{_THING}",
    rf"\ber (?:is|zijn|was) (?:\w+ )?geen (?:geldige )?{_THING}",
    r"\b(?:die|deze) (?:is|zijn) er niet\b",
]
_NAMED = [
    rf"\bzonder (?:geldige )?{_THING}",
    r"\bniet (?:is |zijn )?(?:aangemeld|gemeld|vergund|erkend|geregistreerd)\b",
    r"\bonvergund\w*",
]
"""Only of titles and explanations: elsewhere a text may speak of the pattern as such."""
_FILE = re.compile(r"\b(?:bestand\w*|register\w*|lijst|systeem)\b", re.IGNORECASE)


class StatedAbsence(Check):
    """A permit can stand under another address, and a file can be old."""

    description = "A text says that there is no permit, where the file only does not hold it."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Title, reason, explanation and what to check, of rules that read such a file."""
        rule = loaded.rule
        if not registers_read(rule) & LISTED:
            return
        of_this_place = {"title": rule.title, "explain": rule.explain}
        for path, text in {**of_this_place, "why": rule.why, "verify": rule.verify}.items():
            patterns = _STATED + (_NAMED if path in of_this_place else [])
            for said in _said(text, patterns):
                yield Problem(
                    f"{loaded.id}: '{said}' in '{path}'",
                    loaded.where(path),
                    "what stands in the file, such as: in het bestand staat geen vergunning",
                    "Say that it does not stand in the file; it can be there under another name.",
                )


def _said(text: str, patterns: list[str]) -> Iterator[str]:
    """What is said to be absent in a sentence that names no file."""
    for sentence in re.split(r"(?<=[.;:?])\s+", " ".join(text.split())):
        if not _FILE.search(sentence):
            for pattern in patterns:
                yield from (found[0] for found in re.finditer(pattern, sentence, re.IGNORECASE))
