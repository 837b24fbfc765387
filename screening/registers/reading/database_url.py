"""Where a database is: a URL taken apart before any secret is filled in.

``${NAME}`` stands for a value of the environment. It is filled in per part and as it is, so that a
password may hold any sign and no part can turn into another. Nothing here shows what a URL holds:
not in a message, not in a ``repr``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

EXPECTED = "a URI such as sqlite:///file.db or postgresql+psycopg://user:${NAME}@host/name"
_NAME = re.compile(r"\$\{(\w+)\}")
_DRIVER = re.compile(r"[a-z][a-z0-9]*(\+[a-z][a-z0-9_]*)?")
_HIGHEST_PORT = 65_535
_SIGNS = "put the password in the environment and write ${NAME}; or write such signs as %40"
_Fill = Callable[[str], str]


class UnusableUrlError(ValueError):
    """The text is no URL of a database; says why, and never what the text holds."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(found)
        self.found, self.remedy = found, remedy


@dataclass(frozen=True)
class DatabaseUrl:
    """The parts of a URL with every secret filled in; of these only the driver is ever shown."""

    driver: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    host: str | None = field(default=None, repr=False)
    port: int | None = field(default=None, repr=False)
    database: str | None = field(default=None, repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def kind(self) -> str:
        """The kind of database, such as ``sqlite``: the driver without its library."""
        return self.driver.split("+")[0]


def check_url(written: str) -> None:
    """Raises UnusableUrlError for text that is no URL, whatever the environment holds."""
    if _NAME.fullmatch(written.strip()) is None:
        _taken_apart(written, lambda _name: "0")


def read_url(written: str, environment: Mapping[str, str]) -> DatabaseUrl:
    """The URL as the project writes it, filled in from the environment.

    One ``${NAME}`` may also stand for the whole URL. Raises UnusableUrlError, also for a name the
    environment lacks.
    """
    absent = sorted({name for name in _NAME.findall(written) if name not in environment})
    if absent:
        names = ", ".join(absent)
        found = f"the environment does not hold {names}, which the URI asks for"
        raise UnusableUrlError(found, f"set {names} before the command, or correct the name")
    whole = _NAME.fullmatch(written.strip())
    if whole is not None:
        return _taken_apart(environment[whole[1]], None)
    return _taken_apart(written, environment.__getitem__)


def _taken_apart(written: str, fill: _Fill | None) -> DatabaseUrl:
    """The parts, each with its names filled in; None leaves ``${...}`` as it stands."""
    driver, mark, rest = written.strip().partition("://")
    if not mark or _DRIVER.fullmatch(driver) is None:
        raise UnusableUrlError("this is not the URI of a database", f"write {EXPECTED}")

    def part(text: str, decode: _Fill = unquote) -> str | None:
        pieces = [text] if fill is None else _NAME.split(text)
        pieces[::2] = map(decode, pieces[::2])
        if fill is not None:
            pieces[1::2] = map(fill, pieces[1::2])
        return "".join(pieces) or None

    rest, _, asked = rest.partition("?")
    if "@" in asked:
        raise UnusableUrlError("the URI of the database holds a '?' before its '@'", _SIGNS)
    # The last '@' ends the account: a password that came with its URL may hold one, a host not.
    account, _, place = ("", "", rest) if rest.startswith("/") else rest.rpartition("@")
    user, _, password = account.partition(":")
    server, _, database = place.partition("/")
    host, port = _server(part(server, str) or "")
    options = {name: part(value, str) or "" for name, value in _pairs(asked)}
    return DatabaseUrl(driver, part(user), part(password), host, port, part(database, str), options)


def _pairs(asked: str) -> list[tuple[str, str]]:
    return parse_qsl(asked, keep_blank_values=True)


def _server(text: str) -> tuple[str | None, int | None]:
    """Host and port; an IPv6 address stands in brackets."""
    found = re.fullmatch(r"(\[[0-9a-fA-F:.%]+\]|[^:\[\]]*)(?::(\d{1,5}))?", text)
    port = None if found is None or found[2] is None else int(found[2])
    if found is None or (port or 0) > _HIGHEST_PORT:
        wrong = "the URI of the database has no host and port where they belong"
        raise UnusableUrlError(wrong, _SIGNS)
    return found[1].strip("[]") or None, port
