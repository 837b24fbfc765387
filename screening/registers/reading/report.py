"""What loading says about each register: what came in, what did not, and how good it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field

import polars as pl

from screening.registers.held import Held, whole


@dataclass(frozen=True)
class SourceFile:
    """A file (or query) that was read; ``path`` as seen from the project folder."""

    path: str
    sha256: str
    rows: int
    day: dt.date | None = None
    """The day it is about."""
    dated_by: str = ""
    """Where that day was found; empty where the project states it."""


@dataclass(frozen=True)
class RegisterReport:
    """Figures of one register; ``rows_read == rows_loaded + rows_quarantined`` always."""

    name: str
    files: tuple[SourceFile, ...]
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    values_quarantined: dict[str, int]
    """Column: values of loaded rows that could not be read, and are unknown."""
    repaired: dict[str, int]
    """Column: values repaired, such as a trade-register number that had lost its leading zero.

    Under words of its own what was put right in a file before it was split into cells."""
    unknown: dict[str, int]
    """Column: values of which the extract itself says that they are unknown, such as ``.``."""
    dropped_columns: tuple[str, ...]
    """Columns in the extract that no register declares or no rule wants."""
    blocked_columns: tuple[str, ...]
    """Columns in the extract that may never be used (T8)."""
    excused_columns: dict[str, str]
    """Column that a blocked word only seems to be in, as the project says: why it is not."""
    missing_columns: tuple[str, ...]
    """Declared columns that no extract holds; they are null, or as ``assumed`` says."""
    assumed: dict[str, str]
    """Column that an extract does not have: what that is taken to say of all its rows."""
    source: str
    reference_date: dt.date | None
    """Date the oldest source refers to."""
    age_days: int | None
    max_age_days: int | None
    stale: bool
    """Older than the project allows."""
    fill: dict[str, float]
    """Column: share of loaded rows with a value; 0 for a column not delivered."""
    duplicate_keys: int
    """Rows quarantined because their key (or the whole row) occurs more than once."""
    match_rate: dict[str, float] = field(default_factory=dict)
    """Foreign key: share of its values found in the register it points to."""
    regime: str = "none"

    @property
    def set_aside(self) -> str:
        """What was not read, in words; '' when everything was."""
        rows, values = self.rows_quarantined, sum(self.values_quarantined.values())
        said = [f"{rows} of {self.rows_read} rows"] if rows else []
        return " and ".join([*said, f"{values} values of other rows"] if values else said)

    def as_dict(self) -> dict[str, object]:
        """The same facts for JSON."""
        facts = asdict(self)
        facts["reference_date"] = self.reference_date and self.reference_date.isoformat()
        facts["files"] = [
            {**asdict(file), "day": file.day and file.day.isoformat()} for file in self.files
        ]
        return {key: list(fact) if isinstance(fact, tuple) else fact for key, fact in facts.items()}


@dataclass(frozen=True)
class Loaded:
    """The registers a project delivers, each with its report and what was set aside."""

    registers: dict[str, Held]
    """Every declared column with its schema type; a column not delivered is all null."""
    reports: dict[str, RegisterReport]
    quarantine: dict[str, pl.DataFrame]
    """A line per row with something set aside: source_file, row, column, value, reason."""
    unread: dict[str, pl.DataFrame] = field(default_factory=dict)
    """Of the registers that have any, the rows of which something could not be read."""

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The registers in memory, under the name of the Python API."""
        return {name: whole(register) for name, register in self.registers.items()}
