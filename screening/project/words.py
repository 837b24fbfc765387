"""What belongs at a place of the project file, in the words of that file."""

from __future__ import annotations

from screening.documents.validate import Words

_BY_KEY = {
    "as_of": "the reference date of a run, between 1990 and 2100, such as 2026-01-01",
    "municipality": "the area code of the municipality, such as GM9001",
    "packs": "the rule packs to run, such as [octopus, tvo]",
    "rules": "folders with rule packs, such as [shipped, ./mijnregels]",
    "database": "a URI in one text, such as sqlite:///file.db",
}
SECRET = (
    "database", "client_secret", "pseudonym_key",
    "remote", "master", "config", "host",
)  # fmt: skip
"""Keys of which no value is ever shown: a password or token stands in it, or is put there by
mistake, as the account before the name of a server."""
_REGISTER = ("registers", "name")


def _expected(path: tuple[str | int, ...]) -> str:
    if len(path) == len(_REGISTER) and path[0] == "registers":
        return "settings below it, such as path: extracts/file.csv"
    return _BY_KEY.get(str(path[-1]) if path else "", "")


WORDS = Words(expected=_expected, secret=SECRET)
