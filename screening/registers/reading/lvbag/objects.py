"""One file of the extract, read as it comes in: no more of it is held than what is asked.

A document that declares a type is refused at once: it is by such a declaration that XML can be
made to name other files, or to grow without end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.limits import MB, Limits, exceeded
from screening.registers.reading.lvbag import names
from screening.registers.reading.lvbag.geometry import Shapes

_DEEPEST = 100
_GRID = "28992"
"""How the name of the national grid (RD) ends; geometry in another is not read."""
_EXPECTED = "a file of the BAG 2.0 extract of the Kadaster (bagStand, v20200601)"
_REMEDY = "deliver the extract as the Kadaster gave it, or export it as csv"


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


class Part:
    """What a file of the extract holds of the kinds that are asked."""

    def __init__(self, shown: str, limits: Limits, kinds: Iterable[str]) -> None:
        self.day = ""
        """The day the extract is about, as it says itself."""
        self.held = {kind: Objects({name: [] for name in names.FIELDS[kind]}) for kind in kinds}
        self._shown, self._limits = shown, limits
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._declared
        self._depth, self._at, self._rows, self._length = 0, 0, 0, 0
        self._object: Objects | None = None
        self._kind, self._element = "", ""
        self._values: dict[str, str] = {}
        self._text: list[str] = []
        self._inner, self._beside, self._dimension = False, False, 2

    def read(self, pieces: Iterable[bytes]) -> Part:
        """The same, when all of it has been read; raises ExtractError."""
        try:
            for piece in pieces:
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            found = f"the XML goes wrong here: {expat.ErrorString(error.code)}"
            where = Where(self._shown, error.lineno)
            raise ExtractError(Problem(found, where, _EXPECTED, _REMEDY)) from None
        return self

    def _declared(self, *_: object) -> None:
        found = "the XML declares a type of document (DOCTYPE)"
        where = Where(self._shown, self._parser.CurrentLineNumber)
        raise ExtractError(Problem(found, where, _EXPECTED, _REMEDY))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name != names.ROOT:
            self._refuse(f"the XML is no extract of the BAG: it begins with '{name[:200]}'")
        if self._depth > _DEEPEST:
            self._refuse("the XML is nested too deep")
        if self._object is not None:
            self._within(name, attributes)
        elif names.KINDS.get(name, "") in self.held:
            self._begin(names.KINDS[name])
        elif name == names.DAY:
            self._collect(name)

    def _within(self, name: str, attributes: dict[str, str]) -> None:
        """What begins within an object."""
        if name in names.ELEMENTS:
            if not self._beside:
                self._collect(names.ELEMENTS[name])
        elif name in {names.POS, names.POS_LIST}:
            if self._dimension:
                self._dimension = _number(attributes.get("srsDimension")) or self._dimension
            self._collect(name)
        elif name == names.INTERIOR:
            self._inner = True
        elif name == names.BESIDE:
            self._beside = True
        elif "srsName" in attributes:
            known = attributes["srsName"].endswith(_GRID)
            self._dimension = (_number(attributes.get("srsDimension")) or 2) if known else 0

    def _begin(self, kind: str) -> None:
        self._kind, self._object, self._values = kind, self.held[kind], {}
        self._object.lines.append(self._parser.CurrentLineNumber)
        self._rows, self._dimension = self._rows + 1, 2
        if self._rows > self._limits.rows:
            found = f"it has more than {self._limits.rows} objects"
            raise exceeded(found, Where(self._shown), "rows", self._limits, "split the extract")

    def _collect(self, element: str) -> None:
        self._element, self._at, self._text, self._length = element, self._depth, [], 0
        self._parser.CharacterDataHandler = self._more

    def _more(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
        if self._length > self._limits.line_mb * MB:
            found = f"one value is longer than {self._limits.line_mb} MB"
            where = Where(self._shown, self._parser.CurrentLineNumber)
            raise exceeded(found, where, "line_mb", self._limits, "correct the extract")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._element:
            if self._depth >= self._at:
                return
            self._parser.CharacterDataHandler = None
            self._keep(self._element, "".join(self._text))
            self._element = ""
        elif self._object is None:
            return
        elif name == names.INTERIOR:
            self._inner = False
        elif name == names.BESIDE:
            self._beside = False
        elif names.KINDS.get(name) == self._kind:
            for field_name, column in self._object.columns.items():
                column.append(self._values.get(field_name))
            self._object, self._inner, self._beside = None, False, False

    def _keep(self, element: str, text: str) -> None:
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

    def _refuse(self, found: str) -> None:
        where = Where(self._shown, self._parser.CurrentLineNumber)
        remedy = _REMEDY
        if "mutaties" in found:
            remedy = "deliver a full extract (stand); changes alone (mutaties) are not read"
        raise ExtractError(Problem(found, where, _EXPECTED, remedy))


def _number(text: str | None) -> int:
    return int(text) if text in {"2", "3"} else 0
