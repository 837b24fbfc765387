"""What a project says about the extracts that it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import polars as pl
from pydantic import AfterValidator, Field, SecretStr, field_validator

from screening.documents.fields import Model, Scalar
from screening.errors import Where
from screening.registers.reading.limits import Limits
from screening.registers.schemas import Regime

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


class Defaults(Model):
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


class Source(Model):
    """One extract (a file, files of one form, or a database query) mapped to a register."""

    path: str | None = None
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    database: SecretStr | None = None
    """A URI, see database_url.py; it may hold a password, so nothing shows it."""
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


class Extracts(Protocol):
    """What reading needs to know of a project."""

    @property
    def registers(self) -> Mapping[str, Sequence[Source]]:
        """The sources of each register."""

    @property
    def defaults(self) -> Defaults:
        """How extracts are written."""

    @property
    def limits(self) -> Limits:
        """How large they may be."""

    @property
    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Extracts that are no files, by the path under which a source names them."""

    def resolve(self, path: str) -> Path:
        """A path as it is written there, absolute."""

    def shown(self, path: Path) -> str:
        """A path as messages show it, the same on every machine."""

    def place(self, *keys: str) -> Where:
        """Where a setting stands."""

    def key(self) -> bytes:
        """The key that person keys are hashed with."""
