"""Features no rule may use (T7, T8, T33)."""

from __future__ import annotations

from collections.abc import Iterator

from screening.documents.fields import Model, Said, Scalar
from screening.documents.told import texts_of
from screening.errors import Problem
from screening.language.grounds import (
    ground_of_name,
    ground_of_names,
    ground_of_parameter,
    ground_of_pattern,
    ground_of_text,
    ground_of_value,
    word_in_text,
)
from screening.packs.compiled import check_rule
from screening.packs.lint.base import Check
from screening.packs.lint.facts import Fragment, fragments
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule, Pack
from screening.packs.overridden import INSTEAD as _EXPECTED
from screening.packs.settle import columns_needed
from screening.registers.schemas.blocked import REMEDY as _REMEDY


class BlockedFeature(Check):
    """T8: nationality, birth, origin, religion, sex and the like, under whatever name."""

    description = "The rule uses or names a direct ground of discrimination."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Texts of the header, and columns it would allow."""
        yield from _read(pack, pack.header)
        for register, columns in pack.header.registers.items():
            for number, name in enumerate(columns if columns != "all" else []):
                ground = ground_of_name(name)
                if ground is not None:
                    yield Problem(
                        f"the column '{name}' ({ground})",
                        pack.where(f"registers.{register}.{number}"),
                        _EXPECTED,
                        _REMEDY,
                    )

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Names, values and texts of a rule."""
        yield from _read(loaded, loaded.rule)
        for fragment in fragments(loaded.rule):
            yield from _sql(loaded, fragment)
        rule = loaded.rule
        names = {
            "measures": [*rule.measures],
            "compare": [*rule.compare],
            "proxies": [*rule.proxies],
            "parameters": [*rule.parameters],
        }
        for path, listed in names.items():
            for name in listed:
                yield from _name(loaded, f"{path}.{name}", name)
        for _, column, path in columns_needed(rule):
            yield from _name(loaded, path, column)
        for name, parameter in rule.parameters.items():
            path = f"parameters.{name}"
            for value in parameter.ever:
                yield from _value(loaded, f"{path}.value", value)
        yield from _tests(loaded)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Texts of an escalation."""
        yield from _read(loaded, loaded.escalation)


class NameSelection(Check):
    """T8: picking subjects by how a name is spelled selects on the origin of names."""

    description = "The rule selects on the spelling of a name."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Use of a name for anything but counting, comparing with other names and showing."""
        yield from check_rule(loaded, self.identifier())


def _sql(loaded: LoadedRule, fragment: Fragment) -> Iterator[Problem]:
    for name, ground in ground_of_names(fragment.identifiers):
        yield _problem(loaded, fragment.path, f"'{name}' in the SQL", ground)
    for literal in sorted(set(fragment.literals)):
        selected = None if literal in _GROUP_NAMES else ground_of_value(literal)
        if selected is not None:
            yield _problem(loaded, fragment.path, f"the value '{literal}' in the SQL", selected)
    for pattern in sorted(set(fragment.patterns)):
        selected = ground_of_pattern(pattern)
        if selected is not None:
            yield _problem(loaded, fragment.path, f"the pattern '{pattern}' in the SQL", selected)


_GROUP_NAMES = frozenset({"sex"})


def _read(loaded: Loaded | Pack, model: Model) -> Iterator[Problem]:
    for path, text in texts_of(model, but=(Said.OF_GROUNDS, Said.BY_OTHERS)):
        ground = ground_of_text(text)
        if ground is not None:
            word = word_in_text(text)
            said = f"'{word}' in the text of '{path}'" if word else f"the text of '{path}'"
            yield _problem(loaded, path, said, ground)


def _tests(loaded: LoadedRule) -> Iterator[Problem]:
    places = {"background": loaded.rule.background}
    places |= {f"tests.{n}.given": test.given for n, test in enumerate(loaded.rule.tests)}
    for path, given in places.items():
        for register, rows in given.items():
            for column in sorted({column for row in rows for column in row}):
                yield from _name(loaded, f"{path}.{register}", column)


def _name(loaded: Loaded, path: str, name: str) -> Iterator[Problem]:
    ground = ground_of_name(name)
    if ground is not None:
        yield _problem(loaded, path, f"the name '{name}'", ground)


def _value(loaded: Loaded, path: str, value: Scalar) -> Iterator[Problem]:
    ground = ground_of_parameter(value)
    if ground is not None:
        yield _problem(loaded, path, f"the value '{value}'", ground)


def _problem(loaded: Loaded | Pack, path: str, what: str, ground: str) -> Problem:
    return Problem(f"{what} stands for {ground}", loaded.where(path), _EXPECTED, _REMEDY)
