"""The project file ``screening.yaml``: which extracts, which packs, which settings."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator

from screening.errors import Problem, ProjectError, Where, suggestion
from screening.project_check import check_sources
from screening.registers.schemas import Regime
from screening.yaml_file import YamlFile, read_yaml

FILE = "screening.yaml"
_SHORTEST_KEY = 16
_SOURCE_DEPTH = 2
SHIPPED_RULES = Path(__file__).resolve().parents[1] / "rules"

DateFormat = Literal[
    "dd-mm-yyyy", "d-m-yyyy", "yyyy-mm-dd", "yyyymmdd", "dd/mm/yyyy", "d/m/yyyy", "mm/dd/yyyy"
]
Encoding = Literal["auto", "utf-8", "windows-1252", "utf-16"]
Scalar = bool | int | float | dt.date | str


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Defaults(_Model):
    """How extracts are written unless a source says otherwise; fits Dutch exports."""

    separator: str = Field(default=";", min_length=1, max_length=1)
    decimal: Literal[",", "."] = ","
    date: list[DateFormat] = ["dd-mm-yyyy", "d-m-yyyy", "yyyy-mm-dd", "yyyymmdd"]
    encoding: Encoding = "auto"
    max_quarantined: float = Field(default=0.5, ge=0, le=1)

    @field_validator("date", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class Source(_Model):
    """One extract (a file, files of one form, or a database query) mapped to a register."""

    path: str | None = None
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    database: str | None = None
    table: str | None = None
    query: str | None = None
    columns: dict[str, str] = {}
    """Our column: their column; a column with our own name needs no line."""
    fixed: dict[str, Scalar] = {}
    """Our column: one value for every row, such as sbi_edition: "2008"."""
    codes: dict[str, dict[str, Scalar]] = {}
    """Per column of ours: their code: our code."""
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    decimal: Literal[",", "."] | None = None
    thousands: Literal[".", ","] | None = None
    date: list[DateFormat] | None = None
    encoding: Encoding | None = None
    source: str = ""
    reference_date: dt.date | None = None
    regime: Regime | None = None
    max_age_days: int | None = Field(default=None, gt=0)
    may_be_empty: bool = False
    """A header without rows is right: there was nothing to deliver."""
    minimum_count: int = Field(default=10, ge=3)
    """Smallest count of transactions an FIU cell may hold."""
    minimum_subjects: int = Field(default=3, ge=3)
    max_quarantined: float | None = Field(default=None, ge=0, le=1)
    """Largest share of rows that may fail before the extract as a whole is refused."""

    @field_validator("date", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class ListSettings(_Model):
    """How long a list may be, and how much of it is drawn at random."""

    capacity: int | None = Field(default=None, ge=1)
    random_share: float | None = Field(default=None, ge=0, le=0.5)


class Project(_Model):
    """A screening project; ``folder`` is where its ``screening.yaml`` stands."""

    name: str = Field(min_length=1)
    municipality: str = Field(pattern=r"^GM\d{4}$")
    as_of: dt.date
    packs: list[str] = Field(min_length=1)
    rules: str | None = None
    seed: int = 1
    pseudonym_key: str | None = None
    demo: bool = False
    recipient: str = ""
    operator: str = ""
    random_pack_role: str = ""
    defaults: Defaults = Defaults()
    registers: dict[str, list[Source]] = {}
    parameters: dict[str, dict[str, Scalar]] = {}
    lists: dict[str, ListSettings] = {}

    _folder: Path = PrivateAttr(default=Path())

    @field_validator("registers", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: [each] if isinstance(each, dict) else each for key, each in value.items()}

    @property
    def folder(self) -> Path:
        """The project folder, absolute."""
        return self._folder

    @property
    def rules_dir(self) -> Path:
        """Where the rule packs are: the project's own folder, or the packs shipped."""
        return self.folder / self.rules if self.rules else SHIPPED_RULES

    def resolve(self, path: str) -> Path:
        """A path as written in the project file, seen from the project folder."""
        return (self.folder / Path(path).expanduser()).resolve()

    def shown(self, path: Path) -> str:
        """The path relative to the project folder, the same on every machine."""
        return Path(os.path.relpath(path, self.folder)).as_posix()


def load_project(folder: Path) -> Project:
    """Read ``screening.yaml`` in the folder.

    Raises ProjectError with every problem found, each with file and line.
    """
    folder = folder.resolve()
    file = folder / FILE
    if not file.is_file():
        raise ProjectError(
            Problem(
                f"no {FILE} in this folder",
                Where(str(folder)),
                remedy="name a project folder, or make one with: screening init DIR",
            )
        )
    content = read_yaml(file, FILE)
    problems = list(content.problems)
    if content.data is None and problems:
        raise ProjectError(problems)
    if not isinstance(content.data, dict):
        raise ProjectError(Problem("the file holds no settings", Where(FILE, line=1)))
    project = None
    try:
        project = Project.model_validate(content.data)
    except ValidationError as error:
        problems += [_problem(dict(item), content) for item in error.errors()]
    problems += check_sources(content, FILE)
    problems += _check_key(content, folder)
    if problems or project is None:
        raise ProjectError(problems)
    project._folder = folder  # noqa: SLF001 - set once, here
    return project


def read_key(project: Project) -> bytes:
    """The key that person keys are hashed with.

    Raises ProjectError when no key is set, or the file is missing or holds under 16 bytes.
    """
    where = Where(FILE, column="pseudonym_key")
    if project.pseudonym_key is None:
        raise ProjectError(
            Problem(
                "an extract holds person keys, but the project names no pseudonym_key",
                where,
                "a file with at least 16 random characters, kept outside the project folder",
                "write one with: openssl rand -hex 32 > FILE, and set pseudonym_key: FILE",
            )
        )
    try:
        key = project.resolve(project.pseudonym_key).read_bytes().strip()
    except OSError as error:
        found = f"the pseudonym key '{project.pseudonym_key}' cannot be read: {error.strerror}"
        raise ProjectError(Problem(found, where)) from None
    if len(key) < _SHORTEST_KEY:
        raise ProjectError(
            Problem("the pseudonym key is too short", where, f"{_SHORTEST_KEY} characters or more")
        )
    return key


def _check_key(content: YamlFile, folder: Path) -> list[Problem]:
    path = content.data.get("pseudonym_key")
    if not isinstance(path, str) or content.data.get("demo") is True:
        return []
    if not (folder / Path(path).expanduser()).resolve().is_relative_to(folder):
        return []
    return [
        Problem(
            "the pseudonym key lies inside the project folder",
            Where(FILE, line=content.line(("pseudonym_key",)), column="pseudonym_key"),
            "a file outside the project, so that extracts and key are never copied together",
            "move the key file and name its new place",
        )
    ]


def _problem(error: dict[str, Any], content: YamlFile) -> Problem:
    """A pydantic error in the words of the project file."""
    last = str(error["loc"][-1])
    name = ".".join(str(part) for part in error["loc"])
    where = Where(FILE, line=content.line(_in_file(tuple(error["loc"]), content)))
    if error["type"] == "extra_forbidden":
        known = _known_keys(tuple(error["loc"]))
        remedy = suggestion(last, known) or f"known keys: {', '.join(sorted(known))}"
        return Problem(f"unknown key '{last}'", where, remedy=remedy)
    if error["type"] == "missing":
        return Problem(f"'{name}' is missing", where, expected=_expected(last))
    quotes = "write it in quotes" if error["type"] == "string_type" else ""
    return Problem(f"'{name}' is {error['input']!r}", where, error["msg"], quotes)


def _in_file(loc: tuple[str | int, ...], content: YamlFile) -> tuple[str | int, ...]:
    """The place in the file: a single source is written without its list."""
    if loc in content.lines or len(loc) <= _SOURCE_DEPTH or loc[0] != "registers":
        return loc
    return (*loc[:2], *loc[3:])


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    match path:
        case ("defaults", *_):
            model: type[BaseModel] = Defaults
        case ("registers", _, *_):
            model = Source
        case ("lists", _, *_):
            model = ListSettings
        case _:
            model = Project
    return list(model.model_fields)


def _expected(key: str) -> str:
    return {
        "as_of": "the reference date of a run, such as 2026-01-01",
        "municipality": "the area code of the municipality, such as GM9001",
        "packs": "the rule packs to run, such as [octopus, tvo]",
    }.get(key, "")
