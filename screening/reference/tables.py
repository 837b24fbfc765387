"""Reference data of the rules: branches, themes, basis codes, interventions and legal terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import Field

from screening.documents.dated import Steps, dated, usual
from screening.documents.fields import MaybeTold, Model, Name, Told, Unit
from screening.documents.read import read_yaml
from screening.documents.validate import validate
from screening.errors import PackError

Code = Annotated[str, Field(pattern=r"^G-[A-Z]+$")]
Prefix = Annotated[str, Field(pattern=r"^[0-9]{2,6}$")]


class Entry(Model):
    """One line of reference data; ``name`` is the key it stands under."""

    name: str = ""
    title: Told


class BranchGroup(Entry):
    """A branch: SBI prefixes per edition, and per edition whether they were checked with CBS.

    ``mixed`` says per edition which prefixes also hold what the branch is not, and what that is.
    """

    themes: tuple[Name, ...]
    sbi: Mapping[str, tuple[Prefix, ...]]
    checked: Mapping[str, bool]
    mixed: Mapping[str, Mapping[Prefix, Told]] = {}


class AskedPermit(Model):
    """What the law asks for at an address of a theme: one of these kinds of permit.

    Only where a firm of ``branch`` is registered, when that is stated; ``when`` tells on which
    conditions, and what stands in its place.
    """

    any: tuple[Name, ...] = Field(min_length=1)
    branch: Name | None = None
    when: MaybeTold = ""


class Theme(Entry):
    """A theme of integral controls: its Dutch title, and the permits that are about it.

    Such a permit makes an address part of the theme, whatever the branch registered there; of
    ``permits_asked`` a list tells which the file does not hold.
    A theme of an ``area_level`` is about every place in such areas, whatever the branch.
    """

    permits: tuple[str, ...] = ()
    permits_asked: tuple[AskedPermit, ...] = ()
    area_level: str | None = None


class BasisCode(Entry):
    """A legal basis: its Dutch title and article; ``checked`` when a source confirms it."""

    article: Told
    sources: tuple[str, ...]
    checked: bool

    @property
    def code(self) -> str:
        """The name, as rules write it."""
        return self.name


class Intervention(Entry):
    """What people may choose to do: Dutch title, article ('' where no power is needed), when.

    ``who`` decides or does it, within ``term``, which also says that the law sets none.
    """

    article: MaybeTold
    when: Told
    who: MaybeTold = ""
    term: Told
    sources: tuple[str, ...]
    checked: bool

    @property
    def text(self) -> str:
        """As lists print it."""
        return f"{self.title} ({self.article})" if self.article else self.title


class LegalTerm(Entry):
    """A term set by law or by-law; ``parameters`` names the rule parameters that hold it."""

    value: int | Steps
    unit: Unit
    article: MaybeTold
    sources: tuple[str, ...]
    checked: bool
    local: bool
    parameters: tuple[str, ...]

    def on(self, day: dt.date) -> int | None:
        """The term on a day; None where it is not known."""
        steps = dated(self.value)
        now = usual(self.value) if steps is None else steps.on(day)
        return None if now is None else int(str(now))


class View(Entry):
    """What many rules read, as one SELECT over registers in the rule language."""

    sql: Annotated[str, Field(min_length=1, max_length=2_000)]


class ReferenceFile(Model):
    """A file of reference data: what it holds, and where that comes from."""

    source: Told


class _Groups(ReferenceFile):
    groups: dict[Name, BranchGroup]
    same: dict[str, Told] = {}


class _Themes(ReferenceFile):
    themes: dict[Name, Theme]


class _Bases(ReferenceFile):
    bases: dict[Code, BasisCode]


class _Interventions(ReferenceFile):
    interventions: dict[Name, Intervention]


class _Terms(ReferenceFile):
    terms: dict[Name, LegalTerm]


class _Views(ReferenceFile):
    views: dict[Name, View]


F = TypeVar("F", bound=ReferenceFile)
E = TypeVar("E", bound=Entry)


@cache
def branch_groups() -> Mapping[str, BranchGroup]:
    """Branch groups by name, sorted by name."""
    return named(shipped("branch_groups.yaml", _Groups).groups)


@cache
def same_in_both() -> Mapping[str, str]:
    """Codes that hold the same in both editions of the SBI, with what that is."""
    return shipped("branch_groups.yaml", _Groups).same


@cache
def themes() -> Mapping[str, Theme]:
    """Themes by code, in the order in which lists are shown."""
    return named(shipped("themes.yaml", _Themes).themes, in_order=True)


@cache
def bases() -> Mapping[str, BasisCode]:
    """Basis codes by code, sorted by code."""
    return named(shipped("bases.yaml", _Bases).bases)


@cache
def interventions() -> Mapping[str, Intervention]:
    """Interventions by name, sorted by name."""
    return named(shipped("interventions.yaml", _Interventions).interventions)


@cache
def legal_terms() -> Mapping[str, LegalTerm]:
    """Legal terms by name, sorted by name."""
    return named(shipped("legal_terms.yaml", _Terms).terms)


@cache
def views() -> Mapping[str, View]:
    """Named views by name, sorted by name."""
    return named(shipped("views.yaml", _Views).views)


def intervention_text(entry: str) -> str:
    """What an escalation proposes: the text of a known intervention, or its own words."""
    known = interventions().get(entry)
    return entry if known is None else known.text


def read_reference(path: Path, kind: type[F]) -> F:
    """The content of a file of reference data. Raises PackError with every problem of it."""
    document = read_yaml(path)
    content = validate(kind, document)
    if content is None or document.problems:
        raise PackError(document.problems)
    return content


def shipped(name: str, kind: type[F]) -> F:
    """The content of a file of reference data that comes with the engine."""
    source = resources.files("screening.reference") / name
    with resources.as_file(source) as path:
        return read_reference(Path(path), kind)


def named(found: Mapping[str, E], *, in_order: bool = False) -> Mapping[str, E]:
    """Entries that know their names, sorted by name unless they have an order of their own."""
    names = list(found) if in_order else sorted(found)
    return MappingProxyType({name: found[name].model_copy(update={"name": name}) for name in names})
