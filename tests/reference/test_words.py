from __future__ import annotations

import pytest

from screening.reference.words import is_neutral, judgements


@pytest.mark.parametrize(
    "text",
    [
        "Een verdacht pand",
        "De verdachte is bestuurder",
        "VERDACHTEN wonen hier",
        "criminele ondernemer",
        "mogelijk een crimineel",
        "de dader",
        "een fraudeur",
        "schuldig aan overtreding",
        "malafide handelaar",
        "vermoedelijk katvanger",
        "illegale bewoning",
    ],
)
def test_judging_words_are_found(text: str) -> None:
    assert not is_neutral(text)
    assert all(judgement.instead for judgement in judgements(text))


@pytest.mark.parametrize(
    "text",
    [
        "verdachte transacties per 10.000 inwoners",
        "Verdachte transactie, gemeld aan de FIU",
        "meer transacties verdacht heeft verklaard dan elders",
        "verdacht verklaarde transacties",
        "geregistreerde criminaliteit",
        "opvallend veel bedrijven op één adres",
        "reden om te kijken",
        "kerndaderschap",
        "schuldhulpverlening",
        "het financieel beeld wijkt af",
        "bewoning zonder vergunning",
    ],
)
def test_neutral_texts_pass(text: str) -> None:
    assert judgements(text) == []


def test_a_statutory_term_does_not_cover_for_a_person() -> None:
    found = judgements("verdachte transacties van een verdachte")
    assert [judgement.word for judgement in found] == ["verdachte"]


@pytest.mark.parametrize("text", ["een mala\u00adfide zaak", "een verd\u0430cht pand", "da*d*er"])
def test_no_mark_or_other_alphabet_hides_a_judging_word(text: str) -> None:
    assert not is_neutral(text)
