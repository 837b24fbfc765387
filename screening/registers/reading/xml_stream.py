"""XML of the Kadaster, read as it comes in: no more of it is held than what is asked.

A document that declares a type is refused at once: it is by such a declaration that XML can be
made to name other files, or to grow without end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn, Self
from xml.parsers import expat

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.limits import MB, Limits, exceeded

EXPECTED = "an extract of the BAG 2.0 (bagStand) or a delivery of the BRK 2.0 (Stand)"
REMEDY = "deliver the extract as the Kadaster gave it, or export it as csv"
PIECE = 1 << 20
_DEEPEST = 100


class XmlStream:
    """Elements by the address of their schema and their name; raises ExtractError.

    Those who read a kind say what begins (``begins``) and ends (``ends``), and ask for the text of
    an element (``collect``), which then comes to ``keep``.
    """

    root = ""
    """What the document must be."""

    def __init__(self, shown: str, limits: Limits) -> None:
        self.shown, self.limits = shown, limits
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._declared
        self._depth, self._at, self._length = 0, 0, 0
        self._element = ""
        self._text: list[str] = []

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def ends(self, name: str) -> None:
        """An element ends, of which the text was not asked."""

    def keep(self, element: str, text: str) -> None:
        """The text of an element that was asked for, under the name it was asked by."""

    def read(self, pieces: Iterable[bytes]) -> Self:
        """The same, when all of it has been read; raises ExtractError."""
        try:
            for piece in pieces:
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            found = f"the XML goes wrong here: {expat.ErrorString(error.code)}"
            where = Where(self.shown, error.lineno)
            raise ExtractError(Problem(found, where, EXPECTED, REMEDY)) from None
        return self

    @property
    def depth(self) -> int:
        """How deep the element is that begins; of one that ends, what it is in."""
        return self._depth

    @property
    def line(self) -> int:
        """Where it is read now."""
        return self._parser.CurrentLineNumber

    def collect(self, element: str) -> None:
        """Ask for the text of the element that begins."""
        self._element, self._at, self._text, self._length = element, self._depth, [], 0
        self._parser.CharacterDataHandler = self._more

    def refuse(self, found: str, remedy: str = REMEDY) -> NoReturn:
        """Raises ExtractError at the line where it is read now."""
        raise ExtractError(Problem(found, Where(self.shown, self.line), EXPECTED, remedy))

    def _declared(self, *_: object) -> None:
        self.refuse("the XML declares a type of document (DOCTYPE)")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name != self.root:
            refuse_root(self, name)
        if self._depth > _DEEPEST:
            self.refuse("the XML is nested too deep")
        self.begins(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if not self._element:
            self.ends(name)
        elif self._depth < self._at:
            self._parser.CharacterDataHandler = None
            element, self._element = self._element, ""
            self.keep(element, "".join(self._text))

    def _more(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
        if self._length > self.limits.line_mb * MB:
            found = f"one value is longer than {self.limits.line_mb} MB"
            where = Where(self.shown, self.line)
            raise exceeded(found, where, "line_mb", self.limits, "correct the extract")


def refuse_root(stream: XmlStream, name: str) -> NoReturn:
    """Raises ExtractError for a document that is none of those that are read."""
    remedy = REMEDY
    if "mutaties" in name.lower() or name.endswith(" Mutatie"):
        remedy = "deliver a full extract (stand); changes alone (mutaties) are not read"
    stream.refuse(f"the XML is no extract of the Kadaster: it begins with '{name[:200]}'", remedy)
