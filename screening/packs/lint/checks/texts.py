"""Neutral words: a signal is a reason to look, never a finding."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.checks.features import texts_of
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule
from screening.reference.words import judgements


class JudgingWord(Check):
    """No text calls a person, a business or a place suspicious, criminal or guilty."""

    description = "A text that users read judges."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Texts of a rule."""
        texts = list(texts_of(loaded.rule))
        rule = loaded.rule
        for name, measure in rule.measures.items():
            texts += [(f"measures.{name}", measure.label), (f"measures.{name}", measure.unit)]
        for name, parameter in rule.parameters.items():
            texts += [(f"parameters.{name}", parameter.unit)]
        for number, case in enumerate(rule.not_applicable):
            texts.append((f"not_applicable.{number}.reason", case.reason))
        yield from _judged(loaded, texts)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Texts of an escalation."""
        texts = list(texts_of(loaded.escalation))
        for number, text in enumerate(loaded.escalation.interventions):
            texts.append((f"interventions.{number}", text))
        yield from _judged(loaded, texts)


def _judged(loaded: Loaded, texts: list[tuple[str, str]]) -> Iterator[Problem]:
    for path, text in texts:
        for judgement in judgements(text):
            yield Problem(
                f"'{judgement.word}' in '{path}'",
                loaded.where(path),
                f"neutral words, such as: {judgement.instead}",
                "Describe what was measured, not what somebody is.",
            )
