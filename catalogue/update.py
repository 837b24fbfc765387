"""Bring the catalogues up to date with the source, and compile them; ``--check`` only says.

What has no translation yet stands in the ``.po`` with an empty ``msgstr``: fill it in, and again.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from catalogue.messages import messages
from catalogue.terminal import terminal_messages
from screening.locale import FOLDER, MESSAGES, TERMINAL

HEADER = "# What the program says, in Dutch. Made with: make words"
HEADERS = {
    "Content-Type": "text/plain; charset=utf-8",
    "Language": "nl",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def po_file(domain: str) -> Path:
    """Where the translations of a catalogue are kept."""
    return FOLDER / "nl" / "LC_MESSAGES" / f"{domain}.po"


def found(domain: str) -> Iterable[tuple[str, str | tuple[str, str]]]:
    """Where the source says what belongs in the catalogue, and what."""
    return terminal_messages() if domain == TERMINAL else messages()


def updated(domain: str) -> Catalog:
    """What the source says now, with the translations that are known."""
    template = Catalog(charset="utf-8")
    for file, message in found(domain):
        template.add(message, locations=[(file, 0)] if file else [])
    known = read(po_file(domain))
    known.update(template, no_fuzzy_matching=True)
    known.obsolete.clear()
    known.header_comment = HEADER
    return known


def read(path: Path) -> Catalog:
    """A catalogue as it is kept; an empty one when there is none."""
    if not path.exists():
        return Catalog(locale="nl", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="nl", charset="utf-8")


class _Plain(Catalog):
    """Without the moment it was made and the version of Babel that made it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What gettext needs to know, and no more."""
        return list(HEADERS.items())

    @mime_headers.setter
    def mime_headers(self, _: object) -> None:
        """Whatever Babel finds in the file."""


def compiled(known: Catalog) -> bytes:
    """As the program reads it: the same file on every machine and day."""
    plain = _Plain(locale="nl", charset="utf-8")
    for message in known:
        if message.id:
            plain.add(message.id, message.string)
    content = io.BytesIO()
    write_mo(content, plain)
    return content.getvalue()


def written(known: Catalog) -> bytes:
    """As people read it: sorted by message, the same on every machine."""
    content = io.BytesIO()
    write_po(content, known, width=100, omit_header=True, sort_output=True, include_lineno=False)
    headers = "".join(f'"{name}: {value}\\n"\n' for name, value in HEADERS.items())
    return f'{HEADER}\nmsgid ""\nmsgstr ""\n{headers}\n'.encode() + content.getvalue()


def main() -> int:
    """Write both files of every catalogue; exit code 1 when a translation is wanting."""
    wanting = 0
    for domain in (TERMINAL, MESSAGES):
        known = updated(domain)
        path = po_file(domain)
        path.write_bytes(written(known))
        again = read(path)
        path.with_suffix(".mo").write_bytes(compiled(again))
        for message in again:
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and not all(texts):
                wanting += 1
                sys.stdout.write(f"{domain}: no Dutch for {message.id!r}\n")
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main())
