"""Lint: what a file does not hold is said of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.packs.lint import lint_packs
from screening.packs.loaded import Pack
from tests.compiled import load_pack
from tests.example_rule import many_companies, pack_of

__all__ = ["many_companies", "pack_of"]

CHECK = "stated_absence"
_REGISTERS = {"bag_object": "all", "kvk_establishment": "all", "permit": "all"}
_PERMITS = """
    SELECT b.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies, MAX(b.floor_m2) AS floor_m2,
      MAX(e.start_date) AS latest, COUNT(p.permit_id) AS permits
    FROM bag_object b JOIN kvk_establishment e ON e.vbo_id = b.vbo_id
    LEFT JOIN permit p ON p.vbo_id = b.vbo_id
    GROUP BY b.vbo_id"""


def _found(rule: dict[str, Any], pack_of: Callable[..., Pack]) -> list[str]:
    pack = pack_of(rule, registers=_REGISTERS)
    return [each.problem.found for each in lint_packs([pack]) if each.check == CHECK]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("explain", "Het bedrijf heeft geen vergunning. {companies} (grens {max_companies})."),
        ("explain", "Er is geen geldige milieuvergunning. {companies} ({max_companies})."),
        (
            "explain",
            "Een vergunning is nodig en die is er niet. {companies}, {max_companies}.",
        ),
        ("explain", "Er zijn hier geen meldingen. {companies} (grens {max_companies})."),
        ("title", "Kamerverhuur zonder vergunning"),
        ("title", "Handelaar die niet is aangemeld"),
        ("title", "Onvergunde verhuur"),
        ("why", "Wie hier staat heeft geen geldige exploitatievergunning."),
        ("verify", "Er is geen vergunning; ga kijken. Het staat niet in het bestand."),
        ("explain", "{companies} (grens {max_companies}); er is geen nieuw gebruik gemeld."),
        ("explain", "Nu {companies}; hier is geen ander gebruik of verbouwing aangevraagd."),
        ("explain", "Niet gemeld gebruik van een pand. {companies} ({max_companies})."),
        ("explain", "Een {companies|niet aangemelde zaak|zaak}: {companies} ({max_companies})."),
        ("why", "Er is nooit een vergunning verleend, of er was geen gebruik van gemeld."),
        ("explain", "Nooit eerder gemeld gebruik. {companies} ({max_companies})."),
        ("explain", "Er is geen registratie. {companies} ({max_companies})."),
        ("title", "Verhuur die niet is gevraagd"),
    ],
)
def test_a_text_that_states_what_only_the_file_lacks_is_told(
    key: str, text: str, many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    assert len(_found(many_companies | {"select": _PERMITS, key: text}, pack_of)) == 1


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("explain", "In het bestand staat geen vergunning. {companies} ({max_companies})."),
        ("explain", "{companies} (grens {max_companies}); geen vergunning in het register."),
        ("title", "Kamerverhuur zonder vergunning in het bestand"),
        ("why", "Wie zonder vergunning verhuurt, heeft geen toezicht."),
        ("verify", "Zoek of er een vergunning is."),
        ("why", "Niet gemeld gebruik komt voor."),
        ("explain", "Niet aangemeld in het opkopersregister: {companies} ({max_companies})."),
        ("why", "Er zijn geen meldingen nodig."),
        ("why", "Er is geen vergunning vereist."),
        ("why", "Voor dit gebruik is er geen vergunningplicht."),
        ("explain", "De eigenaar is niet gevraagd of het klopt. {companies} ({max_companies})."),
        ("why", "Er is geen hinder gemeld."),
        ("why", "Hier is geen hinder of overlast gemeld."),
        ("explain", "{companies} ({max_companies}) zonder vergunning volgens de registratie."),
    ],
)
def test_a_text_about_the_file_is_fine(
    key: str, text: str, many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    assert _found(many_companies | {"select": _PERMITS, key: text}, pack_of) == []


def test_a_rule_that_reads_no_such_file_may_say_what_it_likes(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    assert _found(many_companies | {"title": "Zonder vergunning"}, pack_of) == []


ABSENT = "Niet gemeld gebruik van een lege boerderij valt samen met meldingen."


@pytest.mark.parametrize("register", ["permit", "permit_application"])
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("title", "Nieuw gebruik van een boerderij dat niet is gemeld"),
        ("explain", ABSENT),
        ("why", "Hier is geen nieuw gebruik gemeld."),
        ("verify", "Er is geen vergunning; ga kijken."),
    ],
)
def test_a_conclusion_from_such_a_file_says_so_too(
    register: str, key: str, text: str, write_pack: Callable[..., Path]
) -> None:
    """Straight from a rule that reads the file, or through another conclusion."""
    rule = {"select": f"SELECT vbo_id AS subject, COUNT(*) AS companies FROM {register} "
            "GROUP BY vbo_id"}  # fmt: skip
    between = {"kind": "escalation", "id": "address.between"}
    above = {"kind": "escalation", "when": {"all": ["address.between"]}, key: text}
    header = {"registers": {register: "all"}}
    found = lint_packs([load_pack(write_pack(rule, between, above, header=header))])
    assert [each.problem.found.split(":")[0] for each in found if each.check == CHECK] == [
        "address.both"
    ]


def test_a_conclusion_from_other_files_may_say_what_it_likes(
    write_pack: Callable[..., Path],
) -> None:
    pack = load_pack(write_pack({}, {"kind": "escalation", "explain": ABSENT}))
    assert [each for each in lint_packs([pack]) if each.check == CHECK] == []
