"""Whether a header says that each of its figures stands for a thousand or a million.

Only how exports write that counts: ``(x 1 000)``, ``AantalX1000``, ``in duizendtallen``. A number
that tells which things are counted is none (``boven 1 miljoen euro``), nor that of a rate
(``per 1000 inwoners``).
"""

from __future__ import annotations

import re

_END = r"(?![0-9])(?![., ']?000)"
_FIGURES = {
    1_000_000: rf"1[., ']?000[., ']?000{_END}",
    1_000: rf"1[., ']?000{_END}",
}
_WORDS = {
    1_000_000: r"(?:m(?:ln|iljoen(?:en|tal(?:len)?)?))\b\.?",
    1_000: r"(?:duizend(?:en|tal(?:len)?)?|dzd|1[. ]?000[- ]?tal(?:len)?)\b",
}
_OF = r"(?:\s+(?!of\b|en\b|tot\b|per\b)[a-z][a-z0-9']*){0,2}"
"""Of what there are so many, and not that it may be more or less."""
_FIRST = r"(?:(?:in|aantal|bedrag(?:en)?|euro(?:'?s)?|eur|x|:|,)\s*)*"
_FORMS = (
    (
        r"(?<![0-9])(?<![0-9] )(?<!per )(?<!per \()(?:\bx|(?<=[a-z]{{4}})(?<!inde)x(?=1))\s*"
        r"(?:euro?\s*)?(?:{figures}|(?:1\s*)?{words})"
    ),
    r"[(\[]\s*{first}(?:{figures}|{words}){of}\s*[)\]]",
    r"\bin\s+(?:euro?\s+)?(?:{words}|{figures}(?=\s*(?:$|[)\]]|euro?\b)))",
    r"(?:^|(?<!\S)(?P<before>\S*[a-z,;:)-])\s+){words}(?:\s+euro?(?:'?s)?)?$",
)
"""After a times sign, in brackets, after ``in``, and as a word at the end."""
_LIMITS = {
    "per", "een", "tot", "boven", "onder", "vanaf", "dan", "of", "en", "minimaal", "maximaal",
    "min", "max", "minstens", "hoogstens", "ruim", "circa", "ca", "plus", "over", "above", "below",
}  # fmt: skip
"""Before a word at the end: then it is a limit, or what a rate is of."""


def times_said(plain: str) -> int:
    """1000000, 1000, or 1 where a header (in lower case, words apart) says neither."""
    for times, figures in _FIGURES.items():
        for form in _FORMS:
            pattern = form.format(figures=figures, words=_WORDS[times], of=_OF, first=_FIRST)
            found = re.search(pattern, plain)
            if found and found.groupdict().get("before") not in _LIMITS:
                return times
    return 1
