"""Find the checks and run them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from screening.errors import Problem
from screening.packs.lint import checks
from screening.packs.lint.base import Check, Finding
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack


@cache
def all_checks() -> tuple[type[Check], ...]:
    """Every check in ``lint/checks``, sorted by identifier."""
    found: set[type[Check]] = set()
    for info in pkgutil.iter_modules(checks.__path__):
        module = importlib.import_module(f"{checks.__name__}.{info.name}")
        for _, member in inspect.getmembers(module, inspect.isclass):
            public = not member.__name__.startswith("_")
            if public and issubclass(member, Check) and member.__module__ == module.__name__:
                found.add(member)
    return tuple(sorted(found, key=lambda check: check.identifier()))


def lint_packs(packs: Sequence[Pack]) -> list[Finding]:
    """Everything the checks find, sorted by file, line and check."""
    return _run(packs, all_checks())


def refusals(packs: Sequence[Pack]) -> list[Problem]:
    """What keeps these packs from loading."""
    return [finding.problem for finding in _run(packs, _blocking())]


def refusals_of(loaded: LoadedRule) -> list[Problem]:
    """What keeps one rule from loading, whatever pack it is in."""
    return list(dict.fromkeys(each for kind in _blocking() for each in kind().rule(loaded)))


def _blocking() -> list[type[Check]]:
    return [check for check in all_checks() if check.blocks]


def _run(packs: Sequence[Pack], wanted: Iterable[type[Check]]) -> list[Finding]:
    found = [finding for kind in wanted for finding in _findings(kind(), list(packs))]
    return sorted(set(found), key=_place)


def _findings(check: Check, packs: list[Pack]) -> Iterator[Finding]:
    for pack in packs:
        yield from _as_findings(check, check.pack(pack))
        for loaded in pack.documents:
            yield from _as_findings(check, _problems(check, loaded), loaded.id)
    yield from _as_findings(check, check.together(packs))


def _problems(check: Check, loaded: LoadedRule | LoadedEscalation) -> Iterator[Problem]:
    if isinstance(loaded, LoadedRule):
        return check.rule(loaded)
    return check.escalation(loaded)


def _as_findings(check: Check, problems: Iterable[Problem], rule_id: str = "") -> Iterator[Finding]:
    for problem in problems:
        yield Finding(check.identifier(), check.severity, problem, rule_id)


def _place(finding: Finding) -> tuple[str, int, str, str, str]:
    where = finding.problem.where
    return (where.file, where.line or 0, finding.check, finding.rule_id, finding.problem.found)
