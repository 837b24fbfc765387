"""The project file ``screening.yaml``: which extracts, which packs, which settings."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import polars as pl
from pydantic import Field, PrivateAttr, WithJsonSchema, field_validator

from screening.documents.fields import EARLIEST, LATEST, Model, Scalar
from screening.documents.read import Document, describe, nearest_line, read_yaml
from screening.documents.validate import validate
from screening.errors import Problem, ProjectError, Where
from screening.files.paths import name_of, resolved
from screening.lists import LIST_SCHEMA
from screening.locale import Language
from screening.packs.shipped import SHIPPED, rule_folders
from screening.project.actions import Action, ActionName
from screening.project.batch import Batch
from screening.project.region import with_members
from screening.project.review import Review
from screening.project.sources import check_sources
from screening.project.spark import Spark
from screening.project.words import WORDS
from screening.registers.reading.key_file import EXPECTED, MAKE, read_key_file
from screening.registers.reading.limits import Limits
from screening.registers.reading.source import Defaults, Source
from screening.registers.schemas.columns import MUNICIPALITY
from screening.registers.schemas.names import RegisterName

FILE = "screening.yaml"
INVENTED = "GM9"
"""What the codes of invented municipalities begin with; no real one is that high."""
MAP = "https://app.pdok.nl/viewer/#x={x}&y={y}&z=12"
"""The viewer of the national map (PDOK): by RD coordinates, of the government, without a key."""
_Sources = Annotated[list[Source], Field(min_length=1)]
_Folder = Annotated[str, Field(min_length=1)]
_Folders = Annotated[list[_Folder], Field(min_length=1)]
_List = Annotated[str, WithJsonSchema(LIST_SCHEMA)]
_Registers = dict[RegisterName, Source | _Sources] | None
"""As it may be written: one extract needs no list."""


class ListSettings(Model):
    """How long a list may be, and how much of it is drawn at random."""

    capacity: int | None = Field(default=None, ge=1)
    """Most rows on the list; that of the list itself unless set."""
    random_share: float | None = Field(default=None, ge=0, le=0.5)
    """Share (0-1) of the rows drawn at random; that of the pack unless set."""


class Project(Model):
    """What is screened, with which packs and settings."""

    name: str = Field(min_length=1)
    """Name of the municipality, as lists show it."""
    municipality: str = Field(pattern=MUNICIPALITY)
    """Area code of the municipality, such as GM9001; of a region, the one that leads."""
    municipalities: list[_Folder] = []
    """Folders of the projects of a region, a municipality each; see docs/region.md."""
    agreement: str = Field(default="", max_length=400)
    """What lets the municipalities of a region put data together (Dutch); a region needs it."""
    as_of: dt.date = Field(ge=EARLIEST, le=LATEST)
    """Reference date of a run, as 2026-01-31; --as-of takes another."""
    packs: list[str] = Field(min_length=1)
    """Rule packs to run, by name."""
    rules: _Folders = [SHIPPED]
    """Folders with rule packs, one or a list, seen from here; shipped is those that come along."""
    seed: int = 1
    """Number that random draws start from; the same number draws the same."""
    pseudonym_key: str | None = None
    """File outside the project folder with the key that person keys are hashed with."""
    demo: bool = False
    """The data is invented: the key may lie here; of codes from GM9000 on more is allowed."""
    recipient: str = ""
    """Team or board that may read the lists (Dutch); a run asks for it."""
    operator: str = ""
    """Who runs the screening, for the log; empty unless set."""
    language: Language | None = None
    """What is written for owners of data, and the terminal: nl or en; Dutch unless set."""
    blind: bool = False
    """Lists do not tell which rows were drawn at random; that stands in a file apart (T23)."""
    map: Annotated[str, Field(min_length=1)] | None = None
    """GeoJSON file with the shapes of areas, for the map in the report; no map unless set."""
    map_link: str = Field(default=MAP, max_length=400, pattern=r"^(https://\S+)?$")
    """Map that lists link to, with {x} and {y} (RD), {lat} and {lon}, or {vbo_id}; '' for none."""
    defaults: Defaults = Defaults()
    """How extracts are written unless a source says otherwise."""
    limits: Limits = Limits()
    """How large extracts may be."""
    registers: dict[RegisterName, _Sources] = {}
    """Register to the extract it is read from, or a list of them."""
    parameters: dict[str, dict[str, Scalar]] = {}
    """Rule id to parameters, each name: value; those of the rule unless set."""
    lists: dict[_List, ListSettings] = {}
    """List to its length and random share."""
    actions: dict[ActionName, Action] = {}
    """Named control to when and where it is, its themes, and who comes along."""
    review: Review = Review()
    """The site on which people judge what is on the lists."""
    batch: Batch = Batch()
    """What the batch that runs by itself keeps to, and where its summary goes."""
    spark: Spark = Spark()
    """How Spark is reached with --engine spark."""

    _members: tuple[Project, ...] = PrivateAttr(default=())
    _folder: Path = PrivateAttr(default=Path())
    _lines: Mapping[str, int] = PrivateAttr(default_factory=dict)
    _frames: Mapping[str, pl.DataFrame] = PrivateAttr(default_factory=dict)

    @field_validator("parameters", "lists", "actions", mode="before")
    @classmethod
    def _nothing_yet(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("registers", mode="before", json_schema_input_type=_Registers)
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return {} if value is None else value
        return {key: [each] if isinstance(each, dict) else each for key, each in value.items()}

    @field_validator("rules", mode="before", json_schema_input_type=_Folder | _Folders | None)
    @classmethod
    def _one_folder(cls, value: Any) -> Any:
        if value is None:
            return [SHIPPED]
        return [value] if isinstance(value, str) else value

    @property
    def folder(self) -> Path:
        """The project folder, absolute."""
        return self._folder

    def of_engine(self, name: str) -> Mapping[str, Any]:
        """What the project says about an engine, its paths resolved.

        Raises ProjectError for text that can be no path on this machine.
        """
        if name != "spark":
            return {}
        said = self.spark.model_dump()
        shared = self.spark.shared
        return {**said, "shared": None if shared is None else self.resolve(shared)}

    @property
    def members(self) -> tuple[Project, ...]:
        """The projects of the municipalities of a region; none in any other project."""
        return self._members

    @property
    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Extracts that are no files, by the path under which a source names them."""
        return self._frames

    def placed(
        self,
        folder: Path,
        *,
        lines: Mapping[str, int] | None = None,
        frames: Mapping[str, pl.DataFrame] | None = None,
    ) -> Project:
        """The same project in a folder, with the lines of its file or the frames it was made of."""
        found = self.model_copy()
        found._folder, found._lines, found._frames = folder, lines or {}, frames or {}  # noqa: SLF001
        return found

    def joining(self, members: Sequence[Project], sources: Mapping[str, list[Source]]) -> Project:
        """The same region with the projects of its municipalities, and all their ``sources``."""
        found = self.model_copy(update={"registers": dict(sources)})
        found._members = tuple(members)  # noqa: SLF001 - of its own kind
        return found

    @property
    def rule_folders(self) -> list[Path]:
        """Where the rule packs are: folders of the project's own, the packs shipped, or both.

        Raises ProjectError for text that can be no path on this machine.
        """
        return rule_folders(self.rules, self.resolve)

    def resolve(self, path: str) -> Path:
        """A path as written in the project file, seen from the project folder.

        Raises ProjectError for text that can be no path on this machine.
        """
        found = _resolved(self.folder, path)
        if isinstance(found, Problem):
            raise ProjectError(found)
        return found

    def place(self, *keys: str) -> Where:
        """Where a setting stands in the project file."""
        return Where(FILE, nearest_line(self._lines, keys) if self._lines else None)

    def shown(self, path: Path) -> str:
        """The path relative to the project folder, the same on every machine.

        A byte of a name that is no UTF-8 is shown by its number.
        """
        return name_of(Path(os.path.relpath(path, self.folder)))

    @property
    def invented(self) -> bool:
        """Whether nobody in the data exists: it is said so, and no municipality has this code.

        What real data keeps shut opens on this alone: the published key, signals as examples, and
        one person in every role. Who may edit the project file cannot say it of real data.
        """
        return self.demo and self.municipality.startswith(INVENTED)

    def own_rules(self) -> list[Path]:
        """Folders with packs that are not shipped, as far as they can be found."""
        own = [name for name in self.rules if name != SHIPPED]
        with suppress(ProjectError):  # told when the packs are loaded
            return [self.resolve(name) for name in own]
        return []

    def key(self) -> bytes:
        """The key that person keys are hashed with.

        Raises ProjectError when no key is set, or the file cannot be one (key_file.py).
        """
        where = replace(self.place("pseudonym_key"), file=FILE, column="pseudonym_key")
        named = self.pseudonym_key
        if named is None:
            raise ProjectError(
                Problem(
                    "an extract holds person keys, but the project names no pseudonym_key",
                    where,
                    f"{EXPECTED}; kept outside the project folder",
                    f"{MAKE}, and set pseudonym_key: FILE",
                )
            )
        return read_key_file(named, self.resolve(named), where, demo=self.invented)


def load_project(folder: Path | str) -> Project:
    """Read ``screening.yaml`` in the folder, and of a region those of its municipalities.

    Raises ProjectError with every problem found, each with file and line.
    """
    project = _read_project(folder)
    return with_members(project, _read_project) if project.municipalities else project


def _read_project(folder: Path | str) -> Project:
    absent = Problem(
        f"no {FILE} in this folder",
        Where(str(folder)),
        f"a folder with a file {FILE}",
        "name a project folder, or make one with: screening init DIR",
    )
    try:
        folder = resolved(Path(folder))
        file = folder / FILE
        if not file.is_file():
            there = file.exists()
            raise ProjectError(replace(absent, found=f"{FILE} is not a file") if there else absent)
    except (OSError, ValueError):  # a loop of links, or a name too long
        raise ProjectError(absent) from None
    content = read_yaml(file, FILE, secret=WORDS.secret)
    project = validate(Project, content, WORDS)
    problems = [*content.problems, *check_sources(content), *_check_key(content, folder)]
    if problems or project is None:
        raise ProjectError(problems)
    placed = project.placed(folder, lines=content.lines)
    _know_own_lists(placed)
    return placed


def _know_own_lists(project: Project) -> None:
    """Know the lists that packs of the project bring, also where no pack is loaded after this."""
    roots = project.own_rules()
    if roots:
        from screening.packs.own_lists import adopt_under  # noqa: PLC0415 - few projects have any

        adopt_under(roots)


def _check_key(content: Document, folder: Path) -> list[Problem]:
    path = content.data.get("pseudonym_key")
    if not isinstance(path, str) or content.data.get("demo") is True:
        return []
    where = Where(FILE, nearest_line(content.lines, ("pseudonym_key",)), column="pseudonym_key")
    place = _resolved(folder, path)
    if isinstance(place, Problem):
        found = "the path of the pseudonym key cannot be used"  # nor shown: it may be the key
        return [replace(place, found=found, where=where)]
    if not place.is_relative_to(folder):
        return []
    return [
        Problem(
            "the pseudonym key lies inside the project folder",
            where,
            "a file outside the project, so that extracts and key are never copied together",
            "move the key file and name its new place",
        )
    ]


def _resolved(folder: Path, path: str) -> Path | Problem:
    try:
        found = resolved(folder / Path(path).expanduser())
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Problem(
            f"the path {describe(path)} cannot be used: {reason}",
            Where(FILE),
            "a path seen from the project folder",
            "correct the path",
        )
    return found
