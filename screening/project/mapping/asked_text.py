"""The file of questions, to fill in and give back; what stands in it for people is Dutch."""

from __future__ import annotations

import json
from collections.abc import Sequence

from screening.project.mapping.questions import Question

_HEAD = """\
# Vragen over uw leveringen. Zet achter `answer:` een van de antwoorden achter `options:`; wat u
# leeg laat, blijft zoals voorgesteld. Geef het bestand daarna terug met dezelfde opdracht en
# --answers {file}
"""


def as_text(questions: Sequence[Question], written: str, file: str) -> str:
    """The file to fill in; ``written`` tells which project file it belongs to."""
    lines = [_HEAD.format(file=file), f"written: {written}", "questions:"]
    for each in questions:
        meant = [
            f"{option} ({each.words[option]})" for option in each.options if option in each.words
        ]
        lines += [
            f"  - id: {quoted(each.id)}",
            f"    text: {quoted(each.text)}",
            *([f"    # {'; '.join(meant)}"] if meant else []),
            f"    options: [{', '.join(map(quoted, each.options))}]",
            f"    proposal: {quoted(each.proposal)}",
            "    answer:",
        ]
    return "\n".join(lines) + "\n"


def quoted(text: object) -> str:
    """A text as YAML reads it back, whatever is in it."""
    return json.dumps(str(text), ensure_ascii=False)
