"""The key that person keys are hashed with: drawn at random, and readable by its owner alone.

Whoever has the key, or can guess it, can try every person and see who is behind a pseudonym.
"""

from __future__ import annotations

import base64
import math
import secrets
import stat
import string
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from screening.errors import Problem, ProjectError, Where
from screening.files.private import read_plain, write_once

SHORTEST = 32
"""Random bytes; what HMAC-SHA256 can use (RFC 2104, section 3)."""
LONGEST = 1024
"""Bytes of a file that can be a key."""
LONGEST_RAW = 64
"""Bytes when they are no text: a longer key adds nothing, and many small files hold no text."""
PUBLISHED_KEY = "c24c3550aeafd622373ea48bb9e4d5422b1702cb9d32638a3588edb15551cee2"
"""The key of the demo: it stands here for all to read, so it protects nothing."""
EXPECTED = (
    f"at least {SHORTEST} bytes drawn at random: as {2 * SHORTEST} hexadecimal digits, in base64 "
    f"or, up to {LONGEST_RAW}, as they are; and nothing else in the file"
)
MAKE = "write one with: (umask 077; openssl rand -hex 32 > FILE)"
_BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DEVIATIONS = 12
"""Standard deviations from chance: so far off is one drawn key in tens of millions."""


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
    if len(content) > LONGEST:
        return f"is too long: more than {LONGEST:,} bytes, so this is another file"
    try:
        text = _one_line(content.decode())
    except UnicodeDecodeError:
        return _weakness_raw(content)
    drawn = _decoded(text)
    if not text:
        return "is empty"
    if drawn is None:
        return "is text, not bytes drawn at random"
    return _too_little(drawn)


def _weakness_raw(content: bytes) -> str | None:
    if len(content) > LONGEST_RAW:
        return f"is another file: {len(content)} bytes that are no text"
    return _too_little(content)


def _too_little(drawn: bytes) -> str | None:
    if len(drawn) < SHORTEST:
        return f"is too short: {len(drawn)} bytes"
    return "is not drawn at random: it repeats itself" if _repeats(drawn, 256) else None


def _decoded(text: str) -> bytes | None:
    """The bytes in hexadecimal or base64 text; None when it is neither, or what a person writes.

    That is digits alone, letters of one case, or the same letters again: chance brings none.
    """
    if not text.isdecimal():
        with suppress(ValueError):
            return bytes.fromhex(text)
    plain = text.translate(str.maketrans("-_", "+/")).rstrip("=")
    mixed = any(map(str.isupper, plain)) and any(map(str.islower, plain))
    if not mixed or _repeats([_BASE64.find(letter) for letter in plain], len(_BASE64)):
        return None
    with suppress(ValueError):
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    return None


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
