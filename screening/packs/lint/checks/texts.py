"""Neutral words: a signal is a reason to look, never a finding."""

from __future__ import annotations

from collections.abc import Iterator

from screening.documents.fields import Model, Said
from screening.documents.told import texts_of
from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule, Pack
from screening.reference.words import judgements


class JudgingWord(Check):
    """No text calls a person, a business or a place suspicious, criminal or guilty."""

    description = "A text that users read judges."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Texts of a rule."""
        yield from _judged(loaded, loaded.rule)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Texts of an escalation."""
        yield from _judged(loaded, loaded.escalation)

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Texts of the header."""
        yield from _judged(pack, pack.header)


def _judged(loaded: Loaded | Pack, model: Model) -> Iterator[Problem]:
    for path, text in texts_of(model, but=Said.BY_OTHERS):
        for judgement in judgements(text):
            yield Problem(
                f"'{judgement.word}' in '{path}'",
                loaded.where(path),
                f"neutral words, such as: {judgement.instead}",
                "Describe what was measured, not what somebody is.",
            )
