"""Pictures of areas: what they are called, what they say and who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from screening.documents.fields import Name, Told
from screening.reference.tables import Entry, ReferenceFile, named, shipped


class Picture(Entry):
    """A picture of areas: what it is ``about``, and the ``mark`` that says who may read it.

    ``areas_only`` keeps out what a pack measures that may read rows about persons or places.
    """

    about: Told
    mark: Told
    areas_only: bool = False


class _Pictures(ReferenceFile):
    pictures: dict[Name, Picture]


@cache
def pictures() -> Mapping[str, Picture]:
    """Pictures by name, in the order in which they are shown."""
    return named(shipped("pictures.yaml", _Pictures).pictures, in_order=True)
