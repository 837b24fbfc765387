"""What a compare block reads of the measured columns, and the columns it adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from screening.comparison.models import (
    AmountCompare,
    ChangeCompare,
    Compare,
    DensityCompare,
    Nearest,
    Peers,
    RateCompare,
    Same,
    SeasonCompare,
    ShareCompare,
)
from screening.language.scope import Kind

ADDED: dict[str, Kind] = {
    **dict.fromkeys(["value", "expected", "ratio", "lower", "upper", "z", "p", "q"], "real"),
    **dict.fromkeys(["level", "group", "reason"], "text"),
    **dict.fromkeys(["watch", "notable", "strong"], "bool"),
    "group_size": "int",
}
"""What every block adds to the measured frame, each as ``<name>_<suffix>``."""
PEERS = "peers"
"""What a block with nearest peers adds as well: the list of those peers."""
URBANITY = "urbanity_class"
"""A measured column of this name keeps nearest peers within one class."""

Need = Literal["number", "group"]


@dataclass(frozen=True)
class Input:
    """A measured column a block reads: where the block names it, and as what it is used."""

    path: str
    column: str
    need: Need = "number"


def compare_columns(compares: Mapping[str, Compare]) -> dict[str, Kind]:
    """Columns that compare blocks add to the measured frame, with their kinds."""
    return {f"{name}_{suffix}": kind for name in sorted(compares) for suffix, kind in ADDED.items()}


def added_names(compares: Mapping[str, Compare]) -> Iterator[tuple[str, str]]:
    """Every column that is added and the block that adds it, lists of peers included."""
    for name, compare in compares.items():
        suffixes = [*ADDED, PEERS] if _nearest(compare) else [*ADDED]
        yield from ((f"{name}_{suffix}", name) for suffix in suffixes)


def inputs(compare: Compare) -> Iterator[Input]:
    """The measured columns a block names."""
    if isinstance(compare, AmountCompare):
        yield Input("value", compare.value)
        for row, keys in enumerate(compare.groups):
            yield from (Input(f"groups.{row}.{n}", key, "group") for n, key in enumerate(keys))
        return
    if isinstance(compare, SeasonCompare):
        yield Input("now", compare.now)
        yield from (Input(f"earlier.{n}", column) for n, column in enumerate(compare.earlier))
        return
    for name in _NUMBERS[type(compare)]:
        column = getattr(compare, name)
        if column is not None:
            yield Input(name, column)
    if isinstance(compare, (RateCompare, ChangeCompare, ShareCompare)):
        yield from _peers(compare.peers)
        if compare.within is not None:
            yield Input("within", compare.within, "group")


_NUMBERS: dict[type, tuple[str, ...]] = {
    RateCompare: ("count", "per", "rounded_to"),
    ChangeCompare: ("now", "before"),
    ShareCompare: ("count", "of"),
    DensityCompare: ("x", "y", "count"),
}


def _peers(peers: Peers) -> Iterator[Input]:
    if isinstance(peers, Same):
        yield from (Input(f"peers.same.{n}", each, "group") for n, each in enumerate(peers.same))
    elif isinstance(peers, Nearest):
        yield from (Input(f"peers.on.{n}", each) for n, each in enumerate(peers.on))


def _nearest(compare: Compare) -> bool:
    return isinstance(getattr(compare, "peers", None), Nearest)


def with_nearest(compares: Mapping[str, Compare]) -> bool:
    """Whether some block compares with nearest peers."""
    return any(map(_nearest, compares.values()))
