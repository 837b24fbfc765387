"""Words that judge: a signal is a reason to look, never a finding. One list for all stages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from screening.reference.folding import folded

# The statutory term of the FIU (Wwft), and official names that hold one of the words.
_ALLOWED = re.compile(
    r"verdachte[\s-]+transacties?|(?:als )?verdacht verklaar(?:de?|t) transacties?"
    r"|transacties? (?:\w+ ){0,4}(?:als )?verdacht (?:is |zijn |heeft )?verklaard",
    re.IGNORECASE,
)

_INSTEAD: list[tuple[str, str]] = [
    (r"verdachten?", "opvallend"),
    (r"verdacht", "opvallend"),
    (r"verdachtmaking(?:en)?|verdenking(?:en)?", "reden om te kijken"),
    (r"crimine(?:el|le|len)", "leg uit wat er gemeten is"),
    (r"misdadigers?|misdadige?", "leg uit wat er gemeten is"),
    (r"daders?", "betrokkene"),
    (r"fraudeurs?|oplichters?|witwassers?", "betrokkene"),
    (r"frauduleu[sz]e?|fraudeert|frauderen", "wijkt af van de opgave"),
    (r"schuldigen?|schuldige?|medeplichtigen?|medeplichtige?", "betrokkene"),
    (r"katvangers?|stromann?(?:en)?|strom[ae]n", "bestuurder op papier"),
    (r"overtreders?", "betrokkene"),
    (r"boe(?:f|ven)|schurk(?:en)?|gangsters?", "betrokkene"),
    (r"malafide|louche|dubieu[sz]e?|foute?", "opvallend"),
    (r"illegale?|illegaliteit", "zonder vergunning"),
    (r"onbetrouwbare?", "opvallend"),
    (r"uitbuiters?|huisjesmelkers?|spookbewoners?|drugsdealers?", "betrokkene"),
]
_WORDS = [
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE), instead)
    for pattern, instead in _INSTEAD
]


@dataclass(frozen=True)
class Judgement:
    """A judging word in a text, and what to write instead."""

    word: str
    instead: str


def judgements(text: str) -> list[Judgement]:
    """Judging words in a Dutch text as it is read, in the order in which they stand there."""
    plain = _ALLOWED.sub(lambda match: " " * len(match[0]), folded(text))
    found = {
        match.start(): Judgement(match[0], instead)
        for pattern, instead in _WORDS
        for match in pattern.finditer(plain)
    }
    return [found[start] for start in sorted(found)]


def is_neutral(text: str) -> bool:
    """Whether a text holds no judging word."""
    return not judgements(text)
