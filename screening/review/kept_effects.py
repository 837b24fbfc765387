"""The record of effects that somebody worked out and kept, so that others can read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from screening.project.model import Project
from screening.review.measure_effect import MeasureEffect, Peer
from screening.runs.ledger import Entry, Ledger
from screening.runs.names import EFFECTS


def kept(project: Path) -> Ledger:
    """The record of effects of a project."""
    return Ledger(project / EFFECTS)


def keep(project: Project, found: MeasureEffect) -> bool:
    """Add an effect to the record; False where the same is there already."""
    peers = [[each.code, each.name, each.before, each.after] for each in found.peers]
    entry: dict[str, Any] = {
        "actor": project.operator, "action": "effect", **found.as_dict(), "peers": peers,
        "near": list(found.near),
    }  # fmt: skip

    def make(before: Sequence[Entry]) -> list[Entry]:
        known = [{**each, "time": ""} for each in before]
        return [] if {**entry, "time": ""} in known else [entry]

    return bool(kept(project.folder).add(make))


def effect_in(entry: Entry) -> MeasureEffect:
    """The effect that a line of the record holds."""
    facts = {name: entry[name] for name in MeasureEffect.__dataclass_fields__}
    peers = tuple(Peer(*each) for each in entry["peers"])
    return MeasureEffect(**{**facts, "peers": peers, "near": tuple(entry["near"])})
