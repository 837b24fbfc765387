"""Lists that do not tell which rows were drawn at random, and the key that does (T23).

The list keeps the place and what the registers say about it, in the order of the places. Its
columns are those of every such list; rank, reasons, origin and whoever is named because of a reason
are empty, and every row is for desk work only. The key is for whoever evaluates; keep it,
``signals.parquet`` and the manifest away from the people who review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from screening.detect.explain.dutch import say
from screening.files.neutralise import neutralised
from screening.files.private import new_folder, write_private
from screening.prioritise.run import PriorityList

_TITLES = {
    "rank": "Nr.",
    "place_type": "Soort plaats",
    "place": "Plaats",
    "origin": "Herkomst",
}
_TELLING = ("candidates", "ties", "draw", "before", "gone", "out_of")


def blind_notes(listed: PriorityList) -> list[str]:
    """What a reader of a blind list must know, in Dutch."""
    room = say(listed.capacity, unit="regels")
    return [
        f"De lijst heeft plaats voor {room}, in volgorde van plaats.",
        "Een deel is aselect getrokken; welke regels dat zijn staat niet op deze lijst.",
        "Zo wordt elke regel op dezelfde manier bekeken: alleen met bureauonderzoek.",
    ]


def blind_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a list without those that help to tell the rows apart."""
    kept = {name: fact for name, fact in facts.items() if name not in _TELLING}
    return {
        **kept,
        "candidates": None,
        "ties": [],
        "draw": None,
        "before": None,
        "gone": None,
        "blind": True,
    }


def write_keys(lists: Sequence[PriorityList], folder: Path) -> list[Path]:
    """Write ``<list>.csv`` per list with a random part; only the owner of the run may read them."""
    drawn = [listed for listed in lists if listed.draw is not None]
    if not drawn:
        return []
    new_folder(folder)
    written = []
    for listed in drawn:
        key = listed.key.with_row_index("rank", 1).select(*_TITLES).rename(_TITLES)
        path = folder / f"{listed.name}.csv"
        write_private(path, neutralised(key).write_csv(separator=";", include_bom=True))
        written.append(path)
    return written
