"""What a file does not hold is said of the file, never of the world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.behind import rules_behind
from screening.packs.lint.facts import registers_read
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack

LISTED = frozenset(
    {
        "permit",
        "permit_application",
        "env_notification",
        "dor_registration",
        "rdw_recognition",
        "waste_collector",
    }
)
"""Registers in which somebody can be missing who does have what the register is about."""
_THING = (
    r"\w*(?:vergunning|melding|erkenning|ontheffing|aanmelding|registratie|aanvraag)"
    r"(?!\w*(?:plicht\w*|vrije?)\b)\w*\b(?! (?:nodig|vereist|verplicht)\b)"
)
"""A duty to have one, or that none is needed, says nothing of what somebody has."""
_DONE = r"(?:(?:aan)?gemeld|aangevraagd|gevraagd|verleend|vergund|erkend|geregistreerd)e?"
_OTHER = r"(?!hinder|klacht|overlast)"
"""What people report of others, and nobody has to report of themselves."""
_ASKING = r"(?!gevraagd (?:of|naar|om)\b)"
_STATED = [
    rf"\b(?:heeft|hebben|had) (?:\w+ )?geen (?:geldige )?{_THING}",
    rf"\ber (?:is|zijn|was) (?:\w+ )?geen (?:geldige )?{_THING}",
    rf"\b(?:is|zijn|was|werd|wordt) (?:\w+ )?geen {_OTHER}(?:\w+ ){{1,6}}{_DONE}\b",
    r"\b(?:die|deze) (?:is|zijn) er niet\b",
]
_NAMED = [
    rf"\bzonder (?:geldige )?{_THING}",
    rf"\b(?:niet|nooit)[ -](?:eerder |is |zijn |werd |wordt )*{_ASKING}{_DONE}\b",
    r"\bonvergund\w*",
]
"""Only of titles, explanations and excuses: elsewhere a text may speak of the pattern as such."""
_FILE = re.compile(
    r"\b(?:bestand\w*|\w*registers?|\w*lijst|systeem|volgens (?:de|onze|deze) registratie)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\{\w+")
"""What is filled in, or asked, by its name: readers do not see that."""


class StatedAbsence(Check):
    """A permit can stand under another address, and a file can be old."""

    description = "A text says that there is no permit, where the file only does not hold it."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Title, reason, explanation, excuses and what to check, of rules that read such a file."""
        if registers_read(loaded.rule) & LISTED:
            excuses = enumerate(loaded.rule.not_applicable)
            yield from _stated(loaded, {f"not_applicable.{n}.reason": e.reason for n, e in excuses})

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """The same texts of escalations that are drawn from such rules."""
        for loaded, behind in rules_behind(pack):
            if any(registers_read(each.rule) & LISTED for each in behind):
                yield from _stated(loaded)


def _stated(
    loaded: LoadedRule | LoadedEscalation, excuses: Mapping[str, str] | None = None
) -> Iterator[Problem]:
    model = loaded.model
    of_this_place = {"title": model.title, "explain": model.explain, **(excuses or {})}
    for path, text in {**of_this_place, "why": model.why, "verify": model.verify}.items():
        for said in _said(text, _STATED + (_NAMED if path in of_this_place else [])):
            yield Problem(
                f"{loaded.id}: '{said}' in '{path}'",
                loaded.where(path),
                "what stands in the file, such as: in het bestand staat geen vergunning",
                "Say that it does not stand in the file; it can be there under another name.",
            )


def _said(text: str, patterns: list[str]) -> Iterator[str]:
    """What is said to be absent in a sentence that names no file."""
    for sentence in re.split(r"(?<=[.;:?])\s+", _NAME.sub("{", " ".join(text.split()))):
        if not _FILE.search(sentence):
            for pattern in patterns:
                yield from (found[0] for found in re.finditer(pattern, sentence, re.IGNORECASE))
