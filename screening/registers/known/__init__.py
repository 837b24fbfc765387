"""Published shapes of files, one file each: what the header looks like and what it fills.

A file is found because it is here; see ``shape.py`` for what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from screening.documents.read import read_yaml
from screening.documents.validate import validate
from screening.errors import PackError
from screening.registers.known.shape import Shape

__all__ = ["Shape", "shapes"]


@cache
def shapes() -> Mapping[str, Shape]:
    """Every shape by the name of its file, sorted; raises PackError for one that is wrong."""
    found: dict[str, Shape] = {}
    with resources.as_file(resources.files(__name__)) as folder:
        for path in sorted(Path(folder).glob("*.yaml")):
            content = read_yaml(path, f"known/{path.name}")
            shape = validate(Shape, content)
            if shape is None or content.problems:
                raise PackError(content.problems)
            found[path.stem] = shape
    return found
