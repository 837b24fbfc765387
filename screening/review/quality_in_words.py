"""What came of a rule, as a sentence per list: for the page of the rule, and its suitability."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from screening.review.rule_quality import RuleQuality


def quality_in_words(found: Iterable[RuleQuality]) -> Mapping[str, list[str]]:
    """Per rule what is known of it, a Dutch sentence per list; rules nobody reviewed are not in."""
    said = defaultdict[str, list[str]](list)
    for each in found:
        if each.rule is not None and each.action is None and each.reviewed:
            said[each.rule].append(_sentence(each))
    return said


def _sentence(each: RuleQuality) -> str:
    counts = (
        f"{each.list_title}: {each.flags} keer gesignaleerd, {each.reviewed} beoordeeld; bevestigd "
        f"{each.confirmed}, weerlegd {each.refuted}, onbekend {each.unknown}."
    )
    if each.share is None:
        return f"{counts} Te weinig om een aandeel te noemen."
    share, lower, upper = (f"{100 * part:.0f}%" for part in each.share)
    told = f"{counts} Aandeel bevestigd {share} (95%-interval {lower} tot {upper})"
    if each.lift is None:
        return f"{told}; van de steekproef is te weinig bekend om het naast te zetten."
    ratio, low, high = (None if part is None else f"{part:.1f}".replace(".", ",")
                        for part in each.lift)  # fmt: skip
    if ratio is None or high is None:
        return f"{told}, minstens {low} keer dat van de steekproef."
    return f"{told}, {ratio} keer dat van de steekproef ({low} tot {high})."
