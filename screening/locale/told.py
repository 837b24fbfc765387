"""Translates messages that come from far: problems, reasons in frames, notes of a run.

They are written in English with values in them. The catalogue ``messages`` holds the text around
the values (``{0}``, ``{1}``), derived from the source, so a whole message is found back by it; a
value that is a message itself is translated likewise, and one in quotes never.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from screening.errors import Problem
from screening.locale import MESSAGES, catalogue, dutch_number, language, tr

HOLE = re.compile(r"\{(\d+)(:n)?\}")
"""The place of a value in a message; in a translation ``{0:n}`` writes a number the Dutch way."""
_JOINS = {"\n": "\n", "; ": "; ", ": ": ": ", " and ": " en ", " or ": " of ", ", ": ", "}
"""What stands between messages that are told together."""
_SIGNS = " ;,"
_TELLING = 4
_STRONG = 9
"""Characters of text; what says less itself is tried when nothing else fits."""
_DEEPEST = 6
_LONGEST = 4000
"""Characters; what is longer holds more of the user's than of ours."""
_QUOTES = {"'": "'", '"': '"', "`": "`"}


@dataclass
class Template:
    """A message with holes, and how it is said."""

    pieces: tuple[str, ...]
    """The text between the holes, that before the first and after the last included."""
    said: str

    @cached_property
    def weight(self) -> int:
        """How much of a message it says itself."""
        return sum(map(len, self.pieces))

    def match(self, text: str) -> tuple[str, ...] | None:
        """The values in a text that is this message; None when it is another."""
        first, last = self.pieces[0], self.pieces[-1]
        if not text.startswith(first) or not text.endswith(last):
            return None
        if len(text) < self.weight or not all(piece in text for piece in self.pieces):
            return None
        found = _pattern(self.pieces).fullmatch(text)
        return found.groups() if found else None


def told(text: str) -> str:
    """A message in the language of now; text that is none as it is."""
    return text if language() == "en" or len(text) > _LONGEST else _dutch(text)


def told_problem(problem: Problem) -> str:
    """A problem as :class:`Problem` shows it, in the language of now."""
    where = str(problem.where).replace(", row ", f", {tr('row')} ").replace(
        ", column '", f", {tr('column')} '"
    )  # fmt: skip
    lines = [f"{where}: {told(problem.found)}" if where else told(problem.found)]
    labels = {tr("expected"): problem.expected, tr("remedy"): problem.remedy}
    width = max(map(len, labels)) + 1
    lines += [f"  {f'{name}:':<{width}} {told(text)}" for name, text in labels.items() if text]
    return "\n".join(lines)


def told_facts(problem: Problem) -> dict[str, object]:
    """The facts of a problem for ``--json``, with its sentences in the language of now."""
    spoken = replace(
        problem,
        found=told(problem.found),
        expected=told(problem.expected),
        remedy=told(problem.remedy),
    )
    return spoken.as_dict()


@lru_cache(maxsize=4096)
def _dutch(text: str, depth: int = 0) -> str:
    if not text.strip() or depth > _DEEPEST:
        return text
    known = _known()
    if text in known.exact:
        return known.exact[text]
    candidates = known.candidates(text)
    strong = [template for template in candidates if template.weight >= _STRONG]
    said = _matched(strong, text, depth)
    if said is None:
        said = _joined(text, depth)
    if said is None:
        said = _matched(candidates[len(strong) :], text, depth)
    return text if said is None else said


def _matched(templates: list[Template], text: str, depth: int) -> str | None:
    for template in templates:
        values = template.match(text)
        if values is not None and not _is_row_of(template, values):
            return _filled(template, values, depth)
    return None


def _is_row_of(template: Template, values: tuple[str, ...]) -> bool:
    """Whether a value holds the same message once more, as in ``a (2 rows), b (3 rows)``."""
    telling = max(template.pieces, key=len)
    return len(telling) >= _TELLING and any(telling in value for value in values)


def _joined(text: str, depth: int) -> str | None:
    """Messages one after another; None for text in which there are none."""
    for found in re.finditer("; |: ", text):
        sign, first, rest = found[0], text[: found.start()], text[found.end() :]
        if sign == ": ":  # a place, and a message that may hold the sign itself
            begun, ended = first, _dutch(rest, depth + 1)
        else:
            begun, ended = _dutch(first, depth + 1), rest
        if begun != first and sign in first:
            return f"{begun}{sign}{_dutch(rest, depth + 1)}"
        if ended != rest:
            return f"{_dutch(first, depth + 1)}{sign}{ended}"
    for join, said in _JOINS.items():
        parts = text.split(join)
        spoken = [_dutch(part, depth + 1) for part in parts] if len(parts) > 1 else parts
        if spoken != parts or (said != join and _is_choice(parts)):
            return said.join(spoken)
    behind = re.fullmatch(r"(.+) \((.+)\)", text, re.DOTALL)
    if behind is not None:
        told_first, told_second = (_dutch(part, depth + 1) for part in behind.groups())
        if (told_first, told_second) != behind.groups():
            return f"{told_first} ({told_second})"
    return None


def _is_choice(parts: list[str]) -> bool:
    """Whether it is a row of single words, as in ``dd-mm-yyyy or yyyy-mm-dd``."""
    return len(parts) > 1 and all(part and " " not in part.replace(", ", "") for part in parts)


def _filled(template: Template, values: tuple[str, ...], depth: int) -> str:
    spoken = [
        value if _is_quoted(template.pieces, index) else _dutch(value, depth + 1)
        for index, value in enumerate(values)
    ]

    def put(hole: re.Match[str]) -> str:
        value = spoken[int(hole[1])]
        return dutch_number(value) if hole[2] else value

    parts = re.split(HOLE.pattern, template.said)
    texts = [plain(part) for part in parts[::3]]
    holes = [put(hole) for hole in HOLE.finditer(template.said)]
    return "".join(text + hole for text, hole in zip(texts, [*holes, ""], strict=True))


def _is_quoted(pieces: tuple[str, ...], index: int) -> bool:
    before, after = pieces[index], pieces[index + 1]
    return bool(before and after) and _QUOTES.get(before[-1]) == after[0]


@lru_cache(maxsize=2048)
def _pattern(pieces: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, pieces)), re.DOTALL)


class _Known:
    """Messages without values and their Dutch; those with, by the word they begin or end with."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        whole = {plain(one): plain(said) for one, said in messages.items() if not HOLE.search(one)}
        self.exact = {one.strip(_SIGNS): said.strip(_SIGNS) for one, said in whole.items()} | whole
        self._by_word: dict[str, list[Template]] = {}
        for one, said in messages.items():
            if HOLE.search(one):
                pieces = tuple(plain(piece) for piece in HOLE.split(one)[::3])
                self._by_word.setdefault(_word(pieces), []).append(Template(pieces, said))

    def candidates(self, text: str) -> list[Template]:
        """Those that the text may be, the most telling first."""
        words = text.split(" ")
        listed = [
            *self._by_word.get(f"{words[0]} ", ()),
            *self._by_word.get(f" {words[-1]}", ()),
            *self._by_word.get("", ()),
        ]
        return sorted(listed, key=lambda template: -template.weight)


def _word(pieces: tuple[str, ...]) -> str:
    """The whole word a message begins or else ends with, and a space beside it; '' for neither."""
    first, space, _ = pieces[0].partition(" ")
    if first and space:
        return first + space
    _, space, last = pieces[-1].rpartition(" ")
    return space + last if last and space else ""


@cache
def _known() -> _Known:
    # The class has no other way to ask for all its messages.
    return _Known(vars(catalogue(MESSAGES, "nl")).get("_catalog", {}))


def plain(text: str) -> str:
    """Braces that are text stand double in a catalogue."""
    return text.replace("{{", "{").replace("}}", "}")


def told_in(content: Any) -> Any:
    """What is in a structure of JSON, its texts in the language of now; names stay as they are."""
    if isinstance(content, str):
        return told(content)
    if isinstance(content, dict):
        return {key: told_in(value) for key, value in content.items()}
    return [told_in(each) for each in content] if isinstance(content, list) else content
