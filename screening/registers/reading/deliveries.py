"""Which of several deliveries of one source is the later one, as the names of their files say it.

By the day in their names where each has one, and by a number where they differ in that alone. What
the names do not tell is not guessed: the alphabet has `10` before `9` and `feb` before `jan`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from screening.registers.reading.dated import day_of_name

_NUMBER = re.compile(r"([0-9]+)")
_MOST_DIGITS = 30
"""A longer number is no number of a delivery, and takes long to read."""


class Deliveries(NamedTuple):
    """The place in time of files, of which source each is, and where names do not tell a place."""

    order: dict[str, int]
    source: dict[str, int]
    untold: frozenset[str]


def deliveries(sources: Iterable[Sequence[str]]) -> Deliveries:
    """The files of each source of which a pattern names more than one."""
    order: dict[str, int] = {}
    of_source: dict[str, int] = {}
    untold: set[str] = set()
    for number, files in enumerate(sources):
        if len(files) > 1:
            places = in_order(files)
            order |= places
            of_source |= dict.fromkeys(files, number)
            untold |= set(files) if len(set(places.values())) < len(files) else set()
    return Deliveries(order, of_source, frozenset(untold))


def in_order(files: Sequence[str]) -> dict[str, int]:
    """The place of each file in time; equal places where the names do not tell which is later."""
    days = [day_of_name(file) for file in files]
    if not all(days):
        days = [day_of_name(file.rpartition("/")[0]) for file in files]
    if not all(days):
        return _by_number(files)
    groups: dict[str, list[str]] = {}
    for file, day in zip(files, days, strict=True):
        groups.setdefault(str(day), []).append(file)
    places: dict[str, int] = {}
    for _, same in sorted(groups.items()):
        begin = len(places)
        places |= {file: begin + place for file, place in _by_number(same).items()}
    return places


def _by_number(files: Sequence[str]) -> dict[str, int]:
    """By the one number in which the names differ; all of one place where they differ in more."""
    names = [_NUMBER.split(file.casefold()) for file in files]
    nowhere = dict.fromkeys(files, 0)
    if len({tuple(name[::2]) for name in names}) > 1:
        return nowhere
    differing = [n for n in range(1, len(names[0]), 2) if len({name[n] for name in names}) > 1]
    if len(differing) != 1 or any(len(name[differing[0]]) > _MOST_DIGITS for name in names):
        return nowhere
    numbers = [int(name[differing[0]]) for name in names]
    ranks = {number: rank for rank, number in enumerate(sorted(set(numbers)))}
    return {file: ranks[number] for file, number in zip(files, numbers, strict=True)}
