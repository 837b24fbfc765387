"""Packs about areas alone, and what pictures of areas show."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem, suggestion
from screening.packs.compiled import compiled_as_shipped
from screening.packs.lint.base import Check
from screening.packs.loaded import Loaded, LoadedEscalation, LoadedRule, Pack
from screening.packs.models import Common
from screening.reference.pictures import pictures
from screening.registers.schemas import REGISTERS, Register

AREAS = ("area", "area_branch")
"""What a picture of areas can be about."""


def of_areas(register: Register) -> bool:
    """Whether every row is about an area: it is in the key, and nothing leads to a person."""
    personal = {str((each.metadata or {}).get("personal")) for each in register.columns.values()}
    return "area_code" in register.key and personal == {"none"}


class PersonLevelRegister(Check):
    """A purpose that was stated for areas allows no row about a person, address or firm."""

    description = "A pack about areas alone reads a register with rows about persons or places."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Registers of the header whose rows are not about areas."""
        if not pack.header.areas_only:
            return
        allowed = ", ".join(name for name, each in REGISTERS.items() if of_areas(each))
        for name in pack.header.registers:
            register = REGISTERS.get(name)
            if register is not None and not of_areas(register):
                yield Problem(
                    f"the register '{name}', whose rows lead to a person, address or firm, in the "
                    f"pack '{pack.header.id}', which is about areas only",
                    pack.where(f"registers.{name}"),
                    f"registers of areas: {allowed}",
                    "Count it per area outside this system and deliver it as area_count; its own "
                    "rows may not be read for this purpose.",
                )


class PersonLevelSubject(Check):
    """What is about areas alone flags no address, and makes no list of places to visit."""

    description = "A rule of a pack about areas alone is about something else, or feeds a list."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Subject and lists of a rule."""
        return _outside(loaded, loaded.rule)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Subject and lists of an escalation."""
        return _outside(loaded, loaded.escalation)


def _outside(loaded: Loaded, model: Common) -> Iterator[Problem]:
    if not loaded.pack.areas_only:
        return
    if model.subject not in AREAS:
        yield Problem(
            f"subject: {model.subject}, in the pack '{loaded.pack.id}', which is about areas only",
            loaded.where("subject"),
            f"one of {', '.join(AREAS)}",
            "Measure it per area, or move the rule to a pack with a purpose for it.",
        )
    if model.lists:
        yield Problem(
            f"the list '{model.lists[0]}' for a rule of the pack '{loaded.pack.id}', which is "
            "about areas only",
            loaded.where("lists"),
            "no list",
            "Remove 'lists'; what it measures is shown in a picture ('pictures').",
        )


class UnknownPicture(Check):
    """What a picture shows has to be measured, of an area, and the picture has to be there."""

    description = "A picture that is not there, or shows what the rule does not measure."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Names of pictures, comparisons and columns."""
        rule, compiled = loaded.rule, compiled_as_shipped(loaded)
        parts = [(name, each) for name, found in rule.pictures.items() for each in found]
        for name, shown in parts:
            where = loaded.where(f"pictures.{name}")
            if name not in pictures():
                remedy = suggestion(name, pictures()) or "Correct the name."
                yield Problem(
                    f"no picture '{name}'", where, f"one of {', '.join(pictures())}", remedy
                )
            elif pictures()[name].areas_only and not loaded.pack.areas_only:
                yield Problem(
                    f"the picture '{name}' for a rule of the pack '{loaded.pack.id}', which may "
                    "read rows about persons or places",
                    where,
                    "a pack with 'areas_only: true'",
                    "Move the rule to a pack about areas only, with a purpose for it.",
                )
            if rule.subject not in AREAS:
                yield Problem(
                    f"a picture of areas of subject {rule.subject}",
                    where,
                    f"subject: {' or '.join(AREAS)}",
                    "Remove 'pictures', or measure per area.",
                )
            if shown.compare is not None and shown.compare not in rule.compare:
                known = ", ".join(rule.compare) or "none"
                yield Problem(
                    f"no comparison '{shown.compare}'",
                    where,
                    f"one of: {known}",
                    "Correct the name.",
                )
            measured = {} if compiled is None else compiled.kinds
            for column in shown.columns:
                if compiled is not None and column not in measured:
                    yield Problem(
                        f"'{column}' is not measured",
                        where,
                        f"a column of the SELECT: {', '.join(measured)}",
                        suggestion(column, measured) or "Correct the name.",
                    )
