"""One file of the extract of the BAG: versions of objects of the kinds that are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from screening.errors import Where
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.lvbag import names
from screening.registers.reading.lvbag.geometry import Shapes
from screening.registers.reading.xml_stream import XmlStream

_GRID = "28992"
"""How the name of the national grid (RD) ends; geometry in another is not read."""


@dataclass
class Objects:
    """Versions of objects of one kind, in the order of the file."""

    columns: dict[str, list[str | None]]
    lines: list[int] = field(default_factory=list)
    """The line on which each begins."""
    shapes: Shapes = field(default_factory=Shapes)

    def rows(self) -> list[int]:
        """What each is found back by: its line, or its number where several stand on a line."""
        apart = all(a < b for a, b in zip(self.lines, self.lines[1:], strict=False))
        return self.lines if apart else list(range(1, len(self.lines) + 1))


class Part(XmlStream):
    """What a file of the extract holds of the kinds that are asked."""

    root = names.ROOT

    def __init__(self, shown: str, limits: Limits, kinds: Iterable[str]) -> None:
        super().__init__(shown, limits)
        self.day = ""
        """The day the extract is about, as it says itself."""
        self.held = {kind: Objects({name: [] for name in names.FIELDS[kind]}) for kind in kinds}
        self._rows = 0
        self._object: Objects | None = None
        self._kind = ""
        self._values: dict[str, str] = {}
        self._inner, self._beside, self._dimension = False, False, 2

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """An object, something within it, or what is said of the file."""
        if self._object is not None:
            self._within(name, attributes)
        elif names.KINDS.get(name, "") in self.held:
            self._begin(names.KINDS[name])
        elif name == names.DAY:
            self.collect(name)

    def _within(self, name: str, attributes: dict[str, str]) -> None:
        if name in names.ELEMENTS:
            if not self._beside:
                self.collect(names.ELEMENTS[name])
        elif name in {names.POS, names.POS_LIST}:
            if self._dimension:
                self._dimension = _number(attributes.get("srsDimension")) or self._dimension
            self.collect(name)
        elif name == names.INTERIOR:
            self._inner = True
        elif name == names.BESIDE:
            self._beside = True
        elif "srsName" in attributes:
            known = attributes["srsName"].endswith(_GRID)
            self._dimension = (_number(attributes.get("srsDimension")) or 2) if known else 0

    def _begin(self, kind: str) -> None:
        self._kind, self._object, self._values = kind, self.held[kind], {}
        self._object.lines.append(self.line)
        self._rows, self._dimension = self._rows + 1, 2
        if self._rows > self.limits.rows:
            found = f"it has more than {self.limits.rows} objects"
            raise exceeded(found, Where(self.shown), "rows", self.limits, "split the extract")

    def ends(self, name: str) -> None:
        """A hole, the other addresses, or the object."""
        if self._object is None:
            return
        if name == names.INTERIOR:
            self._inner = False
        elif name == names.BESIDE:
            self._beside = False
        elif names.KINDS.get(name) == self._kind:
            for field_name, column in self._object.columns.items():
                column.append(self._values.get(field_name))
            self._object, self._inner, self._beside = None, False, False

    def keep(self, element: str, text: str) -> None:
        """The day of the file, a ring of the object, or a value of it."""
        if self._object is None:
            self.day = self.day or text.strip()[:10]
        elif element in {names.POS, names.POS_LIST}:
            if self._kind in names.SHAPED:
                place = len(self._object.lines) - 1
                self._object.shapes.add(place, text, self._dimension, inner=self._inner)
        elif element == names.MANY and element in self._values:
            self._values[element] += f"|{text.strip()}"
        else:
            self._values.setdefault(element, text.strip())


def _number(text: str | None) -> int:
    return int(text) if text in {"2", "3"} else 0
