"""The language of a project, read before anything else of it, for its faults are told in it."""

from __future__ import annotations

import re
from pathlib import Path

from screening.locale import Language, known

FILE = "screening.yaml"
_SETTING = re.compile(r"^language[ \t]*:[ \t]*[\"']?([A-Za-z]+)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)


def language_of(folder: Path) -> Language | None:
    """What ``language:`` says in the project file; None without one, or with another word."""
    try:
        text = (folder / FILE).read_text("utf-8", errors="replace")
    except (OSError, ValueError):
        return None
    found = _SETTING.search(text.removeprefix("\ufeff"))
    return known(found[1]) if found else None
