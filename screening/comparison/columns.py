"""What a compare block reads of the measured columns, and the columns it adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from screening.comparison.kind import Comparison
from screening.language.kinds import made_of
from screening.language.scope import Kind, Meaning

ADDED: dict[str, Kind] = {
    **dict.fromkeys(["value", "expected", "ratio", "lower", "upper", "z", "p", "q"], "real"),
    **dict.fromkeys(["level", "group", "reason"], "text"),
    **dict.fromkeys(["watch", "notable", "strong"], "bool"),
    "group_size": "int",
}
"""What every block adds to the measured frame, each as ``<name>_<suffix>``."""
PEERS = "peers"
"""What a block with nearest peers adds as well: the list of those peers."""
BEYOND = "beyond"
"""What a block of counts adds for who draws it: the variance beyond chance it was judged with."""


def compare_columns(compares: Mapping[str, Comparison]) -> dict[str, Kind]:
    """Columns that compare blocks add to the measured frame, with their kinds."""
    return {f"{name}_{suffix}": kind for name in sorted(compares) for suffix, kind in ADDED.items()}


def group_columns(
    compares: Mapping[str, Comparison], measured: Mapping[str, Meaning]
) -> dict[str, Meaning]:
    """What the text that says who the peers are is made of: the columns that peers share."""
    return {
        f"{name}_group": made_of(
            *(measured[each.column] for each in compare.inputs() if each.column in measured),
            kind="text",
        )._replace(altered=True)
        for name, compare in compares.items()
    }


def added_names(compares: Mapping[str, Comparison]) -> Iterator[tuple[str, str]]:
    """Every column that is added and the block that adds it, lists of peers included."""
    for name, compare in compares.items():
        suffixes = [*ADDED, PEERS] if compare.nearest else [*ADDED]
        yield from ((f"{name}_{suffix}", name) for suffix in suffixes)


def with_nearest(compares: Mapping[str, Comparison]) -> bool:
    """Whether some block compares with nearest peers."""
    return any(compare.nearest for compare in compares.values())
