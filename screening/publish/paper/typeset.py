"""Sets a document as PDF/A-2b, with the fonts that come with the setter and nothing of the machine.

What is set reaches the template as JSON: a text of an extract is never read as markup, and the
template reads no file. The same document gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.resources import files
from typing import Any

from screening.files.neutralise import SHOWN, visible

TEMPLATE = "list.typ"
_LONG, _BREAK = re.compile(r"\S{26}(?=\S)"), "\u200b"
"""A run of signs without a space that is wider than a narrow column, and where a line may end."""
_LACKING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def as_pdf(document: dict[str, Any], day: dt.date, template: str = TEMPLATE) -> bytes:
    """The document as PDF/A-2b, made on ``day`` as far as it says; all fonts are in it.

    Characters that no font of the setter has are shown as the sign for that. Raises typst's
    TypstError when the template is wrong, which no document should be able to cause.
    """
    import typst  # noqa: PLC0415 - only who asks for a PDF waits for it

    data = json.dumps(_shown(document), ensure_ascii=False)
    while True:
        try:
            return _set(data, day, template)
        except typst.TypstError as error:
            lacking = set("".join(map(_plain, _LACKING.findall(error.diagnostic)))) & set(data)
            if not lacking:
                raise
            data = data.translate({ord(each): SHOWN for each in lacking})


def as_picture(document: dict[str, Any], ppi: int, page: int = -1) -> bytes:
    """A page of a document as png, as it looks on paper: the last, unless another is named."""
    import typst  # noqa: PLC0415 - as above

    made = typst.compile(
        files(__package__).joinpath(TEMPLATE).read_bytes(),
        sys_inputs={"data": json.dumps(_shown(document), ensure_ascii=False)},
        format="png",
        ppi=ppi,
        ignore_system_fonts=True,
    )
    return made[page] if isinstance(made, list) else made


def _set(data: str, day: dt.date, name: str) -> bytes:
    import typst  # noqa: PLC0415 - as above

    template = files(__package__).joinpath(name).read_bytes()
    return typst.compile(
        template,
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards="a-2b",
        ignore_system_fonts=True,
        timestamp=dt.datetime.combine(day, dt.time(), dt.UTC),
    )


def _shown(value: Any) -> Any:
    """The document with texts that hide nothing, and can be broken where a word is too wide."""
    if isinstance(value, dict):
        return {key: _shown(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, str):
        return _LONG.sub(lambda found: found[0] + _BREAK, visible(value))
    return value


def _plain(shown: str) -> str:
    """The characters that a message of the setter names; it writes some as their code."""
    return _CODE.sub(lambda found: chr(int(found[1], 16)), shown)
