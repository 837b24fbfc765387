"""A power is used for what it was given for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.documents.fields import Model, Said
from screening.documents.told import texts_of
from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule

_PHRASES = [
    r"als (?:een )?(?:gewone|gewoon) (?:controle|bezoek)\b",
    r"hygiënecontrole",
    r"onder (?:het mom|de vlag) van\b",
    r"(?<!niet als )(?<!nooit als )(?<!geen )voorwendsel",
    r"\w*(?:controle|bezoek|toezicht|inspectie|bevoegdheid)\b[^.;:?]{0,60}\bals ingang\b",
    r"en passant\b",
    r"meteen ook\b",
    r"(?:let|kijk) (?:dan|gelijk|tegelijk) ook\b",
    r"ook even (?:binnen|kijken|meekijken|rondkijken)\b",
    r"zonder te (?:zeggen|vertellen) waar\w+",
]
_BORROWED = re.compile(rf"\b(?:{'|'.join(_PHRASES)})", re.IGNORECASE)
"""How a text sends who may enter for one thing to look for another. It is a list of phrases: what
is said in other words, a reader has to see."""


class BorrowedPower(Check):
    """Algemene wet bestuursrecht, article 3:3: no power for another purpose than its own."""

    description = "A text advises to use a power for the purpose of another."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Texts of a rule."""
        yield from _borrowed(loaded, loaded.rule)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Texts of an escalation, and what it says that may be done."""
        yield from _borrowed(loaded, loaded.escalation)


def _borrowed(loaded: Loaded, model: Model) -> Iterator[Problem]:
    for path, text in texts_of(model, but=Said.BY_OTHERS):
        for found in _BORROWED.finditer(" ".join(text.split())):
            yield Problem(
                f"'{found[0]}' in '{path}'",
                loaded.where(path),
                "who may look for this, under the power that was given for it",
                "Name the power that fits, or leave the advice out (Awb, article 3:3).",
            )
