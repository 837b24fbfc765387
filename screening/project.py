"""The project file ``screening.yaml``: which extracts, which packs, which settings."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    field_validator,
)

from screening.documents.read import Document, describe, nearest_line, read_yaml
from screening.documents.validate import validate
from screening.errors import Problem, ProjectError, Where
from screening.limits import Limits
from screening.paths import name_of, resolved
from screening.project_check import check_sources
from screening.project_words import WORDS
from screening.registers.key_file import EXPECTED, MAKE, read_key_file
from screening.registers.schemas import Regime

FILE = "screening.yaml"
SHIPPED_RULES = Path(__file__).resolve().parents[1] / "rules"

DateFormat = Literal[
    "dd-mm-yyyy", "d-m-yyyy", "yyyy-mm-dd", "yyyymmdd", "dd/mm/yyyy", "d/m/yyyy", "mm/dd/yyyy"
]


def _one_sign(text: str) -> str:
    """A quote or a line end cannot stand between cells, and readers split at single bytes."""
    if len(text) != 1 or not text.isascii() or text in '"\r\n\0':
        raise ValueError('one sign, such as ";", and no quote or letter with an accent')
    return text


Separator = Annotated[str, AfterValidator(_one_sign)]
Encoding = Literal["auto", "utf-8", "windows-1252", "utf-16"]
Scalar = bool | int | float | dt.date | str
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)
"""Reference dates that can be meant; outside them terms and retention run off the calendar."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Defaults(_Model):
    """How extracts are written unless a source says otherwise; fits Dutch exports."""

    separator: Separator = ";"
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
    database: SecretStr | None = None
    """A URI, see registers/database_url.py; it may hold a password, so nothing shows it."""
    table: str | None = None
    query: str | None = None
    columns: dict[str, str] = {}
    """Our column: their column; a column with our own name needs no line."""
    fixed: dict[str, Scalar] = {}
    """Our column: one value for every row, such as sbi_edition: "2008"."""
    codes: dict[str, dict[str, Scalar]] = {}
    """Per column of ours: their code: our code."""
    separator: Separator | None = None
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
    as_of: dt.date = Field(ge=EARLIEST, le=LATEST)
    packs: list[str] = Field(min_length=1)
    rules: str | None = None
    seed: int = 1
    pseudonym_key: str | None = None
    demo: bool = False
    recipient: str = ""
    operator: str = ""
    blind: bool = False
    """Lists do not tell which rows were drawn at random; the key stands apart (T23)."""
    random_pack_role: str = ""
    defaults: Defaults = Defaults()
    limits: Limits = Limits()
    registers: dict[str, Annotated[list[Source], Field(min_length=1)]] = {}
    parameters: dict[str, dict[str, Scalar]] = {}
    lists: dict[str, ListSettings] = {}

    _folder: Path = PrivateAttr(default=Path())
    _lines: Mapping[str, int] = PrivateAttr(default_factory=dict)

    @field_validator("registers", "parameters", "lists", mode="before")
    @classmethod
    def _nothing_yet(cls, value: Any) -> Any:
        return {} if value is None else value

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


def load_project(folder: Path) -> Project:
    """Read ``screening.yaml`` in the folder.

    Raises ProjectError with every problem found, each with file and line.
    """
    absent = Problem(
        f"no {FILE} in this folder",
        Where(str(folder)),
        f"a folder with a file {FILE}",
        "name a project folder, or make one with: screening init DIR",
    )
    try:
        folder = resolved(folder)
        file = folder / FILE
        if not file.is_file():
            there = file.exists()
            raise ProjectError(replace(absent, found=f"{FILE} is not a file") if there else absent)
    except (OSError, ValueError):  # a loop of links, or a name too long
        raise ProjectError(absent) from None
    content = read_yaml(file, FILE)
    project = validate(Project, content, WORDS)
    problems = [*content.problems, *check_sources(content), *_check_key(content, folder)]
    if problems or project is None:
        raise ProjectError(problems)
    project._folder = folder  # noqa: SLF001 - set once, here
    project._lines = content.lines  # noqa: SLF001
    return project


def read_key(project: Project) -> bytes:
    """The key that person keys are hashed with.

    Raises ProjectError when no key is set, or the file cannot be one, see registers/key_file.py.
    """
    where = replace(project.place("pseudonym_key"), file=FILE, column="pseudonym_key")
    named = project.pseudonym_key
    if named is None:
        raise ProjectError(
            Problem(
                "an extract holds person keys, but the project names no pseudonym_key",
                where,
                f"{EXPECTED}; kept outside the project folder",
                f"{MAKE}, and set pseudonym_key: FILE",
            )
        )
    return read_key_file(named, project.resolve(named), where, demo=project.demo)


def _check_key(content: Document, folder: Path) -> list[Problem]:
    path = content.data.get("pseudonym_key")
    if not isinstance(path, str) or content.data.get("demo") is True:
        return []
    where = Where(FILE, nearest_line(content.lines, ("pseudonym_key",)), column="pseudonym_key")
    place = _resolved(folder, path)
    if isinstance(place, Problem):
        return [replace(place, where=where)]
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
