"""What PDF/A-2b asks of a file and can be read from it: an empty list is a file that keeps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

_FORBIDDEN = {
    "/AA": "an action that starts by itself", "/OpenAction": "an action when it is opened",
    "/EmbeddedFiles": "a file within", "/EF": "a file within", "/AF": "a file within",
    "/JavaScript": "a script", "/JS": "a script", "/XFA": "a form", "/AcroForm": "a form",
    "/Launch": "a program that is started", "/PS": "PostScript", "/Alternates": "other pictures",
}  # fmt: skip
"""Keys of a dictionary that no archived file of ours may have, and what each would be."""
_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide"}
_SUBSTANCE = {"/FontFile", "/FontFile2", "/FontFile3"}
_PRINTED = 4
"""The flag of what stands on a page beside its text, such as a link."""
_INFO = {
    "/Title": r"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>",
    "/Creator": r"<xmp:CreatorTool>(.*?)</xmp:CreatorTool>",
    "/CreationDate": r"<xmp:CreateDate>(.*?)</xmp:CreateDate>",
    "/ModDate": r"<xmp:ModifyDate>(.*?)</xmp:ModifyDate>",
    "/Author": r"<dc:creator>.*?<rdf:li[^>]*>(.*?)</rdf:li>",
    "/Subject": r"<dc:description>.*?<rdf:li[^>]*>(.*?)</rdf:li>",
    "/Keywords": r"<pdf:Keywords>(.*?)</pdf:Keywords>",
    "/Producer": r"<pdf:Producer>(.*?)</pdf:Producer>",
}
"""What the old dictionary says, and where the metadata must say the same."""


def breaches(reader: pypdf.PdfReader) -> list[str]:
    """Everything in which a file is not as PDF/A-2b asks."""
    found = [*_of_the_file(reader), *_of_the_colours(reader), *_of_the_metadata(reader)]
    fonts = 0
    for each in _dictionaries(reader):
        found += [what for key, what in _FORBIDDEN.items() if key in each]
        if each.get("/S") in _ACTIONS:
            found.append(f"an action {each['/S']}")
        if each.get("/Type") == "/Font" and each.get("/Subtype") != "/Type0":
            fonts += 1
            found += _of_a_font(each)
        if each.get("/Type") == "/Annot" and not int(each.get("/F", 0)) & _PRINTED:
            found.append("a note that is not printed")
        if isinstance(each, StreamObject) and "/LZWDecode" in str(each.get("/Filter")):
            found.append("a stream that is packed with LZW")
    return found if fonts else [*found, "no font at all"]


def _of_the_file(reader: pypdf.PdfReader) -> Iterator[str]:
    if reader.is_encrypted or "/Encrypt" in reader.trailer:
        yield "a file that is encrypted"
    named = reader.trailer.get("/ID")
    if not named or len(named) != 2 or not all(bytes(each.original_bytes) for each in named):
        yield "a file without /ID"
    if "/MarkInfo" in reader.root_object and "/Lang" not in reader.root_object:
        yield "a file that does not say its language"


def _of_the_colours(reader: pypdf.PdfReader) -> Iterator[str]:
    intents = [each.get_object() for each in reader.root_object.get("/OutputIntents", [])]
    if [each["/S"] for each in intents] != ["/GTS_PDFA1"]:
        yield f"{len(intents)} output intents for archives instead of one"
        return
    profile = intents[0].get("/DestOutputProfile")
    data = profile.get_object().get_data() if profile is not None else b""
    if data[36:40] != b"acsp" or int.from_bytes(data[:4], "big") != len(data):
        yield "an output intent without a whole colour profile"


def _of_the_metadata(reader: pypdf.PdfReader) -> Iterator[str]:
    stream = reader.root_object["/Metadata"].get_object()
    if "/Filter" in stream:
        yield "metadata that is packed"
    said = stream.get_data().decode()
    for key, wanted in (("part", "2"), ("conformance", "B")):
        if not re.search(rf"pdfaid:{key}(>|=\"){wanted}", said):
            yield f"metadata that does not say pdfaid:{key} {wanted}"
    for key, value in (reader.metadata or {}).items():
        where = _INFO.get(key)
        there = re.search(where, said, re.DOTALL) if where else None
        if there is None or not _same(key, str(value), unescape(there[1])):
            yield f"{key} {value!r} that the metadata does not say"


def _same(key: str, old: str, new: str) -> bool:
    if not key.endswith("Date"):
        return old == new
    digits = re.sub(r"\D", "", old.split("+", maxsplit=1)[0].split("Z", maxsplit=1)[0])
    return dt.datetime.fromisoformat(new).strftime("%Y%m%d%H%M%S").startswith(digits)


def _of_a_font(font: DictionaryObject) -> Iterator[str]:
    if font.get("/Subtype") == "/Type3":  # drawn in the file itself
        return
    described = font.get("/FontDescriptor")
    if described is None or not _SUBSTANCE & set(described.get_object()):
        yield f"the font {font.get('/BaseFont')} that is not in the file"
    if font.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in font:
        yield f"the font {font.get('/BaseFont')} without a map of its signs"


def _dictionaries(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, those in pages, drawings within drawings and patterns too."""
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum in seen:
                continue
            seen.add(each.idnum)
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            yield each
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, ArrayObject):
            waiting += [*list.__iter__(each)]
