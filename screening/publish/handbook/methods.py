"""How each kind of comparison works, in Dutch with its formula, for the page of a rule."""

from __future__ import annotations

from screening.comparison.models import (
    AmountCompare,
    ChangeCompare,
    Compare,
    DensityCompare,
    Nearest,
    Peers,
    RateCompare,
    Same,
    SeasonCompare,
    ShareCompare,
)
from screening.detect.explain import dutch
from screening.packs.models import Rule
from screening.publish.handbook.markdown import plain

_SPREADS = {
    "paule-mandel": "geschat volgens Paule en Mandel 1982 op gewinsoriseerde scores",
    "moment": "geschat met momenten, zoals gepubliceerd in 2012",
}
_FUNNEL = (
    "Verwacht aantal E = n · ΣO/Σn over de vergelijkingsgroep; y = √(O/E). Score "
    "z\\* = (y - 1) / √(1/(4E) + τ²), met τ² de spreiding tussen eenheden die het toeval te boven "
    "gaat (Spiegelhalter 2005, 2012), {spread}. De eenzijdige kans p wordt voor alle toetsen van "
    "de regel samen gecorrigeerd (Benjamini en Hochberg 1995) tot q."
)
_LEVELS = (
    "Licht opvallend: verhouding ≥ 1,25 en q ≤ 0,10. Opvallend: ook verhouding ≥ 1,5, ondergrens "
    "van het 95%-interval > 1 en ten minste 10 gevallen. Sterk: verhouding ≥ 2, ondergrens > 1,25 "
    "en ten minste 20 gevallen."
)


def method_of(name: str, compare: Compare, rule: Rule) -> str:
    """One paragraph about a compare block, with what it counts and its formula."""

    def called(column: str) -> str:
        return plain(rule.measures[column].label) if column in rule.measures else column

    if isinstance(compare, RateCompare):
        funnel = _FUNNEL.format(spread=_SPREADS[compare.spread])
        what = f"{called(compare.count)} per {dutch.say(compare.scale)} {called(compare.per)}"
        return f"**{name}** vergelijkt {what} met {_peers(compare.peers)}. {funnel} {_LEVELS}"
    if isinstance(compare, ShareCompare):
        what = f"{called(compare.count)} als deel van {called(compare.of)}"
        return (
            f"**{name}** vergelijkt {what} met {_peers(compare.peers)}, op de schaal "
            f"arcsin√(aandeel) met variantie 1/(4m) en verder als een funnel, de spreiding "
            f"{_SPREADS[compare.spread]}. {_LEVELS}"
        )
    if isinstance(compare, AmountCompare):
        groups = "; ".join(" + ".join(map(called, group)) or "alle" for group in compare.groups)
        return (
            f"**{name}** zet {called(compare.value)} naast de eerste groep met ten minste "
            f"{compare.min_group} eenheden ({groups}): z = (ln v - mediaan ln v) / (1,4826 · MAD). "
            "Opvallend vanaf z = 2,5, sterk vanaf z = 3,5."
        )
    if isinstance(compare, ChangeCompare):
        return (
            f"**{name}** is de groei van {called(compare.before)} naar {called(compare.now)}, min "
            f"de mediaan van de groei van {_peers(compare.peers)}, in procentpunten."
        )
    if isinstance(compare, SeasonCompare):
        return (
            f"**{name}** vergelijkt {called(compare.now)} met dezelfde periode in "
            f"{len(compare.earlier)} eerdere jaren, met een voorspellingsinterval voor een "
            f"telling gegeven die jaren. {_LEVELS}"
        )
    return _density(name, compare, called(compare.count))


def _density(name: str, compare: DensityCompare, counted: str) -> str:
    return (
        f"**{name}** telt {counted} binnen {dutch.say(compare.radius_m)} meter hemelsbreed "
        "(RD-coördinaten), het adres zelf meegerekend."
    )


def _peers(peers: Peers) -> str:
    if isinstance(peers, Nearest):
        return f"de {peers.nearest} meest gelijkende eenheden ({', '.join(peers.on)})"
    if isinstance(peers, Same):
        return f"eenheden met dezelfde {', '.join(peers.same)}"
    return "alle eenheden"
