"""What fields of YAML files are made of: the strict model, texts, names, days and single values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum, auto
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter

from screening.documents.described import describe_keys

EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)
"""Reference dates that can be meant; outside them terms and retention run off the calendar."""
Scalar = bool | int | float | dt.date | str
PLAIN = r"^[^{}]*$"
"""Text that is shown as it is written: only 'explain' has places to fill in."""


class Said(Enum):
    """What is said of a text at its type, so that a new field is looked through as others are."""

    READ = auto()
    """People read it."""
    OF_GROUNDS = auto()
    """It may name grounds of discrimination."""
    BY_OTHERS = auto()
    """It may hold words of others."""


def _seen(text: str) -> str:
    _SOMETHING.validate_python("".join(char for char in text if char.isprintable()).strip())
    return text


_SOMETHING = TypeAdapter(Annotated[str, Field(min_length=1)])


# Behind the length and the pattern: what stands behind a validator counts no characters any more.
SEEN = AfterValidator(_seen)
"""A text with something in it that can be seen: of blanks alone a page tells nothing."""
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=PLAIN), SEEN, Said.READ]
Told = Annotated[str, Field(min_length=1, max_length=2_000, pattern=PLAIN), SEEN, Said.READ]
MaybeTold = Annotated[str, Field(max_length=2_000, pattern=PLAIN), Said.READ]
Unit = Annotated[str, Field(max_length=60, pattern=PLAIN), Said.READ]
OnGrounds = Annotated[Told, Said.OF_GROUNDS]
"""A text that says of origin, sex and the like that nothing stands in for them."""
Source = Annotated[MaybeTold, Said.BY_OTHERS]
"""Where something was found, of which the address may hold words of a newspaper."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
"""A column, parameter or comparison, as SQL can name it."""
Mailbox = Annotated[str, Field(pattern=r'^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+$', max_length=254)]
"""The address of one mailbox, without a name: nothing in it can begin another line of a mail."""
Day = Annotated[dt.date, Field(ge=EARLIEST, le=LATEST)]
SHORT, LONG = 50, 500
"""Items in a list that people read, and in one that they do not."""
Columns = Annotated[list[Name], Field(min_length=1, max_length=SHORT)]


class UnlistedError(ValueError):
    """A value that is none of those there are, which may be others tomorrow."""

    def __init__(self, choices: Iterable[str]) -> None:
        self.choices = tuple(choices)
        super().__init__(f"one of {', '.join(self.choices)}")


def _strict_numbers(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("type") in ("int", "float"):
            schema["strict"] = True
        schema = [part for name, part in schema.items() if name != "keys_schema"]  # always texts
    for part in schema if isinstance(schema, (list, tuple)) else ():
        _strict_numbers(part)


class Model(BaseModel):
    """Unknown keys are errors; values never change after loading; a text is no number.

    The text below a field is what editors show of its key.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=describe_keys)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler, /) -> Any:
        """The schema with numbers as they are in YAML: '1_0' and "12" are texts."""
        found = handler(source)
        _strict_numbers(found)
        return found
