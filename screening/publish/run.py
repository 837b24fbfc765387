"""Write every list in every format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from screening.detect.explain.dutch import say
from screening.files.private import new_folder
from screening.lists.leading import TIED
from screening.prioritise.applications import CLOSED, WITHDRAWN
from screening.prioritise.lists import KNOWN, NEW, PriorityList
from screening.publish.blind import blind_facts, blind_notes
from screening.publish.formats import FORMATS
from screening.publish.measured import (
    SUFFIX,
    as_facts,
    candidates,
    summary,
    told,
    write_measured,
)
from screening.publish.meta import ListMeta, dutch_date
from screening.publish.notice import ANNEX, PROTECTED
from screening.publish.published import Published

MOST_TIED = 5
"""Of those who ended level at the cut this many are named on the cover; all stand in the json."""


def publish(
    lists: Sequence[PriorityList],
    folder: Path,
    metas: Mapping[str, ListMeta],
    *,
    blind: bool = False,
) -> dict[str, list[Path]]:
    """Write ``<name>.<suffix>`` in every format and ``<name>-gemeten.csv`` per list, in order.

    What a list declares as protected stands in ``<name>-afgeschermd.<suffix>`` alone. Gives the
    files of each list by its name.

    ``metas`` holds, per list name, what the list must say about itself. With ``blind`` a list with
    a random part does not tell which rows those are; see :mod:`screening.publish.blind`.
    """
    new_folder(folder)
    written: dict[str, list[Path]] = {}
    for listed in lists:
        meta = metas[listed.name]
        leaves = parts_of(listed, meta, blind=blind)
        files = [
            (each, part, folder / f"{listed.name}{ANNEX if part.protected else ''}.{each.suffix}")
            for part in leaves
            for each in FORMATS
            if not each.on_request
        ]
        beside = folder / f"{listed.name}{SUFFIX}.csv"
        for each, part, file in files:
            each.write(part, file)
        write_measured(listed.measured, beside, meta)
        written[listed.name] = [*(file for _, _, file in files), beside]
    return written


def parts_of(listed: PriorityList, meta: ListMeta, *, blind: bool = False) -> list[Published]:
    """The list as it leaves, and where something in it is protected the annex with that."""
    hidden = blind and listed.draw is not None
    meta = replace(meta, narrowed=narrowed(listed, hidden=hidden))
    rows = listed.blind if hidden else listed.rows
    said = blind_notes(listed) if hidden else notes(listed)
    facts = blind_facts(_facts(listed)) if hidden else _facts(listed)
    kind = listed.kind
    columns, annex = kind.open_columns, kind.annex_columns
    found = [
        Published(
            rows.select(column.key for column in columns), columns, kind.form, listed.title, meta,
            facts, [*said, summary(listed.measured)], told(listed.measured), paper=kind.paper,
        )
    ]  # fmt: skip
    if annex:
        marked = replace(meta, marking=PROTECTED)
        kept = rows.select(column.key for column in annex)
        title = f"{listed.title}, afgeschermde bijlage"
        of_annex = {**facts, "title": title}
        found.append(
            Published(kept, annex, (), title, marked, of_annex, [PROTECTED], protected=True)
        )
    return found


def notes(listed: PriorityList) -> list[str]:
    """What a reader must know about this list, in Dutch: its length, ties at the cut, the draw."""
    if listed.capacity is None:
        order = "De lijst is de hele wachtrij, op volgorde van de uiterste beslisdatum"
        lines = [f"{order}: er valt niets af. Op dit moment: {candidates(listed)}."]
        lines += _behind(listed)
    else:
        room = f"De lijst heeft plaats voor {say(listed.capacity, unit='regels')}"
        lines = [f"{room}; {candidates(listed)}."]
    if listed.ties:
        more = len(listed.ties) - MOST_TIED
        rest = f" en nog {more}" if more > 0 else ""
        lines.append(f"{TIED}{', '.join(listed.ties[:MOST_TIED])}{rest}.")
    if listed.draw is not None:
        lines.append(listed.draw.text)
    return [*lines, since(listed)]


def _behind(listed: PriorityList) -> list[str]:
    """What stands behind the queue because nothing has to be decided of it any more."""
    count = listed.rows["answered"].count() if "answered" in listed.rows.columns else 0
    if not count:
        return []
    behind = f"Achter de wachtrij: {say(count, unit='aanvragen')} waarover niets te besluiten is"
    lines = [f"{behind}; bij de termijn staat wat ermee gebeurde."]
    if (listed.rows["answered"] == CLOSED[WITHDRAWN]).any():
        lines.append("Een intrekking nadat er vragen waren gesteld hoort in het Bibob-register.")
    return lines


def narrowed(listed: PriorityList, *, hidden: bool = False) -> str:
    """What a list was narrowed to and from how many; '' for the list of a run.

    A blind list, ``hidden``, tells no numbers of candidates.
    """
    if listed.whole is not None:
        since = f"sinds de run {listed.before}" if listed.before else "(er is geen eerdere run)"
        here = f"{say(listed.rows.height)} van de {say(listed.whole, unit='regels')}"
        return f"Alleen wat nieuw of veranderd is {since}: {here} van de hele lijst."
    if listed.narrowed is None:
        return ""
    text = f"Deze lijst is versmald {listed.narrowed.text}"
    if hidden:
        return f"{text}."
    every = say(listed.narrowed.out_of, unit="kandidaten")
    counts = f"{say(listed.total_candidates)} van de {every}"
    return f"{text}: {counts} van de hele lijst."


def for_control(name: str, day: dt.date | None, along: Sequence[str]) -> str:
    """The control a list is made for, and who comes along; a sentence and the space after it."""
    when = f" op {dutch_date(day)}" if day else ""
    who = f", met {', '.join(along)}" if along else ""
    return f"Controle {name}{when}{who}. "


def since(listed: PriorityList) -> str:
    """What changed since the run before, or that there is none to compare with."""
    if listed.narrowed is not None:
        return "Deze lijst is niet vergeleken met een eerdere run; de lijst van de run zelf wel."
    if listed.before is None:
        return "Er is geen eerdere run waarin deze lijst staat, dus niets om mee te vergelijken."
    marks = listed.rows["since_previous"]
    counts = {mark: int((marks == mark).sum()) for mark in (NEW, KNOWN)}
    told = [f"{count} {mark}" for mark, count in counts.items()]
    return f"Vergeleken met de run {listed.before}: {', '.join(told)}, {listed.gone} niet meer."


def _facts(listed: PriorityList) -> dict[str, Any]:
    return {
        "list": listed.name,
        "title": listed.title,
        "capacity": listed.capacity,
        "candidates": listed.total_candidates,
        "ties": list(listed.ties),
        "draw": None if listed.draw is None else listed.draw.as_dict(),
        "measured": as_facts(listed.measured),
        "before": listed.before,
        "gone": listed.gone,
        **_narrowed_facts(listed),
    }


def _narrowed_facts(listed: PriorityList) -> dict[str, Any]:
    if listed.narrowed is None:
        return {}
    area = listed.narrowed.area
    told = None if area is None else {"code": area.code, "name": area.name, "level": area.level}
    return {"narrowed": {"area": told}, "out_of": listed.narrowed.out_of}
