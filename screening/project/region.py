"""A region: a project whose extracts are those of the projects of its municipalities.

Every municipality keeps a project of its own, with its own extracts, parameters, lists, recipients
and key. What the region screens is read from their extracts as they map them, under the key of the
region, and only for packs whose purpose allows it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from screening.errors import Problem, ProjectError, Where
from screening.packs.loaded import Pack
from screening.packs.own_lists import declared_under
from screening.registers.reading.source import Source
from screening.registers.schemas import REGISTERS

if TYPE_CHECKING:
    from screening.project.model import Project

_PATTERN = re.compile(r"[*?\[]")
_FILE_URI = re.compile(r"^sqlite:///(?=[^/])")


def with_members(region: Project, load: Callable[[Path], Project]) -> Project:
    """The region with the projects of its municipalities, which ``load`` reads from a folder.

    Raises ProjectError with everything that is wrong with one of them, each in its own file.
    """
    members: list[Project] = []
    problems: list[Problem] = []
    for number, named in enumerate(region.municipalities):
        where = region.place("municipalities", str(number))
        try:
            member = load(region.resolve(named))
        except ProjectError as error:
            problems += [_placed(each, named, where) for each in error.problems]
            continue
        problems += _unfit(region, member, named, where, members)
        members.append(member)
    if problems:
        raise ProjectError(problems)
    return region.joining(members, _sources(region, members))


def check_joining(project: Project, packs: Iterable[Pack]) -> None:
    """Refuse a region that puts data together where that is not allowed, or not said why.

    Raises ProjectError for every pack whose purpose does not allow it, and for no agreement.
    """
    if not project.members:
        return
    problems = [
        Problem(
            f"pack '{pack.id}' screens each municipality by itself",
            project.place("packs"),
            "a pack whose purpose lets municipalities be screened together ('joins' in pack.yaml)",
            "take it out of this file; in the project of each municipality it runs as before",
        )
        for pack in packs
        if not pack.header.joins.strip()
    ]
    if not project.agreement.strip():
        problems.append(
            Problem(
                "the municipalities put data together, but no agreement is named",
                project.place("agreement"),
                "'agreement': the arrangement or mandate that allows it, with its date",
                "name it, or screen each municipality by itself",
            )
        )
    if problems:
        raise ProjectError(problems)


def _placed(problem: Problem, named: str, where: Where) -> Problem:
    """A problem of a member, in the file of that member; without one, where it is named."""
    place = problem.where
    if place is None:
        return replace(problem, where=where)
    return replace(problem, where=replace(place, file=f"{named}/{place.file}"))


def _unfit(
    region: Project, member: Project, named: str, where: Where, others: Sequence[Project]
) -> Iterable[Problem]:
    if member.municipalities:
        yield Problem(
            f"'{named}' is a region itself",
            where,
            "the folder of the project of one municipality",
            "name the folders of its municipalities",
        )
    same = next((each for each in others if each.municipality == member.municipality), None)
    if same is not None:
        yield Problem(
            f"'{named}' has the code {member.municipality}, as {same.name} has",
            where,
            "municipalities that each have a code of their own",
            "correct 'municipality' in the project of one of them, or name it once",
        )
    if member.demo != region.demo:
        yield Problem(
            f"'{named}' and the region are not both of invented data, nor both of real data",
            where,
            "invented data and real data apart",
            "set demo: true in all of these projects, or in none",
        )
    for name in _otherwise(member, others):
        yield Problem(
            f"'{named}' has a list '{name}' that is another in a municipality before it",
            where,
            "own lists that are the same wherever they have the same name",
            "rename one of them, or use the same pack",
        )
    if _PATTERN.search(named):
        yield Problem(
            f"the folder '{named}' has a sign that stands for others",
            where,
            "the name of a folder without * ? and [",
            "rename the folder",
        )


def _otherwise(member: Project, others: Sequence[Project]) -> list[str]:
    """Own lists of a municipality that are others in one of the others."""
    mine = declared_under(member.own_rules())
    known = [declared_under(each.own_rules()) for each in others] if mine else []
    return [
        name for name, kind in mine.items() if any(each.get(name, kind) != kind for each in known)
    ]


def _sources(region: Project, members: Sequence[Project]) -> dict[str, list[Source]]:
    """The sources of the region itself, then those of each municipality, per register."""
    found = {name: list(sources) for name, sources in region.registers.items()}
    for member in members:
        folder = os.path.relpath(member.folder, region.folder)
        for name, sources in member.registers.items():
            own = [_seen_from(each, name, member, folder) for each in sources]
            found.setdefault(name, []).extend(own)
    return found


def _seen_from(source: Source, register: str, member: Project, folder: str) -> Source:
    """A source of a municipality as the region reads it: from its own folder, and as its own."""
    own = member.defaults.model_dump()
    unset = {key: value for key, value in own.items() if getattr(source, key) is None}
    update: dict[str, Any] = {
        **unset,
        "path": _path(source.path, folder),
        "database": _database(source.database, folder),
        "lookup": {
            name: each.model_copy(update={"file": _path(each.file, folder)})
            for name, each in source.lookup.items()
        },
        "fixed": {**_code(source, register, member.municipality), **source.fixed},
        "source": f"{source.source} ({member.name})" if source.source else "",
    }
    return source.model_copy(update=update)


def _code(source: Source, register: str, municipality: str) -> Mapping[str, str]:
    """Whose rows they are, in registers that say so."""
    asked = {
        name: municipality
        for name, fact in REGISTERS[register].when_absent.items()
        if fact.of_project
    }
    told = {*source.columns, *source.joined, *source.lookup}
    return {name: code for name, code in asked.items() if name not in told}


def _path(path: str | None, folder: str) -> str | None:
    if path is None or path.startswith("~") or Path(path).is_absolute():
        return path
    return (Path(folder) / path).as_posix()


def _database(database: SecretStr | None, folder: str) -> SecretStr | None:
    if database is None:
        return None
    said = database.get_secret_value()
    return SecretStr(_FILE_URI.sub(lambda found: f"{found[0]}{Path(folder).as_posix()}/", said))
