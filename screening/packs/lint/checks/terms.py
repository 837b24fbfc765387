"""A parameter that stands for a term of the law holds that term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from screening.documents.dated import Step, dated
from screening.documents.fields import Scalar
from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule
from screening.reference.tables import legal_terms


class OtherLegalTerm(Check):
    """A rule that counts with another term than the law would warn too early or too late."""

    description = "A parameter that holds a legal term has another value or unit than that term."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Parameters that ``reference/legal_terms.yaml`` names."""
        for term in legal_terms().values():
            for where in term.parameters:
                rule_id, _, name = where.rpartition(".")
                given = loaded.rule.parameters.get(name) if rule_id == loaded.id else None
                if given is not None and (given.value, given.unit) != (term.value, term.unit):
                    yield Problem(
                        f"{loaded.id}: parameter '{name}' is {_told(given.value)} {given.unit}",
                        loaded.where(f"parameters.{name}"),
                        f"{_told(term.value)} {term.unit}: {term.title} ({term.article})",
                        "Correct the value, or the term in reference/legal_terms.yaml.",
                    )


class UndatedLegalTerm(Check):
    """What the law sets anew and a rule holds for every day is judged by the wrong figure."""

    description = "A parameter that holds a legal term or norm does not say from which day on."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Numbers that the reference data names, and those of which the reason names a law."""
        held = {where for term in legal_terms().values() for where in term.parameters}
        for name, given in loaded.rule.parameters.items():
            number = isinstance(given.usual, (int, float)) and not isinstance(given.usual, bool)
            legal = f"{loaded.id}.{name}" in held or _by_law(given.why)
            if number and legal and given.dated is None:
                yield Problem(
                    f"{loaded.id}: parameter '{name}' is {given.usual} on every day",
                    loaded.where(f"parameters.{name}"),
                    "a list of values with 'from' and 'source', for a law or by-law sets it anew",
                    "Write from which day on it holds, and where that stands.",
                )


_LAW = re.compile(r"wettelijk|verordening|\bAPV\b|\bartikel \d|\bnorm(?:en)?\b", re.IGNORECASE)
_OWN = re.compile(r"\beigen (?:keuze|voorstel)\b", re.IGNORECASE)


def _by_law(why: str) -> bool:
    return bool(_LAW.search(why)) and not _OWN.search(why)


def _told(value: Scalar | Sequence[Step]) -> str:
    steps = dated(value)
    if steps is None:
        return str(value)
    return ", ".join(f"{known} from {day}" for day, known in steps.steps)
