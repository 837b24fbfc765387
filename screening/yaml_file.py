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
        loader = yaml.SafeLoader(file.read_text(encoding="utf-8-sig"))
        root = loader.get_single_node()
        if root is None:
            return YamlFile(None, {}, (Problem("the file is empty", Where(shown_as, line=1)),))
        _walk(root, (), lines, problems, shown_as)
        data = loader.construct_document(root)
    except yaml.YAMLError as error:
        return YamlFile(None, lines, (*problems, _syntax(error, shown_as)))
    except OSError as error:
        found = f"the file cannot be read: {error.strerror}"
        return YamlFile(None, lines, (Problem(found, Where(shown_as)),))
    except (UnicodeDecodeError, ValueError) as error:
        found = f"the file cannot be read: {error}"
        return YamlFile(None, lines, (*problems, Problem(found, Where(shown_as))))
    return YamlFile(data, lines, tuple(problems))


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
    found = getattr(error, "problem", None) or str(error)
    return Problem(f"not valid YAML: {found}", Where(shown_as, line=line))
