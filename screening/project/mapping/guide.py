"""From the files in a folder to a project that ``check`` accepts; the text is not written here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from screening.errors import ExtractError, Problem, ProjectError, ScreeningError, Where
from screening.locale.told import told
from screening.project.mapping.deliver import deliver
from screening.project.mapping.head import UNKNOWN, head_of
from screening.project.mapping.mapped import Mapped, NotMapped
from screening.project.mapping.questions import Asker
from screening.project.mapping.survey import Delivery, Unread, survey
from screening.project.mapping.text import Head, is_legible
from screening.project.model import Project
from screening.registers.reading.deliveries import in_order
from screening.registers.reading.load import load_registers
from screening.registers.reading.numbers import MONTHS
from screening.registers.reading.source import Source

_MONTH = rf"(?<![a-z])(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![a-z])"
_VARIES = re.compile(rf"(?:\d+|{_MONTH})(?:[ ._-]*(?:\d+|{_MONTH}))*", re.IGNORECASE)
"""What tells deliveries of one form apart: numbers, and the names of months."""
_TRIES = 8
_ILLEGIBLE = "a name in it has signs that nobody sees or can trust; rename the column or the file"


@dataclass(frozen=True)
class Guided:
    """What was found in a folder: the project, its sources, and what fills no register."""

    head: Head
    mapped: tuple[Mapped, ...]
    other: tuple[NotMapped, ...]
    unread: tuple[Unread, ...]


def draft_project(folder: Path, as_of: dt.date) -> Project:
    """A project without registers in this folder, to read files by."""
    draft = Project(name="-", municipality=UNKNOWN, as_of=as_of, packs=["area"])
    return draft.placed(folder)


def guided(
    project: Project, paths: Sequence[str], ask: Asker, key_file: str, say: Callable[[str], None]
) -> Guided:
    """What the files at these paths, seen from the project, most likely are."""
    deliveries, unread = survey(project, paths, say)
    mapped: list[Mapped] = []
    other: list[NotMapped] = []
    map_file = ""
    for delivery in deliveries:
        if not map_file and _is_map(delivery):
            map_file = delivery.source.path or ""
            continue
        say(f"mapping {delivery.name}")
        for each in deliver(delivery, ask):
            (mapped if isinstance(each, Mapped) else other).append(each)  # type: ignore[arg-type]
    for file in unread:
        reason = (
            file.problem.found if file.problem else "bestanden van deze soort worden niet gelezen"
        )
        other.append(NotMapped(file.file, reason))
    head = head_of(project, deliveries, mapped, ask, key_file, map_file)
    return Guided(head, tuple(_grouped(mapped)), tuple(other), tuple(unread))


def readable(guide: Guided, project: Project, say: Callable[[str], None]) -> Guided:
    """The same, with what a run would refuse to read set aside with its reason."""
    mapped = [
        each if each.refused or is_legible(each) else each.set_aside(told(_ILLEGIBLE))
        for each in guide.mapped
    ]
    for _ in range(_TRIES):
        say("trying the mapping")
        problems = _refused(project, mapped)
        blamed = [_blamed(each, problems) for each in mapped]
        if not any(blamed):
            break
        alone = [
            _first(_refused(project, [each])) if blame else None
            for each, blame in zip(mapped, blamed, strict=True)
        ]
        reasons = alone if any(alone) else blamed
        mapped = [
            each.set_aside(_reason(why)) if why else each
            for each, why in zip(mapped, reasons, strict=True)
        ]
    return replace(guide, mapped=tuple(mapped))


def _refused(project: Project, mapped: Sequence[Mapped]) -> list[Problem]:
    """Why these sources cannot be loaded together; empty when they can."""
    sources: dict[str, list[Source]] = {}
    for each in mapped:
        if not each.refused:
            sources.setdefault(each.register.name, []).append(source_of(each))
    tried = project.model_copy(update={"registers": sources}).placed(project.folder)
    try:
        load_registers(tried, as_of=project.as_of)
    except ScreeningError as error:
        return list(error.problems)
    return []


def _blamed(mapped: Mapped, problems: Sequence[Problem]) -> Problem | None:
    """The first problem about the file of a source, or about one that its pattern names."""
    if mapped.refused:
        return None
    files = ((each.where.file or "", each) for each in problems)
    pattern = mapped.path
    return _first([each for file, each in files if _is_of(file, pattern)])


def _is_of(file: str, pattern: str) -> bool:
    """Whether a file, or what is packed in it, is one that a source names."""
    return file == pattern or fnmatch(file, pattern) or fnmatch(file, f"{pattern}: *")


def _first(problems: Sequence[Problem]) -> Problem | None:
    return problems[0] if problems else None


def mapped_to(project: Project, path: str, register: str, ask: Asker, as_of: dt.date) -> Mapped:
    """One file as one register, as somebody says that it is; raises ExtractError, ProjectError."""
    deliveries, unread = survey(project, [path], lambda _: None)
    if unread:
        problem = unread[0].problem
        raise ExtractError(problem or Problem("files of this kind are not read", Where(path)))
    found = [each for delivery in deliveries for each in deliver(delivery, ask, register)]
    mapped = [each for each in found if isinstance(each, Mapped) and each.register.name == register]
    if not mapped:
        reason = next((each.reason for each in found if isinstance(each, NotMapped)), "")
        expected = f"columns of register {register}"
        raise ProjectError(
            Problem(f"this is no {register}: {reason}", Where(path), expected, "map it by hand")
        )
    best = min(mapped, key=lambda each: bool(each.refused))
    alone = Guided(Head("-", UNKNOWN, as_of, ""), (best,), (), ())
    return readable(alone, project, lambda _: None).mapped[0]


def _reason(problem: Problem) -> str:
    column = f"{problem.where.column}: " if problem.where.column else ""
    return f"{column}{told(problem.found)}"


def source_of(mapped: Mapped) -> Source:
    """What the project file says of it, as a run reads it."""
    return Source.model_validate(
        {"path": mapped.path, "source": mapped.source, **mapped.part, **mapped.keys}
    )


def _is_map(delivery: Delivery) -> bool:
    """Shapes of areas: codes of areas, a name, and nothing that is counted."""
    path = delivery.source.path or ""
    names = {header.lower() for header in delivery.headers} - {"x_rd", "y_rd"}
    return path.lower().endswith(".geojson") and len(names) <= 3 and delivery.known is None  # noqa: PLR2004


def _grouped(mapped: Sequence[Mapped]) -> list[Mapped]:
    """Deliveries of one form, whose names differ in numbers and months alone, as one pattern."""
    groups: dict[Any, list[Mapped]] = {}
    for each in mapped:
        name = _VARIES.sub("*", each.path.rsplit("/", 1)[-1])
        folder = each.path.rpartition("/")[0]
        keys = {name: value for name, value in each.keys.items() if name != "several"}
        key = (each.register.name, folder, name, each.headers, str(keys), str(each.part))
        groups.setdefault(key, []).append(each)
    found = []
    for (_, folder, name, *_), same in groups.items():
        first = next((each for each in same if "several" in each.keys), same[0])
        if len(same) > 1:
            path = f"{folder}/{name}" if folder else name
            first = replace(first, path=path, why=(*first.why, _newest([m.path for m in same])))
        found.append(first)
    return found


def _newest(files: Sequence[str]) -> str:
    """What becomes of a key that stands in several deliveries."""
    if len(set(in_order(files).values())) == len(files):
        return f"{len(files)} leveringen; van een sleutel telt de regel in de nieuwste."
    return (
        f"{len(files)} leveringen; hun namen zeggen niet welke de nieuwste is, dus regels van een "
        "sleutel die verschillen worden apart gezet. Zet de dag in elke naam, zoals 2024-01-31."
    )
