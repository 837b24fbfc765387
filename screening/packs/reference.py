"""Reference data of the rules: branches, themes, basis codes, interventions and legal terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from screening.documents.read import read_yaml
from screening.errors import PackError


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


@dataclass(frozen=True)
class Intervention:
    """What people may choose to do: Dutch title, article ('' where no power is needed), when."""

    name: str
    title: str
    article: str
    when: str
    sources: tuple[str, ...]
    checked: bool

    @property
    def text(self) -> str:
        """As lists print it."""
        return f"{self.title} ({self.article})" if self.article else self.title


@dataclass(frozen=True)
class LegalTerm:
    """A term set by law or by-law; ``parameters`` names the rule parameters that hold it."""

    name: str
    title: str
    value: int
    unit: str
    article: str
    sources: tuple[str, ...]
    checked: bool
    local: bool
    parameters: tuple[str, ...]


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


@cache
def interventions() -> Mapping[str, Intervention]:
    """Interventions by name, sorted by name."""
    return _sorted(
        {
            name: Intervention(name=name, **(each | {"sources": tuple(each["sources"])}))
            for name, each in _read("interventions.yaml")["interventions"].items()
        }
    )


@cache
def legal_terms() -> Mapping[str, LegalTerm]:
    """Legal terms by name, sorted by name."""
    found = {}
    for name, term in _read("legal_terms.yaml")["terms"].items():
        lists = {key: tuple(term[key]) for key in ("sources", "parameters")}
        found[name] = LegalTerm(name=name, **(term | lists))
    return _sorted(found)


def intervention_text(entry: str) -> str:
    """What an escalation proposes: the text of a known intervention, or its own words."""
    known = interventions().get(entry)
    return entry if known is None else known.text


def _sorted(found: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(sorted(found.items())))


def _read(name: str) -> dict[str, Any]:
    source = resources.files("screening.packs") / "reference" / name
    with resources.as_file(source) as path:
        document = read_yaml(Path(path))
    if document.problems:
        raise PackError(document.problems)
    return document.data
