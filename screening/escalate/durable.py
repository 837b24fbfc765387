"""Escalations judged by durable_rules 2.0.28: the only module that knows that engine.

The engine has traps, and each is answered here:

- ``post`` consumes an event on its first match: only facts are asserted.
- A session (``sid``) keeps its memory, and about a thousand of them end the interpreter: the
  session is deleted after every pattern, also after a failure.
- A batch may return before its actions ran: facts go in one by one, and a sink rule that sees every
  fact proves afterwards that none was left behind. The same rule keeps a fact that nothing else
  asks for from being an error.
- Exceptions in actions disappear into the session state: it is read after every pattern.
- Distinct facts may pass for duplicates: each has its own id, and a rejection is fatal.
- ``any`` fires once per subset of its alternatives (1,023 times for ten) and ``count`` depends on
  the order: alternatives are rules of their own, and counting is done over sets.
- A ruleset breaks somewhere above 480 rules, 500 tests or 240 absences: rules are spread over as
  many rulesets as needed and these are repeated until nothing new appears.
- ``not`` is judged at once: rules that ask for absence wait for a closing fact, asserted last.
- The engine's host dispatches from a timer thread: the ruleset is used without a host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from typing import Any

from screening.errors import EscalationError, Problem
from screening.escalate.derive import Derivation, derivations
from screening.packs.strata import Drawn, own_absences

MOST_TESTS = 200
SESSION = "pattern"
CLOSED = "$closed"


def engine_version() -> str:
    """The installed version; raises whatever the import of the engine raises."""
    import durable.engine  # noqa: PLC0415, F401 - compiled; only a run needs it

    return metadata.version("durable_rules")


class DurableEvaluator:
    """Judges patterns with durable_rules; see :class:`screening.escalate.base.Evaluator`."""

    def __init__(self, escalations: Sequence[Drawn]) -> None:
        self._tally: dict[str, set[str]] = {}
        if own_absences(escalations):
            raise ValueError("the absence of a conclusion is asked for in its own stratum")
        self._rulesets = [
            _Ruleset(f"escalate-{number}", part, self._tally)
            for number, part in enumerate(_spread(derivations(escalations)))
        ]

    def evaluate(self, facts: frozenset[str]) -> frozenset[str]:
        """Everything that is true of a subject with exactly these facts.

        Raises:
            EscalationError: when the engine failed or lost a fact.

        """
        self._tally.clear()
        true = set(facts)
        while True:
            before = len(true)
            for ruleset in self._rulesets:
                ruleset.extend(true)
            if len(self._rulesets) == 1 or len(true) == before:
                return frozenset(true)


def _spread(listed: Sequence[Derivation]) -> list[list[Derivation]]:
    parts: list[list[Derivation]] = [[]]
    room = MOST_TESTS
    for derivation in listed:
        if derivation.tests > room:
            parts.append([])
            room = MOST_TESTS
        parts[-1].append(derivation)
        room -= derivation.tests
    return parts


class _Ruleset:
    """One durable_rules ruleset with the session of the pattern that is being judged."""

    def __init__(self, name: str, listed: Iterable[Derivation], tally: dict[str, set[str]]) -> None:
        from durable.engine import Ruleset  # noqa: PLC0415 - compiled; only a run needs it

        self._tally = tally
        self._true: set[str] = set()
        self._asserted: list[str] = []
        self._seen: set[str] = set()
        self._reads: set[str] = set()
        rules: dict[str, dict[str, Any]] = {"sink": _rule([{"$ex": {"fact": 1}}], self._sink)}
        for number, derivation in enumerate(listed):
            rules[f"r{number}"] = self._compiled(derivation)
        self._engine: Any = Ruleset(name, None, rules)

    def extend(self, true: set[str]) -> None:
        """Add to ``true`` what follows from it."""
        self._true = true
        self._asserted, self._seen = [], set()
        try:
            for fact in sorted(true & self._reads):
                self._assert(fact)
            self._assert(CLOSED)
            self._check()
        finally:
            self._engine.delete_state(SESSION)

    def _compiled(self, derivation: Derivation) -> dict[str, Any]:
        self._reads.update(derivation.needs)
        if derivation.absent is None:
            tests = [{"fact": name} for name in derivation.needs]
            return _rule(tests, self._action(derivation))
        self._reads.add(derivation.absent)
        return _rule([{"fact": CLOSED}], self._action(derivation), absent=derivation.absent)

    def _action(self, derivation: Derivation) -> Callable[[Any], None]:
        gives, source = derivation.gives, "&".join(derivation.needs)

        def fire(closure: Any) -> None:
            fired = self._tally.setdefault(gives, set())
            fired.add(source)
            if gives in self._true or len(fired) < derivation.enough:
                return
            self._true.add(gives)
            closure.assert_fact(self._message(gives))

        return fire

    def _sink(self, closure: Any) -> None:
        self._seen.add(closure.m.fact)

    def _message(self, fact: str) -> dict[str, str]:
        self._asserted.append(fact)
        return {"sid": SESSION, "id": str(len(self._asserted)), "fact": fact}

    def _assert(self, fact: str) -> None:
        answers: list[object] = []
        try:
            handle = self._engine.assert_fact(self._message(fact))
            self._engine.do_actions(handle, lambda error, _state: answers.append(error))
        except Exception as error:
            raise _failure(f"durable_rules refused the fact '{fact}': {error!r}") from error
        if answers != [None]:
            raise _failure(f"durable_rules did not finish the fact '{fact}': {answers!r}")

    def _check(self) -> None:
        state = self._engine.get_state(SESSION)
        if "exception" in state:
            raise _failure(f"an action of durable_rules failed: {state['exception']}")
        lost = sorted(set(self._asserted) - self._seen)
        if lost:
            raise _failure(f"durable_rules lost the facts {', '.join(lost)}")


def _rule(
    tests: Sequence[dict[str, Any]], action: Callable[[Any], None], absent: str | None = None
) -> dict[str, Any]:
    """A rule in the engine's own form; the names of its parts are ``m_0``, ``m_1``, ..."""
    names = ["m"] if len(tests) == 1 and absent is None else [f"m_{i}" for i in range(len(tests))]
    parts: list[dict[str, Any]] = [{name: test} for name, test in zip(names, tests, strict=True)]
    if absent is not None:
        parts.append({f"m_{len(tests)}$not": {"fact": absent}})
    return {"all": parts, "run": action}


def _failure(found: str) -> EscalationError:
    return EscalationError(
        Problem(
            found,
            expected="every fact judged by every escalation",
            remedy="No conclusion of this run can be used. Report the message with the rule pack.",
        )
    )
