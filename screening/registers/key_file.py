"""The key that person keys are hashed with: drawn at random, and readable by its owner alone.

Whoever has the key, or can guess it, can try every person and see who is behind a pseudonym.
"""

from __future__ import annotations

import base64
import binascii
import math
import secrets
import stat
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from screening.errors import Problem, ProjectError, Where
from screening.private import read_plain, write_once

SHORTEST = 32
"""Random bytes; what HMAC-SHA256 can use (RFC 2104, section 3)."""
LONGEST = 1024
"""Bytes of a file that can be a key."""
PUBLISHED_KEY = "c24c3550aeafd622373ea48bb9e4d5422b1702cb9d32638a3588edb15551cee2"
"""The key of the demo: it stands here for all to read, so it protects nothing."""
EXPECTED = (
    f"at least {SHORTEST} bytes drawn at random: as {2 * SHORTEST} hexadecimal digits, in base64 "
    "or as they are; and nothing else in the file"
)
MAKE = "write one with: (umask 077; openssl rand -hex 32 > FILE)"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DEVIATIONS = 10
"""Standard deviations from chance: of 2,000,000 drawn keys none was that far off."""


def write_key(file: Path) -> None:
    """Draw a key and write it for its owner alone.

    Raises OSError when it cannot be written, FileExistsError when there is a file already: with
    another key the same person has another pseudonym.
    """
    drawn = f"{secrets.token_hex(SHORTEST)}\n".encode()
    while weakness(drawn):  # chance can look like a pattern, once in millions
        drawn = f"{secrets.token_hex(SHORTEST)}\n".encode()
    write_once(file, drawn)


def read_key_file(named: str, file: Path, where: Where, *, demo: bool) -> bytes:
    """The key in a file that a project names at ``where``.

    Raises ProjectError when it cannot be read, is weak, others may read it, or it is that of the
    demo and this is none. Nothing of the content is told.
    """
    about = Problem("", where, EXPECTED, MAKE)
    try:
        content, mode = read_plain(file, LONGEST + 1, follow=True)
    except OSError as error:
        found = f"the pseudonym key '{named}' cannot be read: {error.strerror}"
        raise ProjectError(replace(about, found=found)) from None
    weak = weakness(content)
    if weak is None and content.strip() == PUBLISHED_KEY.encode() and not demo:
        weak = "is the one of the demo, which everybody knows"
    if weak is not None:
        raise ProjectError(replace(about, found=f"the pseudonym key {weak}"))
    if mode & _OTHERS and sys.platform != "win32":  # which has other rights than these
        raise ProjectError(
            Problem(
                f"the pseudonym key '{named}' is not yours alone (mode {mode & 0o777:04o})",
                where,
                "a file that its owner alone may read",
                f"chmod 600 {file}",
            )
        )
    return content.strip() if content.isascii() else content


def weakness(content: bytes) -> str | None:
    """What is wrong with the content of a key file, after 'the key'; None when it will do."""
    if not content.strip():
        return "is empty"
    if len(content) > LONGEST:
        return f"is too long: more than {LONGEST:,} bytes, so this is another file"
    drawn = _drawn(content)
    if drawn is None:
        return "is text, not bytes drawn at random"
    symbols, kinds, size = drawn
    if size < SHORTEST:
        return f"is too short: {size} bytes"
    if _repeats(symbols, kinds):
        return "is not drawn at random: it repeats itself"
    return None


def _drawn(content: bytes) -> tuple[Sequence[int], int, int] | None:
    """The symbols of a key, how many kinds of them there are, and how many bytes were drawn.

    None for text that is neither hexadecimal nor base64.
    """
    try:
        text = _one_line(content.decode())
    except UnicodeDecodeError:
        return content, 256, len(content)
    try:
        if not text.isdecimal():  # digits alone are somebody's number
            drawn = bytes.fromhex(text)
            return drawn, 256, len(drawn)
    except ValueError:
        pass
    plain = text.translate(str.maketrans("-_", "+/")).rstrip("=")
    mixed = any(map(str.isupper, plain)) and any(map(str.islower, plain))
    try:
        drawn = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return (plain.encode(), 64, len(drawn)) if mixed else None


def _one_line(text: str) -> str:
    """Text without the line ends that a program put in: lines are equally long but for the last."""
    lines = text.strip().splitlines()
    return "".join(lines) if len({len(line) for line in lines[:-1]}) <= 1 else text


def _repeats(symbols: Sequence[int], kinds: int) -> bool:
    """Whether more symbols, or steps from one to the next, are equal than chance explains."""
    steps = [(after - before) % kinds for before, after in pairwise(symbols)]
    return any(_too_equal(each, kinds) for each in (symbols, steps))


def _too_equal(values: Sequence[int], kinds: int) -> bool:
    equal = sum(count * (count - 1) // 2 for count in Counter(values).values())
    expected = len(values) * (len(values) - 1) / 2 / kinds
    return equal > expected + _DEVIATIONS * math.sqrt(max(expected, 1.0))
