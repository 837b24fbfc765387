"""What a picture of areas shows of a rule."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import WithJsonSchema, model_validator

from screening.documents.fields import Model, Name, Title
from screening.reference.pictures import pictures

PictureName = Annotated[str, WithJsonSchema({"type": "string", "enum": [*pictures()]})]
"""A name that is none is refused by lint, with the nearest one that is."""


class Shown(Model):
    """A comparison, a count (of a whole where there is one) or a day of every own area."""

    label: Title
    """What it is called in the picture (Dutch)."""
    compare: Name | None = None
    """Comparison of the rule of which value, interval and peers are shown."""
    count: Name | None = None
    """Measured column with a count, shown where nothing is compared."""
    of: Name | None = None
    """Measured column with the whole that the count is a part of."""
    day: Name | None = None
    """Measured column with a date."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in ("compare", "count", "day") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError("one of 'compare', 'count' and 'day'")
        if self.of and not self.count:
            raise ValueError("'of' beside 'count' only")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Measured columns it names."""
        return tuple(name for name in (self.count, self.of, self.day) if name)
