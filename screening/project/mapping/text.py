"""The commented ``screening.yaml`` of what was found in a folder; its comments are Dutch."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.files.characters import legible
from screening.packs.shipped import PACKS
from screening.project.mapping.asked_text import quoted
from screening.project.mapping.mapped import Mapped, NotMapped
from screening.registers.schemas import REGISTERS

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*[A-Za-z0-9_]")
_WORDS = {"yes", "no", "true", "false", "null", "on", "off", "none", "y", "n"}


@dataclass(frozen=True)
class Head:
    """What the project is, apart from its extracts."""

    name: str
    municipality: str
    as_of: dt.date
    key_file: str
    map_file: str = ""
    recipient: str = ""
    demo: bool = False


def project_text(head: Head, mapped: Sequence[Mapped], other: Sequence[NotMapped]) -> str:
    """The whole file: settings, each register with its reasons, and what fills none."""
    lines = [
        "# Een screening, voorgesteld door `screening init --from`. Loop de regels na: achter elke",
        "# kolom staat hoe zij heet en wat erin staat. Daarna: `screening check`. Elke sleutel",
        "# staat uitgelegd in docs/project-file.md.",
        f"name: {quoted(head.name)}",
        f"municipality: {head.municipality}",
        f"as_of: {head.as_of}            # peildatum: leeftijden en termijnen tellen vanaf hier",
        f"packs: [{', '.join(PACKS)}]",
        f"seed: {head.as_of:%Y%m%d}   # trekt het willekeurige deel van elke lijst; laat staan",
        'operator: ""                 # wie dit draait; komt in het logboek',
        f"recipient: {quoted(head.recipient)}   # voor wie de lijsten zijn; zonder zijn er geen",
        f"pseudonym_key: {head.key_file}   # buiten deze map, alleen voor u leesbaar",
        *(["demo: true"] if head.demo else []),
        *([f"map: {quoted(head.map_file)}   # de vorm van gebieden, voor de kaart in het rapport"]
          if head.map_file else []),
        "",
    ]  # fmt: skip
    read = [each for each in mapped if not each.refused]
    lines.append("registers:" if read else "registers: {}")
    for name in REGISTERS:
        lines += _register([each for each in read if each.register.name == name])
    aside = [each for each in mapped if each.refused]
    if aside:
        lines += ["", "# Herkend, maar nog niet te lezen:"]
    for each in aside:
        title = f"{each.register.name} ({each.register.title})"
        lines += _said(f"{each.path}: {title}: {each.refused}", "#   ")
        lines += [f"#     {_flat(line)}" for line in _source(each)]
    if other:
        lines += ["", "# Vult geen register:"]
    for file in other:
        lines += _said(f"{file.name}: {file.reason}", "#   ")
    missing = [
        each for name, each in REGISTERS.items() if name not in {m.register.name for m in read}
    ]
    if missing:
        lines += [
            "",
            "# Nog niet aangeleverd (screening map PROJECT REGISTER BESTAND voegt er een toe):",
        ]
        lines += [f"#   {each.name}: {each.title}" for each in missing]
    return "\n".join(lines) + "\n"


def is_legible(mapped: Mapped) -> bool:
    """Whether a project file can hold it: names in it may have signs that no file of ours has."""
    texts = [mapped.path, *mapped.part.values(), mapped.source]
    texts += [each for value in mapped.keys.values() for each in _texts(value)]
    return all(legible(text) == text for text in texts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
    else:
        yield str(value)


def register_text(mapped: Mapped) -> str:
    """One source, as it stands under ``registers:``."""
    return "\n".join(_register([mapped])[1:]) + "\n"


def _register(sources: Sequence[Mapped]) -> list[str]:
    if not sources:
        return []
    register = sources[0].register
    lines = ["", *_said(f"{register.title}: {register.says}.", "  # "), f"  {register.name}:"]
    for each in sources:
        lines += [line for why in each.why for line in _said(why, "    # ")]
        body = _source(each)
        if len(sources) > 1:
            body = [f"- {body[0]}", *(f"  {line}" for line in body[1:])]
        lines += [f"    {line}" for line in body]
    return lines


def _source(mapped: Mapped) -> list[str]:
    lines = [f"path: {quoted(mapped.path)}"]
    lines += [f"{key}: {quoted(text)}" for key, text in mapped.part.items()]
    lines += [f"source: {quoted(mapped.source)}", "reference_date: auto"]
    for key, value in mapped.keys.items():
        if key == "columns":
            lines += ["columns:", *_columns(value, mapped.notes)]
        elif isinstance(value, Mapping):
            lines += [f"{key}:", *(f"  {name}: {_value(each)}" for name, each in value.items())]
        else:
            lines.append(f"{key}: {_value(value)}")
    return lines


def _columns(columns: Mapping[str, str], notes: Mapping[str, str]) -> list[str]:
    pairs = {f"  {ours}: {quoted(theirs)}": notes.get(ours, "") for ours, theirs in columns.items()}
    width = min(max(map(len, pairs), default=0), 48)
    return [
        f"{pair.ljust(width)}  # {_flat(note)}" if note else pair for pair, note in pairs.items()
    ]


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(k)}: {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else quoted(text)


def _said(text: str, before: str) -> list[str]:
    return textwrap.wrap(_flat(text), _WIDTH, initial_indent=before, subsequent_indent=before)


def _flat(text: str) -> str:
    """On one line, and with nothing that a comment cannot hold."""
    return legible(" ".join("".join(each if each.isprintable() else " " for each in text).split()))
