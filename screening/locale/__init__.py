"""In which language people are told things: Dutch, or English for who asks for it.

Messages are written in English where they arise. ``tr`` translates one that is made on the spot,
``told`` (``told.py``) one that comes from far, such as a problem or a reason in a frame.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "nl"
FOLDER = Path(__file__).parent
TERMINAL, MESSAGES = "terminal", "messages"
"""The catalogues: what ``tr`` translates, which every command loads, and what ``told`` does."""


class _Spoken:
    """What was asked for, from the strongest wish to the weakest."""

    asked: Language | None = None
    of_project: Language | None = None
    of_machine: Language | None = None


def language() -> Language:
    """That of ``--lang``, else of the project, else of the machine, else Dutch."""
    return _Spoken.asked or _Spoken.of_project or _Spoken.of_machine or DEFAULT


def ask(name: Language | None) -> None:
    """Speak this language whatever the project or the machine says; None takes it back."""
    _Spoken.asked = name


def follow(name: Language | None) -> None:
    """Speak the language of the project that is worked on, unless another was asked for."""
    _Spoken.of_project = name


def look_at(environment: Mapping[str, str]) -> None:
    """Speak the language that the machine asks for, where neither user nor project does.

    Only ``LANGUAGE=en`` or ``LANGUAGE=en:...`` is a wish. Servers of Dutch municipalities run with
    ``LANG=C.UTF-8`` or ``en_US.UTF-8``, and systems set ``LANGUAGE=en_US:en`` by themselves: those
    say how a machine was installed, not what its user reads.
    """
    first = environment.get("LANGUAGE", "").split(":")[0]
    _Spoken.of_machine = known(first)


@contextmanager
def speaking(name: Language | None) -> Iterator[None]:
    """Speak this language for a while, Dutch for None, whatever else was asked for.

    For files: what a run writes follows from its inputs, and not from who looked on.
    """
    before, _Spoken.asked = _Spoken.asked, name or DEFAULT
    try:
        yield
    finally:
        _Spoken.asked = before


def known(name: str | None) -> Language | None:
    """The language of this name; None when there is none."""
    return next((each for each in LANGUAGES if each == name), None)


def tr(message: str, /, **values: object) -> str:
    """The message in the language of now, with the values at their ``{names}``."""
    text = catalogue(TERMINAL, language()).gettext(message)
    return text.format(**values) if values else text


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """As :func:`tr`, for what differs between one and more; ``{count}`` is the count."""
    text = catalogue(TERMINAL, language()).ngettext(one, many, count)
    return text.format(**{"count": number(count), **values})


@cache
def catalogue(domain: str, name: Language) -> gettext.NullTranslations:
    """The translations of a language; English is what the source says."""
    return gettext.translation(domain, FOLDER, [name], fallback=name == "en")


def number(value: float, decimals: int = 0) -> str:
    """The Dutch way ``12.978`` and ``0,25``; in English without signs between thousands."""
    if language() == "en":
        return f"{value:.{decimals}f}"
    return f"{value:,.{decimals}f}".translate({ord(","): ".", ord("."): ","})


def percentage(share: float, decimals: int = 1) -> str:
    """A share (0-1) as ``0,2%``, in English ``0.2%``."""
    return f"{number(100 * share, decimals)}%"


def dutch_number(text: str) -> str:
    """A number as the source writes it (``12978``, ``5.9%``), the Dutch way; other text as is."""
    found = re.fullmatch(r"(-?)(\d+)(?:\.(\d+))?(%?)", text)
    if found is None or re.match("-?0[0-9]", text):  # a code
        return text
    minus, whole, decimals, percent = found.groups()
    grouped = f"{int(whole):,}".replace(",", ".")
    return minus + grouped + (f",{decimals}" if decimals else "") + percent
