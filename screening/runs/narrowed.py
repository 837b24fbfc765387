"""Lists of a finished run narrowed to an area, a theme and a length: the list of one control.

What was flagged comes from the run, as it was frozen there. What a list says besides, and where its
random part is drawn from, comes from the registers, for a run keeps nothing of what was not flagged
(T53). So the extracts, packs and settings must still be those of the run.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from screening.errors import Problem, ProjectError, RunError, Where, suggestion
from screening.escalate.links import build_links
from screening.frames import Conclusions, Measured, Signals, passed
from screening.lists import LISTS
from screening.packs.loaded import Pack
from screening.preparedness.measured import MEASURED_SCHEMA
from screening.prioritise.run import PriorityList, prioritise
from screening.prioritise.within import Narrowing, area_named
from screening.project.model import ListSettings, Project
from screening.project.prepare import prepare, require_recipient
from screening.reference.partners import partners
from screening.registers.held import Registers
from screening.registers.reading.report import Loaded
from screening.runs.earlier import earlier_of
from screening.runs.identity import canonical, given
from screening.runs.read import (
    find_run,
    list_names,
    read_conclusions,
    read_list,
    read_manifest,
    read_signals,
)


@dataclass(frozen=True)
class Asked:
    """What lists are wanted, and what they are narrowed to.

    ``top`` is the most rows over all lists together. A control that the project names is
    ``control`` with its ``date`` and the names of the ``partners`` who come along.
    """

    lists: tuple[str, ...]
    area: str | None = None
    top: int | None = None
    control: str = ""
    date: dt.date | None = None
    partners: tuple[str, ...] = ()
    recipient: str = ""


@dataclass(frozen=True)
class Narrow:
    """Lists that were narrowed, and what they were made from."""

    asked: Asked
    run: Path
    project: Project
    packs: Sequence[Pack]
    loaded: Loaded
    as_of: dt.date
    lists: Sequence[PriorityList]


def control(project: Project, name: str) -> Asked:
    """What a control that the project names asks for. Raises ProjectError where there is none."""
    action = project.actions.get(name)
    if action is None:
        known = ", ".join(project.actions) or "(none yet)"
        raise ProjectError(
            Problem(
                f"there is no control '{name}' in this project",
                project.place("actions"),
                f"one of: {known}",
                suggestion(name, project.actions) or "describe it under actions: in screening.yaml",
            )
        )
    return Asked(
        lists=of_themes(action.themes),
        area=action.area,
        top=action.capacity,
        control=name,
        date=action.date,
        partners=tuple(action.partners),
        recipient=action.recipient,
    )


def of_themes(wanted: Sequence[str]) -> tuple[str, ...]:
    """The lists of these themes. Raises RunError with the nearest name of an unknown theme."""
    known = {kind.theme: kind.name for kind in LISTS.values() if kind.theme is not None}
    for each in wanted:
        if each not in known:
            raise RunError(
                Problem(
                    f"there is no theme '{each}'",
                    expected=f"one of: {', '.join(known)}",
                    remedy=suggestion(each, known) or "name one of these",
                )
            )
    return tuple(known[each] for each in wanted)


def narrow(
    project: Project,
    asked: Asked,
    *,
    run: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Narrow:
    """The lists that are asked for, of the named run or the last one.

    Raises RunError and DamagedRunError for a run that cannot be read or that was made from other
    extracts, packs or settings; ProjectError for an area that there is not.
    """
    say = progress or (lambda _: None)
    folder = find_run(project.folder, run)
    if asked.recipient:
        require_recipient(asked.recipient)
    for name in asked.lists:
        read_list(folder, name)
    made_from = read_manifest(folder)["inputs"]
    say("Reading the extracts")
    inputs = prepare(project, as_of=dt.date.fromisoformat(made_from["as_of"]), publishes=True)
    loaded = inputs.load(progress)
    _require_same(folder, made_from, given(project, inputs.packs, loaded))
    say("Narrowing the lists")
    narrowing = _narrowing(asked, loaded.registers, project.municipality)
    signals, conclusions = read_signals(folder), read_conclusions(folder)
    links = build_links(loaded.registers, as_of=inputs.as_of)
    measured = _measured(folder)

    def made(rooms: Mapping[str, int]) -> list[PriorityList]:
        return prioritise(
            passed(Signals, signals), passed(Conclusions, conclusions), links, loaded.registers,
            inputs.packs, settings=_settings(project, rooms), seed=project.seed,
            as_of=inputs.as_of, municipality=project.municipality, map_link=project.map_link,
            recipient=asked.recipient or project.recipient, measured=passed(Measured, measured),
            only=asked.lists, narrowing=narrowing, overrides=project.parameters,
        )  # fmt: skip

    lists = made({} if asked.top is None else dict.fromkeys(asked.lists, asked.top))
    if asked.top is not None and len(lists) > 1:
        rooms = shared({each.name: each.rows.height for each in lists}, asked.top)
        full = [each.name for each in lists if rooms[each.name] > 0]
        again = {each.name: each for each in made({name: rooms[name] for name in full})}
        lists = [again[name] for name in full] or lists  # where there is nobody, that is said
    earlier = earlier_of(project.folder, say)
    lists = [earlier.told_on(_for_partners(each, asked.partners)) for each in lists]
    return Narrow(asked, folder, project, inputs.packs, loaded, inputs.as_of, lists)


def shared(wanted: Mapping[str, int], top: int) -> dict[str, int]:
    """``top`` rows divided over lists that could fill ``wanted`` rows each, as evenly as can be.

    What a list cannot fill is for the others; what cannot be divided is for the first.
    """
    rooms = dict.fromkeys(wanted, 0)
    left = min(top, sum(wanted.values()))
    while left:
        for name in wanted:
            if left and rooms[name] < wanted[name]:
                rooms[name] += 1
                left -= 1
    return rooms


def _narrowing(asked: Asked, registers: Registers, municipality: str) -> Narrowing:
    area = None if asked.area is None else area_named(asked.area, registers, municipality)
    parts = [asked.control, str(asked.date or ""), area.code if area else "", str(asked.top or "")]
    return Narrowing(area, "|".join(parts))


def _settings(project: Project, rooms: Mapping[str, int]) -> dict[str, ListSettings]:
    settings = {**project.lists}
    for name, room in rooms.items():
        settings[name] = settings.get(name, ListSettings()).model_copy(update={"capacity": room})
    return settings


def _measured(run: Path) -> pl.DataFrame:
    """What the run said of every rule of every list."""
    rows = [
        {"list": name, **rule}
        for name in list_names(run)
        for rule in (read_list(run, name).get("measured") or {}).get("rules", [])
    ]
    return pl.DataFrame(rows, schema=MEASURED_SCHEMA)


def _for_partners(listed: PriorityList, names: Sequence[str]) -> PriorityList:
    """The list with the questions and powers of the partners who come along; else of everybody."""
    if not names:
        return listed
    titles = [partners()[name].title for name in names]
    come = pl.element().filter(pl.element().struct.field("partner").is_in(titles))
    there = [key for key in ("partners", "powers") if key in listed.rows.columns]
    return replace(
        listed, rows=listed.rows.with_columns(pl.col(key).list.eval(come) for key in there)
    )


def _require_same(run: Path, then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raise RunError where the run was made from something else than there is now."""
    now = json.loads(canonical(now))
    differing = [_named(key, then.get(key), now[key]) for key in now if then.get(key) != now[key]]
    if differing:
        raise RunError(
            Problem(
                f"this run was made from something else than there is now: {'; '.join(differing)}",
                Where(str(run)),
                "the extracts, packs and settings of the run",
                "first: screening run, and narrow the lists of that run",
            )
        )


def _named(key: str, then: Any, now: Any) -> str:
    if not isinstance(then, dict) or not isinstance(now, dict):
        return key
    names = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    return f"{key} ({', '.join(names)})"
