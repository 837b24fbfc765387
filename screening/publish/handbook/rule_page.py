"""The page of one rule or escalation: everything a reader needs to weigh it, in Dutch Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.detect.explain import dutch
from screening.detect.explain.labels import SUBJECTS
from screening.packs.lint.facts import fragments, registers_read
from screening.packs.loaded import LoadedEscalation, LoadedRule
from screening.packs.models import (
    AtLeast,
    Common,
    Condition,
    Escalation,
    Families,
    Parameter,
    Rule,
    Suitability,
)
from screening.packs.settle import FIRST, needed
from screening.publish.handbook.markdown import bullets, code, inline, link, plain, table
from screening.publish.handbook.methods import method_of
from screening.publish.meta import dutch_date
from screening.reference.tables import intervention_text, views
from screening.registers.schemas import REGISTERS

POINTS = {
    "legal": "Juridisch toegestaan",
    "proxy": "Gecontroleerd op verkapte kenmerken",
    "data_quality": "Kwaliteit van de gegevens",
    "statistical_link": "Statistisch verband met het doel",
    "substantive_link": "Inhoudelijk verband met het doel",
}
STATUS = {
    "active": "in gebruik",
    "experimental": "proef",
    "deprecated": "wordt uitgefaseerd",
    "disabled": "staat uit",
}
WITHHELD = "niet openbaar"
FOUND = (
    "Wat in deze gemeente van het signaal is gebleken, naast de toelichting bij het statistisch "
    "verband. Er is gekeken waar eerdere selecties naartoe leidden; de steekproef is de maat."
)
NO_EXAMPLE = "In de fictieve gemeente is er geen geval van deze regel."


def rule_page(
    loaded: LoadedRule, example: str | None, outcomes: Sequence[str] = (), *, public: bool
) -> str:
    """The page of a rule; ``example`` is the explanation of one fictional signal.

    ``outcomes`` are sentences about what came of it, which only the whole page has.

    The public page leaves out what the rule keeps confidential, and says why (T34).
    """
    rule = loaded.rule
    hidden = rule.confidential if public else None
    sections = [
        *_opening(rule, loaded.pack.id),
        ("Hoe het werkt", _method(rule)),
        ("Nodige gegevens", _data(rule)),
        ("Instellingen", _parameters(rule, hidden.parameters if hidden else ())),
        *_judging(rule),
        ("Voorbeeld uit de fictieve gemeente", _example(example, withheld=hidden is not None)),
        *_closing(rule, () if public else outcomes),
    ]
    if hidden is not None:
        sections.insert(1, ("Wat hier is weggelaten", plain(hidden.reason)))
    if not public:
        tests = [f"{plain(test.name)} ({_kind(test.kind)})" for test in rule.tests]
        sections.append(("Proefgevallen", bullets(tests) or "Geen."))
    return _page(rule, sections)


def escalation_page(loaded: LoadedEscalation, example: str | None, *, public: bool) -> str:
    """The page of an escalation; ``example`` as for a rule."""
    rule = loaded.escalation
    steps = bullets([plain(intervention_text(each)) for each in rule.interventions]) or "Geen."
    sections = [
        *_opening(rule, loaded.pack.id),
        ("Hoe het werkt", _combination(rule)),
        ("Mogelijke vervolgstappen", f"{steps}\n\nHet overleg kiest; de regel beslist niets."),
        *_judging(rule),
        ("Voorbeeld uit de fictieve gemeente", _example(example, withheld=False)),
        *_closing(rule),
    ]
    if not public:
        tests = [f"{plain(test.name)} ({_kind(test.kind)})" for test in rule.tests]
        sections.append(("Proefgevallen", bullets(tests) or "Geen."))
    return _page(rule, sections)


def lacking(rule: Common) -> list[str]:
    """Parts a page cannot do without and this rule does not have; empty when it is complete."""
    parts: dict[str, object] = {
        "why": rule.why,
        "innocent": rule.innocent,
        "verify": rule.verify,
        "sources": rule.sources,
        "suitability": rule.suitability,
    }
    if isinstance(rule, Rule):
        parts |= {"measures": rule.measures, "explain": rule.explain}
    if rule.status == "disabled":
        parts["status_reason"] = rule.status_reason
    return [name for name, part in parts.items() if not part]


def _opening(rule: Common, pack: str) -> list[tuple[str, str]]:
    facts = [
        f"Regel `{rule.id}`, versie {rule.version}, {STATUS[rule.status]}",
        f"Pakket `{pack}`, grondslag {rule.basis}, ernst {rule.severity} van 5",
        f"Gaat over {SUBJECTS[rule.subject]}; lijsten: {', '.join(rule.lists) or 'geen'}",
    ]
    if rule.status_reason:
        facts.append(f"Reden van deze stand: {plain(rule.status_reason)}")
    return [("", bullets(facts)), ("Waarom", plain(rule.why))]


def _judging(rule: Common) -> list[tuple[str, str]]:
    return [
        ("Mogelijke gewone verklaringen", bullets(map(plain, rule.innocent))),
        ("Zo na te gaan", plain(rule.verify)),
    ]


def _closing(rule: Common, outcomes: Sequence[str] = ()) -> list[tuple[str, str]]:
    history = [
        f"versie {each.version}, {dutch_date(each.date)}: {plain(each.change)}"
        for each in rule.history
    ]
    if not any(each.version == 1 for each in rule.history):
        history = [f"versie 1: {FIRST}", *history]
    return [
        ("Geschiktheid", _suitability(rule.suitability, outcomes)),
        ("Bronnen", bullets(map(link, rule.sources))),
        ("Geschiedenis", bullets(history)),
    ]


def _method(rule: Rule) -> str:
    measured = [
        (f"`{name}`", plain(measure.label), plain(measure.unit))
        for name, measure in rule.measures.items()
    ]
    parts = [
        "Per onderwerp wordt gemeten:",
        table(("Naam", "Wat", "Eenheid"), measured),
        *(method_of(name, compare, rule) for name, compare in rule.compare.items()),
        "Er is een reden om te kijken wanneer:",
        code(rule.when),
    ]
    if rule.not_applicable:
        exempt = [f"{plain(each.reason)} ({inline(each.if_)})" for each in rule.not_applicable]
        parts += ["De regel geldt niet bij:", bullets(exempt)]
    parts += ["De meting:", code(rule.select)]
    named = dict.fromkeys(name for each in fragments(rule) for name in each.views)
    parts += [f"Daarin is `{name}`:\n\n{code(views()[name].sql)}" for name in named]
    return "\n\n".join(parts)


def _combination(rule: Escalation) -> str:
    links = f" en van wat daaraan vastzit ({', '.join(rule.links)})" if rule.links else ""
    return f"Kijkt naar de signalen van het onderwerp{links}:\n\n{_tree(rule.when, 0)}"


def _tree(part: str | Condition, depth: int) -> str:
    indent = "  " * depth
    if isinstance(part, str):
        return f"{indent}- `{part}`"
    if part.families is not None:
        return f"{indent}- {_families(part.families)}"
    title, children = _gate(part)
    return "\n".join([f"{indent}- {title}:", *(_tree(each, depth + 1) for each in children)])


def _gate(part: Condition) -> tuple[str, Sequence[str | Condition]]:
    if part.at_least is not None:
        return _counted(part.at_least)
    named = {"alle": part.all, "een van": part.any, "geen van": part.none}
    return next((title, given) for title, given in named.items() if given is not None)


def _counted(part: AtLeast) -> tuple[str, Sequence[str | Condition]]:
    return f"ten minste {part.k} van", part.of


def _families(part: Families) -> str:
    named = f" uit {', '.join(part.of)}" if part.of else ""
    least = dutch.say(part.at_least, unit="verschillende families")
    return f"signalen van ten minste {least}{named}"


def _data(rule: Rule) -> str:
    rows, needs = [], needed(rule)
    for name in sorted(registers_read(rule) & set(REGISTERS)):
        need = needs.get(name)
        demands = (
            [f"hooguit {dutch.say(need.max_age_days, unit='dagen')} oud"]
            if need and need.max_age_days
            else []
        )
        fills = need.min_fill if need else {}
        demands += [
            f"`{column}` voor {dutch.say(share, hint='pct')} gevuld"
            for column, share in fills.items()
        ]
        rows.append((f"`{name}`", "; ".join(demands) or "geen eigen eis"))
    return table(("Register", "Eis"), rows)


def _parameters(rule: Rule, hidden: Iterable[str]) -> str:
    if not rule.parameters:
        return "Geen."
    rows = [
        (f"`{name}`", WITHHELD, plain(given.unit), WITHHELD)
        if name in set(hidden)
        else (f"`{name}`", plain(_value(given)), plain(given.unit), plain(given.why))
        for name, given in rule.parameters.items()
    ]
    return table(("Naam", "Waarde", "Eenheid", "Reden"), rows)


def _value(given: Parameter) -> str:
    if given.dated is None:
        return dutch.say(given.usual)
    known = [
        f"{'onbekend' if value is None else dutch.say(value)} vanaf {dutch.say(day)}"
        for day, value in given.dated.steps
    ]
    return "; ".join(known)


def _example(example: str | None, *, withheld: bool) -> str:
    if withheld:
        return f"Het voorbeeld is {WITHHELD}, omdat het de grens laat zien."
    return f"> {plain(example)}" if example else NO_EXAMPLE


def _suitability(record: Suitability | None, outcomes: Sequence[str]) -> str:
    found = f"\n\n{FOUND}\n\n{bullets(map(plain, outcomes))}" if outcomes else ""
    if record is None:
        return f"Nog niet vastgelegd.{found}"
    rows = [
        (POINTS[name], "aangetoond" if point.shown else "nog niet aangetoond", plain(point.note))
        for name, point in record.points.items()
    ]
    return f"{table(('Punt', 'Stand', 'Toelichting'), rows)}{found}"


def _kind(kind: str) -> str:
    known = {
        "hit": "signaal",
        "near_miss": "net niet",
        "null": "gegeven ontbreekt",
        "innocent": "gewone verklaring",
    }
    return known.get(kind, "overig")


def _page(rule: Common, sections: Iterable[tuple[str, str]]) -> str:
    parts = [f"# {plain(rule.title)}"]
    for title, text in sections:
        parts += [f"## {title}", text.strip()] if title else [text.strip()]
    return "\n\n".join(parts) + "\n"
