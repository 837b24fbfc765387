"""How cases read on pages: the columns and sections of their list, in its words and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse

from screening.lists import LISTS
from screening.lists.column import Column
from screening.lists.paper import Section
from screening.lists.shared import MAP, ORIGIN, OWNER_LISTED, RANK, TIE, WEIGHT
from screening.reference.workflow import workflow_of
from screening.review.cases.rows import digest
from screening.review.models import Case, Decision

SCORE = frozenset(column.key for column in (RANK, *WEIGHT))
"""Columns that say how heavy the engine weighs a row: hidden unless somebody asks (T18)."""
LEADING = frozenset({ORIGIN.key, "suggestion", "suggestion_why"})
"""Columns that lead a vote, beside the score: hidden from who votes blind and has not yet."""
OF_OTHERS = frozenset({OWNER_LISTED.key, TIE.key})
"""Columns that say something of other rows of the list: for who reads all of it."""


@dataclass(frozen=True)
class Entry:
    """A column with what the row has in it."""

    heading: str
    texts: Sequence[str]
    key: str = ""

    @property
    def link(self) -> str:
        """The address of the map, to be opened by whoever wants to; no other text is a link."""
        first = next(iter(self.texts), "")
        return first if self.key == MAP.key and first.startswith("https://") else ""


@dataclass(frozen=True)
class Part:
    """Entries under a heading; one that is only ``selection`` is no evidence (T21)."""

    heading: str
    entries: Sequence[Entry]
    selection: bool = False


def columns_of(
    name: str, *, score: bool, whole: bool, leading: bool = True
) -> tuple[Column, ...]:  # fmt: skip
    """The open columns of a list that somebody may read.

    The weights of the engine are among them with ``score`` only; what else leads a vote (what the
    engine suggests, and whether the row was drawn at random) with ``leading``; what is about other
    rows with ``whole``, for who reads all of the list.
    """
    kept = (SCORE, score), (LEADING, leading), (OF_OTHERS, whole)
    away = {key for keys, shown in kept if not shown for key in keys}
    return tuple(column for column in LISTS[name].open_columns if column.key not in away)


def parts_of(case: Case, columns: Iterable[Column]) -> list[Part]:
    """What the row of a case says in columns, in the sections of its list; empty ones left out."""
    if case.now is None:
        return []
    kind, told = LISTS[case.list], case.now.told
    shown = tuple(column for column in columns if not column.hidden)
    every = Section("Wat bekend is", tuple(dict.fromkeys(column.group for column in shown)))
    sections = [(each, True) for each in kind.paper.selection]
    sections += [(each, False) for each in (kind.paper.page or (every,))]
    parts = [Part(each.heading, _entries(each.of(shown), told), only) for each, only in sections]
    return [part for part in parts if part.entries]


def annex_of(case: Case) -> list[Entry]:
    """What the protected annex says of the row of a case, for few."""
    if case.now is None:
        return []
    return _entries(LISTS[case.list].annex_columns, case.now.annex)


def _entries(columns: Iterable[Column], told: Mapping[str, Any]) -> list[Entry]:
    return [Entry(each.heading, told[each.key], each.key) for each in columns if told.get(each.key)]


def seen_hash(case: Case) -> str:
    """Names what the page of a case shows: the row with its signals, and all that was decided."""
    return digest(case.now.digest if case.now else "", case.version, case.standing)


@lru_cache(maxsize=20_000)
def _address_of(reference: str) -> str:
    return reverse("case", args=[reference])


def titled(case: Case) -> Case:
    """The case with its address and the words for its list and its state, for templates."""
    case.address = _address_of(case.reference)  # type: ignore[attr-defined]
    case.list_title = LISTS[case.list].title  # type: ignore[attr-defined]
    case.state_title = workflow_of(case.list).states[case.state].title  # type: ignore[attr-defined]
    return case


def told_decisions(case: Case) -> list[Decision]:
    """Everything that was decided of a case, the first first."""
    return list(case.decisions.all())
