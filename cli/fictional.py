"""The fictional municipality and the template of a project, which ``fixtures`` makes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def generate_project(folder: Path, progress: Callable[[str], None]) -> None:
    """Write the demo project in this folder."""
    _fixtures("generate").generate_project(folder, progress=progress)


def generate_region(folder: Path, progress: Callable[[str], None]) -> None:
    """Write a region of three municipalities in this folder."""
    _fixtures("region").generate_region(folder, progress=progress)


def write_template(folder: Path) -> Path:
    """Write a project to fill in; gives the file in which it says that its key is."""
    template = _fixtures("template")
    template.write_template(folder)
    return folder.resolve() / str(template.KEY_FILE)


def key_of_template() -> str:
    """Where a project to fill in says that its key is, seen from its folder."""
    return str(_fixtures("template").KEY_FILE)


def _fixtures(module: str) -> Any:
    """A module of the fixtures beside this package: in the repository, or inside ``screening``."""
    beside = (__package__ or "").removesuffix("cli")
    return import_module(f"{beside}fixtures.{module}")
