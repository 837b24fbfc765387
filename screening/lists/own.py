"""Lists that a pack brings itself, each of the type of a shipped list whose name it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from screening.lists.column import Column
from screening.lists.kind import ListKind
from screening.lists.shared import REASONS

_WIDTH = 40


class Lists(Mapping[str, ListKind]):
    """The lists by name, in the order in which they are shown: those shipped, then a pack's own.

    Packs are read, and so are runs, before anything is asked of the lists in them.
    """

    def __init__(self, shipped: Mapping[str, ListKind]) -> None:
        self._all = dict(shipped)
        self.shipped = tuple(shipped)
        """Names of the lists that are always there."""

    def __getitem__(self, name: str) -> ListKind:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def types(self) -> tuple[str, ...]:
        """The lists that a list of a pack's own can be like: control lists are one per theme."""
        return tuple(name for name in self.shipped if "." not in name)

    def adopt(self, own: Iterable[ListKind]) -> None:
        """Know these lists as well; one that was known is replaced."""
        known = {**self._all, **{each.name: each for each in own if each.name not in self.shipped}}
        self._all = dict(sorted(known.items(), key=lambda each: each[1].order))

    def forget(self) -> None:
        """Know the shipped lists only."""
        self._all = {name: self._all[name] for name in self.shipped}

    def like(
        self, name: str, title: str, capacity: int | None = None, columns: Iterable[Column] = ()
    ) -> ListKind:
        """A list ``type.name`` with the columns, the form and the order of ``type``.

        Its own columns stand behind those that say why.
        """
        kind = self._all[name.split(".", maxsplit=1)[0]]
        behind = next(column.group for column in kind.columns if column.key == REASONS.key)
        why = [column for column in kind.columns if column.group <= behind]
        rest = kind.columns[len(why) :]
        own = (replace(each, group=behind, width=_WIDTH) for each in columns)
        made = (*why, *own, *rest)
        return replace(
            kind, name=name, title=title, capacity=capacity or kind.capacity, columns=made
        )

    def adopt_written(self, content: Mapping[str, Any]) -> None:
        """Know the list of a run by what its json says of it, where nothing else does."""
        name, type_ = str(content["list"]), str(content["list"]).split(".")[0]
        if name in self._all or type_ not in self.types:
            return
        known = {column.key for column in self._all[type_].columns}
        columns = [
            Column(str(each["key"]), str(each["heading"]))
            for each in content["columns"]
            if each["key"] not in known
        ]
        self.adopt([self.like(name, str(content["title"]), content["capacity"], columns)])

    def taken(self) -> tuple[frozenset[str], frozenset[str]]:
        """Keys and headings of every column and question of the shipped lists."""
        asked = [
            (each.key, each.heading)
            for name in self.shipped
            for several in (self._all[name].columns, self._all[name].form)
            for each in several
        ]
        return frozenset(key for key, _ in asked), frozenset(heading for _, heading in asked)
