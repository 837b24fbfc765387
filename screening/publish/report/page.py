"""The whole page of a report."""

from __future__ import annotations

from screening.publish.charts.words import counted, whole
from screening.publish.notice import NOTICE
from screening.publish.report import areas, numbers, pictures
from screening.publish.report.facts import Facts
from screening.publish.report.style import CSS
from screening.publish.report.tags import Html, items, section, tag
from screening.reference import pictures as of_areas

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may fetch for this page: nothing."""
_PARTS = {
    "samenvatting": "In het kort",
    "binnengekomen": "Wat er binnenkwam en hoe goed het is",
    "niet-gemeten": "Wat niet kon draaien",
    "lijsten": "Hoe de lijsten tot stand kwamen",
    "uitkomsten": "Per regel de vier uitkomsten",
    "vergeleken": "De gemeente tussen vergelijkbare gemeenten",
    "verdeling": "Verdeling binnen een branche",
    "maanden": "Aantallen per maand",
    "maandbeeld": "Maandbeeld van wijken en buurten",
    "kaart": "Kaart van de gebieden",
    **{areas.anchor(name): each.title for name, each in of_areas.pictures().items()},
    "veranderd": "Wat er veranderde sinds de vorige run",
    "verantwoording": "Over dit rapport",
}


_FROM = (
    "Alles in dit rapport komt uit de bestanden van de run, die bij het lezen met het manifest "
    "zijn vergeleken. Er staat niets in over personen, adressen of bedrijven zonder signaal, en "
    "niets over een enkel adres of bedrijf."
)
_SMALL = (
    "Aantallen adressen en vestigingen onder de {fewest} worden in figuren niet getoond. Cijfers "
    "van gemeenten zijn openbaar en worden wel genoemd."
)
_METHOD = (
    "De methode van vergelijken, met formules en bronnen, staat in de documentatie (statistics). "
    "De figuren gebruiken dezelfde functies als de regels."
)


def report(facts: Facts) -> str:
    """The report as one HTML file; the same facts give the same bytes."""
    title = f"Rapport van de screening: {facts.municipality}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title}, {numbers.shown_date(facts.as_of)}"),
        tag("style", Html(CSS)),
    )
    body = tag(
        "body",
        tag("a", "Naar de inhoud", href="#inhoud", class_="sprong"),
        _top(facts, title),
        tag(
            "main", _summary(facts), numbers.incoming(facts), numbers.measured(facts),
            numbers.lists(facts), numbers.outcomes(facts), *pictures.every(facts),
            *areas.area_pictures(facts), numbers.changes(facts), _account(facts), id="inhoud",
        ),
        tag("footer", tag("p", NOTICE, class_="klein")),
    )  # fmt: skip
    return f"<!doctype html>\n{tag('html', head, body, lang='nl')}\n"


def _top(facts: Facts, title: str) -> Html:
    links = (tag("a", text, href=f"#{anchor}") for anchor, text in _PARTS.items())
    return tag(
        "header", tag("h1", title),
        tag("p", f"Peildatum {numbers.shown_date(facts.as_of)}, run ", tag("code", facts.run)),
        tag("p", NOTICE, class_="let-op"),
        tag("nav", items(links), aria_label="Onderdelen"),
    )  # fmt: skip


def _summary(facts: Facts) -> Html:
    counts = facts.manifest["counts"]
    on_lists = sum(len(listed["rows"]) for listed in facts.lists)
    read = counted(counts.get("rows_read", 0), "rij", "rijen")
    signals = counted(counts.get("signals", 0), "signaal", "signalen")
    together = counted(counts.get("conclusions", 0), "keer", "keer")
    rules = counted(facts.signals["rule"].n_unique(), "regel", "regels")
    lists = counted(len(facts.lists), "lijst", "lijsten")
    lines = [
        f"{counted(len(facts.quality), 'register', 'registers')} met {read} gelezen.",
        f"{signals} van {rules}; {together} vielen signalen samen.",
        f"{lists} met samen {counted(on_lists, 'rij', 'rijen')}.",
    ]
    failed = len(counts.get("rules_failed", {})) + len(counts.get("rules_skipped", {}))
    if failed:
        lines.append(
            f"{counted(failed, 'actieve regel', 'actieve regels')} kon niet of niet goed draaien; "
            "de lijsten zeggen daar niets over."
        )
    return section("samenvatting", _PARTS["samenvatting"], items(lines))


def _account(facts: Facts) -> Html:
    inputs, fewest = facts.manifest["inputs"], (facts.figures or {}).get("fewest", 10)
    purposes = facts.manifest.get("purposes", {})
    settings = inputs["settings"]
    about = [
        ("Gemeente", facts.municipality),
        ("Ontvanger", settings.get("recipient") or numbers.UNKNOWN),
        ("Run", facts.run), ("Peildatum", numbers.shown_date(facts.as_of)),
        ("Geldig tot", _until(facts)),
        ("Regelpakketten", _packs(facts)),
        ("Programma", f"screening {inputs['version']}, engine {inputs['engine']}"),
        *((f"Doel van {pack}", purpose) for pack, purpose in sorted(purposes.items())),
    ]  # fmt: skip
    said = [_FROM, _SMALL.format(fewest=whole(fewest)), _METHOD]
    terms = [part for name, value in about for part in (tag("dt", name), tag("dd", value))]
    return section("verantwoording", _PARTS["verantwoording"], tag("dl", *terms),
                   *(tag("p", line) for line in said))  # fmt: skip


def _packs(facts: Facts) -> str:
    """The packs with their versions; of an older run those that its lists name."""
    versions = facts.manifest["counts"].get("packs", {})
    told = [f"{name} versie {version}" for name, version in sorted(versions.items())]
    return "; ".join(told or _said_by_lists(facts, "Regelpakket"))


def _said_by_lists(facts: Facts, label: str) -> list[str]:
    """What the lists say of themselves under a label, each part once, in order."""
    told = (str(listed.get("meta", {}).get(label, "")) for listed in facts.lists)
    return sorted({part for each in told for part in each.split("; ") if part})


def _until(facts: Facts) -> str:
    """The first day on which a list is no longer valid; then the report is not either."""
    days = [day.split("-")[::-1] for day in _said_by_lists(facts, "Geldig tot")]
    return "-".join(min(days)[::-1]) if days else numbers.UNKNOWN
