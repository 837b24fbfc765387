"""What a text says to the eye: one spelling for letters that look alike or cannot be seen.

Words are looked for in the folded text, so that no other alphabet, no mark and no escape hides one.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})|\\N\{([^}]*)\}")
_LATIN = re.compile(
    r"LATIN (?:CAPITAL |SMALL )?(?:LETTER |LIGATURE )?(?:SMALL )?(?:CAPITAL |SMALL )?"
    r"(?:DOTLESS |LONG |SCRIPT |INVERTED |TURNED |REVERSED |OPEN |BARRED )*"
    r"([A-Z]{1,2})(?: WITH .*)?"
)
_IN_A_SIGN = re.compile(r"(?:LATIN (?:CAPITAL|SMALL)|REGIONAL INDICATOR SYMBOL) LETTER ([A-Z])$")
_PLAIN = {"ĸ": "k", "ẞ": "SS", "ß": "ss", "ø": "o", "Ø": "O"}
_EMPHASIS = re.compile(r"(?<=\w)[*`~]+(?=\w)|</?\w{1,10}>|<!--.*?-->", re.DOTALL)
_BLANK = {"\u2800", "\u115f", "\u1160"}
"""Signs that are letters or symbols by their class, and show nothing."""
_MOST_ESCAPED = 5
"""How often an escape may be escaped itself; more is read by nothing that shows a text."""
_OTHER_SCRIPT = re.compile(r"(?<!\w)(?=\w*[a-zA-Z])(?=\w*[^\W\d_a-zA-Z])\w+")


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """The text in plain letters where it has letters that look like them.

    Escapes of HTML and of programs are read, marks that cannot be seen and accents are left out,
    and look-alikes of any alphabet become the Latin letter (Unicode TR39 confusables).
    """
    if text.isascii() and not {"&", "\\", "*", "`", "~", "<"} & set(text):
        return text
    read = text
    for _ in range(_MOST_ESCAPED):
        before, read = read, html.unescape(_ESCAPE.sub(_escaped, read))
        if read == before:
            break
    visible = "".join(_letter(char) for char in unicodedata.normalize("NFKD", read))
    return _EMPHASIS.sub("", visible)


def mixed_scripts(text: str) -> str | None:
    """A word that mixes Latin letters with letters of another alphabet that look like none."""
    plain = folded(text)
    found = None if plain.isascii() else _OTHER_SCRIPT.search(plain)
    return None if found is None else found[0]


def _escaped(match: re.Match[str]) -> str:
    if match[4] is not None:
        try:
            return unicodedata.lookup(match[4])
        except KeyError:
            return match[0]
    code = int(match[1] or match[2] or match[3], 16)
    return chr(code) if code <= 0x10FFFF else match[0]  # noqa: PLR2004 - the last code point


@cache
def _letter(char: str) -> str:
    """The plain letter of one decomposed character; '' for what cannot be seen or decorates."""
    if char.isascii():
        return char if char.isprintable() or char.isspace() else ""
    category = unicodedata.category(char)
    if char in _BLANK or category in {"Cf", "Cc", "Mn", "Me", "Co", "Cn"}:
        return ""
    if category[0] not in "LNS":
        return char
    if char in _PLAIN:
        return _PLAIN[char]
    name = unicodedata.name(char, "")
    named = _LATIN.fullmatch(name) or _IN_A_SIGN.search(name)
    if named is not None:
        return named[1] if char.isupper() else named[1].lower()
    return _look_alike(char)


def _look_alike(char: str) -> str:
    # Loaded here: its table takes 0.2 s, and hardly any text has such a letter.
    from confusable_homoglyphs.confusables import is_confusable  # noqa: PLC0415

    for found in is_confusable(char, greedy=True, preferred_aliases=["latin"]) or []:
        for likeness in sorted(each["c"] for each in found["homoglyphs"]):
            plain = "".join(_PLAIN.get(part, part) for part in likeness)
            if plain.isascii() and plain.isalnum():
                return plain
    return char
