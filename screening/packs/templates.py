"""Texts with places to fill in, such as ``{companies} bedrijven (grens {most:0})``.

Parsed once, by one parser, for whoever checks, fills in or documents such a text. What may stand
in braces is closed: a name, and after a colon one of ``HINTS``. ``{sold|is|zijn}`` is a word that
depends on a value: the first when it is one or yes, else the second, which may be nothing.
What stands in ``[square brackets]`` is left out when a value in it is zero, no or unknown: it would
be no reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from screening.errors import suggestion

MAX_SLOTS = 40
MOST_DECIMALS = 4
AMOUNT, SHARE, DAY, MONTH, PLAIN = "eur", "pct", "date", "month", "plain"
DECIMALS = tuple(str(number) for number in range(MOST_DECIMALS + 1))
HINTS = (AMOUNT, SHARE, DAY, MONTH, PLAIN, *DECIMALS)
"""In euros, as a percentage, as a date, as the name of a month, as it is, or with decimals."""

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?::([^{}:|]*))?\}")
_CHOICE = re.compile(r"\{([a-z][a-z0-9_]*)\|([^{}|]+)\|([^{}|]*)\}")
_ATTEMPT = re.compile(r"\{[^{}]*\}|[{}\[\]]")
_SHOWN = 40


@dataclass(frozen=True)
class Slot:
    """A place to fill in: the name of a value, and how to write it ('' as its unit implies)."""

    name: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.hint}" if self.hint else self.name


@dataclass(frozen=True)
class Choice:
    """A word that depends on a value: ``one`` when it is 1 or yes, else ``many``."""

    name: str
    one: str
    many: str

    def __str__(self) -> str:
        return f"{self.name}|{self.one}|{self.many}"


@dataclass(frozen=True)
class Optional:
    """A part that is left out when a value in it is zero, no or unknown."""

    parts: tuple[str | Slot | Choice, ...]


Part = str | Slot | Choice | Optional


@dataclass(frozen=True)
class Fault:
    """Something in a template that can never be filled in; ``offset`` counts from its start."""

    found: str
    expected: str
    remedy: str
    offset: int


@dataclass(frozen=True)
class Template:
    """The parts of a text in order, and what is wrong with it."""

    parts: tuple[Part, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def slots(self) -> tuple[Slot | Choice, ...]:
        """The places to fill in, in order."""
        return tuple(each for part in self.parts for each in _places(part))

    @property
    def names(self) -> frozenset[str]:
        """The names of values that are asked for."""
        return frozenset(slot.name for slot in self.slots)


@lru_cache(maxsize=2_048)
def parse_template(text: str) -> Template:
    """The parts of a text; braces that are no place to fill in are faults, and no part."""
    parts: list[Part] = []
    inside: list[str | Slot | Choice] | None = None
    faults: list[Fault] = []
    last = 0
    for attempt in _ATTEMPT.finditer(text):
        into: list[Any] = parts if inside is None else inside
        if attempt.start() > last:
            into.append(text[last : attempt.start()])
        last = attempt.end()
        if attempt[0] == "[" and inside is None:
            inside = []
        elif attempt[0] == "]" and inside is not None:
            parts.append(Optional(tuple(inside)))
            if all(isinstance(each, str) for each in inside):
                faults.append(_no_value(attempt))
            inside = None
        elif isinstance(place := _read(attempt), Fault):
            faults.append(place)
        else:
            into.append(place)
    if inside is not None:
        faults.append(Fault("'[' without ']'", "both, around a part that may be left out", "Write "
                            "']' where that part ends.", len(text)))  # fmt: skip
        parts += inside
    if last < len(text):
        parts.append(text[last:])
    template = Template(tuple(parts), tuple(faults))
    if len(template.slots) > MAX_SLOTS:
        expected = f"at most {MAX_SLOTS}"
        many = Fault(f"{len(template.slots)} places to fill in", expected, "Say less.", 0)
        return Template(template.parts, (*faults, many))
    return template


def _read(attempt: re.Match[str]) -> Slot | Choice | Fault:
    """What braces or a bracket by itself ask for."""
    if attempt[0] in "[]":
        return _no_bracket(attempt)
    if choice := _CHOICE.fullmatch(attempt[0]):
        return Choice(choice[1], choice[2], choice[3])
    slot = _SLOT.fullmatch(attempt[0])
    if slot is None:
        return _no_slot(attempt)
    if slot[2] is not None and slot[2] not in HINTS:
        return _no_hint(slot[2], attempt)
    return Slot(slot[1], slot[2] or "")


def _places(part: Part) -> tuple[Slot | Choice, ...]:
    if isinstance(part, Optional):
        return tuple(each for each in part.parts if not isinstance(each, str))
    return () if isinstance(part, str) else (part,)


def _no_bracket(attempt: re.Match[str]) -> Fault:
    return Fault(
        f"a lone '{attempt[0]}'",
        "'[' and ']' around a part that may be left out, none within another",
        "Write round brackets for anything else.",
        attempt.start(),
    )


def _no_value(attempt: re.Match[str]) -> Fault:
    return Fault(
        "square brackets without a value in them",
        "a part that is left out when its value is zero, such as [Meldingen: {reports}.]",
        "Leave the brackets out.",
        attempt.start(),
    )


def _no_slot(attempt: re.Match[str]) -> Fault:
    said = attempt[0] if len(attempt[0]) <= _SHOWN else f"{attempt[0][:_SHOWN]}..."
    lone = len(attempt[0]) == 1
    return Fault(
        f"a lone '{said}'" if lone else f"'{said}'",
        "a name in braces, such as {companies}, {share:pct} or {sold|is|zijn}",
        "Write no other braces: there is no way to show them.",
        attempt.start(),
    )


def _no_hint(hint: str, attempt: re.Match[str]) -> Fault:
    said = hint if len(hint) <= _SHOWN else f"{hint[:_SHOWN]}..."
    return Fault(
        f"the hint ':{said}'",
        f"one of {', '.join(HINTS)}",
        suggestion(hint[:_SHOWN], HINTS) or "Use one of these, or leave the colon and hint out.",
        attempt.start(),
    )
