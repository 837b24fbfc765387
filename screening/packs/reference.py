"""Reference data of the rules: branch groups, themes and basis codes, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from screening.errors import PackError
from screening.packs.yaml_source import read_yaml


@dataclass(frozen=True)
class BranchGroup:
    """A branch: SBI prefixes per edition, and per edition whether they were checked with CBS."""

    name: str
    title: str
    themes: tuple[str, ...]
    sbi: Mapping[str, tuple[str, ...]]
    checked: Mapping[str, bool]


@dataclass(frozen=True)
class Theme:
    """A theme of integral controls: its Dutch title and the list it fills."""

    name: str
    title: str
    list: str


@dataclass(frozen=True)
class BasisCode:
    """A legal basis: its Dutch title and article; ``checked`` when a source confirms it."""

    code: str
    title: str
    article: str
    sources: tuple[str, ...]
    checked: bool


@cache
def branch_groups() -> Mapping[str, BranchGroup]:
    """Branch groups by name, sorted by name."""
    return _sorted(
        {
            name: BranchGroup(
                name=name,
                title=group["title"],
                themes=tuple(group["themes"]),
                sbi={edition: tuple(prefixes) for edition, prefixes in group["sbi"].items()},
                checked=dict(group["checked"]),
            )
            for name, group in _read("branch_groups.yaml")["groups"].items()
        }
    )


@cache
def themes() -> Mapping[str, Theme]:
    """Themes by code, in the order in which lists are shown."""
    return MappingProxyType(
        {
            name: Theme(name=name, title=theme["title"], list=theme["list"])
            for name, theme in _read("themes.yaml")["themes"].items()
        }
    )


@cache
def bases() -> Mapping[str, BasisCode]:
    """Basis codes by code, sorted by code."""
    return _sorted(
        {
            code: BasisCode(
                code=code,
                title=basis["title"],
                article=basis["article"],
                sources=tuple(basis["sources"]),
                checked=basis["checked"],
            )
            for code, basis in _read("bases.yaml")["bases"].items()
        }
    )


def _sorted(found: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(sorted(found.items())))


def _read(name: str) -> dict[str, Any]:
    source = resources.files("screening.packs") / "reference" / name
    with resources.as_file(source) as path:
        document = read_yaml(Path(path))
    if document.problems:
        raise PackError(document.problems)
    return document.data
