"""YAML with line numbers: duplicate keys are problems, and every key path knows its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from screening.errors import Problem, Where

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlFile:
    """What a YAML file holds: plain data, and the line (from 1) of every key and list item."""

    data: Any
    lines: dict[KeyPath, int]
    problems: tuple[Problem, ...]

    def line(self, path: KeyPath) -> int:
        """Line of the key path, or of the nearest parent that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(file: Path, shown_as: str) -> YamlFile:
    """Read one document; syntax errors and duplicate keys come back as problems, all at once."""
    problems: list[Problem] = []
    lines: dict[KeyPath, int] = {}
    try:
        text = _text(file, shown_as)
        if isinstance(text, Problem):
            return YamlFile(None, lines, (text,))
        if _too_deep(text):
            return YamlFile(None, lines, (_nested(shown_as),))
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            empty = Problem("the file is empty", Where(shown_as, line=1), "settings, as key: value")
            return YamlFile(None, {}, (empty,))
        _walk(root, (), lines, problems, shown_as)
        data = loader.construct_document(root)
    except yaml.YAMLError as error:
        return YamlFile(None, lines, (*problems, _syntax(error, shown_as)))
    except RecursionError:
        return YamlFile(None, lines, (*problems, _nested(shown_as)))
    return YamlFile(data, lines, tuple(problems))


_CLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML was built with it: ten times as fast."""
_DEEPEST = 100
"""Levels of nesting; a project has five, and the parser in C does not guard its own stack."""


class _Loader(_CLoader):  # type: ignore[misc]  # the class differs per machine
    """The safe loader; a value that looks like a date or number but is none keeps its line."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:
            found = f"'{getattr(node, 'value', '')}' is no date or number: {error}"
            raise yaml.constructor.ConstructorError(None, None, found, node.start_mark) from None


def _nested(shown_as: str) -> Problem:
    found = "not valid YAML: the file is nested too deeply, or refers to itself"
    return Problem(found, Where(shown_as), remedy="write the settings out, without & and *")


def _too_deep(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=_CLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return True
    return False


def _text(file: Path, shown_as: str) -> str | Problem:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        found = f"the file cannot be read: {error.strerror}"
        return Problem(found, Where(shown_as), remedy="check the rights on this file")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Problem(
            "the file is not UTF-8",
            Where(shown_as, line=line),
            "a text file in UTF-8",
            "save it again with encoding UTF-8",
        )


def _walk(
    node: yaml.Node,
    path: KeyPath,
    lines: dict[KeyPath, int],
    problems: list[Problem],
    shown_as: str,
) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            line = key.start_mark.line + 1
            if here in lines:
                problems.append(
                    Problem(
                        f"duplicate key '{key.value}' (first on line {lines[here]})",
                        Where(shown_as, line=line),
                        remedy="keep one of the two",
                    )
                )
            lines[here] = line
            _walk(value, here, lines, problems, shown_as)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line + 1
            _walk(value, (*path, index), lines, problems, shown_as)


def _syntax(error: yaml.YAMLError, shown_as: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else None
    found = str(getattr(error, "problem", None) or error)
    remedy = "look at this line and the one above it: indent, colon, closing bracket or quote"
    if "is no date" in found:
        remedy = "write a day that exists, or put a text in quotes"
    if "\\t" in found or "tab character" in found:
        remedy = "indent with spaces, never with tabs"
    return Problem(f"not valid YAML: {found}", Where(shown_as, line=line), remedy=remedy)
