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
    "dd-mm-yyyy",
    "d-m-yyyy",
    "yyyy-mm-dd",
    "yyyymmdd",
    "dd/mm/yyyy",
    "d/m/yyyy",
    "mm/dd/yyyy",
    "dd-mm-yy",
    "yy-mm-dd",
    "dd/mm/yy",
    "mm/dd/yy",
]
_Dates = DateFormat | list[DateFormat]


def _one_sign(text: str) -> str:
    """A quote or a line end cannot stand between cells, and readers split at single bytes."""
    if len(text) != 1 or not text.isascii() or text in '"\r\n\0':
        raise ValueError('one sign, such as ";", and no quote or letter with an accent')
    return text


Separator = Annotated[str, AfterValidator(_one_sign)]
Encoding = Literal["auto", "utf-8", "windows-1252", "utf-16", "cp850", "macintosh"]


class Defaults(Model):
    """How extracts are written unless a source says otherwise; fits Dutch exports."""

    separator: Separator = ";"
    """Sign between cells of a text file."""
    decimal: Literal[",", "."] = ","
    """Sign between whole and decimals of a number."""
    date: list[DateFormat] = ["dd-mm-yyyy", "d-m-yyyy", "yyyy-mm-dd", "yyyymmdd"]
    """Forms in which dates are written, one or a list; day first or month first, not both.
    Years of two figures are read from 00 to 39 and from 80."""
    encoding: Encoding = "auto"
    """Character set of text files; auto finds it per file."""
    max_quarantined: float = Field(default=0.5, ge=0, le=1)
    """Largest share (0-1) of rows that may fail before an extract as a whole is refused."""

    @field_validator("date", mode="before", json_schema_input_type=_Dates)
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class Lookup(Model):
    """A column that is read from another table, by a column of the extract."""

    file: str = Field(min_length=1)
    """File with a row per key, seen from the project folder."""
    column: str = Field(min_length=1)
    """Header in the extract of what is looked up, such as a postcode."""
    key: str = Field(min_length=1)
    """Header in that file of the same."""
    value: str = Field(min_length=1)
    """Header in that file of what it stands for."""


Pieces = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=2)]


class Source(Model):
    """One extract (a file, files of one form, or a database query) mapped to a register."""

    path: str | None = None
    """File, or a pattern for files of one form, seen from the project folder; or use database."""
    sheet: str | None = None
    """Name of the sheet of a workbook; the first one unless named."""
    header_row: int | None = Field(default=None, ge=1)
    """Row, from 1, that holds the headers; found by the columns asked for unless set."""
    database: SecretStr | None = None
    """URI of a database, which is only read; ${NAME} is filled in from the environment."""
    member: str | None = None
    """Name of the file in a zip; needed where more than one is packed."""
    table: str | None = None
    """Table of the database, layer of the GeoPackage or kind of object of the BAG; or use query."""
    query: str | None = None
    """One SELECT for the database; or use table."""
    columns: dict[str, str] = {}
    """Our column to their column; a column with our own name needs no line."""
    fixed: dict[str, Scalar] = {}
    """Our column to one value for every row, such as sbi_edition: "2008"."""
    joined: dict[str, Pieces] = {}
    """Our column to their columns, with signs between, such as [straat, " ", nummer]."""
    lookup: dict[str, Lookup] = {}
    """Our column to the table that it is looked up in."""
    where: dict[str, Scalar | Annotated[list[Scalar], Field(min_length=1)]] = {}
    """Their column to what stands in it, one or a list, of the rows to read, such as {water: NEE};
    other rows are set aside, counted, and judged by nobody."""
    units: dict[str, str] = {}
    """Our column to the unit they write: ha, km2, keur, meur, cent, % or promille;
    ``x 1000`` of numbers of things."""
    several: list[str] = []
    """Our columns of which a row holds one of several values; what else differs is unknown."""
    unknown: list[str] = []
    """What stands in a cell of which the value is not known, in any column, such as 99999."""
    not_blocked: dict[str, Annotated[str, Field(min_length=1)]] = {}
    """Header of figures of areas that a blocked word only seems to be in, and why it is not."""
    codes: dict[str, dict[str, Scalar]] = {}
    """Our column to codes, each their code: our code."""
    separator: Separator | None = None
    """Sign between cells of this text file; that of defaults unless set."""
    decimal: Literal[",", "."] | None = None
    """Sign between whole and decimals here; that of defaults unless set."""
    thousands: Literal[".", ","] | None = None
    """Sign between thousands here; none unless set."""
    date: list[DateFormat] | None = None
    """Forms of dates here, one or a list; those of defaults unless set."""
    encoding: Encoding | None = None
    """Character set of this text file; that of defaults unless set."""
    source: str = ""
    """Where the data comes from, as explanations say it (Dutch); the register unless set."""
    owner: str = Field(default="", max_length=200)
    """Who delivers it, for the summary of a batch (Dutch); the source unless set."""
    reference_date: dt.date | Literal["auto"] | None = None
    """The day the data is about, as 2026-01-31, or auto; unknown unless set: age limits fail."""
    regime: Regime | None = None
    """Sector law the extract falls under; only packs of that law may run on it."""
    max_age_days: int | None = Field(default=None, gt=0)
    """Most days between reference_date and that of the run; no limit unless set."""
    may_be_empty: bool = False
    """A header without rows is right: there was nothing to deliver. Otherwise it is an error."""
    minimum_count: int = Field(default=10, ge=3)
    """Smallest count of transactions an FIU cell may hold; smaller ones are set aside."""
    minimum_subjects: int = Field(default=3, ge=3)
    """Smallest number of subjects an FIU cell may hold; smaller ones are set aside."""
    max_quarantined: float | None = Field(default=None, ge=0, le=1)
    """Largest share (0-1) of rows that may fail; that of defaults unless set."""

    @field_validator("date", mode="before", json_schema_input_type=_Dates | None)
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class Extracts(Protocol):
    """What reading needs to know of a project."""

    @property
    def municipality(self) -> str:
        """The area code of the municipality that is screened."""

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
