"""Which of several deliveries of one source is the later one, as the names of their files say it.

By the day in their names where each has one, and by a number where they differ in that alone. What
the names do not tell is not guessed: the alphabet has `10` before `9` and `feb` before `jan`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from screening.registers.reading.dated import day_of_name

_NUMBER = re.compile(r"([0-9]+)")
_DAYS, _OF_A_DAY = ("%y%m%d", "%d%m%y"), len("311223")
_CLOSER = 4
"""Times that days lie closer together when read the one way than the other, to be read so."""
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
    ranks = _ranks([name[differing[0]] for name in names])
    return dict(zip(files, ranks, strict=True)) if ranks else nowhere


def _ranks(told: Sequence[str]) -> list[int]:
    """The places of numbers, which may be days of six digits; none where those can be either way.

    Deliveries of one source are close together: 311223 and 010224 are of one winter, and not of
    2031 and 2001.
    """
    ways = [days for form in _DAYS if (days := _days(told, form))]
    ways.sort(key=_apart)
    if len(ways) > 1 and _CLOSER * _apart(ways[0]) <= _apart(ways[1]):
        ways = ways[:1]
    counted = [[day.toordinal() for day in way] for way in ways] or [[int(each) for each in told]]
    ranks = [_ranked(each) for each in counted]
    return ranks[0] if all(each == ranks[0] for each in ranks) else []


def _days(told: Sequence[str], form: str) -> list[dt.date]:
    """The days that all of them are when written so; none where one is no such day."""
    if any(len(each) != _OF_A_DAY for each in told):
        return []
    try:
        return [dt.datetime.strptime(each, form).date() for each in told]  # noqa: DTZ007 - a day
    except ValueError:
        return []


def _apart(days: Sequence[dt.date]) -> dt.timedelta:
    return max(days) - min(days)


def _ranked(values: Sequence[int]) -> list[int]:
    places = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return [places[value] for value in values]
