"""What a rule needs before people can rely on it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule
from screening.packs.models import Common, Escalation, EscalationTest, Expected, Rule, RuleTest
from screening.packs.models.shared import POINT_NAMES
from screening.packs.new import UNFILLED

_URL = re.compile(r"https?://[^\s/]+\.[^\s]+")
_KEY = re.compile(r"[A-Z]{1,4}[0-9]{0,2}(?:[ ,-].*)?")
_KINDS = {
    "hit": "a case that must be flagged",
    "near_miss": "a case just under the threshold",
    "null": "a case with an unknown value",
}


class _OfBoth(Check, ABC):
    """A check that asks rules and escalations the same."""

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Problems of one rule."""
        return self.both(loaded, loaded.rule)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Problems of one escalation."""
        return self.both(loaded, loaded.escalation)

    @abstractmethod
    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """Problems of either."""


class MissingTests(_OfBoth):
    """A threshold nobody tried from both sides is a guess."""

    description = "The rule lacks a test for a hit, a near miss or an unknown value."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """Kinds of test that are missing; a disabled rule needs none."""
        if model.status == "disabled":
            return
        present = {test.kind for test in model.tests}
        needed = (
            _KINDS if isinstance(model, Rule) else {"hit": _KINDS["hit"], "near_miss": "one short"}
        )
        for kind, meaning in needed.items():
            if kind not in present:
                yield Problem(
                    f"no test of kind '{kind}'",
                    loaded.where("tests"),
                    meaning,
                    f"Add a test with 'kind: {kind}'.",
                )


class EmptyExpectation(_OfBoth):
    """A test that expects nothing cannot fail."""

    description = "A test names no expected outcome."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """Tests without any expected subject."""
        tests: Sequence[RuleTest | EscalationTest] = model.tests
        for number, test in enumerate(tests):
            if not any(getattr(test.expect, outcome) for outcome in Expected.model_fields):
                yield Problem(
                    f"the test '{test.name}' expects nothing",
                    loaded.where(f"tests.{number}.expect"),
                    f"at least one subject under {', '.join(Expected.model_fields)}",
                    "Name the subjects and their outcome.",
                )


class MissingInnocent(_OfBoth):
    """Every signal has lawful explanations; the reader gets them with it."""

    description = "The rule names no innocent explanation."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """A rule without an innocent explanation, or with an empty one."""
        if not any(text.strip() for text in model.innocent):
            yield Problem(
                "no innocent explanation",
                loaded.where("innocent"),
                "at least one lawful reason for the same pattern, in Dutch",
                "Add 'innocent: [...]'.",
            )


class MissingVerify(_OfBoth):
    """A reason to look comes with what to look at."""

    description = "The rule does not say how to verify a signal."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """A rule without 'verify'."""
        if not model.verify.strip():
            yield Problem(
                "no 'verify'",
                loaded.where("verify"),
                "what to check before anything else, in Dutch",
                "Add 'verify: ...'.",
            )


class MissingSources(_OfBoth):
    """Where the pattern was found."""

    severity = "warning"
    description = "The rule names no source."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """A rule without a source."""
        if not model.sources:
            yield Problem(
                "no source",
                loaded.where("sources"),
                "a URL or a key of the rule catalogue",
                "Add 'sources: [...]'.",
            )


class UnclearSource(_OfBoth):
    """A source can be followed."""

    severity = "warning"
    description = "A source is neither a URL nor a key of the rule catalogue."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """Sources in another form."""
        for number, source in enumerate(model.sources):
            if not (_URL.fullmatch(source) or _KEY.fullmatch(source)):
                yield Problem(
                    f"the source '{source}'",
                    loaded.where(f"sources.{number}"),
                    "https://... or a key such as KK1",
                    "Write the address of the page or the key.",
                )


class MissingSuitability(_OfBoth):
    """Every indicator answers for its fitness, also for what is not yet shown (T10)."""

    description = "The rule has no suitability record."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """A rule in use without the five points; an experimental rule may do without."""
        if model.suitability is None and model.status != "experimental":
            yield Problem(
                "no suitability record",
                loaded.where("suitability"),
                f"{', '.join(POINT_NAMES)}, each under 'shown' or 'not_shown'",
                "Add 'suitability:', or set 'status: experimental' until there is one.",
            )


class IncompleteSuitability(_OfBoth):
    """A point that is left out, or answered twice, is not answered (T10)."""

    description = "The suitability record does not answer each of the five points once."
    blocks = True

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """Points that neither the rule nor its pack answers, and points under both headings."""
        record = model.suitability
        for name in POINT_NAMES if record is not None else ():
            said = [each for each in ("shown", "not_shown") if getattr(getattr(record, each), name)]
            if len(said) != 1:
                yield Problem(
                    f"the suitability record answers '{name}' {'twice' if said else 'nowhere'}",
                    loaded.where(f"suitability.shown.{name}"),
                    f"{', '.join(POINT_NAMES)}, each under 'shown' or 'not_shown'",
                    "Remove one of the two." if said else f"Add '{name}:' under one of the two.",
                )


class UnfilledText(_OfBoth):
    """What 'screening rules new' left to be written is written before anybody reads it."""

    description = "A rule in use holds texts that are still to be written."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """A mark that is left in a rule that runs."""
        paths = sorted(_marked("", model.model_dump(by_alias=True)))
        if model.status == "active" and paths:
            yield Problem(
                f"{UNFILLED} in {', '.join(paths)}",
                loaded.where(paths[0]),
                "texts that are written",
                "Write them, or keep 'status: experimental'.",
            )


def _marked(path: str, value: object) -> Iterator[str]:
    """Key paths of the texts that hold the mark."""
    if isinstance(value, str) and UNFILLED in value:
        yield path.lstrip(".")
    inside = value.items() if isinstance(value, dict) else ()
    listed = enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, each in (*inside, *listed):
        yield from _marked(f"{path}.{key}", each)


class StaleHistory(_OfBoth):
    """A reader can see what changed, and when."""

    description = "The history does not end with the version of the rule."

    def both(self, loaded: Loaded, model: Rule | Escalation) -> Iterator[Problem]:
        """A rule whose last line of history is of another version, or that is not in order."""
        versions = [change.version for change in model.history]
        ends = versions[-1] if versions else 1  # version 1 goes without saying
        if ends != model.version or versions != sorted(set(versions)):
            yield Problem(
                f"history of versions {', '.join(map(str, versions)) or '(none)'}",
                loaded.where("history"),
                f"one line per version after the first, oldest first, the last of {model.version}",
                "Add 'history: [{version: ..., date: ..., change: ...}]'.",
            )


class UnexplainedStatus(_OfBoth):
    """A rule that is off, or on its way out, says why."""

    description = "A disabled or deprecated rule gives no reason."

    def both(self, loaded: Loaded, model: Common) -> Iterator[Problem]:
        """A status that needs a reason and has none."""
        if model.status in ("disabled", "deprecated") and not model.status_reason.strip():
            yield Problem(
                f"status '{model.status}' without a reason",
                loaded.where("status"),
                "'status_reason: ...'",
                "Say why, and what replaces the rule.",
            )
