"""Texts with places to fill in, such as ``{companies} bedrijven (grens {most:0})``.

Parsed once, by one parser, for whoever checks, fills in or documents such a text. What may stand
in braces is closed: a name, and after a colon one of ``HINTS``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from screening.errors import suggestion

MAX_SLOTS = 40
MOST_DECIMALS = 4
AMOUNT, SHARE, DAY, PLAIN = "eur", "pct", "date", "plain"
DECIMALS = tuple(str(number) for number in range(MOST_DECIMALS + 1))
HINTS = (AMOUNT, SHARE, DAY, PLAIN, *DECIMALS)
"""How a value is written: in euros, as a percentage, as a date, as it is, or with decimals."""

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?::([^{}:]*))?\}")
_ATTEMPT = re.compile(r"\{[^{}]*\}|[{}]")
_SHOWN = 40


@dataclass(frozen=True)
class Slot:
    """A place to fill in: the name of a value, and how to write it ('' as its unit implies)."""

    name: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.hint}" if self.hint else self.name


Part = str | Slot


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
    def slots(self) -> tuple[Slot, ...]:
        """The places to fill in, in order."""
        return tuple(part for part in self.parts if isinstance(part, Slot))

    @property
    def names(self) -> frozenset[str]:
        """The names of values that are asked for."""
        return frozenset(slot.name for slot in self.slots)


@lru_cache(maxsize=2_048)
def parse_template(text: str) -> Template:
    """The parts of a text; braces that are no place to fill in are faults, and no part."""
    parts: list[Part] = []
    faults: list[Fault] = []
    last = 0
    for attempt in _ATTEMPT.finditer(text):
        if attempt.start() > last:
            parts.append(text[last : attempt.start()])
        last = attempt.end()
        slot = _SLOT.fullmatch(attempt[0])
        if slot is None:
            faults.append(_no_slot(attempt))
        elif slot[2] is not None and slot[2] not in HINTS:
            faults.append(_no_hint(slot[2], attempt))
        else:
            parts.append(Slot(slot[1], slot[2] or ""))
    if last < len(text):
        parts.append(text[last:])
    template = Template(tuple(parts), tuple(faults))
    if len(template.slots) > MAX_SLOTS:
        expected = f"at most {MAX_SLOTS}"
        many = Fault(f"{len(template.slots)} places to fill in", expected, "Say less.", 0)
        return Template(template.parts, (*faults, many))
    return template


def _no_slot(attempt: re.Match[str]) -> Fault:
    said = attempt[0] if len(attempt[0]) <= _SHOWN else f"{attempt[0][:_SHOWN]}..."
    lone = len(attempt[0]) == 1
    return Fault(
        f"a lone '{said}'" if lone else f"'{said}'",
        "a name in braces, such as {companies} or {share:pct}",
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
