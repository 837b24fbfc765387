"""The effect of a measure as people read it: figures, what they say, and what they do not say."""

from __future__ import annotations

import datetime as dt

from screening.detect.explain.dutch import say
from screening.publish.meta import dutch_date
from screening.review.measure_effect import MeasureEffect

CAVEATS = (
    "Dit zegt dat het hier anders ging dan in vergelijkbare gebieden, niet waardoor dat kwam.",
    "Wat in dezelfde tijd nog meer veranderde (melden, registreren, andere maatregelen) telt mee.",
    "Wie vaker kijkt, registreert meer: een stijging kan komen doordat er beter is gekeken.",
    "Een gebied dat is gekozen omdat het cijfer hoog was, daalt vaak ook zonder maatregel.",
    "Of iets zich naar andere gebieden verplaatste, is niet gemeten.",
)
_NEAR = {"inhabitants": "aantal inwoners", "address_density": "dichtheid van adressen"}
_LACKING = {
    "too_few_areas": "Te weinig vergelijkbare gebieden om een verschil te noemen.",
    "too_few_cases": "Te weinig om een verschil te noemen: voor of na de maatregel zijn er minder "
    "dan 10, geteld of verwacht.",
}


def in_words(found: MeasureEffect) -> list[str]:
    """What came out, sentence by sentence, in Dutch."""
    since = dutch_date(dt.date.fromisoformat(found.since))
    own = (
        f"{found.area_name}: {say(found.before)} in {period(found.period_before)} en "
        f"{say(found.after)} in {period(found.period_after)}; de maatregel begon op {since}."
    )
    before, after = (sum(getattr(p, side) for p in found.peers) for side in ("before", "after"))
    said = [own, f"In {_peers(found)} samen: {say(before)} en {say(after)}."]
    if found.ratio is None or found.expected is None:
        return [*said, _LACKING[found.lacking]]
    return [*said, *_told(found, found.expected, found.ratio)]


def period(asked: str) -> str:
    """A period as people write it: 2024, or 09-2024 tot en met 02-2025."""
    return " tot en met ".join("-".join(reversed(each.split("-"))) for each in asked.split("/"))


def _told(found: MeasureEffect, expected: float, ratio: float) -> list[str]:
    lower, upper = found.lower or 0.0, found.upper or 0.0
    change = found.after - expected
    more = "meer" if change >= 0 else "minder"
    told = (
        f"Was het hier gegaan als daar, dan waren het er naar verwachting {say(round(expected))} "
        f"geweest. Het zijn er {say(round(abs(change)))} {more}: {_percent(ratio)}, met een "
        f"95%-interval van {_percent(lower)} tot {_percent(upper)} "
        f"({_count(expected, lower)} tot {_count(expected, upper)})."
    )
    if found.clear:
        return [told, "Dat is meer dan toeval en gewone verschillen tussen gebieden verklaren."]
    return [told, "Dat kan ook toeval zijn, of een gewoon verschil tussen gebieden."]


def _peers(found: MeasureEffect) -> str:
    count = len(found.peers)
    areas = "1 ander gebied" if count == 1 else f"{say(count)} andere gebieden"
    if not found.near:
        return f"{areas} van dit niveau"
    return f"{areas} die er het meest op lijken ({' en '.join(_NEAR[each] for each in found.near)})"


def caveats(found: MeasureEffect) -> list[str]:
    """What has to be said beside the figures, in Dutch."""
    said = list(CAVEATS)
    if found.rounded_to is not None and found.rounded_to > 1:
        said.append(f"De aantallen zijn afgerond op {say(found.rounded_to)}; dat maakt ze onzeker.")
    return said


def _percent(ratio: float) -> str:
    change = round(100 * (ratio - 1))
    return f"{change:+d}%" if change else "0%"


def _count(expected: float, ratio: float) -> str:
    change = round(expected * (ratio - 1))
    return f"{'-' if change < 0 else '+' if change else ''}{say(abs(change))}"
