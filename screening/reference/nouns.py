"""What is counted, in the singular and in the plural."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from screening.documents.fields import Told
from screening.reference.tables import ReferenceFile, shipped


class _Nouns(ReferenceFile):
    nouns: Mapping[Told, Told]


@cache
def singulars() -> Mapping[str, str]:
    """Plural to singular."""
    return dict(shipped("nouns.yaml", _Nouns).nouns)


def one(plural: str) -> str:
    """What one of them is called: 'melding' for 'meldingen'; what is in no list stays as it is."""
    return singulars().get(plural, plural)


@cache
def _leading() -> re.Pattern[str]:
    longest = sorted(singulars(), key=len, reverse=True)
    return re.compile(rf"(?: {'| '.join(map(re.escape, longest))})(?![\w-])")


def counted(text: str) -> str:
    """The plural that a text begins with, after a space; '' when it begins otherwise."""
    found = _leading().match(text)
    return found[0].removeprefix(" ") if found else ""
