"""Where the shipped rules are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import screening
from screening.errors import PackError, Problem, Where

PACKS = ("area", "profile", "youth", "octopus", "tvo", "bibob", "care")
"""The shipped packs, in the order in which a new project names them."""
SHIPPED = "shipped"
"""The shipped packs, among folders with rule packs; a folder of that name is ./shipped."""
_PACKAGE = Path(screening.__file__).resolve().parent


def rule_folders(named: Sequence[str], place: Callable[[str], Path]) -> list[Path]:
    """The folders with rule packs that somebody names; ``place`` makes a path of a text."""
    return [shipped_rules() if name == SHIPPED else place(name) for name in named]


def shipped_rules() -> Path:
    """The folder with the shipped packs: inside the package, or beside it in the repository.

    Raises:
        PackError: when neither exists.

    """
    places = (_PACKAGE / "rules", _PACKAGE.parent / "rules")
    for place in places:
        if place.is_dir():
            return place
    raise PackError(
        Problem(
            "the shipped rules are missing",
            Where(str(places[0])),
            "a folder with rule packs",
            "Install the package again, or name a folder with 'rules:' in screening.yaml.",
        )
    )
