"""Words of law in every text of every document of the shipped packs, escalations too."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from screening.documents.fields import Said
from screening.documents.told import texts_of
from screening.packs.lint import lint_packs
from screening.reference.words import judgements
from tests.compiled import load_pack
from tests.shipped import every_rule, shipped_packs

ON_LISTS = {
    "title", "why", "verify", "explain", "innocent", "not_applicable", "interventions", "measures",
}  # fmt: skip
LOOKALIKE = re.compile(r"vergelijkbare gemeenten")


@cache
def every_text() -> dict[str, str]:
    """What readers see of each document, by document and key path; each as one line."""
    texts = {}
    for pack in shipped_packs().values():
        for loaded in pack.documents:
            model = loaded.model
            told = texts_of(model, but=Said.BY_OTHERS)
            texts |= {f"{model.id} {path}": " ".join(text.split()) for path, text in told if text}
    return texts


def breaking(holds: re.Pattern[str], beside: str = "") -> dict[str, str]:
    """Texts with these words and without what must stand beside them."""
    return {
        place: text
        for place, text in every_text().items()
        if holds.search(text) and not (beside and beside in text)
    }


def test_all_kinds_of_texts_are_read() -> None:
    paths = {place.split(" ", 1)[1].split(".")[0] for place in every_text()}
    assert paths >= ON_LISTS
    documents = {place.split(" ", 1)[0] for place in every_text()}
    assert len(documents) == sum(len(pack.documents) for pack in shipped_packs().values())
    assert documents > {*every_rule()}, "escalations too"


def test_no_text_judges() -> None:
    assert {place for place, text in every_text().items() if judgements(text)} == set()


def test_nobody_is_a_man() -> None:
    """An owner, a buyer or a manager can be a firm or a woman."""
    man = re.compile(r"\b(?:hij|hem|diens)\b|\b(?:bij|van) zijn \w", re.IGNORECASE)
    assert {place for place in breaking(man) if place.split(" ", 1)[1].split(".")[0] in ON_LISTS
            } == set()  # fmt: skip


def test_the_purchase_register_is_named_with_its_notification() -> None:
    assert breaking(re.compile(r"\b437\b(?!ter)"), "437ter") == {}


@pytest.mark.large
def test_no_power_is_used_for_the_purpose_of_another() -> None:
    """Algemene wet bestuursrecht, article 3:3."""
    found = lint_packs([*shipped_packs().values()])
    assert [each for each in found if each.check == "borrowed_power"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ga als gewone controle van de brandweer naar binnen.",
        "Doe het als een gewoon bezoek.",
        "Een hygiënecontrole geeft toegang.",
        "Ga onder het mom van brandveiligheid kijken.",
        "De bouwcontrole dient als ingang.",
        "Gebruik de bouwcontrole als ingang.",
        "De milieucontrole als ingang werkt goed.",
        "Dit is een voorwendsel om te kijken.",
        "Controleer de drankvergunning en let dan ook even op wie er slaapt.",
        "Kijk bij de milieucontrole meteen ook in de kamers.",
        "Vraag de brandweer om ook even binnen te kijken.",
        "Kom langs zonder te zeggen waarvoor.",
    ],
)
@pytest.mark.parametrize("kind", [{}, {"kind": "escalation"}])
def test_who_sends_a_power_on_the_errand_of_another_is_told(
    kind: dict[str, str], text: str, write_pack: Callable[..., Path]
) -> None:
    pack = load_pack(write_pack({}, {"kind": "escalation"}, {**kind, "id": "x.y", "verify": text}))
    told = [each for each in lint_packs([pack]) if each.check == "borrowed_power"]
    assert [(each.rule_id, each.problem.found.endswith("in 'verify'")) for each in told] == [
        ("x.y", True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Het pand heeft een zijdeur als ingang.",
        "De zijdeur dient als ingang.",
        "Gebruik een controle niet als voorwendsel.",
        "Een controle is geen voorwendsel.",
    ],
)
def test_a_door_and_a_warning_are_no_errand(text: str, write_pack: Callable[..., Path]) -> None:
    pack = load_pack(write_pack({"verify": text}))
    assert [each for each in lint_packs([pack]) if each.check == "borrowed_power"] == []


def test_the_register_of_owners_is_for_who_has_access() -> None:
    of_owners = re.compile(r"UBO|uiteindelijk belanghebbenden")
    assert {place for place in breaking(of_owners, "voor wie toegang heeft")
            if place.endswith(" verify")} == set()  # fmt: skip


def test_no_power_to_decide_is_lost_when_a_term_passes() -> None:
    lost = re.compile(r"van rechtswege|bevoegdheid vervalt|fatale termijn", re.IGNORECASE)
    assert breaking(lost) == {}


def test_what_a_file_lacks_is_not_said_of_a_business() -> None:
    stated = re.compile(
        r"(?:heeft|hebben|is er|zijn er) geen (?:geldige )?(?:\w*vergunning|\w*registratie)\b",
        re.IGNORECASE,
    )
    assert {
        place for place in breaking(stated)
        if place.split(" ", 1)[1] in {"title", "explain"} and "bestand" not in every_text()[place]
    } == set()  # fmt: skip


def test_decisions_about_an_area_hold_in_every_area_in_it() -> None:
    """Rules read them through ``designated_area``, which climbs; but what is about a decision."""
    asking = {
        name: loaded.rule
        for name, loaded in every_rule().items()
        if re.search(r"\bdesignat(?:ed_area|ion)|\barea_designation", loaded.rule.select)
    }
    directly = {
        name for name, rule in asking.items() if re.search(r"\barea_designation\b", rule.select)
    }
    assert directly == {"area.evaluation_due"}
    assert {
        "address.buyup_breach", "address.room_rental_unpermitted", "bibob.construction_sum_risk",
        "bibob.rental_permit", "bibob.risk_area_or_branch", "establishment.designated_branch_area",
        "establishment.new_starter", "landlord.migrant_housing_unpermitted",
    } <= {*asking}  # fmt: skip


def test_a_figure_that_is_held_to_municipalities_alike_is_compared_with_the_nearest() -> None:
    told = {
        name: [
            getattr(each.peers, "nearest", None)
            for each in loaded.rule.compare.values()
            if hasattr(each, "peers")
        ]
        for name, loaded in every_rule().items()
        if LOOKALIKE.search(" ".join(loaded.rule.explain.split()))
    }
    assert len(told) > 8
    assert {name for name, nearest in told.items() if not nearest or not all(nearest)} == set()
