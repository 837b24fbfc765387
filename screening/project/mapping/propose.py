"""Which register a delivery most likely is, and which of its columns is which of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import dataframely as dy

from screening.project.mapping.evidence import Fits, Form, Seen
from screening.project.mapping.naming import alike, bare
from screening.registers.schemas import REGISTERS, Register
from screening.registers.schemas.blocked import is_blocked, is_citizen_number
from screening.registers.schemas.columns import BAG_ID, EST_NR, KVK_NR, PAND_ID, POSTCODE

_BY_CONTENT = {BAG_ID: 0.55, PAND_ID: 0.55, EST_NR: 0.5, KVK_NR: 0.4, POSTCODE: 0.5}
"""How surely a column is ours whose values alone say so."""
SURE, CERTAIN = 0.55, 0.8
"""Of a proposal or a column: not asked about, and not doubted."""
_LEAST_NAME = 0.5
_LEAST_FIT = 0.5
_MANY = 3
"""Different values from which their form says something."""
_FILE = 0.15
_LACKING = 0.5
_FEWEST = 2
"""Columns that are found, fewer of which are a coincidence."""
_TRIED = 6
"""Registers that are looked at closely."""
_MADE = {"x_rd", "y_rd"}
"""Columns that the reader makes of geometry."""
_PERIODS = {"year", "month"}


class Match(NamedTuple):
    """A column of ours, the one of theirs, and how sure that is (0-1)."""

    column: str
    seen: Seen
    sure: float
    fit: float


@dataclass(frozen=True)
class Proposal:
    """A register that a delivery may be."""

    register: Register
    matches: tuple[Match, ...]
    lacking: tuple[str, ...]
    """Columns the register cannot do without, and of which none was found."""
    score: float


def proposals(seen: list[Seen], form: Form, name: str) -> list[Proposal]:
    """The registers a delivery may be, the likeliest first; ``name`` is that of file and sheet."""
    usable = readable_columns(seen)
    fits = Fits(form)
    likely = sorted(REGISTERS.values(), key=lambda each: (-_by_name(each, usable, name), each.name))
    found = [_proposal(register, usable, fits, name) for register in likely[:_TRIED]]
    return sorted(found, key=lambda each: (-each.score, each.register.name))


def is_never_read(header: str) -> bool:
    """Whether a header names a ground that is never used, or numbers of citizens."""
    return bool(is_blocked(header)) or is_citizen_number(header)


def readable_columns(seen: list[Seen]) -> list[Seen]:
    """Those that may be read at all."""
    return [each for each in seen if not is_never_read(each.header)]


def _by_name(register: Register, seen: list[Seen], name: str) -> float:
    """A first idea, from what columns and file are called and the form of numbers alone."""
    best = [
        max((alike(each.header, register.name, column) for column in register.columns), default=0.0)
        for each in seen
    ]
    named = sum(sure for sure in best if sure >= _LEAST_NAME)
    return named / (len(seen) + len(register.columns)) + _FILE * _named(register, name)


def _proposal(register: Register, seen: list[Seen], fits: Fits, name: str) -> Proposal:
    pairs = [
        match
        for column, declared in register.columns.items()
        for each in seen
        if (match := _match(register, column, declared, each, fits)) is not None
    ]
    matches = _one_to_one(
        sorted(pairs, key=lambda each: (-each.sure, each.seen.place, each.column))
    )
    matches += _other_half(register, matches, fits)
    taken = {match.column for match in matches}
    lacking = tuple(
        column
        for column in register.columns
        if column in register.required and column not in taken and not _whole_year(column, taken)
    )
    total = sum(match.sure for match in matches)
    precise = total / len(seen) if seen else 0.0
    complete = total / len(register.columns)
    score = 2 * precise * complete / (precise + complete) if total else 0.0
    score = 0.75 * score + 0.25 * min(precise, 1.0)
    score += _FILE * _named(register, name) if total else 0.0
    less = (len(matches) < _FEWEST) + _says_nothing(register, taken)
    score *= _LACKING ** (len(lacking) + less)
    return Proposal(register, tuple(sorted(matches, key=lambda m: m.seen.place)), lacking, score)


def _match(
    register: Register, column: str, declared: dy.Column, seen: Seen, fits: Fits
) -> Match | None:
    named = alike(seen.header, register.name, column)
    regex = declared.regex if isinstance(declared, dy.String) else None
    told = _BY_CONTENT.get(regex or "", 0.0) if len(seen.values) >= _MANY else 0.0
    if named < _LEAST_NAME and (not told or seen.header in _MADE):
        return None
    coded = bool(register.words(column)) and declared.dtype.is_(dy.String().dtype)
    fit = fits.share(seen, column, declared)
    if named < _LEAST_NAME:
        return Match(column, seen, told * fit, fit) if fit > 0.95 else None  # noqa: PLR2004
    if coded and fit < 1:
        fit = max(fit, _coded(register, column, seen))
    if fit < _LEAST_FIT:
        return None
    return Match(column, seen, named * (0.4 + 0.6 * fit), fit)


def _coded(register: Register, column: str, seen: Seen) -> float:
    """Share of the values that are found back in words for our codes; a few may all be codes."""
    from screening.project.mapping.codes import translated  # noqa: PLC0415 - they need each other

    found = translated(register, column, seen.values)
    if not seen.values:
        return 1.0
    return max(len(found) / len(seen.values), _LEAST_FIT if len(seen.values) < 20 else 0.0)  # noqa: PLR2004


def _one_to_one(pairs: list[Match]) -> list[Match]:
    """The surest of each; a period alone is both year and month."""
    chosen: list[Match] = []
    ours: set[str] = set()
    theirs: dict[int, str] = {}
    for pair in pairs:
        other = theirs.get(pair.seen.place)
        period = (
            other in _PERIODS and pair.column in _PERIODS and "period" in bare(pair.seen.header)
        )
        if pair.column not in ours and (other is None or period):
            chosen.append(pair)
            ours.add(pair.column)
            theirs.setdefault(pair.seen.place, pair.column)
    return chosen


def _says_nothing(register: Register, taken: set[str]) -> bool:
    """Whether of a register of figures nothing was found but of what they are."""
    figures = [
        column
        for column, declared in register.columns.items()
        if declared.dtype.is_numeric() and column not in register.key
    ]
    return bool(figures) and taken <= set(register.key)


def _whole_year(column: str, taken: set[str]) -> bool:
    """Whether it is the month of figures of which each is of a year."""
    return column == "month" and "year" in taken


def _other_half(register: Register, matches: list[Match], fits: Fits) -> list[Match]:
    """The month of a column of years, or the year of one of months, where it says both."""
    found = [match for match in matches if match.column in _PERIODS]
    if len(found) != 1 or not register.columns.keys() >= _PERIODS:
        return []
    (half,) = found
    (other,) = _PERIODS - {half.column}
    fit = fits.share(half.seen, other, register.columns[other])
    return [Match(other, half.seen, half.sure, fit)] if fit == half.fit == 1 else []


def _named(register: Register, name: str) -> float:
    """How much of what a register is called stands in the name of the file."""
    given = bare(name).replace(" ", "")
    words = {word for word in bare(f"{register.title} {register.says}").split() if len(word) > 4}  # noqa: PLR2004
    title = {word for word in bare(register.title).split() if len(word) > 2}  # noqa: PLR2004
    if any(word in given for word in title):
        return 1.0
    return 0.5 if any(word in given for word in words) else 0.0
