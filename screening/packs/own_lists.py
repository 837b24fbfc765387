"""The lists that packs bring, known before their rules are read; and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from screening.documents.read import read_yaml
from screening.errors import PackError, Problem
from screening.lists import LISTS, ListKind
from screening.lists.column import Column
from screening.packs.folders import HEADER, pack_folders
from screening.packs.loaded import Pack
from screening.packs.models.pack import OwnList, OwnName

_LISTS = TypeAdapter(dict[OwnName, OwnList])
_KEY = "lists:"


def adopt(folders: Iterable[Path]) -> None:
    """Know the own lists of the packs in these folders; what is wrong is told when packs load."""
    LISTS.adopt(kind for folder in folders for kind in _declared(folder / HEADER))


def adopt_under(roots: Sequence[Path]) -> None:
    """The same, of every pack in folders with packs; folders that cannot be read bring none."""
    LISTS.adopt(declared_under(roots).values())


def declared_under(roots: Sequence[Path]) -> dict[str, ListKind]:
    """By name, the own lists of every pack in folders with packs."""
    with suppress(PackError, OSError):
        folders = pack_folders(roots).values()
        return {kind.name: kind for folder in folders for kind in _declared(folder / HEADER)}
    return {}


def _declared(header: Path) -> Iterator[ListKind]:
    try:
        if _KEY not in header.read_text("utf-8"):
            return
    except (OSError, UnicodeDecodeError):  # told when the pack is read
        return
    given = read_yaml(header).data.get("lists")
    for name, content in given.items() if isinstance(given, dict) else ():
        with suppress(ValidationError):
            for own in _LISTS.validate_python({name: content}).values():
                columns = [Column(key, c.heading, rule=c.rule) for key, c in own.columns.items()]
                yield LISTS.like(name, own.title, own.capacity, columns)


def problems_of(packs: Sequence[Pack]) -> Iterator[Problem]:
    """What is wrong with the own lists of packs that are used together."""
    brought: dict[str, Pack] = {}
    for pack in packs:
        for name, own in pack.header.lists.items():
            first = brought.setdefault(name, pack)
            if first is not pack:
                yield Problem(
                    f"the list '{name}' is also one of pack '{first.id}'",
                    pack.where(f"lists.{name}"),
                    "a list that one pack brings; rules of other packs may name it",
                    "Rename one of the two, or leave one of them out.",
                )
            if own.capacity is not None and LISTS.like(name, own.title).queue:
                yield Problem(
                    f"room for {own.capacity} rows on '{name}', which is a queue",
                    pack.where(f"lists.{name}.capacity"),
                    "no capacity: a queue holds every candidate",
                    "Remove this line.",
                )
            yield from _columns(pack, name, own)


def _columns(pack: Pack, name: str, own: OwnList) -> Iterator[Problem]:
    keys, headings = LISTS.taken()
    rules = sorted(each.id for each in pack.rules if name in each.rule.lists)
    for key, column in own.columns.items():
        path = f"lists.{name}.columns.{key}"
        if key in keys or column.heading in headings:
            yield Problem(
                f"the column '{key}' ({column.heading}) of '{name}' is a column of shipped lists",
                pack.where(path),
                "a name and a heading that no shipped list has",
                "Rename the column.",
            )
        if column.rule not in rules:
            yield Problem(
                f"the column '{key}' of '{name}' is filled by '{column.rule}', which is not on it",
                pack.where(f"{path}.rule"),
                f"one of {', '.join(rules) or '(no rule of this pack names the list)'}",
                f"Name {name} under 'lists:' of that rule, or correct the id.",
            )
